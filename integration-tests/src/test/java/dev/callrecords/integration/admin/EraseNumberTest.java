package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code erase --number}: all calls of a number go, and no other. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
final class EraseNumberTest {

  private static final String NUMBER = "+16045550123";
  private static final String OTHER = "+16045550177";

  private Stand stand;
  private String tenant;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @BeforeEach
  void newTenant() {
    tenant = Stand.newTenant();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private static String call(String id, String from, String to) {
    return """
    {"id":"%s","status":"completed","created_at":"2024-01-0%dT10:30:00Z","from_number":"%s",\
    "to_number":"%s","transcript_segments":[{"speaker":"a","text":"b","start_time":0,"end_time":1}]}
    """
        .formatted(id, id.charAt(0) - 'a' + 1, from, to);
  }

  private void put(String... calls) throws IOException {
    Files.writeString(folder.resolve("calls.jsonl"), String.join("", calls));
    assertThat(stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl").exitCode())
        .isZero();
  }

  private void putThree() throws IOException {
    put(call("c", NUMBER, NUMBER), call("a", NUMBER, OTHER), call("b", OTHER, NUMBER));
  }

  private Result erase(Shell shell, String... options) {
    return shell.run(arguments(options));
  }

  private String[] arguments(String... options) {
    List<String> all = new ArrayList<>(List.of("erase", "--tenant", tenant, "--number", NUMBER));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  private int status(String id) {
    return stand.get(tenant, "/v1/calls/" + id).statusCode();
  }

  private void change(String id, String expression, Map<String, AttributeValue> values) {
    stand.patient.updateItem(update ->
        update
            .tableName(stand.deployment.callsTable())
            .key(
                Map.of(
                    "pk",
                    AttributeValue.fromS(tenant + "#" + id),
                    "sk",
                    AttributeValue.fromS("call")))
            .updateExpression(expression)
            .expressionAttributeValues(values));
  }

  @Test
  void erase_number_erasesItsCallsOfBothSidesAndNoOther() throws IOException {
    String foreign = tenant;
    put(call("a", NUMBER, OTHER));
    newTenant();
    putThree();
    put(call("d", OTHER, OTHER));

    Result result = erase(stand.shell(folder), "--yes", "--json");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.lines())
        .extracting(line -> line.path("result").textValue() + " " + line.path("id").textValue())
        .containsExactly(
            "found a", "found b", "found c", "erased a", "erased b", "erased c", "done null");
    assertThat(result.lines().getFirst().path("created_at").textValue())
        .isEqualTo("2024-01-01T10:30:00.000Z");
    assertThat(result.last().toString())
        .isEqualTo("{\"result\":\"done\",\"found\":3,\"erased\":3,\"held\":0,\"kept\":0}");
    assertThat(status("a")).isEqualTo(404);
    assertThat(status("d")).isEqualTo(200);
    assertThat(stand.get(foreign, "/v1/calls/a").statusCode()).isEqualTo(200);
    assertThat(stand.items(tenant)).hasSize(5);
    assertThat(stand.items(tenant).toString()).doesNotContain(NUMBER).doesNotContain("erasing");
    assertThat(erase(stand.shell(folder), "--yes").exitCode()).isEqualTo(1);
  }

  @Test
  void erase_number_showsWhatItWouldEraseAndAsks() throws IOException {
    putThree();
    Shell shell = stand.shell(folder);

    Result dryRun = erase(shell, "--dry-run");
    Result tooMany = erase(shell, "--yes", "--max-calls", "2");
    Result silence = erase(shell);
    Result no = shell.runWithInput("n\n", arguments());

    assertThat(dryRun.exitCode()).as(dryRun.toString()).isZero();
    assertThat(dryRun.out())
        .contains(
            "2024-01-01T10:30:00.000Z  a",
            "2024-01-03T10:30:00.000Z  c",
            "3 calls of " + tenant + ", from 2024-01-01T10:30:00.000Z to 2024-01-03");
    assertThat(dryRun.err()).contains("./calls.sh reindex --tenant " + tenant);
    assertThat(tooMany.exitCode()).isEqualTo(1);
    assertThat(tooMany.err()).contains("add --max-calls 3");
    assertThat(silence.exitCode()).isEqualTo(1);
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.err()).contains("Erase 3 calls of " + tenant, "[y/N]");
    assertThat(stand.calls(tenant)).isEqualTo(3);
    assertThat(stand.items(tenant).toString()).doesNotContain("deleted_at");

    Result yes = shell.runWithInput("y\n", arguments());

    assertThat(yes.exitCode()).as(yes.toString()).isZero();
    assertThat(yes.out()).contains("done: 3 of 3 calls erased");
  }

  /** A locked recording keeps no other call. It is found again though its call is hidden. */
  @Test
  void erase_s3KeepsARecording_erasesTheOthersAndGoesOnLater() throws IOException {
    putThree();
    String version = "recordings/" + tenant + "/b.wav v1";
    try (VersionedS3 versioned = new VersionedS3()) {
      versioned.versions.add(version);
      versioned.locked = true;
      Shell shell = new Shell(folder, stand.cloud.dynamoDb(), versioned.uri());

      Result kept = erase(shell, "--yes", "--json");

      assertThat(kept.exitCode()).as(kept.toString()).isEqualTo(3);
      assertThat(kept.last().path("erased").asInt()).isEqualTo(2);
      assertThat(kept.last().path("kept").asInt()).isEqualTo(1);
      assertThat(status("b")).isEqualTo(404);
      assertThat(stand.get(tenant, "/v1/calls/b/recording").statusCode()).isEqualTo(410);
      JsonNode listed =
          Shell.lines(stand.get(tenant, "/v1/calls?phone_number=%2B16045550123").body()).getFirst();
      assertThat(listed.path("calls")).isEmpty();
      assertThat(shell.run("reindex", "--tenant", tenant).exitCode()).isZero();

      versioned.locked = false;
      Result again = erase(shell, "--yes", "--json");

      assertThat(again.exitCode()).as(again.toString()).isZero();
      assertThat(again.last().path("found").asInt()).isEqualTo(1);
      assertThat(versioned.versions).isEmpty();
      assertThat(stand.items(tenant).toString()).doesNotContain(NUMBER).doesNotContain("erasing");
    }
  }

  @Test
  void erase_s3FailsInTheMiddle_isGoneOnWith() throws IOException {
    putThree();
    try (VersionedS3 versioned = new VersionedS3()) {
      versioned.versions.add("recordings/" + tenant + "/b.wav v1");
      versioned.failingPrefix = "recordings/" + tenant + "/b.";
      Shell shell =
          new Shell(folder, stand.cloud.dynamoDb(), versioned.uri()).with("AWS_MAX_ATTEMPTS", "1");

      Result failed = erase(shell, "--yes", "--json");

      assertThat(failed.exitCode()).as(failed.toString()).isEqualTo(3);
      assertThat(status("a")).isEqualTo(404);
      assertThat(status("b")).isEqualTo(404);
      assertThat(status("c")).isEqualTo(200);

      versioned.failingPrefix = null;
      Result again = erase(shell, "--yes", "--json");

      assertThat(again.exitCode()).as(again.toString()).isZero();
      assertThat(again.last().path("erased").asInt()).isEqualTo(2);
      assertThat(versioned.versions).isEmpty();
      assertThat(stand.items(tenant)).hasSize(3);
    }
  }

  /** No list has it, but its words and its audio are still there. */
  @Test
  void erase_callPastItsRetention_goesToo() throws IOException {
    put(call("a", NUMBER, OTHER));
    change("a", "SET delete_after = :past", Map.of(":past", AttributeValue.fromN("1")));

    Result result = erase(stand.shell(folder), "--yes", "--json");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(stand.items(tenant)).hasSize(1);
    assertThat(stand.items(tenant).getFirst()).containsKey("deleted_at");
  }

  /** A stale index must not cost another person's call. */
  @Test
  void erase_indexNamesACallOfAnotherNumber_erasesNothing() throws IOException {
    put(call("a", NUMBER, OTHER), call("b", NUMBER, OTHER));
    change("b", "SET from_number = :other", Map.of(":other", AttributeValue.fromS(OTHER)));

    Result result = erase(stand.shell(folder), "--yes");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
    assertThat(result.err()).contains("run reindex");
    assertThat(status("a")).isEqualTo(200);

    assertThat(stand.shell(folder).run("reindex", "--tenant", tenant).exitCode()).isZero();
    assertThat(erase(stand.shell(folder), "--yes").exitCode()).isZero();
    assertThat(status("a")).isEqualTo(404);
    assertThat(status("b")).isEqualTo(200);
  }

  @Test
  void erase_numberAndId_isRefused() {
    Shell shell = stand.shell(folder);

    assertThat(erase(shell, "a").exitCode()).isEqualTo(2);
    assertThat(shell.run("erase", "--tenant", tenant).exitCode()).isEqualTo(2);
    assertThat(shell.run("erase", "--tenant", tenant, "--number", " ").exitCode()).isEqualTo(2);
  }

  @Test
  void erase_dryRunOfAnId_erasesNothing() throws IOException {
    put(call("a", NUMBER, OTHER));

    Result result =
        stand.shell(folder).run("erase", "--tenant", tenant, "--dry-run", "--json", "a");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.last().path("result").textValue()).isEqualTo("found");
    assertThat(status("a")).isEqualTo(200);
  }
}
