/**
 * Measures the functions beside peers that do the same in other ways, and prints what came out
 * beside the goals of {@code docs/performance.md}. Nothing imports it.
 */
@NullMarked
package dev.callrecords.benchmarks;

import org.jspecify.annotations.NullMarked;
