/**
 * The deployed system by {@code template.yaml} and {@code docs/deployment.md}. What a security
 * reviewer and an operator rely on is checked against the files and the code.
 */
@NullMarked
package dev.callrecords.integration.template;

import org.jspecify.annotations.NullMarked;
