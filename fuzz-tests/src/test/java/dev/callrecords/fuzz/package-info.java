/**
 * Fuzz tests of the functions, from event bytes and item attributes to the answer's bytes. Without
 * the fuzzer, the inputs that are committed are run.
 */
@NullMarked
package dev.callrecords.fuzz;

import org.jspecify.annotations.NullMarked;
