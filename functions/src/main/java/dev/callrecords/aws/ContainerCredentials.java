package dev.callrecords.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Provider of the credentials that Lambda's container endpoint serves; it has no cache.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">
 *     Container credential provider</a>
 */
public final class ContainerCredentials implements AwsCredentialsProvider {

  private static final int MAX_ATTEMPTS = 3;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final JsonFactory JSON = new JsonFactory();

  private final SdkHttpClient http;
  private final Map<String, String> environment;

  /**
   * Creates a provider.
   *
   * @param environment with {@code AWS_CONTAINER_CREDENTIALS_FULL_URI} and, for most endpoints,
   *     {@code AWS_CONTAINER_AUTHORIZATION_TOKEN}
   */
  public ContainerCredentials(SdkHttpClient http, Map<String, String> environment) {
    this.http = http;
    this.environment = environment;
  }

  /**
   * Asks the endpoint.
   *
   * @throws SdkClientException when three attempts bring no credentials, or there is no endpoint
   */
  @Override
  public AwsCredentials resolveCredentials() {
    String endpoint = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (endpoint == null) {
      throw SdkClientException.create("AWS_CONTAINER_CREDENTIALS_FULL_URI is not set");
    }
    URI uri = URI.create(endpoint);
    if (!"https".equals(uri.getScheme()) && !LOOPBACK.contains(uri.getHost())) {
      throw SdkClientException.create("The container endpoint is neither https nor loopback");
    }
    String token = environment.getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN", "");
    Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", token);
    for (int attempt = 1; ; attempt++) {
      try {
        return parse(AwsClients.get(http, uri, headers));
      } catch (IOException | RuntimeException e) {
        if (attempt == MAX_ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw SdkClientException.create("The container endpoint gives no credentials", e);
        }
      }
    }
  }

  private static AwsCredentials parse(byte[] body) throws IOException {
    Map<String, @Nullable String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        members.put(json.currentName(), json.nextTextValue());
        json.skipChildren();
      }
      return AwsSessionCredentials.builder()
          .accessKeyId(members.get("AccessKeyId"))
          .secretAccessKey(members.get("SecretAccessKey"))
          .sessionToken(members.get("Token"))
          .expirationTime(Instant.parse(String.valueOf(members.get("Expiration"))))
          .build();
    } catch (DateTimeException | NullPointerException e) {
      throw new IOException("The answer lacks a part of credentials", e);
    }
  }
}
