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

  /** Says where in the recording the segment is; what was said stays out of logs. */
  @Override
  public String toString() {
    return "Segment[" + startTime + " to " + endTime + "]";
  }
}
