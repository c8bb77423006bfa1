package dev.callrecords.admin;

import java.io.IOException;

/** A source that cannot be read, or not to its end. The message ends a sentence on the source. */
final class SourceException extends IOException {

  private static final long serialVersionUID = 1;

  SourceException(String problem) {
    super(problem);
  }

  SourceException(String problem, IOException cause) {
    super(problem, cause);
  }

  /**
   * Returns a failure in our words; one that is so already stays as it is.
   *
   * @param offset of the byte that could not be read, from 0
   */
  static SourceException of(IOException failure, long offset) {
    return failure instanceof SourceException said
        ? said
        : new SourceException(
            "cannot be read on (byte %d): the disk, or the program before the pipe, failed"
                .formatted(offset + 1),
            failure);
  }

  /** Returns what is wrong. */
  String problem() {
    return String.valueOf(getMessage());
  }
}
