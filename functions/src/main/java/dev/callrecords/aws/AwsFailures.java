package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failure of the SDK means for a caller. */
public final class AwsFailures {

  /** New credentials are on their way: trying again helps, although the SDK does not. */
  private static final Set<String> EXPIRED_CREDENTIALS =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

  private AwsFailures() {}

  /**
   * Returns the failure in our terms.
   *
   * @param failure an {@link SdkException}, or an {@code HttpException}, which the CRT client does
   *     not wrap
   * @param operation what was tried, such as {@code dynamodb:Query}
   */
  public static DependencyException translate(String operation, RuntimeException failure) {
    return switch (failure) {
      case ApiCallTimeoutException e -> timeout(operation, e);
      case ApiCallAttemptTimeoutException e -> timeout(operation, e);
      case AwsServiceException e -> service(operation, e);
      default -> new DependencyException(Kind.BUSY, operation + " could not be reached", failure);
    };
  }

  private static DependencyException timeout(String operation, RuntimeException failure) {
    return new DependencyException(Kind.TIMEOUT, operation + " did not answer in time", failure);
  }

  private static DependencyException service(String operation, AwsServiceException failure) {
    String code = code(failure);
    boolean passing =
        failure.statusCode() >= 500
            || failure.isThrottlingException()
            || saysCredentialsExpired(code);
    String message =
        "%s was answered with %d %s, AWS request id %s"
            .formatted(operation, failure.statusCode(), code, failure.requestId());
    return new DependencyException(passing ? Kind.BUSY : Kind.REFUSED, message, failure);
  }

  /** Returns whether a service took the credentials for expired. */
  static boolean saysCredentialsExpired(Throwable failure) {
    return failure instanceof AwsServiceException answer && saysCredentialsExpired(code(answer));
  }

  private static boolean saysCredentialsExpired(@Nullable String code) {
    return code != null && EXPIRED_CREDENTIALS.contains(code);
  }

  private static @Nullable String code(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    return details == null ? null : details.errorCode();
  }
}
