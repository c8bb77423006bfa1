package dev.callrecords.admin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats of recordings, by the extension of their file. */
public enum AudioFormat {
  /** Uncompressed. */
  WAV("audio/wav"),
  /** MPEG layer 3. */
  MP3("audio/mpeg"),
  /** Vorbis or Opus in Ogg. */
  OGG("audio/ogg"),
  /** AAC in MPEG-4. */
  M4A("audio/mp4");

  private final String contentType;

  AudioFormat(String contentType) {
    this.contentType = contentType;
  }

  /** Returns the media type. */
  public String contentType() {
    return contentType;
  }

  /** Returns the extension of file names and keys, without the dot. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the format for the extension of a file name or key; otherwise empty. */
  public static Optional<AudioFormat> ofName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return Arrays.stream(values())
        .filter(format -> format.extension().equalsIgnoreCase(extension))
        .findFirst();
  }

  /** Returns the format of a media type, or empty when it is none of theirs. */
  static Optional<AudioFormat> ofContentType(String contentType) {
    return Arrays.stream(values())
        .filter(format -> format.contentType.equals(contentType))
        .findFirst();
  }
}
