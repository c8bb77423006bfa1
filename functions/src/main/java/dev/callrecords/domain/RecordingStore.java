package dev.callrecords.domain;

import java.util.OptionalLong;

/** Port: where recordings are kept. */
public interface RecordingStore {

  /**
   * Returns the size of the recording in bytes, or empty when it is not there (or not ours to read,
   * which looks the same).
   *
   * @throws DependencyException when the store does not answer
   */
  OptionalLong size(RecordingKey key);
}
