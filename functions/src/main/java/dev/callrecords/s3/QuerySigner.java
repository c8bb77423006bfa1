package dev.callrecords.s3;

import dev.callrecords.aws.SignatureV4;
import dev.callrecords.domain.Alphabet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
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
final class QuerySigner {

  /** RFC 3986: what stands for itself wherever it stands. */
  private static final Alphabet UNRESERVED = Alphabet.ofRanges("AZaz09--..__~~");

  /** Of a link with a short token; those of sessions differ a lot. */
  private static final int LIKELY_LENGTH = 1024;

  private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

  private final String region;
  private final SignatureV4 signature = new SignatureV4();

  /**
   * Creates a signer.
   *
   * @param region the bucket's
   */
  QuerySigner(String region) {
    this.region = region;
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
    String dateTime = SignatureV4.dateTime(signedAt);
    String scope = SignatureV4.credentialScope(dateTime, region, "s3");
    StringBuilder url = new StringBuilder(LIKELY_LENGTH);
    url.append(objects).append(key).append('?');
    int start = url.length();
    // Signed in the order of their names, so that is how they are written.
    url.append("X-Amz-Algorithm=" + SignatureV4.ALGORITHM);
    add("X-Amz-Credential", credentials.accessKeyId() + "/" + scope, url);
    add("X-Amz-Date", dateTime, url);
    add("X-Amz-Expires", Long.toString(lifetime.toSeconds()), url);
    if (credentials instanceof AwsSessionCredentials session) {
      add("X-Amz-Security-Token", session.sessionToken(), url);
    }
    url.append("&X-Amz-SignedHeaders=host");
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      add(override.getKey(), override.getValue(), url);
    }
    StringBuilder request = new StringBuilder(LIKELY_LENGTH);
    request.append("GET\n").append(objects.getRawPath()).append(key).append('\n');
    request.append(url.substring(start)).append("\nhost:").append(objects.getRawAuthority());
    request.append("\n\nhost\nUNSIGNED-PAYLOAD");
    url.append("&X-Amz-Signature=")
        .append(signature.sign(request.toString(), dateTime, scope, credentials.secretAccessKey()));
    return url.toString();
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
