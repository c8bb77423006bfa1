package dev.callrecords.dynamodb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/**
 * The gzip that our writer makes of segments: like any other, but for a last block that is empty
 * and starts with a byte. The blocks before it can then stand in the middle of another stream, such
 * as that of an answer, which need not compress what is compressed.
 *
 * @param content what was compressed
 * @param blocks the same compressed, without header, last block and trailer
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as they are, and never compared.
record SegmentsGzip(byte[] content, byte[] blocks) {

  /** A header without optional fields. */
  private static final byte[] HEADER_START = {0x1f, (byte) 0x8b, 8, 0};

  private static final int HEADER_BYTES = 10;

  /** The end of what a flush leaves, an empty block that ends with a byte, and the last block. */
  private static final byte[] FLUSH_AND_LAST_BLOCK = {0, 0, (byte) 0xff, (byte) 0xff, 3, 0};

  private static final int LAST_BLOCK_BYTES = 2;

  /** A block that is not the last, of one byte that is not compressed. */
  private static final byte[] PROBE = {0, 1, 0, (byte) 0xfe, (byte) 0xff, 'x'};

  /** The checksum of the content and its length, both with the lowest byte first. */
  private static final int TRAILER_BYTES = 8;

  /** Returns the gzip of the content. */
  static byte[] write(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new Smallest(bytes)) {
      gzip.write(content);
      gzip.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads gzip of this form; empty when it is of any other, broken, or inflates to more bytes than
   * given. Nothing is lost by that: {@link java.util.zip.GZIPInputStream} reads them all.
   */
  static Optional<SegmentsGzip> read(byte[] gzip, long mostBytes) {
    int end = gzip.length - TRAILER_BYTES;
    int blocksEnd = end - LAST_BLOCK_BYTES;
    int flush = end - FLUSH_AND_LAST_BLOCK.length;
    if (flush < HEADER_BYTES
        || !startsWith(gzip, 0, HEADER_START)
        || !startsWith(gzip, flush, FLUSH_AND_LAST_BLOCK)) {
      return Optional.empty();
    }
    int length = littleEndian(gzip, end + Integer.BYTES);
    if (length < 0 || length > mostBytes) {
      return Optional.empty();
    }
    byte[] content = new byte[length];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(gzip, HEADER_BYTES, blocksEnd - HEADER_BYTES);
      int inflated = 0;
      int more;
      while ((more = inflater.inflate(content, inflated, length - inflated)) > 0) {
        inflated += more;
      }
      if (inflated != length
          || inflater.inflate(new byte[1]) != 0
          || !endsWithABlock(inflater, gzip, blocksEnd)) {
        return Optional.empty();
      }
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return (int) checksum.getValue() == littleEndian(gzip, end)
        ? Optional.of(new SegmentsGzip(content, Arrays.copyOfRange(gzip, HEADER_BYTES, blocksEnd)))
        : Optional.empty();
  }

  /**
   * Returns whether the blocks that were inflated end with a whole one that is not the last. Of a
   * block that goes on, the probe would be codes: these give more than its byte, or with the last
   * block's, which then are codes too, anything but nothing.
   */
  private static boolean endsWithABlock(Inflater inflater, byte[] gzip, int blocksEnd)
      throws DataFormatException {
    byte[] out = new byte[2];
    inflater.setInput(PROBE);
    if (inflater.inflate(out) != 1 || out[0] != PROBE[PROBE.length - 1] || inflater.finished()) {
      return false;
    }
    inflater.setInput(gzip, blocksEnd, LAST_BLOCK_BYTES);
    return inflater.inflate(out) == 0 && inflater.finished();
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] start) {
    return Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
  }

  private static int littleEndian(byte[] bytes, int from) {
    int value = 0;
    for (int i = Integer.BYTES - 1; i >= 0; i--) {
      value = (value << Byte.SIZE) | (bytes[from + i] & 0xff);
    }
    return value;
  }

  /** Written once and read often, and every 4 KB cost half a read unit each time. */
  private static final class Smallest extends GZIPOutputStream {

    Smallest(ByteArrayOutputStream bytes) throws IOException {
      super(bytes, true);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
