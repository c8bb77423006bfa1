package dev.callrecords.domain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The transcript of a call: timed segments, or plain text, or nothing. */
public final class Transcript {

  private static final Transcript EMPTY = new Transcript(List.of(), null);

  private final List<Segment> segments;
  private final @Nullable String plainText;

  private Transcript(List<Segment> segments, @Nullable String plainText) {
    this.segments = segments;
    this.plainText = plainText;
  }

  /** Returns the transcript of a call that was not transcribed. */
  public static Transcript empty() {
    return EMPTY;
  }

  /** Returns a transcript of segments, stably sorted by start time. */
  public static Transcript of(List<Segment> segments) {
    return new Transcript(
        segments.stream().sorted(Comparator.comparing(Segment::startTime)).toList(), null);
  }

  /** Returns a transcript that is one plain text, without segments. */
  public static Transcript ofPlainText(String text) {
    return new Transcript(List.of(), text);
  }

  /** Returns the segments by start time; empty until the call is transcribed. */
  public List<Segment> segments() {
    return segments;
  }

  /**
   * Returns the transcript as one text, or null when there is none. It has a turn per segment,
   * {@code Agent: ...}, with a blank line between turns, or else is the plain text. Neighbours of
   * the same speaker are not merged: turn {@code n} is segment {@code n}.
   */
  public @Nullable String text() {
    if (segments.isEmpty()) {
      return plainText;
    }
    return segments.stream()
        .map(segment -> segment.speakerName() + ": " + segment.text())
        .collect(Collectors.joining("\n\n"));
  }
}
