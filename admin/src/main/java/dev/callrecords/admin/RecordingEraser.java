package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Removes recordings for good: every version, and the delete markers. */
public final class RecordingEraser {

  private static final int MOST_OBJECTS = 1000;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final String bucket;

  /** Creates an eraser in a bucket. */
  public RecordingEraser(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /** Returns the versions there are of a call's recording, in whatever format. */
  List<ObjectIdentifier> find(TenantId tenant, CallId id) {
    return versions(RecordingWriter.keyPrefix(tenant, id)).toList();
  }

  /** Returns the versions there are of the recording under one key. */
  List<ObjectIdentifier> find(RecordingKey key) {
    return versions(key.value()).filter(version -> version.key().equals(key.value())).toList();
  }

  private Stream<ObjectIdentifier> versions(String prefix) {
    ListObjectVersionsRequest request =
        ListObjectVersionsRequest.builder().bucket(bucket).prefix(prefix).build();
    List<ObjectIdentifier> found = new ArrayList<>();
    try {
      client
          .listObjectVersionsPaginator(request)
          .forEach(page -> {
            page.versions()
                .forEach(version -> found.add(identifier(version.key(), version.versionId())));
            page.deleteMarkers()
                .forEach(marker -> found.add(identifier(marker.key(), marker.versionId())));
          });
      return found.stream();
    } catch (S3Exception e) {
      if (e.statusCode() != NOT_IMPLEMENTED) {
        throw e;
      }
      // A stand-in without versions.
      return client
          .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
          .contents()
          .stream()
          .map(object -> ObjectIdentifier.builder().key(object.key()).build());
    }
  }

  private static ObjectIdentifier identifier(String key, String versionId) {
    return ObjectIdentifier.builder().key(key).versionId(versionId).build();
  }

  /**
   * Removes versions.
   *
   * @throws RecordingKeptException when S3 keeps one of them
   */
  void erase(List<ObjectIdentifier> versions) {
    for (int start = 0; start < versions.size(); start += MOST_OBJECTS) {
      List<ObjectIdentifier> some =
          versions.subList(start, Math.min(start + MOST_OBJECTS, versions.size()));
      DeleteObjectsResponse response =
          client.deleteObjects(
              delete -> delete.bucket(bucket).delete(objects -> objects.objects(some).quiet(true)));
      if (response.hasErrors() && !response.errors().isEmpty()) {
        S3Error error = response.errors().getFirst();
        throw new RecordingKeptException(
            "S3 does not remove %d versions of the recording, the first for %s: %s"
                .formatted(response.errors().size(), error.code(), error.message()));
      }
    }
  }
}
