package dev.callrecords.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files beside the tests. */
public final class Resources {

  private Resources() {}

  /** Returns a file's bytes. */
  public static byte[] read(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Resources.class.getResourceAsStream("/" + name))) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
