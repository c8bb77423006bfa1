package dev.callrecords.s3;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingStore;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Recordings in an S3 bucket. */
public final class S3RecordingStore implements RecordingStore {

  private final S3Client client;
  private final String bucket;

  /** Creates a store over a bucket. */
  public S3RecordingStore(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public OptionalLong size(RecordingKey key) {
    try {
      HeadObjectRequest request =
          HeadObjectRequest.builder().bucket(bucket).key(key.value()).build();
      return OptionalLong.of(client.headObject(request).contentLength());
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        // To a role that may not list the bucket, S3 says 403 of an object that is not there.
        case 403, 404 -> OptionalLong.empty();
        // An answer to HEAD has no body, so no error code: of a good request, 400 means expired
        // credentials.
        case 400 ->
            throw new DependencyException(
                Kind.BUSY, "s3:HeadObject was answered with 400: credentials expired?", e);
        default -> throw AwsFailures.translate("s3:HeadObject", e);
      };
    } catch (SdkException | HttpException e) {
      throw AwsFailures.translate("s3:HeadObject", e);
    }
  }
}
