package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/rationale.md}: its length, its form, and that the tests it names exist. */
final class RationaleDocumentTest {

  private static final String DOCUMENT = Repository.text("docs/rationale.md");
  private static final int MAX_LINES = 350;
  private static final List<String> MODULES =
      List.of("functions", "admin", "local", "integration-tests", "fuzz-tests", "benchmarks");

  private static final Pattern PART = Pattern.compile("^## (.+)$", Pattern.MULTILINE);
  private static final Pattern SECTION =
      Pattern.compile("^### (.+)\\n((?:(?!#).*\\n)*)", Pattern.MULTILINE);
  private static final Pattern HELD = Pattern.compile("(?m)(?:^|[.:] )Held\\s+by ");
  private static final Pattern END = Pattern.compile("(?m)(?:^|[.:] )Ends\\s+when ");
  private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w*Test\\b");

  @Test
  void document_hasAtMost350Lines() {
    assertThat(DOCUMENT.lines().count()).isLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void parts_areTwoOfSectionsAndWhatWasTried() {
    assertThat(PART.matcher(DOCUMENT).results().map(part -> part.group(1)))
        .containsExactly("Why", "Why not", "Tried and taken back");
  }

  @Test
  void headings_ofAPart_startWithItsName() {
    assertThat(headings("## Why\n", "## Why not\n"))
        .isNotEmpty()
        .allMatch(heading -> heading.startsWith("Why ") && !heading.startsWith("Why not "));
    assertThat(headings("## Why not\n", "## Tried and taken back\n"))
        .isNotEmpty()
        .allMatch(heading -> heading.startsWith("Why not "));
  }

  @Test
  void sections_eachSayWhatHoldsItAndWhenItEnds() {
    assertThat(SECTION.matcher(DOCUMENT).results().map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(section -> assertThat(section).containsPattern(HELD).containsPattern(END));
  }

  @Test
  void namedTests_allExist() throws IOException {
    Set<String> existing = new HashSet<>();
    for (String module : MODULES) {
      Path tests = Repository.path(module + "/src/test/java");
      if (Files.exists(tests)) {
        try (Stream<Path> files = Files.walk(tests)) {
          files.forEach(file -> existing.add(file.getFileName().toString()));
        }
      }
    }

    assertThat(TEST.matcher(DOCUMENT).results().map(MatchResult::group).distinct())
        .isNotEmpty()
        .allMatch(name -> existing.contains(name + ".java"));
  }

  private static List<String> headings(String from, String to) {
    String part = DOCUMENT.substring(DOCUMENT.indexOf(from), DOCUMENT.indexOf(to));
    return SECTION.matcher(part).results().map(section -> section.group(1)).toList();
  }
}
