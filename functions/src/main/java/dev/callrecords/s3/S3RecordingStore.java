package dev.callrecords.s3;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingStore;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Recordings in an S3 bucket. */
public final class S3RecordingStore implements RecordingStore {

  /** Of {@code x-amz-restore}, once the copy is there. */
  private static final Pattern COPY_END = Pattern.compile("expiry-date=\"([^\"]+)\"");

  private final S3Client client;
  private final String bucket;
  private final @Nullable String dataKey;

  /**
   * Creates a store over a bucket.
   *
   * @param dataKey the ARN of the only KMS key that objects can be decrypted with; null where keys
   *     do not matter
   */
  public S3RecordingStore(S3Client client, String bucket, @Nullable String dataKey) {
    this.client = client;
    this.bucket = bucket;
    this.dataKey = dataKey;
  }

  @Override
  public Stored find(RecordingKey key) {
    try {
      return stored(
          client.headObject(HeadObjectRequest.builder().bucket(bucket).key(key.value()).build()));
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        // S3 answers 403 for a missing object without the permission to list.
        case 403, 404 -> Stored.Unplayable.MISSING;
        case 400 -> reasonOfBadRequest(key);
        default -> throw AwsFailures.translate("s3:HeadObject", e);
      };
    } catch (SdkException | HttpException e) {
      throw AwsFailures.translate("s3:HeadObject", e);
    }
  }

  private Stored stored(HeadObjectResponse head) {
    String kmsKey = head.ssekmsKeyId();
    if (kmsKey != null && dataKey != null && !kmsKey.equals(dataKey)) {
      return Stored.Unplayable.MISSING;
    }
    boolean archived =
        head.archiveStatus() != null
            || head.storageClass() == StorageClass.GLACIER
            || head.storageClass() == StorageClass.DEEP_ARCHIVE;
    String restore = head.restore();
    if (!archived) {
      return new Stored.Playable(head.contentLength(), null);
    }
    if (restore == null) {
      return Stored.Unplayable.ARCHIVED;
    }
    Matcher copyEnd = COPY_END.matcher(restore);
    return copyEnd.find()
        ? new Stored.Playable(
            head.contentLength(),
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(copyEnd.group(1), Instant::from))
        : Stored.Unplayable.BEING_RESTORED;
  }

  /**
   * Asks for a byte of an object of which HEAD was answered with 400. That means expired
   * credentials, or an object encrypted with a key of its writer (SSE-C): only the body of an
   * answer, which HEAD does not have, says which.
   */
  private Stored reasonOfBadRequest(RecordingKey key) {
    try {
      var _ =
          client.getObjectAsBytes(get -> get.bucket(bucket).key(key.value()).range("bytes=0-0"));
    } catch (S3Exception e) {
      if ("InvalidRequest".equals(e.awsErrorDetails().errorCode())) {
        return Stored.Unplayable.MISSING;
      }
      throw AwsFailures.translate("s3:GetObject", e);
    } catch (SdkException | HttpException e) {
      throw AwsFailures.translate("s3:GetObject", e);
    }
    throw new DependencyException(
        Kind.BUSY, "s3:HeadObject was answered with 400, and s3:GetObject was not");
  }
}
