package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of {@code README.md}: its length, the answer and the picture in it. */
final class ReadmeDocumentTest {

  private static final Pattern ANSWER =
      Pattern.compile("^```json\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern CLASS_LABEL = Pattern.compile("\\[label=\"([A-Z][A-Za-z0-9]+)");
  private static final Pattern DRAWN = Pattern.compile("<text[^>]*>([^<]*)</text>");

  /** Services and their operations, which are no classes. */
  private static final Set<String> OUTSIDE =
      Set.of("API", "CallsTable", "ApiKeysTable", "RecordingsBucket", "GetItem", "HTTPS");

  @TempDir private Path folder;

  @Test
  void readme_isReadAtOneGo() {
    assertThat(Repository.text("README.md").lines()).hasSizeLessThanOrEqualTo(80);
  }

  /** The local server answers the same: see {@code LocalServerTest}. */
  @Test
  void answer_isThatOfTheContract() {
    Matcher block = ANSWER.matcher(Repository.text("README.md"));
    assertThat(block.find()).isTrue();
    JsonNode answer = Json.read(block.group(1));

    assertThat(Json.without(answer, "recording_url", "recording_url_expires_at"))
        .isEqualTo(Json.without(Json.resource("/contract/call.json"), "recording_url"));
    assertThat(answer.path("recording_url").textValue()).startsWith("http://127.0.0.1:9000/");
    assertThat(answer.path("recording_url_expires_at").textValue()).endsWith("Z");
  }

  @Test
  void picture_classes_exist() throws IOException {
    Set<String> named =
        CLASS_LABEL
            .matcher(Repository.text("docs/request.dot"))
            .results()
            .map(label -> label.group(1))
            .filter(name -> !OUTSIDE.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> classes;
    try (Stream<Path> files = Files.walk(Repository.path("functions/src/main/java"))) {
      classes =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }

    assertThat(named).hasSizeGreaterThan(7);
    assertThat(classes).containsAll(named);
  }

  @Test
  @NeedsTools("dot")
  void picture_isDrawnFromItsText() throws IOException {
    Path drawn = folder.resolve("request.svg");
    List<String> command =
        List.of(
            "dot", "-Tsvg", Repository.path("docs/request.dot").toString(), "-o", drawn.toString());
    try (ChildProcess dot = ChildProcess.start("dot", folder, Map.of(), command)) {
      assertThat(dot.exitCode()).as(dot.err()).isZero();
    }

    // Where things stand depends on the fonts of the machine.
    assertThat(texts(Repository.text("docs/request.svg")))
        .isNotEmpty()
        .isEqualTo(texts(Files.readString(drawn)));
  }

  private static List<String> texts(String svg) {
    return DRAWN.matcher(svg).results().map(text -> text.group(1)).sorted().toList();
  }
}
