package dev.callrecords.admin;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where records come from.
 *
 * @param name as the operator wrote it, for messages
 * @param path null for standard input
 */
public record Source(String name, @Nullable Path path) {

  private static final int BUFFER_BYTES = 1 << 16;

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
   * @throws SourceException when it cannot be read, or is neither JSON in UTF-8 nor gzip
   */
  InputStream open(LongConsumer progress) throws SourceException {
    try {
      InputStream stream = new BufferedInputStream(new Counted(raw(), progress), BUFFER_BYTES);
      byte[] head = head(stream);
      if (Gunzip.isGzip(head)) {
        stream = new BufferedInputStream(new Gunzip(stream), BUFFER_BYTES);
        head = head(stream);
      }
      Optional<String> problem = Encodings.problem(head);
      if (problem.isPresent()) {
        stream.close();
        throw new SourceException(problem.get());
      }
      return stream;
    } catch (IOException e) {
      throw SourceException.of(e, 0);
    }
  }

  private InputStream raw() throws SourceException {
    try {
      return path == null ? System.in : Files.newInputStream(path);
    } catch (IOException e) {
      throw new SourceException("cannot be opened: is it there, and may it be read?", e);
    }
  }

  private static byte[] head(InputStream stream) throws IOException {
    stream.mark(Encodings.HEAD_BYTES);
    byte[] head = stream.readNBytes(Encodings.HEAD_BYTES);
    stream.reset();
    return head;
  }

  /** Tells of the bytes that are read, and fails in our words. */
  private static final class Counted extends FilterInputStream {

    private final LongConsumer progress;
    private long bytes;

    Counted(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = super.read(buffer, offset, length);
      } catch (IOException e) {
        throw SourceException.of(e, bytes);
      }
      if (count > 0) {
        bytes += count;
        progress.accept(count);
      }
      return count;
    }
  }
}
