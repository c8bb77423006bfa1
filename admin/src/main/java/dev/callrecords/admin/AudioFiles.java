package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The audio files of one directory. */
final class AudioFiles {

  private static final String FIELD = "recording.file";
  private static final String FORMATS = ".wav, .mp3, .ogg or .m4a";

  /** S3 takes no more in one request. */
  private static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

  /**
   * Extensions of audio formats that are not supported. Such a file beside a call is reported, not
   * skipped.
   */
  private static final Set<String> OTHER_EXTENSIONS =
      Set.of(
          "3gp", "aac", "aif", "aifc", "aiff", "amr", "au", "awb", "caf", "flac", "gsm", "m4b",
          "mka", "mp2", "mp4", "mpga", "oga", "opus", "ra", "raw", "snd", "spx", "ulaw", "voc",
          "vox", "webm", "wma", "wv");

  private final Path directory;

  /** By the name before the dot; null until it is asked for. */
  private @Nullable Map<String, List<String>> unusual;

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
      // A symbolic link may point outside of the folder.
      if (!file.toRealPath().startsWith(directory.toRealPath())) {
        throw new InvalidCallException(FIELD, "leads out of " + directory);
      }
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new InvalidCallException(FIELD, "is too large: S3 takes up to 5 GB");
      }
      if (!AudioContent.hasSound(file)) {
        throw new InvalidCallException(
            FIELD,
            "has no sound: %s is %s"
                .formatted(file, size == 0 ? "empty" : "no more than the header of a recording"));
      }
      return new AudioFile(file, format, size);
    } catch (IOException | InvalidPathException e) {
      throw new InvalidCallException(FIELD, "cannot be read");
    }
  }

  /**
   * Returns the file that is named after a call, or null when there is none.
   *
   * @throws InvalidCallException when it is not of a known format, or there are several
   */
  @Nullable AudioFile ofCall(CallId id) throws InvalidCallException {
    List<String> names = new ArrayList<>();
    for (AudioFormat format : AudioFormat.values()) {
      String name = id + "." + format.extension();
      if (Files.exists(directory.resolve(name))) {
        names.add(name);
      }
    }
    for (String name : unusual().getOrDefault(id.value(), List.of())) {
      // On case-insensitive file systems it was found already.
      if (names.stream().noneMatch(name::equalsIgnoreCase)) {
        names.add(name);
      }
    }
    if (names.size() > 1) {
      throw new InvalidCallException(
          FIELD,
          "is missing, and beside the call lie %s: name one of them, or move the others away"
              .formatted(String.join(" and ", names)));
    }
    if (names.isEmpty()) {
      return null;
    }
    if (AudioFormat.ofName(names.getFirst()).isEmpty()) {
      throw new InvalidCallException(
          FIELD,
          "is missing, and beside the call lies %s, which is no %s file: convert it, or move it away"
              .formatted(names.getFirst(), FORMATS));
    }
    return named(names.getFirst());
  }

  /**
   * Returns audio files with other spellings or formats, such as {@code a.WAV} and {@code a.opus}.
   * The folder is listed once: a file system cannot be queried for every spelling.
   */
  private Map<String, List<String>> unusual() throws InvalidCallException {
    if (unusual == null) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory, AudioFiles::isUnusual)) {
        Map<String, List<String>> found = new HashMap<>();
        for (Path file : files) {
          String name = file.getFileName().toString();
          found
              .computeIfAbsent(name.substring(0, name.lastIndexOf('.')), _ -> new ArrayList<>())
              .add(name);
        }
        unusual = found;
      } catch (IOException | DirectoryIteratorException e) {
        throw new InvalidCallException(FIELD, "cannot be looked for in " + directory);
      }
    }
    return unusual;
  }

  private static boolean isUnusual(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    String lower = extension.toLowerCase(Locale.ROOT);
    return name.contains(".")
        && (OTHER_EXTENSIONS.contains(lower)
            || (AudioFormat.ofName(name).isPresent() && !extension.equals(lower)));
  }
}
