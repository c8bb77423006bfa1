package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

final class CredentialsTest {

  @Test
  void resolve_providerFails_isItsFailure() {
    SdkClientException failure = SdkClientException.create("none");
    Credentials credentials =
        new Credentials(() -> {
          throw failure;
        });

    assertThatThrownBy(credentials::resolveCredentials).isSameAs(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ExpiredTokenException, second",
    "400, ExpiredToken, second",
    "400,, first",
    "400, InvalidRequest, first",
    "400, AccessDeniedException, first",
    "500, InternalServerError, first",
    "403,, first"
  })
  void resolve_afterAFailure_isAnewWhenTheServiceSaysExpired(
      int status, String code, String keyId) {
    Queue<AwsCredentials> next = new ArrayDeque<>(List.of(of("first"), of("second")));
    Credentials credentials = new Credentials(next::remove);
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
            AwsSessionCredentials.builder()
                .accessKeyId(keyIds.next())
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(left == null ? null : Instant.now().plus(left))
                .build());
    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("first");

    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo(keyId);
  }

  @ParameterizedTest
  @CsvSource({"key, EnvironmentVariable", "'', Container", ", Container"})
  void ofFunction_keyInTheEnvironmentOrNot_isOfThatProvider(String key, String expected) {
    Map<String, String> environment = key == null ? Map.of() : Map.of("AWS_ACCESS_KEY_ID", key);

    // Neither is there in this process, and the failure says which one was asked.
    assertThatThrownBy(() -> Credentials.ofFunction(environment).resolveCredentials())
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining(
            expected.equals("Container")
                ? "AWS_CONTAINER_CREDENTIALS_FULL_URI"
                : "AWS_ACCESS_KEY_ID");
  }

  private static AwsCredentials of(String keyId) {
    return AwsBasicCredentials.create(keyId, "secret");
  }
}
