package dev.callrecords.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identifier of a tenant, who owns calls and keys: 1 to 63 of {@code a-z 0-9 -}.
 *
 * @param value the identifier as it stands in item keys and object keys
 */
public record TenantId(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,63}");

  /** Checks the form; throws {@link IllegalArgumentException} otherwise. */
  public TenantId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("A tenant id is 1 to 63 of a-z 0-9 -");
    }
  }

  /** Returns the identifier, or empty when the text is not of its form. */
  public static Optional<TenantId> parse(String text) {
    return isValid(text) ? Optional.of(new TenantId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
