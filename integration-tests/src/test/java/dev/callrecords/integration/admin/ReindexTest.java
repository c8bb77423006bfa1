package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.admin.Reindexer;
import dev.callrecords.admin.Reindexer.Counts;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallIndex;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Tests of {@code reindex}: unindexed calls get listed, and lists stay true. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class ReindexTest {

  private static final JsonMapper JSON = new JsonMapper();

  private Stand stand;
  private String tenant;

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

  /** A listener that keeps what it hears. */
  private static final class Heard implements Reindexer.Listener {

    private final List<String> unreadable = new ArrayList<>();

    @Override
    public void unreadable(String partitionKey, String problem) {
      unreadable.add(partitionKey);
    }

    @Override
    public void progress(Counts counts) {}
  }

  private Map<String, AttributeValue> item(String id, String createdAt) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", AttributeValue.fromS(tenant + "#" + id));
    item.put("sk", AttributeValue.fromS("call"));
    item.put("schema_version", AttributeValue.fromN("1"));
    item.put("status", AttributeValue.fromS("completed"));
    item.put("from_number", AttributeValue.fromS("+16045550100"));
    item.put("created_at", AttributeValue.fromS(createdAt));
    return item;
  }

  private void put(Map<String, AttributeValue> item) {
    stand.patient.putItem(put -> put.tableName(stand.deployment.callsTable()).item(item));
  }

  private Counts reindex(DynamoDbClient client, boolean dryRun, Heard heard) {
    return new Reindexer(client, stand.deployment.callsTable(), new TenantId(tenant), dryRun, heard)
        .run();
  }

  private List<String> listed(String query) throws IOException {
    List<String> ids = new ArrayList<>();
    String next = "/v1/calls?limit=100" + query;
    while (!next.isEmpty()) {
      JsonNode page = JSON.readTree(stand.get(tenant, next).body());
      assertThat(page.path("calls").isArray()).as(page.toString()).isTrue();
      page.path("calls").forEach(call -> ids.add(call.path("id").textValue()));
      JsonNode cursor = page.path("next_cursor");
      next = cursor.isTextual() ? "/v1/calls?limit=100" + query + "&cursor=" + cursor.asText() : "";
    }
    return ids;
  }

  @Test
  void reindex_itemsOfTheFirstForm_areListedInOrderAndFoundByNumber() throws IOException {
    put(item("a", "2024-01-15T10:30:00+02:00"));
    put(item("b", "2024-01-15T09:00:00Z"));
    put(item("c", "2024-01-15T08:30:00.5Z"));
    assertThat(listed("")).isEmpty();

    Heard heard = new Heard();
    Counts first = reindex(stand.patient, false, heard);
    List<Map<String, AttributeValue>> after = stand.items(tenant);

    assertThat(first).isEqualTo(new Counts(3, 3, 0));
    assertThat(listed("")).containsExactly("b", "c", "a");
    assertThat(listed("&phone_number=%2B16045550100&order=asc")).containsExactly("a", "c", "b");
    assertThat(reindex(stand.patient, false, heard)).isEqualTo(new Counts(3, 0, 0));
    assertThat(stand.items(tenant)).isEqualTo(after);
    assertThat(after)
        .allSatisfy(item -> {
          assertThat(item).containsEntry("schema_version", AttributeValue.fromN("2"));
          assertThat(CallIndex.changes(item)).isEmpty();
        });
  }

  @Test
  void reindex_dryRun_writesNothing() throws IOException {
    put(item("a", "2024-01-15T10:30:00Z"));

    assertThat(reindex(stand.patient, true, new Heard())).isEqualTo(new Counts(1, 1, 0));
    assertThat(listed("")).isEmpty();
  }

  @Test
  void reindex_wrongAttributesAndTombstones_areMadeRight() throws IOException {
    Map<String, AttributeValue> wrong = item("a", "2024-01-15T10:30:00Z");
    wrong.put("list_pk", AttributeValue.fromS(tenant));
    wrong.put("list_sk", AttributeValue.fromS("1999-01-01T00:00:00.000Z#a"));
    wrong.put("to_pk", AttributeValue.fromS(tenant + "#+1"));
    put(wrong);
    Map<String, AttributeValue> deleted = item("b", "2024-01-15T10:30:00Z");
    deleted.putAll(CallIndex.attributes(deleted));
    deleted.put("deleted_at", AttributeValue.fromS("2024-02-01T00:00:00Z"));
    put(deleted);
    Map<String, AttributeValue> newer = item("c", "2024-01-15T10:30:00Z");
    newer.put("schema_version", AttributeValue.fromN("3"));
    put(newer);

    assertThat(reindex(stand.patient, false, new Heard())).isEqualTo(new Counts(3, 3, 0));

    assertThat(listed("&from_date=2024-01-01")).containsExactly("c", "a");
    assertThat(listed("&phone_number=%2B1")).isEmpty();
    assertThat(stand.items(tenant))
        .filteredOn(item -> item.containsKey("deleted_at"))
        .singleElement()
        .satisfies(
            item -> assertThat(item).doesNotContainKeys("list_pk", "list_sk", "from_pk", "to_pk"));
    assertThat(stand.items(tenant))
        .anySatisfy(
            item -> assertThat(item).containsEntry("schema_version", AttributeValue.fromN("3")));
  }

  @Test
  void reindex_unreadableCall_isNamedAndTheOthersGoOn() throws IOException {
    put(item("a", "yesterday"));
    put(item("b", "2024-01-15T10:30:00Z"));
    Heard heard = new Heard();

    assertThat(reindex(stand.patient, false, heard)).isEqualTo(new Counts(2, 1, 1));
    assertThat(heard.unreadable).containsExactly(tenant + "#a");
    assertThat(listed("")).containsExactly("b");
  }

  /** Runs something right before the first update. */
  private DynamoDbClient interrupted(Runnable meanwhile) {
    AtomicBoolean done = new AtomicBoolean();
    return DynamoDbClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(stand.cloud.dynamoDb())
        .region(StandIns.REGION)
        .credentialsProvider(stand.cloud.credentials())
        .overrideConfiguration(configuration ->
            configuration.addExecutionInterceptor(
                new ExecutionInterceptor() {
                  @Override
                  public void beforeExecution(
                      Context.BeforeExecution context, ExecutionAttributes attributes) {
                    SdkRequest request = context.request();
                    if (request instanceof UpdateItemRequest && done.compareAndSet(false, true)) {
                      meanwhile.run();
                    }
                  }
                }))
        .build();
  }

  @Test
  void reindex_callIsErasedMeanwhile_staysErasedAndIsNotListed() throws IOException {
    put(item("a", "2024-01-15T10:30:00Z"));
    try (DynamoDbClient client =
        interrupted(() ->
            stand
                .deployment
                .callWriter()
                .erase(new TenantId(tenant), new CallId("a"), Instant.EPOCH))) {
      assertThat(reindex(client, false, new Heard())).isEqualTo(new Counts(1, 0, 0));
    }
    assertThat(listed("")).isEmpty();
    assertThat(stand.items(tenant).getFirst())
        .containsKey("deleted_at")
        .doesNotContainKey("list_pk");
  }

  @Test
  void reindex_timeChangesMeanwhile_isIndexedByTheNewOne() throws IOException {
    put(item("a", "2024-01-15T10:30:00Z"));
    try (DynamoDbClient client = interrupted(() -> put(item("a", "2025-01-01T00:00:00Z")))) {
      assertThat(reindex(client, false, new Heard())).isEqualTo(new Counts(1, 1, 0));
    }
    assertThat(listed("&from_date=2025-01-01")).containsExactly("a");
  }

  /** Import, erase and reindex in any order over items of both versions. */
  @Test
  void list_afterAnyHistoryOfCommands_isTheModel(@TempDir Path folder) throws IOException {
    Random random = new Random(23);
    Shell shell = stand.shell(folder);
    Map<String, String> model = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      StringBuilder calls = new StringBuilder();
      for (String id :
          IntStream.range(0, 12).mapToObj(i -> "c-" + random.nextInt(20)).distinct().toList()) {
        String time = "2024-01-%02dT10:30:00Z".formatted(1 + random.nextInt(28));
        if (model.containsKey(id) || random.nextInt(3) > 0) {
          calls.append(
              "{\"id\":\"%s\",\"status\":\"completed\",\"created_at\":\"%s\"}\n"
                  .formatted(id, time));
          model.put(id, time);
        } else {
          put(item(id, time));
          model.put(id, time);
        }
      }
      Files.writeString(folder.resolve("calls.jsonl"), calls);
      assertThat(shell.run("import", "--tenant", tenant, "--revive", "calls.jsonl").exitCode())
          .isZero();
      String gone = model.keySet().iterator().next();
      assertThat(shell.run("erase", "--tenant", tenant, "--yes", gone).exitCode()).isZero();
      model.remove(gone);
      assertThat(shell.run("reindex", "--tenant", tenant).exitCode()).isZero();

      List<String> expected =
          model.entrySet().stream()
              .sorted(
                  Map.Entry.<String, String>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey()))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(listed("&order=asc")).as("round " + round).isEqualTo(expected);
    }
  }

  @Test
  void reindexAndList_options_printWhatTheyDid(@TempDir Path folder) {
    put(item("a", "2024-01-15T10:30:00Z"));
    put(item("b", "2024-01-16T10:30:00Z"));
    put(item("broken", "yesterday"));
    Shell shell = stand.shell(folder);

    Result checked = shell.run("reindex", "--tenant", tenant, "--dry-run", "--json");
    Result done = shell.run("reindex", "--tenant", tenant);
    Result table = shell.run("list", "--tenant", tenant, "--limit", "1");
    Result json =
        shell.run(
            "list", "--tenant", tenant, "--json", "--to-date", "2024-01-16", "--oldest-first");
    Result none = shell.run("list", "--tenant", tenant, "--status", "busy", "--json");
    Result wrong = shell.run("list", "--tenant", tenant, "--from-date", "yesterday");

    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.last().toString())
        .isEqualTo("{\"result\":\"checked\",\"read\":3,\"changed\":2,\"left\":1}");
    assertThat(done.out()).contains("done: 3 calls read, 2 changed, 1 left");
    assertThat(done.err()).contains("call " + tenant + " broken is left");
    assertThat(table.exitCode()).isZero();
    assertThat(table.out().lines()).hasSize(2);
    assertThat(table.out()).contains("CREATED", "2024-01-16T10:30:00Z", "+16045550100", "none");
    assertThat(table.err()).contains("more follow");
    assertThat(json.lines())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.path("id").textValue()).isEqualTo("a");
          assertThat(call.size()).isEqualTo(13);
        });
    assertThat(none.out()).isEmpty();
    assertThat(none.exitCode()).isZero();
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("--from-date is a date such as");
  }
}
