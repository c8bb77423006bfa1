package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/testing.md}: the tests that it names are there. */
final class TestingDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\|.*`[A-Za-z0-9]+Test#\\w+`.*\\|$", Pattern.MULTILINE);
  private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+Test)#(\\w+)`");

  @Test
  void faults_eachHasARowWithATest() {
    List<String> numbers =
        ROW.matcher(Repository.text("docs/testing.md")).results().map(row -> row.group(1)).toList();

    assertThat(numbers)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 26).mapToObj(Integer::toString).toList());
  }

  static List<String> named() {
    return NAMED
        .matcher(Repository.text("docs/testing.md"))
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("named")
  void namedTest_isThere(String name) throws IOException {
    String type = name.substring(1, name.indexOf('#'));
    String method = name.substring(name.indexOf('#') + 1, name.length() - 1);

    assertThat(source(type)).contains("  void " + method + "(");
  }

  private static String source(String type) throws IOException {
    for (String module : List.of("functions", "admin", "local", "integration-tests")) {
      Path tests = Repository.path(module + "/src/test/java");
      if (Files.exists(tests)) {
        try (Stream<Path> files = Files.walk(tests)) {
          List<Path> found = files.filter(file -> file.endsWith(type + ".java")).toList();
          if (!found.isEmpty()) {
            return Files.readString(found.getFirst());
          }
        }
      }
    }
    throw new AssertionError("There is no " + type);
  }
}
