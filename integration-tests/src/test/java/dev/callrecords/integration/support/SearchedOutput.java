package dev.callrecords.integration.support;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Log files of functions, servers and programs under test, for {@link CanarySearch}. */
public final class SearchedOutput {

  /** Where the files are, from the root of the repository. */
  static final String PLACE = "integration-tests/target/searched-output";

  /** Emptied by Maven before the tests, which are more than one process. */
  private static final Path FOLDER = Repository.path(PLACE);

  private SearchedOutput() {}

  /**
   * Returns a new file.
   *
   * @param source whose output it is, in a word or two joined by dashes
   */
  public static Path file(String source) {
    try {
      Files.createDirectories(FOLDER);
      return Files.createTempFile(FOLDER, source + "-", ".txt");
    } catch (IOException e) {
      throw new UncheckedIOException("Output cannot be kept to be searched", e);
    }
  }

  /** Returns a stream into a new file. */
  public static PrintStream stream(String source) {
    return new PrintStream(open(source), true, StandardCharsets.UTF_8);
  }

  /** Returns a stream into a new file and into what a test looks at. */
  public static PrintStream stream(String source, OutputStream lookedAt) {
    return new PrintStream(copying(source, lookedAt), true, StandardCharsets.UTF_8);
  }

  /** Returns where bytes go into a new file and elsewhere. */
  static OutputStream copying(String source, OutputStream elsewhere) {
    return new Both(elsewhere, open(source));
  }

  private static OutputStream open(String source) {
    try {
      return new FileOutputStream(file(source).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Output cannot be kept to be searched", e);
    }
  }

  /** Writes everything twice. */
  private static final class Both extends OutputStream {

    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(int octet) throws IOException {
      first.write(octet);
      second.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      first.write(octets, offset, length);
      second.write(octets, offset, length);
    }

    @Override
    public void close() throws IOException {
      try (first) {
        second.close();
      }
    }
  }
}
