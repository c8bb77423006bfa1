/**
 * Whole paths through the real handlers and the production clients, over HTTP, against stand-ins of
 * AWS: the embedded ones, or LocalStack.
 */
@NullMarked
package dev.callrecords.integration;

import org.jspecify.annotations.NullMarked;
