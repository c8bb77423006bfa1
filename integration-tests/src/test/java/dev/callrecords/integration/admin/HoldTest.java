package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.Holds;
import dev.callrecords.admin.Holds.Outcome;
import dev.callrecords.admin.Reason;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code hold}: a held call is neither erased nor swept. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
final class HoldTest {

  private static final String NUMBER = "+16045550123";
  private static final AttributeValue IN_2099 = AttributeValue.fromN("4070908800");
  private static final AttributeValue IN_2098 = AttributeValue.fromN("4039372800");

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

  private Result run(String... arguments) {
    return stand.shell(folder).run(arguments);
  }

  private void succeed(String... arguments) {
    Result result = run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  private void put(String id, String more) throws IOException {
    Files.writeString(
        folder.resolve("calls.jsonl"),
        """
        {"id":"%s","status":"completed","created_at":"2024-01-05T10:30:00Z","from_number":"%s"%s,\
        "transcript_segments":[{"speaker":"a","text":"b","start_time":0,"end_time":1}]}
        """
            .formatted(id, NUMBER, more));
    succeed("import", "--tenant", tenant, "calls.jsonl");
  }

  private void putUntil2099(String id) throws IOException {
    put(id, ",\"delete_after\":\"2099-01-01T00:00:00Z\"");
  }

  private Holds holds() {
    return new Holds(stand.patient, stand.deployment.callsTable(), Clock.systemUTC());
  }

  private void hold(String id) {
    assertThat(holds().set(new TenantId(tenant), new CallId(id), "test", new Reason("case 17")))
        .isIn(Outcome.HELD, Outcome.HELD_BEFORE);
  }

  private Map<String, AttributeValue> callItem() {
    return stand.items(tenant).stream()
        .filter(item -> AttributeValue.fromS("call").equals(item.get("sk")))
        .toList()
        .getFirst();
  }

  private static Map<String, AttributeValue> holdOf(Map<String, AttributeValue> item) {
    return Objects.requireNonNull(item.get("hold")).m();
  }

  private int status(String id) {
    return stand.get(tenant, "/v1/calls/" + id).statusCode();
  }

  @Test
  void set_callWithARetention_keepsItAsideOnEveryItem() throws IOException {
    putUntil2099("a");

    succeed("hold", "set", "--tenant", tenant, "--reason", "case 17", "a");

    assertThat(stand.items(tenant)).hasSize(2).noneMatch(item -> item.containsKey("delete_after"));
    assertThat(holdOf(callItem()))
        .containsOnlyKeys("since", "by", "reason", "delete_after")
        .containsEntry("delete_after", IN_2099)
        .containsEntry("reason", AttributeValue.fromS("case 17"));
    assertThat(status("a")).isEqualTo(200);
    Result again =
        run("hold", "set", "--tenant", tenant, "--reason", "case 18", "--json", "a", "none");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.lines())
        .extracting(line -> line.path("result").textValue())
        .containsExactly("held_before", "not_found");
    JsonNode listed = run("hold", "list", "--tenant", tenant, "--json").last();
    assertThat(listed.path("id").textValue()).isEqualTo("a");
    assertThat(listed.path("reason").textValue()).isEqualTo("case 17");
    assertThat(listed.path("delete_after").textValue()).isEqualTo("2099-01-01T00:00:00Z");

    assertThat(run("export", "--tenant", tenant, "a").last().path("delete_after").textValue())
        .isEqualTo("2099-01-01T00:00:00Z");

    succeed("hold", "clear", "--tenant", tenant, "a");

    assertThat(stand.items(tenant))
        .hasSize(2)
        .allMatch(item -> IN_2099.equals(item.get("delete_after")))
        .noneMatch(item -> item.containsKey("hold"));
    assertThat(run("hold", "list", "--tenant", tenant).out()).isEmpty();
    assertThat(run("hold", "clear", "--tenant", tenant, "--json", "a").last().path("result"))
        .hasToString("\"not_held\"");
  }

  /** The wish is kept, and clearing the hold carries it out. */
  @Test
  void erase_heldCall_isLeftUntilTheHoldIsCleared() throws IOException {
    put("a", "");
    put("b", "");
    hold("a");

    Result byId = run("erase", "--tenant", tenant, "--yes", "--reason", "request 4", "a");

    assertThat(byId.exitCode()).as(byId.toString()).isEqualTo(1);
    assertThat(byId.out()).contains("Call a is held, and was not erased", "./calls.sh hold clear");
    assertThat(status("a")).isEqualTo(200);

    Result byNumber =
        run(
            "erase",
            "--tenant",
            tenant,
            "--yes",
            "--reason",
            "request 5",
            "--number",
            NUMBER,
            "--json");

    assertThat(byNumber.exitCode()).as(byNumber.toString()).isEqualTo(1);
    assertThat(byNumber.last().path("erased").asInt()).isEqualTo(1);
    assertThat(byNumber.last().path("held").asInt()).isEqualTo(1);
    assertThat(byNumber.err()).contains("call a is held");
    assertThat(status("a")).isEqualTo(200);
    assertThat(status("b")).isEqualTo(404);
    assertThat(run("hold", "list", "--all", "--json").lines())
        .anySatisfy(line -> {
          assertThat(line.path("tenant").textValue()).isEqualTo(tenant);
          assertThat(line.path("erase_reason").textValue()).isEqualTo("request 5");
        });

    Result silence = run("hold", "clear", "--tenant", tenant, "a");

    assertThat(silence.exitCode()).isEqualTo(1);
    assertThat(silence.err()).contains("was to be erased while it was held");
    assertThat(status("a")).isEqualTo(200);

    Result cleared = run("hold", "clear", "--tenant", tenant, "--yes", "--json", "a");

    assertThat(cleared.exitCode()).as(cleared.toString()).isZero();
    assertThat(cleared.last().path("result").textValue()).isEqualTo("erased");
    assertThat(status("a")).isEqualTo(404);
    assertThat(stand.items(tenant)).hasSize(2).noneMatch(item -> item.containsKey("hold"));
  }

  @Test
  void import_overAHeldCall_keepsTheHoldAndPutsTheNewRetentionAside() throws IOException {
    putUntil2099("a");
    hold("a");

    put("a", ",\"call_summary\":\"longer\"");

    assertThat(callItem()).containsEntry("call_summary", AttributeValue.fromS("longer"));
    assertThat(holdOf(callItem())).containsEntry("delete_after", IN_2099);

    put("a", ",\"delete_after\":\"2098-01-01T00:00:00Z\"");

    assertThat(stand.items(tenant)).hasSize(2).noneMatch(item -> item.containsKey("delete_after"));
    assertThat(holdOf(callItem())).containsEntry("delete_after", IN_2098);

    // What ends a call ends no held one.
    put("a", ",\"delete_after\":\"2024-06-01T00:00:00Z\"");

    assertThat(status("a")).isEqualTo(200);
    assertThat(holds().clear(new TenantId(tenant), new CallId("a"))).isEqualTo(Outcome.CLEARED);
    assertThat(status("a")).isEqualTo(404);
  }

  @Test
  void restore_heldCall_staysUnlessItIsGone() throws IOException {
    put("a", "");
    hold("a");
    String copy = stand.newTableLike(stand.deployment.callsTable());
    stand
        .items(tenant)
        .forEach(item -> stand.patient.putItem(put -> put.tableName(copy).item(item)));
    put("a", ",\"call_summary\":\"newer\"");
    String[] restore = {
      "restore", "--tenant", tenant, "--from-table", copy, "--overwrite", "--json", "a"
    };

    Result left = run(restore);

    assertThat(left.exitCode()).as(left.toString()).isEqualTo(1);
    assertThat(left.lines().getFirst().path("outcome").textValue()).isEqualTo("held");
    assertThat(callItem()).containsKey("call_summary");

    stand
        .items(tenant)
        .forEach(item ->
            stand.patient.deleteItem(delete ->
                delete
                    .tableName(stand.deployment.callsTable())
                    .key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))));
    succeed(restore);

    assertThat(holdOf(callItem())).containsEntry("reason", AttributeValue.fromS("case 17"));
  }

  /** As an interruption between the item {@code call} and the others leaves it. */
  @Test
  void set_heldCallWithARetentionOnItsTranscript_removesIt() throws IOException {
    putUntil2099("a");
    hold("a");
    stand.patient.updateItem(update ->
        update
            .tableName(stand.deployment.callsTable())
            .key(
                Map.of(
                    "pk", AttributeValue.fromS(tenant + "#a"),
                    "sk", AttributeValue.fromS("transcript#000")))
            .updateExpression("SET delete_after = :at")
            .expressionAttributeValues(Map.of(":at", IN_2099)));

    hold("a");

    assertThat(stand.items(tenant)).hasSize(2).noneMatch(item -> item.containsKey("delete_after"));
  }

  @Test
  void set_erasedOrExpiredCall_saysSo() throws IOException {
    put("a", "");
    put("b", ",\"delete_after\":\"2024-06-01T00:00:00Z\"");
    stand
        .deployment
        .callWriter()
        .erase(new TenantId(tenant), new CallId("a"), Instant.parse("2024-03-01T00:00:00Z"));
    List<Map<String, AttributeValue>> before = stand.items(tenant);

    assertThat(holds().set(new TenantId(tenant), new CallId("a"), "test", new Reason("case 17")))
        .isEqualTo(Outcome.NOT_FOUND);
    assertThat(holds().set(new TenantId(tenant), new CallId("b"), "test", new Reason("case 17")))
        .isEqualTo(Outcome.EXPIRED);
    assertThat(stand.items(tenant)).isEqualTo(before);
  }
}
