package dev.callrecords.domain;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which fields of a call are wanted: at least one.
 *
 * @param fields in the order of the contract, however they were given
 */
public record Selection(Set<CallField> fields) {

  private static final Selection EVERYTHING = new Selection(EnumSet.allOf(CallField.class));

  /** Copies the fields; throws {@link IllegalArgumentException} when there is none. */
  public Selection {
    fields = Collections.unmodifiableSet(EnumSet.copyOf(fields));
  }

  /** Returns the selection of all fields. */
  public static Selection everything() {
    return EVERYTHING;
  }

  /** Returns whether a field is wanted that only the transcript's items can answer. */
  public boolean wantsTranscript() {
    return fields.contains(CallField.TRANSCRIPT) || fields.contains(CallField.TRANSCRIPT_SEGMENTS);
  }

  /** Returns whether a field is wanted for which a link must be signed. */
  public boolean wantsLink() {
    return fields.contains(CallField.RECORDING_URL)
        || fields.contains(CallField.RECORDING_URL_EXPIRES_AT);
  }
}
