package dev.callrecords.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a function writes to standard output. It goes there too: what tests print is searched for
 * canaries at the end of the build.
 */
final class Log {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(new Both(), true, StandardCharsets.UTF_8);

  private final class Both extends OutputStream {

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      bytes.write(octets, offset, length);
      System.out.write(octets, offset, length);
    }
  }

  /** Returns streams that cannot be written to: one throws, one sets its error flag. */
  static Stream<PrintStream> broken() {
    return Stream.of(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            }),
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void write(byte[] octets, int offset, int length) {
            throw new IllegalStateException("Closed");
          }
        });
  }

  PrintStream out() {
    return out;
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Returns the lines, each of which must be JSON. */
  List<JsonNode> lines() {
    return text().lines().map(Response::json).toList();
  }

  /** Returns the one line that there must be. */
  JsonNode line() {
    List<JsonNode> lines = lines();
    if (lines.size() != 1) {
      throw new AssertionError("Not one line but " + lines.size());
    }
    return lines.getFirst();
  }

  /** Returns the fault of the one line; empty when it has none. */
  String fault() {
    return line().path("fault").asText("");
  }
}
