/**
 * The functions over whatever a fuzzer makes up: from the bytes of an event and the attributes of
 * items to the bytes of the answer. Without the fuzzer, the inputs that are committed are run.
 */
@NullMarked
package dev.callrecords.fuzz;

import org.jspecify.annotations.NullMarked;
