package dev.callrecords.domain;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are listed; what is null excludes none.
 *
 * @param from calls created at this instant or later, to the millisecond
 * @param to calls created before this instant, to the millisecond
 * @param phoneNumber calls from or to this number, exactly as stored
 * @param minDuration whole seconds, inclusive
 * @param maxDuration whole seconds, inclusive
 */
public record CallFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String phoneNumber,
    @Nullable String direction,
    @Nullable String status,
    @Nullable String agentId,
    @Nullable String sentiment,
    @Nullable Long minDuration,
    @Nullable Long maxDuration) {

  /** Maximum length of a number in an index. */
  public static final int MAX_NUMBER_LENGTH = 255;

  /** The filter that excludes no call. */
  public static final CallFilter NONE =
      new CallFilter(null, null, null, null, null, null, null, null, null);

  /** Returns whether the list takes a call whose time and numbers it takes. */
  public boolean matches(ListedCall call) {
    Long duration = call.duration();
    return allows(direction, call.direction())
        && allows(status, call.status())
        && allows(agentId, call.agentId())
        && allows(sentiment, call.sentiment())
        && (minDuration == null || (duration != null && duration >= minDuration))
        && (maxDuration == null || (duration != null && duration <= maxDuration));
  }

  private static boolean allows(@Nullable String wanted, @Nullable String value) {
    return wanted == null || Objects.equals(wanted, value);
  }

  /** Says nothing: numbers stay out of logs. */
  @Override
  public String toString() {
    return "CallFilter";
  }
}
