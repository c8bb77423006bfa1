package dev.callrecords.s3;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private static final String UNRESERVED = "-._~";

  /** Of a query with a short token; those of sessions differ a lot. */
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

  /** What is derived from a secret for a day. */
  private record SigningKey(String secret, String date, SecretKeySpec key) {

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
   *     response-content-type}
   * @param signedAt counted from in whole seconds
   * @param lifetime whole seconds
   */
  String sign(
      URI objects,
      String key,
      Map<String, String> overrides,
      AwsCredentials credentials,
      Instant signedAt,
      Duration lifetime) {
    // Not by a formatter of this pattern: it takes its time to be made.
    String dateTime = signedAt.toString().replace("-", "").replace(":", "");
    String date = dateTime.substring(0, DATE_LENGTH);
    String scope = date + "/" + region + "/s3/aws4_request";
    SortedMap<String, String> parameters = new TreeMap<>(overrides);
    parameters.put("X-Amz-Algorithm", ALGORITHM);
    parameters.put("X-Amz-Credential", credentials.accessKeyId() + "/" + scope);
    parameters.put("X-Amz-Date", dateTime);
    parameters.put("X-Amz-Expires", Long.toString(lifetime.toSeconds()));
    parameters.put("X-Amz-SignedHeaders", "host");
    if (credentials instanceof AwsSessionCredentials session) {
      parameters.put("X-Amz-Security-Token", session.sessionToken());
    }
    StringBuilder query = new StringBuilder(LIKELY_LENGTH);
    parameters.forEach((name, value) -> {
      query.append(query.isEmpty() ? "" : "&").append(name).append('=');
      encode(value, query);
    });
    String request =
        "GET\n"
            + objects.getRawPath()
            + key
            + "\n"
            + query
            + "\nhost:"
            + objects.getRawAuthority()
            + "\n\nhost\nUNSIGNED-PAYLOAD";
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
      String toSign =
          ALGORITHM + "\n" + dateTime + "\n" + scope + "\n" + HexFormat.of().formatHex(digest);
      byte[] signature = hmac(key(credentials.secretAccessKey(), date), toSign);
      return objects
          + key
          + "?"
          + query
          + "&X-Amz-Signature="
          + HexFormat.of().formatHex(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has SHA-256 and " + HMAC, e);
    }
  }

  private SecretKeySpec key(String secret, String date) throws GeneralSecurityException {
    SigningKey last = lastKey;
    if (last == null || !last.date.equals(date) || !last.secret.equals(secret)) {
      byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
      for (String step : new String[] {date, region, "s3", "aws4_request"}) {
        key = hmac(new SecretKeySpec(key, HMAC), step);
      }
      last = new SigningKey(secret, date, new SecretKeySpec(key, HMAC));
      lastKey = last;
    }
    return last.key;
  }

  private static byte[] hmac(SecretKeySpec key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(key);
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void encode(String value, StringBuilder encoded) {
    for (byte unsigned : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unsigned & 0xff);
      if ((character >= 'a' && character <= 'z')
          || (character >= 'A' && character <= 'Z')
          || (character >= '0' && character <= '9')
          || UNRESERVED.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        UPPER_CASE.toHexDigits(encoded.append('%'), unsigned);
      }
    }
  }
}
