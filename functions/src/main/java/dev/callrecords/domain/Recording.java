package dev.callrecords.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The state of a call's recording. */
public sealed interface Recording {

  /**
   * There is audio to play.
   *
   * @param key the object's key as stored, not yet checked: see {@link RecordingKey#parse}; null
   *     when the item has none
   * @param contentType the audio's media type; null when unknown
   * @param size bytes; null when unknown
   * @param duration seconds; null when unknown
   */
  record Available(
      @Nullable String key,
      @Nullable String contentType,
      @Nullable Long size,
      @Nullable BigDecimal duration)
      implements Recording {

    /** Returns the same recording, written under this key with that many bytes. */
    public Available at(String where, long bytes) {
      return new Available(where, contentType, bytes, duration);
    }
  }

  /** There is nothing to play. */
  enum Unplayable implements Recording {
    /** The call runs, or its audio is still being written. */
    PENDING,
    /** The call was never recorded. */
    NONE,
    /** Recording the call broke, for good. */
    FAILED,
    /** The audio was erased, or is past its retention. */
    DELETED,
    /** The state is one that this version does not know, and there is nothing to say about why. */
    UNKNOWN
  }
}
