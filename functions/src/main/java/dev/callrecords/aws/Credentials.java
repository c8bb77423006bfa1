package dev.callrecords.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Credentials that are resolved anew after a service has called them expired. The SDK's providers
 * keep what they have until its own end, whatever a service says of it.
 */
public final class Credentials implements AwsCredentialsProvider, ExecutionInterceptor {

  private final Supplier<? extends AwsCredentialsProvider> providers;
  private volatile AwsCredentialsProvider provider;

  /**
   * Creates credentials that nothing has asked for yet.
   *
   * @param providers makes providers that know nothing of each other's credentials
   */
  public Credentials(Supplier<? extends AwsCredentialsProvider> providers) {
    this.providers = providers;
    this.provider = providers.get();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return provider.resolveCredentials();
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
    }
  }
}
