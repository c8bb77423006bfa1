package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Credentials that arrive within the {@link Deadline} or not at all, and that are resolved anew
 * after a service has called them expired.
 *
 * <p>The SDK's providers do neither: they read from a silent endpoint for longer than any request
 * has, and keep what they have until its own end, whatever a service says of it.
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

  /**
   * Returns the credentials.
   *
   * @throws DependencyException when they do not arrive in time
   */
  @Override
  public AwsCredentials resolveCredentials() {
    Duration time = Deadline.atMost(CallTimes.CALL);
    FutureTask<AwsCredentials> resolving = new FutureTask<>(provider::resolveCredentials);
    // A virtual thread, since of those the interruption ends a read from the network.
    Thread.startVirtualThread(resolving);
    try {
      return resolving.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(e);
    } catch (InterruptedException e) {
      // By the SDK: the time of the call that they are resolved for is over. It clears the flag.
      Thread.currentThread().interrupt();
      throw late(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("Credentials cannot be resolved", e.getCause());
    } finally {
      resolving.cancel(true);
    }
  }

  private static DependencyException late(Exception cause) {
    return new DependencyException(Kind.TIMEOUT, "Credentials did not arrive in time", cause);
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
