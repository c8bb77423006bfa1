package dev.callrecords.benchmarks;

import org.jspecify.annotations.Nullable;

/** A measurement that failed. Its message says why, and what to do about it. */
final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    this(message, null);
  }

  BenchmarkException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
