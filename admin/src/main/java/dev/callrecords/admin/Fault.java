package dev.callrecords.admin;

/**
 * One thing that is wrong with a record.
 *
 * @param field such as {@code transcript_segments[3].start_time}; empty for the record as a whole
 * @param problem what is wrong, as the end of a sentence that starts with the field
 * @param offset of the byte of the record where it is wrong, from 0; {@link #UNKNOWN} where only
 *     the field tells
 */
public record Fault(String field, String problem, int offset) {

  /** The offset of a fault that has none. */
  static final int UNKNOWN = -1;

  Fault(String field, String problem) {
    this(field, problem, UNKNOWN);
  }

  /** Returns a fault at a byte of the record. */
  static Fault at(int offset, String problem) {
    return new Fault("", problem, offset);
  }

  @Override
  public String toString() {
    return field.isEmpty() ? problem : field + " " + problem;
  }
}
