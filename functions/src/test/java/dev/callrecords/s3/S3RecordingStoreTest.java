package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3RecordingStoreTest {

  private static final RecordingKey KEY =
      RecordingKey.parse(Samples.TENANT, Samples.RECORDING_KEY).orElseThrow();

  /** Answers every HEAD alike. */
  private static final class FakeS3 implements S3Client {

    private final List<HeadObjectRequest> heads = new ArrayList<>();
    private final Supplier<HeadObjectResponse> answer;

    FakeS3(Supplier<HeadObjectResponse> answer) {
      this.answer = answer;
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
      heads.add(request);
      return answer.get();
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }

  @Test
  void size_objectThere_isItsLength() {
    FakeS3 s3 = new FakeS3(() -> HeadObjectResponse.builder().contentLength(139244L).build());

    assertThat(new S3RecordingStore(s3, "recordings-bucket").size(KEY)).hasValue(139244);
    assertThat(s3.heads)
        .containsExactly(
            HeadObjectRequest.builder()
                .bucket("recordings-bucket")
                .key(Samples.RECORDING_KEY)
                .build());
  }

  @Test
  void size_emptyObject_isThere() {
    FakeS3 s3 = new FakeS3(() -> HeadObjectResponse.builder().contentLength(0L).build());

    assertThat(new S3RecordingStore(s3, "recordings-bucket").size(KEY)).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void size_notThereOrNotOurs_isEmpty(int status) {
    assertThat(size(S3Exception.builder().statusCode(status).build())).isEmpty();
    assertThat(size(NoSuchKeyException.builder().statusCode(status).build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, BUSY",
    "429, BUSY",
    "500, BUSY",
    "502, BUSY",
    "503, BUSY",
    "301, REFUSED",
    "405, REFUSED",
    "412, REFUSED"
  })
  void size_otherAnswer_isAFailure(int status, Kind kind) {
    assertFails(kind, (SdkException) S3Exception.builder().statusCode(status).build());
  }

  static Stream<Arguments> withoutAnswer() {
    return Stream.of(
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(ApiCallAttemptTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(SdkClientException.create("Unable to load credentials"), Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("withoutAnswer")
  void size_noAnswer_isAFailure(SdkException failure, Kind kind) {
    assertFails(kind, failure);
  }

  private static void assertFails(Kind kind, SdkException failure) {
    assertThatThrownBy(() -> size(failure))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static OptionalLong size(SdkException failure) {
    FakeS3 s3 =
        new FakeS3(() -> {
          throw failure;
        });
    return new S3RecordingStore(s3, "recordings-bucket").size(KEY);
  }
}
