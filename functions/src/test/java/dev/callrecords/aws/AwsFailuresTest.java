package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;

final class AwsFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "500, InternalServerError, BUSY",
    "502,, BUSY",
    "503, SlowDown, BUSY",
    "503, ServiceUnavailable, BUSY",
    "429,, BUSY",
    "400, ThrottlingException, BUSY",
    "400, ProvisionedThroughputExceededException, BUSY",
    "400, RequestLimitExceeded, BUSY",
    "400, ExpiredTokenException, BUSY",
    "400, ExpiredToken, BUSY",
    "400, RequestExpired, BUSY",
    "400, TokenRefreshRequired, BUSY",
    "400, ValidationException, REFUSED",
    "400, ResourceNotFoundException, REFUSED",
    "400, AccessDeniedException, REFUSED",
    "400, UnrecognizedClientException, REFUSED",
    "403, AccessDenied, REFUSED",
    "403, SignatureDoesNotMatch, REFUSED",
    "404, NoSuchBucket, REFUSED",
    "301, PermanentRedirect, REFUSED",
    "400,, REFUSED"
  })
  void translate_answerOfTheService_isByStatusAndCode(int status, String code, Kind kind) {
    assertThat(AwsFailures.translate("dynamodb:Query", answer(status, code)).kind())
        .isEqualTo(kind);
  }

  static Stream<Arguments> withoutAnswer() {
    return Stream.of(
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(ApiCallAttemptTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(new HttpException(0), Kind.BUSY),
        Arguments.of(causedBy(new ConnectException("Connection refused")), Kind.BUSY),
        Arguments.of(causedBy(new UnknownHostException("dynamodb")), Kind.BUSY),
        Arguments.of(causedBy(new IOException("Connection reset")), Kind.BUSY),
        Arguments.of(SdkClientException.create("Unable to load credentials"), Kind.BUSY),
        Arguments.of(AbortedException.create("Interrupted"), Kind.BUSY),
        Arguments.of(SdkException.create("Something", new IllegalStateException()), Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("withoutAnswer")
  void translate_noAnswer_isTimeoutOrBusy(RuntimeException failure, Kind kind) {
    assertThat(AwsFailures.translate("dynamodb:Query", failure).kind()).isEqualTo(kind);
  }

  @Test
  void translate_answerOfTheService_saysStatusCodeAndRequestId() {
    DependencyException translated =
        AwsFailures.translate("dynamodb:Query", answer(503, "SlowDown"));

    assertThat(translated)
        .hasMessage("dynamodb:Query was answered with 503 SlowDown, AWS request id AWS-ID");
  }

  @Test
  void translate_any_keepsTheSdksMessageOutOfOurs() {
    SdkException failure =
        SdkClientException.create("No answer for pk acme#7f3d8e00", new IOException("acme#7f3d"));

    assertThat(AwsFailures.translate("dynamodb:Query", failure).getMessage())
        .contains("dynamodb:Query")
        .doesNotContain("acme");
    assertThat(AwsFailures.translate("dynamodb:Query", answer(400, "X")).getMessage())
        .doesNotContain("secret");
  }

  @Test
  void translate_any_hasTheFailureAsItsCause() {
    SdkException failure = answer(400, "ValidationException");

    assertThat(AwsFailures.translate("dynamodb:Query", failure)).hasCause(failure);
  }

  private static SdkException answer(int status, String code) {
    return AwsServiceException.builder()
        .statusCode(status)
        .requestId("AWS-ID")
        .message("secret")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("secret").build())
        .build();
  }

  private static SdkException causedBy(Throwable cause) {
    return SdkClientException.create("Unable to execute HTTP request", cause);
  }
}
