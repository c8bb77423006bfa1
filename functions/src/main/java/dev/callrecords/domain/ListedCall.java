package dev.callrecords.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of a list of calls: a call without transcript and metadata.
 *
 * @param agentId the voice agent that handled the call
 * @param fromNumber E.164
 * @param toNumber E.164
 * @param direction {@code inbound}, {@code outbound}
 * @param status such as {@code in-progress} or {@code completed}; a value unknown to this version
 *     is kept
 * @param duration whole seconds; null until the call has ended
 * @param sentiment such as {@code positive}; a value unknown to this version is kept
 */
public record ListedCall(
    CallId id,
    @Nullable String agentId,
    @Nullable String fromNumber,
    @Nullable String toNumber,
    @Nullable String direction,
    String status,
    @Nullable Long duration,
    @Nullable String sentiment,
    @Nullable String summary,
    Recording recording,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant createdAt) {

  /** Says which call this is; numbers and texts stay out of logs. */
  @Override
  public String toString() {
    return "ListedCall[" + id + "]";
  }
}
