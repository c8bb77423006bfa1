package dev.callrecords.admin;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where records come from.
 *
 * @param name as the operator wrote it, for messages
 * @param path null for standard input
 */
public record Source(String name, @Nullable Path path) {

  private static final int GZIP_FIRST = 0x1F;
  private static final int GZIP_SECOND = 0x8B;

  /** Returns the source of an argument: a file, or standard input for {@code -}. */
  public static Source of(String argument) {
    return argument.equals("-")
        ? new Source("standard input", null)
        : new Source(argument, Path.of(argument));
  }

  /** Returns the directory that audio lies in beside the records. */
  Path directory() {
    Path parent = path == null ? null : path.toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }

  /** Returns the bytes to read, or 0 when that is not known. */
  public long size() {
    try {
      return path != null && Files.isRegularFile(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Opens the source; what is gzip comes out inflated.
   *
   * @param progress is told of bytes as they are read, before they are inflated
   */
  InputStream open(LongConsumer progress) throws IOException {
    InputStream raw = path == null ? System.in : Files.newInputStream(path);
    PushbackInputStream stream =
        new PushbackInputStream(new BufferedInputStream(new Counted(raw, progress), 1 << 16), 2);
    int first = stream.read();
    int second = first < 0 ? -1 : stream.read();
    if (second >= 0) {
      stream.unread(second);
    }
    if (first >= 0) {
      stream.unread(first);
    }
    return first == GZIP_FIRST && second == GZIP_SECOND
        ? new GZIPInputStream(stream, 1 << 16)
        : stream;
  }

  private static final class Counted extends FilterInputStream {

    private final LongConsumer progress;

    Counted(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        progress.accept(1);
      }
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        progress.accept(count);
      }
      return count;
    }

    /** GZIPInputStream takes 0 for the end, and would drop the members of a slow pipe. */
    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }
}
