package dev.callrecords.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A field of a call in the API, in the order of the contract. */
public enum CallField {
  ID,
  AGENT_ID,
  FROM_NUMBER,
  TO_NUMBER,
  DIRECTION,
  STATUS,
  DURATION,
  RECORDING_URL,
  RECORDING_URL_EXPIRES_AT,
  TRANSCRIPT,
  TRANSCRIPT_SEGMENTS,
  SENTIMENT,
  CALL_SUMMARY,
  METADATA,
  STARTED_AT,
  ENDED_AT,
  CREATED_AT;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** Returns the field's name in the contract, such as {@code call_summary}. */
  public String text() {
    return text;
  }

  /** Returns the field of that name, or empty when there is none. */
  public static Optional<CallField> parse(String text) {
    return Arrays.stream(values()).filter(field -> field.text.equals(text)).findFirst();
  }
}
