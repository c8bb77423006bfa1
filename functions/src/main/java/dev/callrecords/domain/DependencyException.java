package dev.callrecords.domain;

import org.jspecify.annotations.Nullable;

/**
 * Something outside failed: a service did not answer, or what it keeps cannot be used.
 *
 * <p>The message is for the log and holds no data of a call: no number, text, key or link.
 */
public final class DependencyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What the failure means for the caller. */
  public enum Kind {
    /** The service is overloaded or broken for now: trying again helps. */
    BUSY,
    /** The service did not answer in time: trying again may help. */
    TIMEOUT,
    /** The service refused us: only the operator can help. */
    REFUSED,
    /** What is stored cannot be read without inventing something. */
    CORRUPT,
    /** What is stored is more than one answer can hold. */
    TOO_LARGE
  }

  private final Kind kind;

  /** Creates a failure without a cause outside our own code. */
  public DependencyException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** Creates a failure; only the class of the cause is ever logged, never its message. */
  public DependencyException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what the failure means for the caller. */
  public Kind kind() {
    return kind;
  }
}
