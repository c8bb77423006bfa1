/**
 * The deployed system as {@code template.yaml} and {@code docs/deployment.md} describe it: what a
 * security reviewer and an operator rely on, held against the files and against the code.
 */
@NullMarked
package dev.callrecords.integration.template;

import org.jspecify.annotations.NullMarked;
