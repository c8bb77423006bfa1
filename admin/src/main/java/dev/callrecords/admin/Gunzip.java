package dev.callrecords.admin;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Inflates gzip of one or more members, and fails at whatever is behind them.
 *
 * <p>The JDK's stream, and the library's with all members at once, take the end of a member for the
 * end, or drop what they have inflated before the failure.
 */
final class Gunzip extends InputStream {

  private static final byte[] MAGIC = {0x1F, (byte) 0x8B};

  private final InputStream in;
  private @Nullable GzipCompressorInputStream member;
  private @Nullable SourceException failure;
  private long membersBytes;
  private boolean ended;

  /** Reads a stream that supports marks, from its start. */
  Gunzip(InputStream in) {
    this.in = in;
  }

  /** Returns whether bytes are the start of gzip. */
  static boolean isGzip(byte[] head) {
    return head.length >= MAGIC.length && Arrays.equals(MAGIC, Arrays.copyOf(head, MAGIC.length));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    while (!ended) {
      if (member == null) {
        member = open();
      }
      long before = member.getBytesRead();
      int count;
      try {
        count = member.read(buffer, offset, length);
      } catch (IOException e) {
        failure = failure(e);
        // The buffer holds the bytes inflated before the failure.
        int inflated = (int) (member.getBytesRead() - before);
        if (inflated == 0) {
          throw failure;
        }
        return inflated;
      }
      if (count >= 0) {
        return count;
      }
      membersBytes += member.getCompressedCount();
      member = null;
      ended = isAtEnd();
    }
    return -1;
  }

  private GzipCompressorInputStream open() throws SourceException {
    try {
      return new GzipCompressorInputStream(in);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private boolean isAtEnd() throws IOException {
    in.mark(MAGIC.length);
    byte[] head = in.readNBytes(MAGIC.length);
    in.reset();
    if (head.length > 0 && !isGzip(head)) {
      failure =
          new SourceException(
              "has something behind its gzip data that is no gzip, and was not read (byte %d)"
                  .formatted(membersBytes + 1));
      throw failure;
    }
    return head.length == 0;
  }

  private SourceException failure(IOException e) {
    long offset = membersBytes + (member == null ? 0 : member.getCompressedCount());
    return switch (e) {
      case SourceException said -> said;
      case EOFException _ ->
          new SourceException(
              "ends in the middle of its gzip data (byte %d): it is cut off".formatted(offset));
      default ->
          new SourceException(
              "has broken gzip data (byte %d), and was not read from there on"
                  .formatted(offset + 1));
    };
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
