package dev.callrecords.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int HEAD_BYTES = 12;

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

  /** Returns the format that the first bytes of a file show; otherwise empty. */
  static Optional<AudioFormat> ofContent(Path file) throws IOException {
    byte[] head = new byte[HEAD_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int count = in.readNBytes(head, 0, head.length);
      if (count < head.length) {
        return Optional.empty();
      }
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("RIFF") && text.endsWith("WAVE")) {
      return Optional.of(WAV);
    }
    if (text.startsWith("OggS")) {
      return Optional.of(OGG);
    }
    if (text.startsWith("ftyp", 4)) {
      return Optional.of(M4A);
    }
    // A frame begins with eleven set bits; two bits later are those of layer 3.
    boolean isFrame = text.charAt(0) == 0xFF && (text.charAt(1) & 0xE6) == 0xE2;
    return text.startsWith("ID3") || isFrame ? Optional.of(MP3) : Optional.empty();
  }

  /** Returns the format of a media type, or empty when it is none of theirs. */
  static Optional<AudioFormat> ofContentType(String contentType) {
    return Arrays.stream(values())
        .filter(format -> format.contentType.equals(contentType))
        .findFirst();
  }
}
