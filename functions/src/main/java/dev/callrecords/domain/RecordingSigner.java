package dev.callrecords.domain;

import java.time.Duration;
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
   * @param disposition what a browser does with it
   * @param fileName the name under which a browser saves it
   * @param contentType the media type it is served with; null for the one that the object has
   */
  record Terms(
      Duration lifetime, Disposition disposition, String fileName, @Nullable String contentType) {}

  /**
   * Returns a link to the recording. Whether the object exists is not looked at.
   *
   * @throws DependencyException when there are no credentials that live long enough
   */
  RecordingLink sign(RecordingKey key, Terms terms);
}
