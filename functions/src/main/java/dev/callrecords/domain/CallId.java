package dev.callrecords.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identifier of a call: 1 to 64 of {@code A-Z a-z 0-9 _ -}, a UUID in practice.
 *
 * @param value the identifier as it stands in the path
 */
public record CallId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

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
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
