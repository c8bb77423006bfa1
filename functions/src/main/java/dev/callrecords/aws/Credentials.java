package dev.callrecords.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Credentials cached for an hour, until shortly before their end, or until rejected.
 *
 * <p>The SDK's providers keep what they have even after a service has called it expired.
 */
public final class Credentials implements AwsCredentialsProvider, ExecutionInterceptor {

  private static final Duration MAX_AGE = Duration.ofHours(1);

  /** How long before their end credentials are resolved again. */
  private static final Duration RENEWAL = Duration.ofMinutes(15);

  private final AwsCredentialsProvider provider;
  private volatile @Nullable Cached cached;

  private record Cached(AwsCredentials credentials, Instant until) {}

  /** Creates credentials of a provider that has no cache; they are not resolved yet. */
  public Credentials(AwsCredentialsProvider provider) {
    this.provider = provider;
  }

  /**
   * Returns the credentials that Lambda gives a function. They are those of the environment or,
   * with SnapStart, of the container endpoint. The SDK's chain would try four others as well.
   *
   * @param environment the variables of the function
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">
   *     Lambda's page on SnapStart</a>
   */
  public static Credentials ofFunction(Map<String, String> environment) {
    return environment.getOrDefault("AWS_ACCESS_KEY_ID", "").isEmpty()
        ? new Credentials(new ContainerCredentials(AwsClients.SHARED_HTTP, environment))
        : new Credentials(EnvironmentVariableCredentialsProvider.create());
  }

  /** Returns the cached credentials, or resolves them, which may read from the network. */
  @Override
  public AwsCredentials resolveCredentials() {
    Cached known = cached;
    Instant now = Instant.now();
    if (known != null && now.isBefore(known.until)) {
      return known.credentials;
    }
    AwsCredentials resolved = provider.resolveCredentials();
    Instant latest = now.plus(MAX_AGE);
    Instant renewal = resolved.expirationTime().map(end -> end.minus(RENEWAL)).orElse(latest);
    cached = new Cached(resolved, renewal.isBefore(latest) ? renewal : latest);
    return resolved;
  }

  @Override
  public void onExecutionFailure(
      Context.FailedExecution context, ExecutionAttributes executionAttributes) {
    renewAfter(context.exception());
  }

  /** Drops the cached credentials when a service has called them expired. */
  void renewAfter(Throwable failure) {
    if (AwsFailures.saysCredentialsExpired(failure)) {
      cached = null;
    }
  }
}
