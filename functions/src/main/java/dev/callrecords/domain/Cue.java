package dev.callrecords.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * When a segment is shown as a caption. Players take no cue without length and show overlapping
 * ones as they please, so these times are derived: see {@link #of}.
 *
 * @param startMillis milliseconds from the start of the recording
 * @param endMillis milliseconds from the start of the recording, always after the start
 */
public record Cue(long startMillis, long endMillis) {

  /** Minimum duration of a cue whose segment has none, while there is room. */
  static final long MIN_MILLIS = 500;

  /** No call is that long; it keeps what follows from overflowing. */
  private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(1_000_000_000_000L);

  /** Checks the order; throws {@link IllegalArgumentException} otherwise. */
  public Cue {
    if (startMillis < 0 || endMillis <= startMillis) {
      throw new IllegalArgumentException("A cue starts at zero or later and ends after its start");
    }
  }

  /**
   * Returns a cue for each segment, in the same order. No cue starts before the one ahead of it has
   * ended, and each is at least a millisecond long.
   *
   * <ul>
   *   <li>Times are rounded to milliseconds; negative ones are zero.
   *   <li>A cue ends where the next one starts, when its segment goes on longer.
   *   <li>A segment that ends where it starts, or before, is shown for half a second, or until the
   *       next one starts.
   *   <li>Segments that start together share the time up to the next start, or to the last of their
   *       ends, in equal parts.
   *   <li>Where there are more of them than milliseconds, what follows starts that much later.
   * </ul>
   *
   * @param segments in the order of their start times
   */
  public static List<Cue> of(List<Segment> segments) {
    List<Cue> cues = new ArrayList<>(segments.size());
    long free = 0;
    int first = 0;
    while (first < segments.size()) {
      long start = Math.max(free, millis(segments.get(first).startTime()));
      long wantedEnd = start;
      int next = first;
      do {
        long end = millis(segments.get(next).endTime());
        wantedEnd = Math.max(wantedEnd, end > start ? end : start + MIN_MILLIS);
        next++;
      } while (next < segments.size() && millis(segments.get(next).startTime()) <= start);
      long end =
          next < segments.size()
              ? Math.min(wantedEnd, millis(segments.get(next).startTime()))
              : wantedEnd;
      int together = next - first;
      long length = Math.max(end - start, together);
      for (int i = 0; i < together; i++) {
        cues.add(new Cue(start + length * i / together, start + length * (i + 1) / together));
      }
      free = start + length;
      first = next;
    }
    return List.copyOf(cues);
  }

  /** Returns seconds as milliseconds, rounded; zero for a time before the recording. */
  public static long millis(BigDecimal seconds) {
    if (seconds.signum() <= 0) {
      return 0;
    }
    return seconds
        .movePointRight(3)
        .min(MAX_MILLIS)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
