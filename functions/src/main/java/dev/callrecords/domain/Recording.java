package dev.callrecords.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The state of a call's recording. */
public sealed interface Recording {

  /** Returns the state's name, such as {@code pending}. */
  String status();

  /**
   * Returns the state's name for a store or an export.
   *
   * @throws IllegalArgumentException when the state is {@link Unplayable#UNKNOWN}: what its name
   *     was is not known either
   */
  default String writableStatus() {
    if (this == Unplayable.UNKNOWN) {
      throw new IllegalArgumentException("A recording in an unknown state cannot be written");
    }
    return status();
  }

  /**
   * There is audio to play.
   *
   * @param key the object's key as stored, not yet checked: see {@link RecordingKey#parse}; null
   *     when the item has none
   * @param contentType the audio's media type; null when unknown
   * @param size bytes; null when unknown
   * @param duration seconds; null when unknown
   * @param end the instant from which the call counts as deleted; null when there is none
   */
  record Available(
      @Nullable String key,
      @Nullable String contentType,
      @Nullable Long size,
      @Nullable BigDecimal duration,
      @Nullable Instant end)
      implements Recording {

    /** Creates a recording that does not end. */
    public Available(
        @Nullable String key,
        @Nullable String contentType,
        @Nullable Long size,
        @Nullable BigDecimal duration) {
      this(key, contentType, size, duration, null);
    }

    /** The name of this state. */
    public static final String STATUS = "available";

    @Override
    public String status() {
      return STATUS;
    }

    /** Returns the same recording, written under this key with that many bytes. */
    public Available at(String where, long bytes) {
      return new Available(where, contentType, bytes, duration, end);
    }
  }

  /** There is nothing to play. */
  enum Unplayable implements Recording {
    /** The call runs, or its audio is still being written. */
    PENDING("pending"),
    /** The call was never recorded. */
    NONE("none"),
    /** Recording the call broke, for good. */
    FAILED("failed"),
    /** The audio was erased, or is past its retention. */
    DELETED("deleted"),
    /** The state is not known to this version; no reason is given. */
    UNKNOWN("unknown");

    private final String status;

    Unplayable(String status) {
      this.status = status;
    }

    @Override
    public String status() {
      return status;
    }

    /** Returns the state of that name, or {@link #UNKNOWN} when this version knows none. */
    public static Unplayable parse(String status) {
      return Arrays.stream(values())
          .filter(state -> state.status.equals(status))
          .findFirst()
          .orElse(UNKNOWN);
    }
  }
}
