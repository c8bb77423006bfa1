package dev.callrecords.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
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
   * @param providers makes providers that know nothing of each other's credentials, and know them
   *     without asking anybody
   */
  public Credentials(Supplier<? extends AwsCredentialsProvider> providers) {
    this.providers = providers;
    this.provider = providers.get();
  }

  /**
   * Returns the credentials that Lambda gives a function: those of the environment or, with
   * SnapStart, where it has none, those of the endpoint that it names. They come from nowhere else,
   * so the SDK's chain of six providers is not asked.
   *
   * @param environment the variables of the function
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">
   *     Lambda's page on SnapStart</a>
   */
  public static Credentials ofFunction(Map<String, String> environment) {
    return areIn(environment)
        ? new Credentials(EnvironmentVariableCredentialsProvider::create)
        : fromNetwork(() -> ContainerCredentialsProvider.builder().build());
  }

  /** Returns whether the variables of a function hold its credentials. */
  public static boolean areIn(Map<String, String> environment) {
    return !environment.getOrDefault("AWS_ACCESS_KEY_ID", "").isEmpty();
  }

  /**
   * Creates credentials that nothing has asked for yet.
   *
   * @param providers makes providers that know nothing of each other's credentials, and read them
   *     from the network
   */
  static Credentials fromNetwork(Supplier<? extends AwsCredentialsProvider> providers) {
    return new Credentials(() -> {
      AwsCredentialsProvider provider = providers.get();
      return () -> Deadline.interruptibly(provider::resolveCredentials);
    });
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
    AwsCredentials resolved = provider.resolveCredentials();
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
