package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The audio files of one directory. */
final class AudioFiles {

  private static final String FIELD = "recording.file";
  private static final String FORMATS = ".wav, .mp3, .ogg or .m4a";

  /** S3 takes no more in one request. */
  private static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

  private final Path directory;

  AudioFiles(Path directory) {
    this.directory = directory;
  }

  /** An audio file that is there. */
  record AudioFile(Path path, AudioFormat format, long size) {}

  /**
   * Returns the file of that name.
   *
   * @throws InvalidCallException when there is none, or it lies outside the directory
   */
  AudioFile named(String name) throws InvalidCallException {
    AudioFormat format =
        AudioFormat.ofName(name)
            .orElseThrow(() -> new InvalidCallException(FIELD, "must be a " + FORMATS + " file"));
    try {
      Path file = directory.resolve(name);
      if (!file.normalize().startsWith(directory.normalize())) {
        throw new InvalidCallException(FIELD, "leads out of " + directory);
      }
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new InvalidCallException(FIELD, "is missing: no file " + file + " can be read");
      }
      // A symbolic link inside may lead outside.
      if (!file.toRealPath().startsWith(directory.toRealPath())) {
        throw new InvalidCallException(FIELD, "leads out of " + directory);
      }
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new InvalidCallException(FIELD, "is too large: S3 takes up to 5 GB");
      }
      return new AudioFile(file, format, size);
    } catch (IOException | InvalidPathException e) {
      throw new InvalidCallException(FIELD, "cannot be read");
    }
  }

  /** Returns the file that is named after a call, or null when there is none. */
  @Nullable AudioFile ofCall(CallId id) throws InvalidCallException {
    for (AudioFormat format : AudioFormat.values()) {
      String name = id + "." + format.extension();
      if (Files.exists(directory.resolve(name))) {
        return named(name);
      }
    }
    return null;
  }
}
