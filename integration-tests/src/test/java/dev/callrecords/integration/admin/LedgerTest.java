package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The ledger of erasures: what was erased stays so, though the table is restored. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
final class LedgerTest {

  private static final String NUMBER = "+16045550123";

  private Stand stand;
  private String tenant;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  /** Records of other tests would be found, too. */
  @BeforeEach
  void newTenant() {
    tenant = Stand.newTenant();
    records()
        .forEach(key ->
            stand
                .deployment
                .s3()
                .deleteObject(
                    delete -> delete.bucket(stand.deployment.recordingsBucket()).key(key)));
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private static String call(String id, String from) {
    return """
    {"id":"%s","status":"completed","created_at":"2024-01-05T10:30:00Z","from_number":"%s",\
    "transcript_segments":[{"speaker":"a","text":"b","start_time":0,"end_time":1}]}
    """
        .formatted(id, from);
  }

  private Result run(String... arguments) {
    return stand.shell(folder).run(arguments);
  }

  private void succeed(String... arguments) {
    Result result = run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  private void putThree() throws IOException {
    Files.writeString(
        folder.resolve("calls.jsonl"),
        call("by-id", "+16045550177") + call("by-number", NUMBER) + call("kept", "+16045550177"));
    Files.writeString(folder.resolve("by-id.wav"), "sound");
    succeed("import", "--tenant", tenant, "calls.jsonl");
  }

  private List<String> records() {
    return stand
        .deployment
        .s3()
        .listObjectsV2Paginator(
            list -> list.bucket(stand.deployment.recordingsBucket()).prefix("erasures/"))
        .contents()
        .stream()
        .map(object -> object.key())
        .toList();
  }

  /** As a restore to a point in time leaves the table. */
  private void restore(String table, List<Map<String, AttributeValue>> items) {
    if (table.equals(stand.deployment.callsTable())) {
      stand
          .items(tenant)
          .forEach(item ->
              stand.patient.deleteItem(delete ->
                  delete.tableName(table).key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))));
    }
    items.forEach(item -> stand.patient.putItem(put -> put.tableName(table).item(item)));
  }

  private int status(String id) {
    return stand.get(tenant, "/v1/calls/" + id).statusCode();
  }

  @Test
  void erase_aCall_leavesARecordWithoutAWordOfIt() throws IOException {
    putThree();

    succeed("erase", "--tenant", tenant, "--yes", "--reason", "request 17", "by-id");

    String key = records().getFirst();
    assertThat(records()).hasSize(1);
    assertThat(key).matches("erasures/[0-9a-f]{8}/[0-9a-f]{64}/\\d{8}T\\d{6}Z\\.json");
    String content =
        stand
            .deployment
            .s3()
            .getObjectAsBytes(get -> get.bucket(stand.deployment.recordingsBucket()).key(key))
            .asString(StandardCharsets.UTF_8);
    JsonNode record = Shell.lines(content).getFirst();
    assertThat(record.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("erased_at", "reason", "by");
    assertThat(record.path("reason").textValue()).isEqualTo("request 17");
    assertThat(record.path("by").textValue()).isEqualTo("local");
    assertThat(stand.items(tenant).toString()).contains(record.path("erased_at").textValue());
    assertThat(key + content).doesNotContain("by-id").doesNotContain(tenant);

    succeed("erase", "--tenant", tenant, "by-id");

    assertThat(records()).containsExactly(key);
  }

  @Test
  void apply_restoredTable_erasesAgainWhatWasErasedAndNothingElse() throws IOException {
    putThree();
    List<Map<String, AttributeValue>> before = stand.items(tenant);
    succeed("erase", "--tenant", tenant, "--yes", "by-id");
    succeed("erase", "--tenant", tenant, "--yes", "--number", NUMBER);
    restore(stand.deployment.callsTable(), before);
    assertThat(status("by-id")).isEqualTo(200);

    Result dryRun = run("ledger", "apply", "--tenant", tenant, "--dry-run", "--json");
    Result silence = run("ledger", "apply", "--tenant", tenant);

    assertThat(dryRun.exitCode()).as(dryRun.toString()).isZero();
    assertThat(dryRun.lines())
        .extracting(line -> line.path("id").asText())
        .containsExactlyInAnyOrder("by-id", "by-number", "");
    assertThat(silence.exitCode()).isEqualTo(1);
    assertThat(silence.err()).contains("2 calls that the ledger says were erased");
    assertThat(status("by-id")).isEqualTo(200);

    Result applied = run("ledger", "apply", "--all", "--yes", "--json");

    assertThat(applied.exitCode()).as(applied.toString()).isZero();
    assertThat(applied.last().path("erased").asInt()).isEqualTo(2);
    assertThat(status("by-id")).isEqualTo(404);
    assertThat(stand.get(tenant, "/v1/calls/by-id/recording").statusCode()).isEqualTo(410);
    assertThat(status("by-number")).isEqualTo(404);
    assertThat(status("kept")).isEqualTo(200);
    assertThat(stand.items(tenant)).hasSize(4);
    assertThat(stand.items(tenant).toString()).doesNotContain(NUMBER);
    Result again = run("ledger", "apply", "--tenant", tenant, "--json");
    assertThat(again.exitCode()).isZero();
    assertThat(again.last().path("found").asInt()).isZero();
  }

  /** The way of the runbook. No caller sees an erased call again. */
  @Test
  void apply_copyAndThenRestoreFromIt_bringsBackOnlyWhatWasNotErased() throws IOException {
    putThree();
    String copy = stand.newTableLike(stand.deployment.callsTable());
    restore(copy, stand.items(tenant));
    succeed("erase", "--tenant", tenant, "--yes", "by-id");
    succeed("erase", "--tenant", tenant, "--yes", "--number", NUMBER);
    restore(stand.deployment.callsTable(), List.of());

    succeed("ledger", "apply", "--tenant", tenant, "--calls-table", copy, "--yes");
    succeed("restore", "--tenant", tenant, "--from-table", copy, "--all");

    assertThat(status("kept")).isEqualTo(200);
    assertThat(status("by-id")).isEqualTo(404);
    assertThat(stand.items(tenant)).hasSize(4);
    assertThat(stand.items(tenant).toString()).doesNotContain(NUMBER);
  }

  /** Its hashes say nothing of the calls: they must not be taken for none. */
  @Test
  void apply_recordsOfAnotherKey_saysSo() throws IOException {
    putThree();
    List<Map<String, AttributeValue>> before = stand.items(tenant);
    Files.writeString(folder.resolve("key"), "another-key-another-key-another-key\n");
    Files.writeString(folder.resolve("short"), "short");
    succeed("erase", "--tenant", tenant, "--yes", "--ledger-key-file", "key", "by-id");
    restore(stand.deployment.callsTable(), before);

    Result other = run("ledger", "apply", "--tenant", tenant, "--yes");
    Result tooShort =
        run("ledger", "apply", "--tenant", tenant, "--yes", "--ledger-key-file", "short");

    assertThat(other.exitCode()).as(other.toString()).isEqualTo(1);
    assertThat(other.err()).contains("1 record of the ledger made with another key");
    assertThat(tooShort.exitCode()).isEqualTo(2);
    assertThat(status("by-id")).isEqualTo(200);

    succeed("ledger", "apply", "--tenant", tenant, "--yes", "--ledger-key-file", "key");

    assertThat(status("by-id")).isEqualTo(404);
  }

  /** What is not in the ledger is not done: the same command goes on. */
  @Test
  void erase_recordIsRefused_failsAndIsGoneOnWith() throws IOException {
    putThree();
    try (VersionedS3 s3 = new VersionedS3()) {
      s3.versions.add("recordings/" + tenant + "/by-number.wav v1");
      s3.refusesPuts = true;
      Shell shell =
          new Shell(folder, stand.cloud.dynamoDb(), s3.uri()).with("AWS_MAX_ATTEMPTS", "1");

      Result failed = shell.run("erase", "--tenant", tenant, "--yes", "--number", NUMBER);

      assertThat(failed.exitCode()).as(failed.toString()).isEqualTo(3);
      assertThat(status("by-number")).isEqualTo(404);
      assertThat(s3.versions).isEmpty();

      s3.refusesPuts = false;
      Result again = shell.run("erase", "--tenant", tenant, "--yes", "--number", NUMBER, "--json");

      assertThat(again.exitCode()).as(again.toString()).isZero();
      assertThat(again.last().path("erased").asInt()).isEqualTo(1);
      assertThat(s3.put).hasSize(1);
    }
  }

  @Test
  void erase_reasonWithANumber_isRefused() {
    Result result = run("erase", "--tenant", tenant, "--yes", "--reason", NUMBER, "a");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("a reason is 1 to 64 of");
  }
}
