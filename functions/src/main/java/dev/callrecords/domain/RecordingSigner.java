package dev.callrecords.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: makes links to recordings that expire. */
public interface RecordingSigner {

  /** How a browser treats what the link serves. */
  enum Disposition {
    /** Play it. */
    INLINE,
    /** Save it. */
    ATTACHMENT
  }

  /**
   * What is asked of a link.
   *
   * @param lifetime how long it shall live, whole seconds; the signing credentials may make it
   *     shorter
   * @param end the instant from which it must be refused, whatever its lifetime; null when there is
   *     none
   * @param disposition what a browser does with it
   * @param fileName the name under which a browser saves it
   * @param contentType the media type it is served with
   */
  record Terms(
      Duration lifetime,
      @Nullable Instant end,
      Disposition disposition,
      String fileName,
      String contentType) {}

  /**
   * Returns a link to the recording, or empty when its end has passed. Whether the object exists is
   * not looked at.
   *
   * @throws DependencyException when there are no credentials that live long enough
   */
  Optional<RecordingLink> sign(RecordingKey key, Terms terms);
}
