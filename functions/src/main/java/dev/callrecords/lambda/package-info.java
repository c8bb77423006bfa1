/**
 * The entry points of the functions, their settings and wiring, and their log.
 *
 * <p>The only package that sees all the others, and the only one that reads the environment or
 * writes a log.
 */
@NullMarked
package dev.callrecords.lambda;

import org.jspecify.annotations.NullMarked;
