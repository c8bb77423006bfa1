package dev.callrecords.s3;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signer of presigned GET URLs for the objects of one bucket, with Signature Version 4.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating
 *     requests: using query parameters</a>
 */
final class LinkSigner {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final int DATE_LENGTH = "uuuuMMdd".length();
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+");
  private static final HexFormat HEX = HexFormat.of();

  private final URI objects;
  private final String region;
  private volatile Map.Entry<String, byte[]> lastKey = Map.entry("", new byte[0]);

  /**
   * Creates a signer.
   *
   * @param region the bucket's, such as {@code eu-west-1}
   * @param endpoint of S3, such as {@code https://s3.eu-west-1.amazonaws.com}; without a path
   */
  LinkSigner(String bucket, String region, URI endpoint) {
    this.region = region;
    // Path-style for IP addresses, and for names with dots, which the wildcard certificate does not
    // cover.
    boolean inPath = IP_ADDRESS.matcher(endpoint.getHost()).matches() || bucket.contains(".");
    String authority = endpoint.getRawAuthority();
    this.objects =
        URI.create(
            endpoint.getScheme()
                + "://"
                + (inPath ? authority + "/" + bucket : bucket + "." + authority)
                + "/");
  }

  /**
   * Returns the presigned URL of an object.
   *
   * @param key of the object, of characters that need no encoding in a path
   * @param overrides headers of the response, by parameter such as {@code response-content-type};
   *     their names sort after those of the signature
   * @param signedAt truncated to seconds
   * @param lifetime whole seconds
   */
  String sign(
      String key,
      SortedMap<String, String> overrides,
      AwsCredentials credentials,
      Instant signedAt,
      Duration lifetime) {
    String dateTime =
        signedAt.truncatedTo(ChronoUnit.SECONDS).toString().replace("-", "").replace(":", "");
    String scope = dateTime.substring(0, DATE_LENGTH) + "/" + region + "/s3/aws4_request";
    // Sorted by name, as in the canonical request.
    StringBuilder query = new StringBuilder("X-Amz-Algorithm=" + ALGORITHM);
    append(query, "X-Amz-Credential", credentials.accessKeyId() + "/" + scope);
    append(query, "X-Amz-Date", dateTime);
    append(query, "X-Amz-Expires", Long.toString(lifetime.toSeconds()));
    if (credentials instanceof AwsSessionCredentials session) {
      append(query, "X-Amz-Security-Token", session.sessionToken());
    }
    append(query, "X-Amz-SignedHeaders", "host");
    overrides.forEach((name, value) -> append(query, name, value));
    String canonicalRequest =
        "GET\n"
            + (objects.getRawPath() + key + "\n")
            + (query + "\n")
            + ("host:" + objects.getRawAuthority() + "\n\nhost\nUNSIGNED-PAYLOAD");
    String stringToSign =
        String.join("\n", ALGORITHM, dateTime, scope, HEX.formatHex(sha256(canonicalRequest)));
    byte[] signature = hmac(signingKey(credentials.secretAccessKey(), scope), stringToSign);
    append(query, "X-Amz-Signature", HEX.formatHex(signature));
    return objects + key + "?" + query;
  }

  /** Appends a parameter, percent-encoded by RFC 3986 as Signature Version 4 wants it. */
  private static void append(StringBuilder query, String name, String value) {
    String encoded =
        URLEncoder.encode(value, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A")
            .replace("%7E", "~");
    query.append('&').append(name).append('=').append(encoded);
  }

  /** Derives the key of a scope from a secret, unless it is the last one. */
  private byte[] signingKey(String secret, String scope) {
    String origin = scope + "/" + secret;
    Map.Entry<String, byte[]> last = lastKey;
    if (!last.getKey().equals(origin)) {
      byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
      for (String step : scope.split("/", -1)) {
        key = hmac(key, step);
      }
      last = Map.entry(origin, key);
      lastKey = last;
    }
    return last.getValue();
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
