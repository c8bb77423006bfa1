package dev.callrecords.http;

import dev.callrecords.domain.DependencyException;

/**
 * Why an answer is not what the caller came for and not the caller's doing. The log counts them in
 * the metric {@code Faults}.
 */
public enum Fault {
  /** The event has no caller: the route has no authorizer, or the gateway was bypassed. */
  CALLER_MISSING("CallerMissing"),
  /** The key of a recording must not be signed for its tenant. */
  RECORDING_KEY_REFUSED("RecordingKeyRefused"),
  /** A call's recording is available by its item, but missing or inaccessible in S3. */
  RECORDING_OBJECT_MISSING("RecordingObjectMissing"),
  /** An item cannot be read without inventing something. */
  RECORD_CORRUPT("RecordCorrupt"),
  /** A call is larger than one answer. */
  RECORD_TOO_LARGE("RecordTooLarge"),
  /** A service of AWS is overloaded, or out of reach. */
  DEPENDENCY_BUSY("DependencyBusy"),
  /** A service of AWS did not answer in time. */
  DEPENDENCY_TIMEOUT("DependencyTimeout"),
  /** A defect of ours, or a right that is missing. */
  INTERNAL_ERROR("InternalError");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** Returns the fault that a failure outside is for a caller. */
  public static Fault of(DependencyException.Kind kind) {
    return switch (kind) {
      case BUSY -> DEPENDENCY_BUSY;
      case TIMEOUT -> DEPENDENCY_TIMEOUT;
      case REFUSED -> INTERNAL_ERROR;
      case CORRUPT -> RECORD_CORRUPT;
      case TOO_LARGE -> RECORD_TOO_LARGE;
    };
  }

  /**
   * Returns whether the call that was asked for must be looked at to mend this. Otherwise the call
   * id of the request is just what a caller wrote.
   */
  public boolean concernsCall() {
    return switch (this) {
      case RECORDING_KEY_REFUSED,
          RECORDING_OBJECT_MISSING,
          RECORD_CORRUPT,
          RECORD_TOO_LARGE,
          INTERNAL_ERROR ->
          true;
      case CALLER_MISSING, DEPENDENCY_BUSY, DEPENDENCY_TIMEOUT -> false;
    };
  }

  /** Returns the name of this fault in log lines, metrics and alarms. */
  public String text() {
    return text;
  }
}
