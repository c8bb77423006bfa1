package dev.callrecords.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Credentials that are kept until shortly before their end, or until a service calls them expired.
 * The SDK's providers keep what they have until its own end, whatever a service says of it.
 */
public final class Credentials implements AwsCredentialsProvider, ExecutionInterceptor {

  /** How long before their end credentials are asked for again: as long as the SDK's providers. */
  private static final Duration RENEWAL = Duration.ofMinutes(15);

  private final Supplier<? extends AwsCredentialsProvider> providers;
  private volatile AwsCredentialsProvider provider;
  private volatile @Nullable AwsCredentials kept;

  /**
   * Creates credentials that nothing has asked for yet.
   *
   * @param providers makes providers that know nothing of each other's credentials
   */
  public Credentials(Supplier<? extends AwsCredentialsProvider> providers) {
    this.providers = providers;
    this.provider = providers.get();
  }

  /**
   * Resolves them where need be, which may read from the network and is given up with a request.
   */
  @Override
  public AwsCredentials resolveCredentials() {
    AwsCredentials credentials = kept;
    if (credentials == null || endsSoon(credentials)) {
      credentials = Deadline.interruptibly(provider::resolveCredentials);
      kept = credentials;
    }
    return credentials;
  }

  private static boolean endsSoon(AwsCredentials credentials) {
    Instant end = credentials.expirationTime().orElse(Instant.MAX);
    return Instant.now().isAfter(end.minus(RENEWAL));
  }

  @Override
  public void onExecutionFailure(
      Context.FailedExecution context, ExecutionAttributes executionAttributes) {
    renewAfter(context.exception());
  }

  /** Lets go of credentials that a service calls expired. */
  void renewAfter(Throwable failure) {
    if (AwsFailures.saysCredentialsExpired(failure)) {
      provider = providers.get();
      kept = null;
    }
  }
}
