package dev.callrecords.integration.support;

import dev.callrecords.integration.support.Canaries.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Searches the output of all tests for canaries, as the build's last step. A canary or missing
 * output fails the build.
 *
 * <p>Output is what the tests of a module print, with the reports on them, and what is in {@link
 * SearchedOutput}.
 */
final class CanarySearch {

  /** Modules that have tests. */
  private static final List<String> MODULES =
      List.of("functions", "fuzz-tests", "integration-tests");

  private static final String REPORTS = "target/surefire-reports";

  /** Logs that a complete run always has, as prefixes of their paths. */
  private static final List<String> LOGS =
      List.of(
          "functions/" + REPORTS + "/dev.callrecords.lambda.RequestLogTest-output.txt",
          SearchedOutput.PLACE + "/" + LogLines.SOURCE,
          SearchedOutput.PLACE + "/" + LocalProcess.SOURCE,
          SearchedOutput.PLACE + "/command-line");

  /**
   * The local server's greeting: commands to paste, with their key. All that it prints afterwards
   * is a log.
   */
  private static final Pattern GREETING =
      Pattern.compile(
          "^(?:http://[0-9.:]+/#key=|  curl -s |  AWS_ACCESS_KEY_ID=).*$", Pattern.MULTILINE);

  private final Path root;
  private final Canaries canaries;
  private final List<String> complaints = new ArrayList<>();
  private int files;
  private long lines;
  private long bytes;

  CanarySearch(Path root, Canaries canaries) {
    this.root = root;
    this.canaries = canaries;
  }

  /**
   * Searches.
   *
   * @param arguments the root of the repository; {@code all} when all tests were run, or {@code
   *     some}
   */
  public static void main(String[] arguments) throws IOException {
    CanarySearch search = new CanarySearch(Path.of(arguments[0]).normalize(), Canaries.all());
    search.search(arguments[1].equals("all"));
    System.out.println(search.summary());
    if (!search.complaints().isEmpty()) {
      search.complaints().forEach(System.err::println);
      System.exit(1);
    }
  }

  /** Returns what is wrong; nothing when all is well. */
  List<String> complaints() {
    return complaints;
  }

  /** Returns how much was searched. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "Searched the output of the tests for canaries: %d files, %d lines, %d bytes; %s.",
        files,
        lines,
        bytes,
        complaints.isEmpty() ? "none found" : "see below");
  }

  /**
   * Searches all there is.
   *
   * @param all whether to complain of tests without a report and of logs that are not there
   */
  void search(boolean all) throws IOException {
    List<Path> output = new ArrayList<>();
    for (String module : MODULES) {
      output.addAll(filesIn(root.resolve(module).resolve(REPORTS)));
    }
    output.addAll(filesIn(root.resolve(SearchedOutput.PLACE)));
    for (Path file : output) {
      search(file);
    }
    if (bytes == 0) {
      complaints.add("There is no output to search. Run mvn verify, with tests.");
    } else if (all) {
      complainOfMissing(output);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void search(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    String text = new String(content, StandardCharsets.UTF_8);
    files++;
    lines += text.lines().count();
    bytes += content.length;
    if (file.getFileName().toString().startsWith(LocalProcess.SOURCE)) {
      text = GREETING.matcher(text).replaceAll("");
    }
    for (Sighting sighting : canaries.in(text)) {
      complaints.add(
          "%s:%d holds a canary (%s). It must not be printed; mvn clean removes old output."
              .formatted(root.relativize(file), lineOf(text, sighting.start()), sighting.kind()));
    }
  }

  private static long lineOf(String text, int position) {
    return text.substring(0, position).chars().filter(character -> character == '\n').count() + 1;
  }

  private void complainOfMissing(List<Path> output) throws IOException {
    for (String module : MODULES) {
      Path tests = root.resolve(module).resolve("src/test/java");
      for (Path source : filesIn(tests)) {
        String test =
            tests.relativize(source).toString().replace(source.getFileSystem().getSeparator(), ".");
        if (test.endsWith("Test.java")) {
          Path report =
              root.resolve(module)
                  .resolve(REPORTS)
                  .resolve("TEST-" + test.substring(0, test.length() - ".java".length()) + ".xml");
          if (!output.contains(report)) {
            complaints.add(root.relativize(report) + " is missing. Run all tests: mvn verify.");
          }
        }
      }
    }
    for (String log : LOGS) {
      if (output.stream().noneMatch(file -> isLog(file, log))) {
        complaints.add(log + "... is missing or empty. Run all tests: mvn verify.");
      }
    }
  }

  private boolean isLog(Path file, String log) {
    return root.relativize(file).toString().replace('\\', '/').startsWith(log)
        && file.toFile().length() > 0;
  }
}
