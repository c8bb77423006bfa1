package dev.callrecords.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Strong entity tags: other bytes, other tag. That of compressed bytes also depends on the Java
 * version, because another one may compress to other bytes.
 */
final class ContentTag {

  private static final int BYTES = 16;

  private ContentTag() {}

  /** Returns the tag of a page without its quotes, 22 characters of base64url. */
  static String of(TranscriptFormat format, int page, boolean compressed, byte[] plain) {
    String coding = compressed ? "gzip " + Runtime.version() : "identity";
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    digest.update((format + " " + page + " " + coding + "\n").getBytes(StandardCharsets.UTF_8));
    byte[] whole = digest.digest(plain);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
  }
}
