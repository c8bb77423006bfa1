package dev.callrecords.aws;

import dev.callrecords.domain.Sha256;
import dev.callrecords.domain.Timestamps;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of AWS Signature Version 4, wherever in a request they stand. They are made with a key
 * that is derived from a secret once a day.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
public final class SignatureV4 {

  /** What requests name as the way they are signed. */
  public static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final String HMAC = "HmacSHA256";
  private static final int DATE_LENGTH = "uuuuMMdd".length();

  /** The last one used, which serves a day unless the credentials change before. */
  private volatile @Nullable SigningKey lastKey;

  /** What is derived from a secret for a scope; its code is used by one thread at a time. */
  private record SigningKey(String secret, String credentialScope, Mac code) {

    byte[] sign(String text) {
      synchronized (code) {
        return code.doFinal(text.getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
      return "SigningKey[" + credentialScope + "]";
    }
  }

  /** Returns the second of an instant as requests are dated: {@code 20260131T235959Z}. */
  public static String dateTime(Instant instant) {
    // Not by a formatter of this pattern: it takes its time to be made.
    return Timestamps.write(instant.truncatedTo(ChronoUnit.SECONDS))
        .replace("-", "")
        .replace(":", "");
  }

  /** Returns what credentials are used for, as {@code 20260131/eu-west-1/s3/aws4_request}. */
  public static String credentialScope(String dateTime, String region, String service) {
    return dateTime.substring(0, DATE_LENGTH) + "/" + region + "/" + service + "/aws4_request";
  }

  /**
   * Returns the signature of a request, 64 lower case hex digits.
   *
   * @param canonicalRequest all of the request that is signed, in the form that there is one of
   * @param secret of the credentials
   */
  public String sign(
      String canonicalRequest, String dateTime, String credentialScope, String secret) {
    String digest = Sha256.hex(canonicalRequest.getBytes(StandardCharsets.UTF_8));
    String text = ALGORITHM + "\n" + dateTime + "\n" + credentialScope + "\n" + digest;
    return HexFormat.of().formatHex(key(secret, credentialScope).sign(text));
  }

  private SigningKey key(String secret, String credentialScope) {
    SigningKey last = lastKey;
    if (last == null
        || !last.credentialScope.equals(credentialScope)
        || !last.secret.equals(secret)) {
      byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
      for (String step : credentialScope.split("/", -1)) {
        key = code(key).doFinal(step.getBytes(StandardCharsets.UTF_8));
      }
      last = new SigningKey(secret, credentialScope, code(key));
      lastKey = last;
    }
    return last;
  }

  private static Mac code(byte[] key) {
    try {
      Mac code = Mac.getInstance(HMAC);
      code.init(new SecretKeySpec(key, HMAC));
      return code;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }
}
