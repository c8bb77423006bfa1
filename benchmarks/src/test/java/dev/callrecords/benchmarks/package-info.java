/** Tests of what computes and compares results. */
@NullMarked
package dev.callrecords.benchmarks;

import org.jspecify.annotations.NullMarked;
