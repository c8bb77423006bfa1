package dev.callrecords.integration.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Checks that did not run, since a program from outside is missing.
 *
 * <p>Each fork of the tests records its own in a file; the end of the build prints them all, and
 * fails for them with {@code -Dtools=all}.
 */
public final class MissingTools {

  private static final Path RECORDS =
      Path.of(System.getProperty("missing-tools", "target/missing-tools"));

  /** The checker of web pages, which is of npm. */
  private static final String AXE = "axe-core";

  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.of(
          "aws", "awscli",
          "dot", "graphviz",
          "ffprobe", "ffmpeg",
          "node", "nodejs",
          "soffice", "libreoffice-calc-nogui");

  private MissingTools() {}

  /** Returns those of the programs, names or absolute paths, that are not on the {@code PATH}. */
  static List<String> of(String... programs) {
    List<String> folders =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return Arrays.stream(programs)
        .filter(program ->
            folders.stream()
                .noneMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program))))
        .toList();
  }

  /** Aborts the running test, and records it, where a program is missing. */
  public static void assumeNone(String test, String... programs) {
    List<String> missing = of(programs);
    if (!missing.isEmpty()) {
      record(missing, test);
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "Not on the PATH: " + missing);
  }

  /** Returns axe-core; where it is not installed, aborts the running test and records it. */
  public static Path assumeAxe(String test) {
    Path axe = Repository.path(".ci/lint/node_modules/axe-core/axe.min.js");
    if (!Files.exists(axe)) {
      record(List.of(AXE), test);
    }
    Assumptions.assumeTrue(Files.exists(axe), "axe-core is not installed");
    return axe;
  }

  /** Records a check that does not run. */
  static void record(List<String> programs, String test) {
    try {
      Files.createDirectories(RECORDS);
      Files.write(
          RECORDS.resolve(ProcessHandle.current().pid() + ".txt"),
          programs.stream().map(program -> program + " " + test).toList(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("A check that does not run cannot be recorded", e);
    }
  }

  /**
   * Prints what did not run, and what would run it.
   *
   * @param arguments the folder of the records; {@code all} to fail when there are any, or {@code
   *     found}
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, TreeSet<String>> tests = new TreeMap<>();
    for (String line : lines(Path.of(arguments[0]))) {
      String[] parts = line.split(" ", 2);
      tests.computeIfAbsent(parts[0], program -> new TreeSet<>()).add(parts[1]);
    }
    switch (arguments[1]) {
      case "all", "found" -> {}
      default -> {
        System.err.println("-Dtools is all or found, not " + arguments[1]);
        System.exit(2);
      }
    }
    if (tests.isEmpty()) {
      System.out.println("All checks that need programs from outside did run.");
      return;
    }
    System.out.println("Checks that did NOT run, since a program is not on the PATH:");
    tests.forEach(
        (program, names) -> System.out.printf("  %-9s %s%n", program, String.join(", ", names)));
    TreeSet<String> packages = new TreeSet<>();
    tests.keySet().forEach(program -> packages.add(DEBIAN_PACKAGES.getOrDefault(program, program)));
    if (packages.remove(AXE)) {
      System.out.println(
          "To run those of axe-core, npm --prefix .ci/lint ci and repeat mvn verify.");
    }
    if (!packages.isEmpty()) {
      System.out.printf(
          "To run them, install the programs (Debian: apt-get install %s) and repeat mvn verify.%n",
          String.join(" ", packages));
    }
    if (arguments[1].equals("all")) {
      System.out.println("-Dtools=all insists on all of them.");
      System.exit(1);
    }
  }

  private static List<String> lines(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(MissingTools::linesOf).toList();
    }
  }

  private static Stream<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
