package dev.callrecords.aws;

import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * How every client of AWS is set up: three attempts of 1.5 s, 4 s in all, and less when the {@link
 * Deadline} of the request leaves less.
 *
 * <p>With the SDK's own settings a throttled read is tried nine times over most of a minute, long
 * after the gateway has answered the caller.
 */
public final class AwsClients {

  private static final int ATTEMPTS = 3;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);

  private AwsClients() {}

  /** Puts our attempts, time-outs and HTTP client on a client's builder, and returns it. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder) {
    return configure(builder, List.of(new CallTimes()));
  }

  /** Does the same, and lets the client use these credentials. */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, Credentials credentials) {
    return configure(builder, List.of(new CallTimes(), credentials))
        .credentialsProvider(credentials);
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, List<ExecutionInterceptor> interceptors) {
    return builder
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECTION_TIMEOUT)
                .socketTimeout(CallTimes.ATTEMPT))
        .overrideConfiguration(settings ->
            settings
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .executionInterceptors(interceptors)
                .apiCallAttemptTimeout(CallTimes.ATTEMPT)
                .apiCallTimeout(CallTimes.CALL));
  }
}
