package dev.callrecords.admin;

/**
 * One thing that is wrong with a record.
 *
 * @param field such as {@code transcript_segments[3].start_time}; empty for the record as a whole
 * @param problem what is wrong, as the end of a sentence that starts with the field
 */
public record Fault(String field, String problem) {

  @Override
  public String toString() {
    return field.isEmpty() ? problem : field + " " + problem;
  }
}
