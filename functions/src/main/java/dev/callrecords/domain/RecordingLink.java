package dev.callrecords.domain;

import java.time.Instant;

/**
 * A link that plays a recording until it expires. Its holder can listen, so it must not be logged.
 *
 * @param url the link
 * @param expiresAt the instant after which the link is refused, whole seconds
 * @param expiresIn the whole seconds that the link lives, counted from when it was signed
 */
public record RecordingLink(String url, Instant expiresAt, long expiresIn) {

  /** Says when the link expires and keeps the link itself out of logs. */
  @Override
  public String toString() {
    return "RecordingLink[expires " + expiresAt + "]";
  }
}
