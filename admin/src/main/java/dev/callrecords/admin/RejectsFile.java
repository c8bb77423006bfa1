package dev.callrecords.admin;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** File of rejected records, byte for byte, one per line, to be corrected and imported. */
public final class RejectsFile implements AutoCloseable {

  private final Path file;
  private final OutputStream out;

  private RejectsFile(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Opens a new file, or one that is still empty.
   *
   * @throws LocalFileException when it cannot be written to, or holds something
   */
  public static RejectsFile open(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        throw new IOException("it holds rejects of before; move it away or name another");
      }
      return new RejectsFile(file, new FileOutputStream(file.toFile()));
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Something that writes a record, in one or in several pieces. */
  @FunctionalInterface
  interface RecordSource {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Appends a record.
   *
   * @throws LocalFileException when the file does not take it
   */
  void append(RecordSource source) {
    try {
      source.writeTo(out);
      out.write('\n');
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static LocalFileException failure(Path file, IOException e) {
    return new LocalFileException("The rejects file " + file + " cannot be written to", e);
  }
}
