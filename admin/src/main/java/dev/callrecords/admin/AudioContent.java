package dev.callrecords.admin;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tells whether there is sound in an audio file, or only its header.
 *
 * <p>What it does not know by its first bytes counts as sound: which codec it is, a player finds.
 */
final class AudioContent implements AutoCloseable {

  private static final int WAV_HEADER_BYTES = 12;
  private static final int OGG_HEADER_BYTES = 27;
  private static final int OGG_SEGMENTS = 26;
  private static final int ID3_HEADER_BYTES = 10;
  private static final int ID3_FOOTER_FLAG = 0x10;

  /** A tag of the first version, at the end of a file. */
  private static final int ID3V1_BYTES = 128;

  private final RandomAccessFile file;
  private final long size;

  private AudioContent(Path path) throws IOException {
    this.file = new RandomAccessFile(path.toFile(), "r");
    this.size = file.length();
  }

  /** Returns whether the file has anything to hear, as far as can be told. */
  static boolean hasSound(Path path) throws IOException {
    try (AudioContent content = new AudioContent(path)) {
      return content.hasSound();
    } catch (EOFException e) {
      // The header itself is truncated.
      return false;
    }
  }

  private boolean hasSound() throws IOException {
    if (size == 0) {
      return false;
    }
    if (isAt(0, "RIFF") && (size < WAV_HEADER_BYTES || isAt(8, "WAVE"))) {
      return wavHasSound();
    }
    if (isAt(0, "OggS")) {
      return oggHasSound();
    }
    if (isAt(4, "ftyp")) {
      return mp4HasSound();
    }
    return !isAt(0, "ID3") || mp3HasSound();
  }

  private boolean isAt(long position, String text) throws IOException {
    if (position + text.length() > size) {
      return false;
    }
    byte[] there = new byte[text.length()];
    file.seek(position);
    file.readFully(there);
    return text.equals(new String(there, StandardCharsets.ISO_8859_1));
  }

  /** Chunks. Recorders that were stopped leave a length of 0 before their sound. */
  private boolean wavHasSound() throws IOException {
    boolean lengthUnknown = false;
    long position = WAV_HEADER_BYTES;
    while (position + 8 <= size) {
      boolean isData = isAt(position, "data");
      file.seek(position + 4);
      long length = Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
      if (isData && length > 0) {
        return position + 8 < size;
      }
      lengthUnknown |= isData;
      position += 8 + length + length % 2;
    }
    // After a data chunk of length 0, anything that is not a chunk is audio.
    return lengthUnknown && position != size && position != size + 1;
  }

  /** Boxes. */
  private boolean mp4HasSound() throws IOException {
    long position = 0;
    while (position + 8 <= size) {
      boolean isData = isAt(position + 4, "mdat");
      file.seek(position);
      long length = Integer.toUnsignedLong(file.readInt());
      long header = 8;
      if (length == 1) {
        file.seek(position + 8);
        length = file.readLong();
        header = 16;
      } else if (length == 0) {
        length = size - position;
      }
      if (length < header || (isData && length > header && position + header < size)) {
        return true;
      }
      // A length past the end of the file must not overflow.
      position += Math.min(length, size);
    }
    return false;
  }

  /** Pages: those of the headers end at sample 0. */
  private boolean oggHasSound() throws IOException {
    long position = 0;
    while (isAt(position, "OggS")) {
      file.seek(position + 6);
      if (Long.reverseBytes(file.readLong()) > 0) {
        return true;
      }
      file.seek(position + OGG_SEGMENTS);
      byte[] segments = new byte[file.readUnsignedByte()];
      file.readFully(segments);
      position += OGG_HEADER_BYTES + segments.length;
      for (byte length : segments) {
        position += Byte.toUnsignedInt(length);
      }
    }
    return position < size;
  }

  /** Tags before and after the sound. */
  private boolean mp3HasSound() throws IOException {
    file.seek(5);
    int flags = file.readUnsignedByte();
    long length = ID3_HEADER_BYTES;
    int digits = 0;
    for (int i = 0; i < 4; i++) {
      digits = (digits << 7) | (file.readUnsignedByte() & 0x7F);
    }
    length += digits + ((flags & ID3_FOOTER_FLAG) == 0 ? 0 : ID3_HEADER_BYTES);
    return size > length && !(size == length + ID3V1_BYTES && isAt(length, "TAG"));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
