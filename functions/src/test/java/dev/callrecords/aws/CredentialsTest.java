package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
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

  private static AwsCredentialsProvider of(String keyId) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, "secret"));
  }
}
