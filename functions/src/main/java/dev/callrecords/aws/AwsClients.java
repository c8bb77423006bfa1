package dev.callrecords.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Settings of every AWS client: HTTP client, attempts, timeouts, credentials.
 *
 * <p>With the SDK's defaults a throttled read is tried for most of a minute, long after the gateway
 * has answered the caller.
 */
public final class AwsClients {

  private static final int MAX_ATTEMPTS = 3;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CALL_TIMEOUT = Duration.ofMillis(4500);

  /** The client of all AWS clients, whose connections they share. */
  public static final SdkHttpClient SHARED_HTTP = newHttpClient();

  private AwsClients() {}

  /**
   * Sets a client builder up and returns it; the region is still the SDK's own. All clients share
   * one pool of connections, which lives as long as the process.
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, Credentials credentials) {
    return builder
        .httpClient(SHARED_HTTP)
        .credentialsProvider(credentials)
        .overrideConfiguration(settings ->
            settings
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(MAX_ATTEMPTS)
                        .build())
                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                .apiCallTimeout(CALL_TIMEOUT)
                .scheduledExecutorService(Deadline.TIMER)
                .addExecutionInterceptor(credentials));
  }

  /** Returns a client of the same kind with connections that close with it. */
  public static SdkHttpClient newHttpClient() {
    // A resolver per client: addresses resolved while priming must not be in the snapshot.
    HostResolver.closeStaticDefault();
    return AwsCrtHttpClient.builder()
        // A proxy from the environment would see credentials and calls in plain text.
        .proxyConfiguration(
            proxy -> proxy.useSystemPropertyValues(false).useEnvironmentVariableValues(false))
        .connectionTimeout(CONNECT_TIMEOUT)
        .tlsNegotiationTimeout(CONNECT_TIMEOUT)
        // Otherwise a stalled connection stays in the pool; the minimum is two seconds.
        .connectionHealthConfiguration(health ->
            health.minimumThroughputInBps(1L).minimumThroughputTimeout(Duration.ofSeconds(2)))
        .buildWithDefaults(AttributeMap.empty());
  }

  /**
   * Returns the body of the answer to an unsigned GET. Its status does not count; without a body it
   * is empty.
   *
   * @throws RuntimeException when there is no answer, or it is not HTTP
   */
  public static byte[] get(SdkHttpClient http, URI uri, Map<String, String> headers) {
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri);
    request.putHeader("Host", uri.getRawAuthority());
    headers.forEach(request::putHeader);
    HttpExecuteRequest whole = HttpExecuteRequest.builder().request(request.build()).build();
    try (InputStream body =
        http.prepareRequest(whole)
            .call()
            .responseBody()
            .orElse(AbortableInputStream.createEmpty())) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("No answer", e);
    }
  }
}
