package dev.callrecords.domain;

import java.math.BigDecimal;

/**
 * One turn of speech in a transcript.
 *
 * @param speaker who speaks, such as {@code agent} or {@code caller}
 * @param text what is said
 * @param startTime seconds from the start of the recording
 * @param endTime seconds from the start of the recording
 */
public record Segment(String speaker, String text, BigDecimal startTime, BigDecimal endTime) {

  /** Returns the speaker with a capital, as in a transcript: {@code Agent}. */
  public String speakerName() {
    if (speaker.isEmpty()) {
      return speaker;
    }
    int first = speaker.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + speaker.substring(Character.charCount(first));
  }

  /** Says where in the recording the segment is; what was said stays out of logs. */
  @Override
  public String toString() {
    return "Segment[" + startTime + " to " + endTime + "]";
  }
}
