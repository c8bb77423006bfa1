/**
 * Benchmarks of the functions and of peers, reported beside the goals of {@code
 * docs/performance.md}. Nothing imports it.
 */
@NullMarked
package dev.callrecords.benchmarks;

import org.jspecify.annotations.NullMarked;
