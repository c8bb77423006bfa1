package dev.callrecords.http;

import dev.callrecords.domain.EncodedSegments;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, UTF-8. What a store has already written out, and perhaps compressed,
 * stands in it as it is.
 */
public final class Body {

  /** Further levels take two to four times as long, to make a long transcript a tenth smaller. */
  static final int LEVEL = 4;

  /** RFC 1952: deflate, no optional fields, no time, no level, unknown system. */
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int BUFFER_BYTES = 8 * 1024;

  private final byte[] written;
  private final int before;
  private final @Nullable EncodedSegments segments;

  private Body(byte[] written, int before, @Nullable EncodedSegments segments) {
    this.written = written;
    this.before = before;
    this.segments = segments;
  }

  /** Returns the body of these bytes. */
  public static Body of(byte[] bytes) {
    return new Body(bytes, bytes.length, null);
  }

  /**
   * Returns the body of these bytes with segments among them.
   *
   * @param before how many of the bytes come before the segments
   */
  static Body of(byte[] bytes, int before, EncodedSegments segments) {
    return new Body(bytes, before, segments);
  }

  int length() {
    return written.length + (segments == null ? 0 : segments.json().length);
  }

  /** Returns the whole body. */
  public byte[] bytes() {
    if (segments == null) {
      return written;
    }
    byte[] json = segments.json();
    byte[] bytes = Arrays.copyOf(written, length());
    System.arraycopy(json, 0, bytes, before, json.length);
    System.arraycopy(written, before, bytes, before + json.length, written.length - before);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Returns the whole body as gzip. */
  byte[] gzip() {
    CRC32 checksum = new CRC32();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream(BUFFER_BYTES);
    gzip.writeBytes(GZIP_HEADER);
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      checksum.update(written, 0, before);
      deflater.setInput(written, 0, before);
      if (segments != null) {
        checksum.update(segments.json());
        deflate(deflater, Deflater.SYNC_FLUSH, gzip);
        gzip.writeBytes(segments.deflated());
        // What follows must not refer back over blocks that this deflater has not seen.
        deflater.reset();
        checksum.update(written, before, written.length - before);
        deflater.setInput(written, before, written.length - before);
      }
      deflater.finish();
      deflate(deflater, Deflater.NO_FLUSH, gzip);
    } finally {
      deflater.end();
    }
    writeLittleEndian((int) checksum.getValue(), gzip);
    writeLittleEndian(length(), gzip);
    return gzip.toByteArray();
  }

  private static void deflate(Deflater deflater, int flush, ByteArrayOutputStream gzip) {
    byte[] buffer = new byte[BUFFER_BYTES];
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, flush);
      gzip.write(buffer, 0, count);
    } while (count == buffer.length);
  }

  private static void writeLittleEndian(int value, ByteArrayOutputStream gzip) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      gzip.write(value >>> shift);
    }
  }
}
