package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingStore.Stored;
import dev.callrecords.domain.Samples;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3RecordingStoreTest {

  private static final RecordingKey KEY =
      RecordingKey.parse(Samples.TENANT, Samples.RECORDING_KEY).orElseThrow();

  private static final String DATA_KEY = "arn:aws:kms:eu-west-1:123456789012:key/stack";

  private static final String RUNNING = "ongoing-request=\"true\"";
  private static final String RESTORED =
      "ongoing-request=\"false\", expiry-date=\"Mon, 23 Nov 2026 00:00:00 GMT\"";
  private static final Instant END_OF_COPY = Instant.parse("2026-11-23T00:00:00Z");

  /** Answers every HEAD alike. */
  private static final class FakeS3 implements S3Client {

    private final List<HeadObjectRequest> heads = new ArrayList<>();
    private final List<GetObjectRequest> gets = new ArrayList<>();
    private final Supplier<HeadObjectResponse> answer;
    private final @Nullable SdkException failureOfGet;

    FakeS3(Supplier<HeadObjectResponse> answer) {
      this(answer, null);
    }

    FakeS3(Supplier<HeadObjectResponse> answer, @Nullable SdkException failureOfGet) {
      this.answer = answer;
      this.failureOfGet = failureOfGet;
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
      heads.add(request);
      return answer.get();
    }

    @Override
    public <T> T getObject(
        GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
      gets.add(request);
      if (failureOfGet != null) {
        throw failureOfGet;
      }
      try {
        return transformer.transform(
            GetObjectResponse.builder().build(),
            AbortableInputStream.create(new ByteArrayInputStream(new byte[1])));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }

  @Test
  void find_objectThere_isPlayableWithItsLength() {
    FakeS3 s3 = new FakeS3(() -> HeadObjectResponse.builder().contentLength(139244L).build());

    assertThat(store(s3).find(KEY)).isEqualTo(new Stored.Playable(139244, null));
    assertThat(s3.heads)
        .containsExactly(
            HeadObjectRequest.builder()
                .bucket("recordings-bucket")
                .key(Samples.RECORDING_KEY)
                .build());
  }

  @Test
  void find_emptyObject_isPlayable() {
    FakeS3 s3 = new FakeS3(() -> HeadObjectResponse.builder().contentLength(0L).build());

    assertThat(store(s3).find(KEY)).isEqualTo(new Stored.Playable(0, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void find_notThereOrNotOurs_isMissing(int status) {
    assertThat(find(S3Exception.builder().statusCode(status).build()))
        .isEqualTo(Stored.Unplayable.MISSING);
    assertThat(find(NoSuchKeyException.builder().statusCode(status).build()))
        .isEqualTo(Stored.Unplayable.MISSING);
  }

  @ParameterizedTest
  @CsvSource({
    "429, BUSY",
    "500, BUSY",
    "502, BUSY",
    "503, BUSY",
    "301, REFUSED",
    "405, REFUSED",
    "412, REFUSED"
  })
  void find_otherAnswer_isAFailure(int status, Kind kind) {
    assertFails(kind, (SdkException) S3Exception.builder().statusCode(status).build());
  }

  // Archives

  static Stream<Arguments> archives() {
    return Stream.of(
        Arguments.of("GLACIER", null, null, Stored.Unplayable.ARCHIVED),
        Arguments.of("DEEP_ARCHIVE", null, null, Stored.Unplayable.ARCHIVED),
        Arguments.of("INTELLIGENT_TIERING", "ARCHIVE_ACCESS", null, Stored.Unplayable.ARCHIVED),
        Arguments.of(
            "INTELLIGENT_TIERING", "DEEP_ARCHIVE_ACCESS", null, Stored.Unplayable.ARCHIVED),
        Arguments.of("GLACIER", null, RUNNING, Stored.Unplayable.BEING_RESTORED),
        Arguments.of("DEEP_ARCHIVE", null, RUNNING, Stored.Unplayable.BEING_RESTORED),
        Arguments.of(
            "INTELLIGENT_TIERING", "ARCHIVE_ACCESS", RUNNING, Stored.Unplayable.BEING_RESTORED),
        Arguments.of("GLACIER", null, RESTORED, new Stored.Playable(7, END_OF_COPY)),
        Arguments.of("DEEP_ARCHIVE", null, RESTORED, new Stored.Playable(7, END_OF_COPY)),
        Arguments.of("GLACIER_IR", null, null, new Stored.Playable(7, null)),
        Arguments.of("INTELLIGENT_TIERING", null, null, new Stored.Playable(7, null)),
        Arguments.of("STANDARD_IA", null, null, new Stored.Playable(7, null)),
        Arguments.of("ONEZONE_IA", null, null, new Stored.Playable(7, null)));
  }

  @ParameterizedTest
  @MethodSource("archives")
  void find_storageClass_isPlayableOnlyOutsideOfArchives(
      String storageClass,
      @Nullable String archiveStatus,
      @Nullable String restore,
      Stored expected) {
    HeadObjectResponse head =
        HeadObjectResponse.builder()
            .contentLength(7L)
            .storageClass(storageClass)
            .archiveStatus(archiveStatus)
            .restore(restore)
            .build();

    assertThat(store(new FakeS3(() -> head)).find(KEY)).isEqualTo(expected);
  }

  // Encryption

  @ParameterizedTest
  @CsvSource({
    "AES256,, true",
    "aws:kms, " + DATA_KEY + ", true",
    "aws:kms:dsse, " + DATA_KEY + ", true",
    "aws:kms, arn:aws:kms:eu-west-1:123456789012:key/other, false",
    "aws:kms:dsse, arn:aws:kms:eu-west-1:123456789012:key/other, false"
  })
  void find_encryption_isPlayableWithOurKeyOrNone(
      String encryption, @Nullable String key, boolean playable) {
    HeadObjectResponse head =
        HeadObjectResponse.builder()
            .contentLength(7L)
            .serverSideEncryption(encryption)
            .ssekmsKeyId(key)
            .build();

    assertThat(store(new FakeS3(() -> head)).find(KEY))
        .isEqualTo(playable ? new Stored.Playable(7, null) : Stored.Unplayable.MISSING);
    assertThat(new S3RecordingStore(new FakeS3(() -> head), "bucket", null).find(KEY))
        .isEqualTo(new Stored.Playable(7, null));
  }

  // 400, of which HEAD does not say why

  @Test
  void find_objectOfItsWritersKey_isMissing() {
    FakeS3 s3 = new FakeS3(failing(badRequest(null)), badRequest("InvalidRequest"));

    assertThat(store(s3).find(KEY)).isEqualTo(Stored.Unplayable.MISSING);
    assertThat(s3.gets)
        .containsExactly(
            GetObjectRequest.builder()
                .bucket("recordings-bucket")
                .key(Samples.RECORDING_KEY)
                .range("bytes=0-0")
                .build());
  }

  static Stream<Arguments> otherReasons() {
    return Stream.of(
        Arguments.of(badRequest("ExpiredToken"), Kind.BUSY),
        Arguments.of(badRequest("InvalidToken"), Kind.REFUSED),
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(null, Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("otherReasons")
  void find_badRequestForAnotherReason_isThatFailure(@Nullable SdkException reason, Kind kind) {
    FakeS3 s3 = new FakeS3(failing(badRequest(null)), reason);

    assertThatThrownBy(() -> store(s3).find(KEY))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static S3Exception badRequest(@Nullable String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(400)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  static Stream<Arguments> withoutAnswer() {
    return Stream.of(
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(ApiCallAttemptTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(SdkClientException.create("Unable to load credentials"), Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("withoutAnswer")
  void find_noAnswer_isAFailure(SdkException failure, Kind kind) {
    assertFails(kind, failure);
  }

  private static void assertFails(Kind kind, SdkException failure) {
    assertThatThrownBy(() -> find(failure))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static Stored find(SdkException failure) {
    return store(new FakeS3(failing(failure))).find(KEY);
  }

  private static Supplier<HeadObjectResponse> failing(SdkException failure) {
    return () -> {
      throw failure;
    };
  }

  private static S3RecordingStore store(S3Client s3) {
    return new S3RecordingStore(s3, "recordings-bucket", DATA_KEY);
  }
}
