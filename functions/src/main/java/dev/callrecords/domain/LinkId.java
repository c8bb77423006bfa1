package dev.callrecords.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identifier of a shared link: the lower-case hex SHA-256 of its token, 64 digits.
 *
 * <p>It opens nothing and may be logged. As it is the key under which the link is stored, a link is
 * revoked by it without a search in an index, which may lag behind.
 *
 * @param value the identifier as it stands in the path
 */
public record LinkId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Checks the form; throws {@link IllegalArgumentException} otherwise. */
  public LinkId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("A link id is 64 of 0-9 a-f");
    }
  }

  /** Returns the identifier, or empty when the text is not of its form. */
  public static Optional<LinkId> parse(String text) {
    return isValid(text) ? Optional.of(new LinkId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
