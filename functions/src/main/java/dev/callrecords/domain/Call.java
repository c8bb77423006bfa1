package dev.callrecords.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ValueRange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One phone call of a voice agent.
 *
 * @param agentId the voice agent that handled the call
 * @param fromNumber E.164
 * @param toNumber E.164
 * @param direction {@code inbound}, {@code outbound}
 * @param status such as {@code in-progress} or {@code completed}; a value unknown to this version
 *     is kept
 * @param duration whole seconds; null until the call has ended
 * @param sentiment such as {@code positive}; a value unknown to this version is kept
 * @param metadata what the caller attached: strings, {@code BigDecimal}s, booleans, nulls, and
 *     lists and maps of these
 */
public record Call(
    CallId id,
    @Nullable String agentId,
    @Nullable String fromNumber,
    @Nullable String toNumber,
    @Nullable String direction,
    String status,
    @Nullable Long duration,
    Recording recording,
    Transcript transcript,
    @Nullable String sentiment,
    @Nullable String summary,
    Map<String, @Nullable Object> metadata,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant createdAt) {

  private static final ValueRange YEARS = ValueRange.of(0, 9999);

  /**
   * Returns the time, whose year in UTC must have four digits as in RFC 3339.
   *
   * @throws DateTimeException when it has not
   */
  public static Instant requireFourDigitYear(Instant time) {
    YEARS.checkValidValue(time.atOffset(ZoneOffset.UTC).getYear(), ChronoField.YEAR);
    return time;
  }

  /** Returns the same call with another state of its recording. */
  public Call withRecording(Recording other) {
    return with(other, transcript);
  }

  /** Returns the same call with another transcript. */
  public Call withTranscript(Transcript other) {
    return with(recording, other);
  }

  private Call with(Recording otherRecording, Transcript otherTranscript) {
    return new Call(
        id,
        agentId,
        fromNumber,
        toNumber,
        direction,
        status,
        duration,
        otherRecording,
        otherTranscript,
        sentiment,
        summary,
        metadata,
        startedAt,
        endedAt,
        createdAt);
  }

  /** Says which call this is; numbers and texts stay out of logs. */
  @Override
  public String toString() {
    return "Call[" + id + "]";
  }
}
