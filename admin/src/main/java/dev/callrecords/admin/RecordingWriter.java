package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes recordings. One that is there already is not written again: in a bucket with versions that
 * would leave another one behind.
 */
public final class RecordingWriter {

  private static final String HASH = "sha256";

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
   * @return the key under which it now is
   */
  public String put(TenantId tenant, CallId id, AudioFormat format, RequestBody audio) {
    String key = key(tenant, id, format);
    String hash = hash(audio);
    if (!hash.equals(storedHash(key))) {
      client.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .contentType(format.contentType())
                  .metadata(Map.of(HASH, hash)),
          audio);
    }
    return key;
  }

  static String key(TenantId tenant, CallId id, AudioFormat format) {
    return keyPrefix(tenant, id) + format.extension();
  }

  /** Returns what the keys of a call's recording, of whatever format, start with. */
  static String keyPrefix(TenantId tenant, CallId id) {
    return "recordings/%s/%s.".formatted(tenant, id);
  }

  /** Returns the hash of what is there, or an empty text. */
  private String storedHash(String key) {
    try {
      return client
          .headObject(head -> head.bucket(bucket).key(key))
          .metadata()
          .getOrDefault(HASH, "");
    } catch (S3Exception e) {
      // S3 answers 403 for a missing object without the permission to list.
      if (e.statusCode() == 403 || e.statusCode() == 404) {
        return "";
      }
      throw e;
    }
  }

  private static String hash(RequestBody audio) {
    try (InputStream content = audio.contentStreamProvider().newStream();
        DigestInputStream digest =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException("The recording cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
