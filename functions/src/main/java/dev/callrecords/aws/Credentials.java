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
 * Credentials that are kept for an hour, or until shortly before their end, or until a service
 * calls them expired. The SDK's providers keep what they have whatever a service says of it.
 */
public final class Credentials implements AwsCredentialsProvider, ExecutionInterceptor {

  /** As long as the SDK's provider for Lambda's endpoint keeps them. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** How long before their end they are asked for again; as that provider does. */
  private static final Duration RENEWAL = Duration.ofMinutes(15);

  private final Supplier<? extends AwsCredentialsProvider> providers;
  private volatile AwsCredentialsProvider provider;
  private volatile @Nullable Kept kept;

  /**
   * Creates credentials that nothing has asked for yet.
   *
   * @param providers makes providers that know nothing of each other's credentials
   */
  public Credentials(Supplier<? extends AwsCredentialsProvider> providers) {
    this.providers = providers;
    this.provider = providers.get();
  }

  private record Kept(AwsCredentials credentials, Instant until) {}

  /**
   * Resolves them where need be, which may read from the network and is given up with a request.
   */
  @Override
  public AwsCredentials resolveCredentials() {
    Kept known = kept;
    Instant now = Instant.now();
    if (known != null && now.isBefore(known.until)) {
      return known.credentials;
    }
    AwsCredentials resolved = Deadline.interruptibly(provider::resolveCredentials);
    Instant hence = now.plus(LONGEST);
    Instant end = resolved.expirationTime().map(expiry -> expiry.minus(RENEWAL)).orElse(hence);
    kept = new Kept(resolved, end.isBefore(hence) ? end : hence);
    return resolved;
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
