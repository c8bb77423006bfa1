package dev.callrecords.integration.support;

/**
 * The stand-in that was asked for cannot be had. The message says why, and what to do; there is
 * nothing to see in a stack trace.
 */
final class NoSuchCloudException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NoSuchCloudException(String message) {
    super(message, null, false, false);
  }
}
