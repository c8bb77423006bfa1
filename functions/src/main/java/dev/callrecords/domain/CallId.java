package dev.callrecords.domain;

import java.util.Optional;

/**
 * The identifier of a call: 1 to 64 of {@code A-Z a-z 0-9 _ -}, a UUID in practice.
 *
 * @param value the identifier as it stands in the path
 */
public record CallId(String value) {

  private static final Alphabet CHARACTERS = Alphabet.ofRanges("AZaz09__--");
  private static final int LONGEST = 64;

  /** Checks the form; throws {@link IllegalArgumentException} otherwise. */
  public CallId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("A call id is 1 to 64 of A-Z a-z 0-9 _ -");
    }
  }

  /** Returns the identifier, or empty when the text is not of its form. */
  public static Optional<CallId> parse(String text) {
    return isValid(text) ? Optional.of(new CallId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return CHARACTERS.spells(text, 1, LONGEST);
  }

  @Override
  public String toString() {
    return value;
  }
}
