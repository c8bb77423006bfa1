package dev.callrecords.http;

import dev.callrecords.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
    MessageDigest digest = Sha256.start();
    digest.update((format + " " + page + " " + coding + "\n").getBytes(StandardCharsets.UTF_8));
    byte[] whole = digest.digest(plain);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
  }
}
