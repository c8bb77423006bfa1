package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Repository;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers of a conversation that the page shows, by cases worked out by hand. */
@NeedsTools("node")
final class PageNumbersTest {

  private static final String MODULE = "functions/src/main/resources/page/numbers.mjs";
  private static final String CASES = "integration-tests/src/test/resources/page/numbers.test.mjs";

  @Test
  void numbers_ofEveryCase_areThoseWorkedOutByHand() {
    List<String> command =
        List.of("node", "--test", "--test-reporter=tap", Repository.path(CASES).toString());
    try (ChildProcess node =
        ChildProcess.start("page-numbers", Repository.path("."), Map.of(), command)) {
      int exitCode = node.exitCode();

      assertThat(exitCode).as(node.out()).isZero();
      assertThat(node.out()).containsPattern("# pass [1-9]\\d").contains("# fail 0");
    }
  }

  /** What the page says on hover is what the documentation says. */
  @Test
  void definitions_all_areInTheDocument() {
    String script =
        "import('%s').then(it => console.log(JSON.stringify(Object.values(it.DEFINITIONS))))"
            .formatted(Repository.path(MODULE).toUri());
    List<String> command = List.of("node", "--eval", script);
    try (ChildProcess node =
        ChildProcess.start("page-numbers", Repository.path("."), Map.of(), command)) {
      int exitCode = node.exitCode();

      assertThat(exitCode).as(node.err()).isZero();
      assertThat(Json.read(node.out()).valueStream().map(JsonNode::textValue))
          .hasSize(5)
          .allSatisfy(
              text -> assertThat(Repository.text("docs/page.md")).contains("| " + text + " |"));
    }
  }
}
