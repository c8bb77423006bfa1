package dev.callrecords.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.metrics.NoOpMetricCollector;
import software.amazon.awssdk.regions.Region;

/**
 * How every client of AWS is set up: three attempts, each as long as {@link CrtHttpClient} waits.
 *
 * <p>With the SDK's own settings a throttled read is tried nine times over most of a minute, long
 * after the gateway has answered the caller.
 */
public final class AwsClients {

  private static final int ATTEMPTS = 3;

  private AwsClients() {}

  /** Made when it is first wanted: its TLS reads all certificates that the system trusts. */
  private static final class Shared {
    static final SdkHttpClient HTTP = new CrtHttpClient();
  }

  /** Puts our attempts and HTTP client on a client's builder, and returns it. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder) {
    return configure(builder, List.of()).httpClientBuilder(new CrtHttpClient.Builder());
  }

  /**
   * Does the same for a client that lives as long as the process: it uses these credentials, and
   * has its connections in common with all others of this kind.
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, Credentials credentials) {
    return authenticate(builder, credentials).httpClient(Shared.HTTP);
  }

  /** Does the same for a client that gets all its answers from memory. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, CannedAnswers answers) {
    return authenticate(builder, CannedAnswers.credentials())
        .httpClient(answers)
        .region(Region.US_EAST_1);
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B authenticate(
      B builder, Credentials credentials) {
    return configure(builder, List.of(credentials)).credentialsProvider(credentials);
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, List<ExecutionInterceptor> interceptors) {
    return builder.overrideConfiguration(settings ->
        settings
            .retryStrategy(
                AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build())
            .executionInterceptors(interceptors));
  }

  /**
   * Checks that the HTTP client's native library is there and for this processor. A function that
   * is not sure of it while it starts would have the first request find out.
   *
   * @param processor as {@code os.arch} names it
   * @throws IllegalStateException which says how to build a package that has it
   */
  public static void checkNativeLibrary(String processor) {
    try {
      CRT.checkLoaded();
    } catch (CrtRuntimeException e) {
      String architecture = processor.equals("aarch64") ? "arm64" : "x86_64";
      throw new IllegalStateException(
          """
          The package has no native library for %1$s: build it by LAMBDA_ARCHITECTURE=%1$s sam build, \
          and deploy it with Architecture=%1$s\
          """
              .formatted(architecture),
          e);
    }
  }

  /**
   * Connects to a service, and leaves the connection to the next request of the clients that have
   * theirs in common. The request that is sent is not signed: it needs no right, reads nothing and
   * is answered by whatever status.
   *
   * @throws UncheckedIOException when there is no connection
   */
  public static void connect(URI endpoint) {
    connect(Shared.HTTP, endpoint);
  }

  /**
   * Does the same, but lets go of the connection.
   *
   * @throws UncheckedIOException when there is no connection
   */
  public static void connectOnce(URI endpoint) {
    try (SdkHttpClient http = new CrtHttpClient()) {
      connect(http, endpoint);
    }
  }

  private static void connect(SdkHttpClient http, URI endpoint) {
    byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath("/")
            .putHeader("Host", endpoint.getRawAuthority())
            .putHeader("Content-Length", Integer.toString(body.length))
            .build();
    HttpExecuteRequest whole =
        HttpExecuteRequest.builder()
            .request(request)
            .contentStreamProvider(() -> new ByteArrayInputStream(body))
            .metricCollector(NoOpMetricCollector.create())
            .build();
    try {
      Optional<AbortableInputStream> answer = http.prepareRequest(whole).call().responseBody();
      if (answer.isPresent()) {
        try (InputStream content = answer.get()) {
          content.readAllBytes();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No connection", e);
    }
  }
}
