package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes recordings. */
public final class RecordingWriter {

  private static final Map<String, String> CONTENT_TYPES =
      Map.of("wav", "audio/wav", "mp3", "audio/mpeg", "ogg", "audio/ogg", "m4a", "audio/mp4");

  private final S3Client client;
  private final String bucket;

  /** Creates a writer for a bucket. */
  public RecordingWriter(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /**
   * Writes a recording in place of what is there under its key, or new.
   *
   * @param fileName the name of its file, of which the extension counts: {@code wav mp3 ogg m4a}
   * @return the key under which it now is
   * @throws IllegalArgumentException when the extension is none of these
   */
  public String put(TenantId tenant, CallId id, String fileName, RequestBody audio) {
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String contentType = CONTENT_TYPES.get(extension);
    if (contentType == null) {
      throw new IllegalArgumentException("A recording is a .wav, .mp3, .ogg or .m4a file");
    }
    String key = "recordings/%s/%s.%s".formatted(tenant, id, extension);
    client.putObject(put -> put.bucket(bucket).key(key).contentType(contentType), audio);
    return key;
  }
}
