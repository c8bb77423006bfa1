package dev.callrecords.integration.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The repository, found from wherever in it the tests are run. */
public final class Repository {

  private Repository() {}

  /** Returns a file or folder by its path from the root. */
  public static Path path(String path) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("template.yaml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("Run the tests inside the repository");
    }
    return folder.resolve(path);
  }

  /** Returns what a file says. */
  public static String text(String path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException("The repository lacks " + path, e);
    }
  }
}
