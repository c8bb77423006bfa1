package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

final class CredentialsTest {

  @Test
  void resolve_providerFails_isItsFailure() {
    SdkClientException failure = SdkClientException.create("none");
    Credentials credentials =
        new Credentials(() ->
            () -> {
              throw failure;
            });

    assertThatThrownBy(credentials::resolveCredentials).isSameAs(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ExpiredTokenException, second",
    "400, ExpiredToken, second",
    "400,, second",
    "400, AccessDeniedException, first",
    "500, InternalServerError, first",
    "403,, first"
  })
  void resolve_afterAFailure_isAnewWhenTheServiceSaysExpired(
      int status, String code, String keyId) {
    Queue<AwsCredentialsProvider> providers = new ArrayDeque<>(List.of(of("first"), of("second")));
    Credentials credentials = new Credentials(providers::remove);
    AwsServiceException failure =
        AwsServiceException.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("first");

    credentials.renewAfter(failure);

    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo(keyId);
  }

  @ParameterizedTest
  @CsvSource({"PT16M, first", "PT14M, second", "-PT1S, second", ", first"})
  void resolve_again_isAnewWhenTheirEndIsNear(Duration left, String keyId) {
    Iterator<String> keyIds = List.of("first", "second").iterator();
    Credentials credentials =
        new Credentials(() ->
            () ->
                AwsSessionCredentials.builder()
                    .accessKeyId(keyIds.next())
                    .secretAccessKey("secret")
                    .sessionToken("token")
                    .expirationTime(left == null ? null : Instant.now().plus(left))
                    .build());
    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("first");

    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo(keyId);
  }

  /** The read of an endpoint that hangs holds a lock of the provider's. */
  @Test
  void resolve_givenUpByItsRequest_isInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Credentials credentials =
        Credentials.fromNetwork(() ->
            () -> {
              try (ServerSocket silent =
                      new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                  Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                socket.getInputStream().read();
              } catch (IOException e) {
                interrupted.countDown();
              }
              return AwsBasicCredentials.create("late", "secret");
            });

    assertThatThrownBy(() -> Deadline.within(600, credentials::resolveCredentials))
        .isInstanceOf(DependencyException.class);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"AWS_ACCESS_KEY_ID, key, true", "AWS_ACCESS_KEY_ID, '', false", "OTHER, key, false"})
  void areIn_aKeyThatIsNotEmpty(String name, String value, boolean expected) {
    assertThat(Credentials.areIn(Map.of(name, value))).isEqualTo(expected);
  }

  @Test
  void ofFunction_noneInTheEnvironment_areThoseOfTheEndpoint() {
    try (SampleCredentialsEndpoint _ = new SampleCredentialsEndpoint()) {
      assertThat(Credentials.ofFunction(Map.of()).resolveCredentials().accessKeyId())
          .isEqualTo(CannedAnswers.NOBODY);
    }
  }

  private static AwsCredentialsProvider of(String keyId) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, "secret"));
  }
}
