package dev.callrecords.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.formats.VconWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form in which calls are exported. */
@FunctionalInterface
public interface ExportForm {

  /** The form that an import takes. */
  ExportForm CALL_DOCUMENT = document -> Optional.of(document.toJson());

  /**
   * Returns a call as one line of JSON; empty if this form has none.
   *
   * @throws LocalFileException when the call's audio cannot be read
   */
  Optional<byte[]> write(CallDocument document);

  /**
   * Returns the form of vCons, which erased calls cannot have.
   *
   * @param recordings where the audio of the calls is; null when it is nowhere
   */
  static ExportForm vcon(@Nullable Path recordings) {
    return document -> {
      if (!(document instanceof CallDocument.Live live)) {
        return Optional.empty();
      }
      ObjectNode fields = CallDocument.Mapping.read(live.toJson());
      String file = live.recordingFile();
      VconWriter.AudioFile audio =
          recordings == null || file == null
              ? null
              : new VconWriter.AudioFile(file, hash(recordings.resolve(file)));
      return Optional.of(CallDocument.Mapping.write(VconWriter.write(live.call(), fields, audio)));
    };
  }

  private static String hash(Path file) {
    try (InputStream content = Files.newInputStream(file);
        DigestInputStream digest =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-512"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(digest.getMessageDigest().digest());
    } catch (IOException e) {
      throw new LocalFileException("The recording " + file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-512", e);
    }
  }
}
