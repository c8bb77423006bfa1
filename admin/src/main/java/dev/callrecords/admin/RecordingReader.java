package dev.callrecords.admin;

import dev.callrecords.domain.RecordingKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads recordings into files. */
public final class RecordingReader {

  private final S3Client client;
  private final String bucket;

  /** Creates a reader of a bucket. */
  public RecordingReader(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /**
   * Downloads a recording to a file, replacing an existing one atomically.
   *
   * @return its bytes, or empty when the recording is not in the bucket
   * @throws LocalFileException when the file cannot be written
   */
  OptionalLong read(RecordingKey key, Path file) {
    try {
      Path target = file.toAbsolutePath();
      Files.createDirectories(target.getParent());
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Files.deleteIfExists(part);
      try {
        client.getObject(
            get -> get.bucket(bucket).key(key.value()), (_, audio) -> write(audio, part));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return OptionalLong.of(Files.size(file));
      } catch (S3Exception e) {
        // S3 answers 403 for a missing object without the permission to list.
        if (e.statusCode() == 403 || e.statusCode() == 404) {
          return OptionalLong.empty();
        }
        throw e;
      } catch (SdkClientException e) {
        // The SDK wraps exceptions of a response transformer, more than once.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof LocalFileException full) {
            throw full;
          }
        }
        throw e;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Writes the stream to the file. A full disk is told apart from a broken connection here: the SDK
   * reports both as the latter.
   */
  private static long write(InputStream audio, Path file) {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int count = read(audio, buffer); count >= 0; count = read(audio, buffer)) {
        out.write(buffer, 0, count);
        bytes += count;
      }
      return bytes;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static int read(InputStream audio, byte[] buffer) {
    try {
      return audio.read(buffer);
    } catch (IOException e) {
      throw RetryableException.create("The recording cannot be read on", e);
    }
  }

  private static LocalFileException failure(Path file, IOException e) {
    return new LocalFileException("The recording cannot be written to " + file, e);
  }
}
