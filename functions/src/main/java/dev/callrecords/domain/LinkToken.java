package dev.callrecords.domain;

import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The secret part of a shared link's address, in plain text.
 *
 * <p>A token of ours is {@code crl_} and 32 random bytes as base64url, 43 characters. It is shown
 * once, to the link's maker, and stored as its hash alone, which is the link's id. Any other text
 * is a token too, of a link that does not exist: so a malformed token is refused by the same steps,
 * and in the same time, as an unknown one.
 */
public final class LinkToken {

  private static final String PREFIX = "crl_";
  private static final int RANDOM_BYTES = 32;

  private final String text;

  /** Creates the token of an address that was opened. */
  public LinkToken(String text) {
    this.text = text;
  }

  /**
   * Returns a new token.
   *
   * @param random fit for secrets, as {@link java.security.SecureRandom} is
   */
  static LinkToken generate(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new LinkToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Returns the token in the clear. Only for showing it to the link's maker, once. */
  public String reveal() {
    return text;
  }

  /** Returns the id of the link that this token opens. */
  public LinkId linkId() {
    return new LinkId(HexFormat.of().formatHex(Sha256.digest(text)));
  }

  @Override
  public String toString() {
    return "LinkToken[" + linkId() + "]";
  }
}
