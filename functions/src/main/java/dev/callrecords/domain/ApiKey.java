package dev.callrecords.domain;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key in plain text: {@code crk_} and 32 random bytes as base64url, 43 characters.
 *
 * <p>It is shown once, to its owner, and stored as its hash alone. {@link #toString()} shows the
 * key id.
 */
public final class ApiKey {

  private static final Pattern FORM = Pattern.compile("crk_[A-Za-z0-9_-]{43}");
  private static final int KEY_ID_LENGTH = 8;

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /** Returns the key, or empty when the text is not of a key's form. */
  public static Optional<ApiKey> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ApiKey(text)) : Optional.empty();
  }

  /** Returns the key in the clear. Only for showing it to its owner, once. */
  public String reveal() {
    return text;
  }

  /** Returns the lower-case hex SHA-256 of the key, 64 digits, by which it is stored. */
  public String hash() {
    return HexFormat.of().formatHex(Sha256.digest(text));
  }

  /** Returns the key id of a key's hash: its first 8 hex digits. */
  public static String keyId(String hash) {
    return hash.substring(0, KEY_ID_LENGTH);
  }

  @Override
  public String toString() {
    return "ApiKey[" + keyId(hash()) + "]";
  }
}
