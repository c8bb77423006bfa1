package dev.callrecords.s3;

import dev.callrecords.domain.Alphabet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs a GET of an object by AWS Signature Version 4, with the signature in the query: the one
 * request that a link stands for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating
 *     requests: using query parameters</a>
 */
final class SignatureV4 {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final int DATE_LENGTH = "uuuuMMdd".length();

  /** RFC 3986: what stands for itself wherever it stands. */
  private static final Alphabet UNRESERVED = Alphabet.ofRanges("AZaz09--..__~~");

  /** Of a link with a short token; those of sessions differ a lot. */
  private static final int LIKELY_LENGTH = 1024;

  private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

  private final String region;

  /** The last one used, which serves a day unless the credentials change before. */
  private volatile @Nullable SigningKey lastKey;

  /**
   * Creates a signer.
   *
   * @param region the bucket's
   */
  SignatureV4(String region) {
    this.region = region;
  }

  /** What is derived from a secret for a day; its code is used by one thread at a time. */
  private record SigningKey(String secret, String date, Mac code) {

    byte[] sign(String text) {
      synchronized (code) {
        return code.doFinal(text.getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
      return "SigningKey[" + date + "]";
    }
  }

  /**
   * Returns the URL with its signature.
   *
   * @param objects what the URL begins with, up to the object's key
   * @param key of characters that stand for themselves in a path
   * @param overrides what the answer's headers shall be, by parameter such as {@code
   *     response-content-type}, whose names come after those of the signature
   * @param signedAt counted from in whole seconds
   * @param lifetime whole seconds
   */
  String sign(
      URI objects,
      String key,
      SortedMap<String, String> overrides,
      AwsCredentials credentials,
      Instant signedAt,
      Duration lifetime) {
    // Not by a formatter of this pattern: it takes its time to be made.
    String dateTime = signedAt.toString().replace("-", "").replace(":", "");
    String date = dateTime.substring(0, DATE_LENGTH);
    String scope = date + "/" + region + "/s3/aws4_request";
    StringBuilder url = new StringBuilder(LIKELY_LENGTH);
    url.append(objects).append(key).append('?');
    int start = url.length();
    // Signed in the order of their names, so that is how they are written.
    url.append("X-Amz-Algorithm=" + ALGORITHM);
    add("X-Amz-Credential", credentials.accessKeyId() + "/" + scope, url);
    add("X-Amz-Date", dateTime, url);
    add("X-Amz-Expires", Long.toString(lifetime.toSeconds()), url);
    if (credentials instanceof AwsSessionCredentials session) {
      add("X-Amz-Security-Token", session.sessionToken(), url);
    }
    url.append("&X-Amz-SignedHeaders=host");
    overrides.forEach((name, value) -> add(name, value, url));
    StringBuilder request = new StringBuilder(LIKELY_LENGTH);
    request.append("GET\n").append(objects.getRawPath()).append(key).append('\n');
    request.append(url.substring(start)).append("\nhost:").append(objects.getRawAuthority());
    request.append("\n\nhost\nUNSIGNED-PAYLOAD");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(request.toString().getBytes(StandardCharsets.UTF_8));
      String toSign =
          ALGORITHM + "\n" + dateTime + "\n" + scope + "\n" + HexFormat.of().formatHex(digest);
      byte[] signature = key(credentials.secretAccessKey(), date).sign(toSign);
      url.append("&X-Amz-Signature=").append(HexFormat.of().formatHex(signature));
      return url.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has SHA-256 and " + HMAC, e);
    }
  }

  private SigningKey key(String secret, String date) throws GeneralSecurityException {
    SigningKey last = lastKey;
    if (last == null || !last.date.equals(date) || !last.secret.equals(secret)) {
      byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
      for (String step : new String[] {date, region, "s3", "aws4_request"}) {
        key = code(key).doFinal(step.getBytes(StandardCharsets.UTF_8));
      }
      last = new SigningKey(secret, date, code(key));
      lastKey = last;
    }
    return last;
  }

  private static Mac code(byte[] key) throws GeneralSecurityException {
    Mac code = Mac.getInstance(HMAC);
    code.init(new SecretKeySpec(key, HMAC));
    return code;
  }

  private static void add(String name, String value, StringBuilder url) {
    url.append('&').append(name).append('=');
    for (byte unsigned : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unsigned & 0xff);
      if (UNRESERVED.has(character)) {
        url.append(character);
      } else {
        UPPER_CASE.toHexDigits(url.append('%'), unsigned);
      }
    }
  }
}
