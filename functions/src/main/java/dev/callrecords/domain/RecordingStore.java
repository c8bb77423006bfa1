package dev.callrecords.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Port: where recordings are kept. */
public interface RecordingStore {

  /** What is stored under the key of a recording. */
  sealed interface Stored {

    /**
     * A link to it plays.
     *
     * @param size bytes
     * @param end the instant from which it is archived again; null when there is none
     */
    record Playable(long size, @Nullable Instant end) implements Stored {}

    /** No link to it plays. */
    enum Unplayable implements Stored {
      /** The object is missing, or access to it or to its encryption key is denied. */
      MISSING,
      /** It is in an archive. */
      ARCHIVED,
      /** It is in an archive, and a restore runs. */
      BEING_RESTORED
    }
  }

  /**
   * Returns what is stored under the key.
   *
   * @throws DependencyException when the store does not answer
   */
  Stored find(RecordingKey key);
}
