package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.admin.Keys;
import dev.callrecords.admin.Restorer;
import dev.callrecords.admin.Restorer.Outcome;
import dev.callrecords.admin.Restorer.Result;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Restoring from a copy of a table: what comes back, and what must not. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
final class RestoreTest {

  private static final Instant LONG_AGO = Instant.parse("2024-01-15T10:30:00Z");

  private Stand stand;
  private DynamoDbClient dynamoDb;
  private String table;
  private String copy;

  private String tenant;

  @BeforeAll
  void start() {
    stand = new Stand();
    dynamoDb = stand.deployment.dynamoDb();
    table = stand.deployment.callsTable();
    copy = stand.newTableLike(table);
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  @BeforeEach
  void newTenant() {
    tenant = Stand.newTenant();
  }

  // Items

  private Map<String, AttributeValue> item(String id, String sortKey) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", AttributeValue.fromS(tenant + "#" + id));
    item.put("sk", AttributeValue.fromS(sortKey));
    return item;
  }

  private Map<String, AttributeValue> call(String id, int transcriptItems) {
    Map<String, AttributeValue> item = item(id, "call");
    item.put("transcript_items", AttributeValue.fromN(Integer.toString(transcriptItems)));
    item.put("status", AttributeValue.fromS("completed"));
    item.put("created_at", AttributeValue.fromS(LONG_AGO.toString()));
    item.put(
        "metadata",
        AttributeValue.fromM(
            Map.of(
                "tags", AttributeValue.fromSs(List.of("b", "a", "c")),
                "numbers", AttributeValue.fromNs(List.of("3", "1", "2.5")),
                "nothing", AttributeValue.fromNul(true),
                "list", AttributeValue.fromL(List.of(AttributeValue.fromBool(true))))));
    return item;
  }

  private Map<String, AttributeValue> transcript(String id, int number, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(number).nextBytes(noise);
    Map<String, AttributeValue> item = item(id, "transcript#%03d".formatted(number));
    item.put("segments", AttributeValue.fromB(SdkBytes.fromByteArray(noise)));
    return item;
  }

  private Map<String, AttributeValue> tombstone(String id) {
    Map<String, AttributeValue> item = item(id, "call");
    item.put("deleted_at", AttributeValue.fromS(LONG_AGO.toString()));
    item.put("recording", AttributeValue.fromM(Map.of("status", AttributeValue.fromS("deleted"))));
    return item;
  }

  private List<Map<String, AttributeValue>> whole(String id, int transcriptItems, int bytes) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(call(id, transcriptItems));
    for (int i = 0; i < transcriptItems; i++) {
      items.add(transcript(id, i, bytes));
    }
    return items;
  }

  private void put(String where, List<Map<String, AttributeValue>> items) {
    items.forEach(item -> dynamoDb.putItem(put -> put.tableName(where).item(item)));
  }

  private List<Map<String, AttributeValue>> stored(String where, String id) {
    return dynamoDb
        .query(query ->
            query
                .tableName(where)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(tenant + "#" + id))))
        .items();
  }

  private void assertIsAsInTheCopy(String id) {
    assertThat(stored(table, id)).isNotEmpty().isEqualTo(stored(copy, id));
  }

  private Outcome restore(String id, Mode... modes) {
    List<Mode> all = List.of(modes);
    Restorer.Settings settings =
        new Restorer.Settings(
            new TenantId(tenant),
            all.contains(Mode.OVERWRITE),
            all.contains(Mode.REVIVE),
            all.contains(Mode.DRY_RUN));
    return new Restorer(dynamoDb, copy, table, settings, Clock.systemUTC())
        .restore(Stream.of(new CallId(id)))
        .toList()
        .getFirst()
        .outcome();
  }

  enum Mode {
    OVERWRITE,
    REVIVE,
    DRY_RUN
  }

  // What comes back

  @Test
  void restore_callThatIsGone_comesBackByteForByte() {
    put(copy, whole("a", 2, 60_000));

    assertThat(restore("a")).isEqualTo(Outcome.RESTORED);

    assertIsAsInTheCopy("a");
    assertThat(stored(table, "a").get(2)).containsAllEntriesOf(transcript("a", 1, 60_000));
    assertThat(restore("a")).isEqualTo(Outcome.SAME);
  }

  @Test
  void restore_moreThanATransactionHolds_comesBack() {
    put(copy, whole("large", 15, 330_000));

    assertThat(restore("large")).isEqualTo(Outcome.RESTORED);

    assertThat(stored(table, "large").getFirst()).isEqualTo(stored(copy, "large").getFirst());
    assertThat(restore("large")).isEqualTo(Outcome.SAME);
  }

  /** As an interrupted run leaves them: a large call's item {@code call} is written last. */
  @Test
  void restore_transcriptItemsWithoutTheCall_isGoneOnWith() {
    put(copy, whole("a", 2, 100));
    put(table, List.of(transcript("a", 0, 100), transcript("a", 7, 100)));

    assertThat(restore("a")).isEqualTo(Outcome.RESTORED);

    assertIsAsInTheCopy("a");
  }

  @Test
  void restore_tombstoneThatIsGone_comesBackAlone() {
    put(copy, List.of(tombstone("a"), transcript("a", 0, 100)));

    assertThat(restore("a")).isEqualTo(Outcome.RESTORED);

    assertThat(stored(table, "a")).containsExactly(tombstone("a"));
  }

  // What stays

  @Test
  void restore_callThatDiffers_staysUnlessOverwritten() {
    List<Map<String, AttributeValue>> newer = whole("a", 3, 100);
    newer.getFirst().put("status", AttributeValue.fromS("failed"));
    put(copy, whole("a", 2, 100));
    put(table, newer);
    List<Map<String, AttributeValue>> before = stored(table, "a");

    assertThat(restore("a")).isEqualTo(Outcome.DIFFERS);
    assertThat(restore("a", Mode.REVIVE)).isEqualTo(Outcome.DIFFERS);
    assertThat(restore("a", Mode.OVERWRITE, Mode.DRY_RUN)).isEqualTo(Outcome.RESTORED);
    assertThat(stored(table, "a")).isEqualTo(before);

    assertThat(restore("a", Mode.OVERWRITE)).isEqualTo(Outcome.RESTORED);
    assertIsAsInTheCopy("a");
  }

  /** Damaged items of the table do not prevent their replacement. */
  @Test
  void restore_overACallThatCannotBeRead_replacesIt() {
    Map<String, AttributeValue> damaged = call("a", 1);
    damaged.put("recording", AttributeValue.fromS("H4sIAAAA"));
    damaged.put("delete_after", AttributeValue.fromS("soon"));
    put(copy, whole("a", 1, 100));
    put(table, List.of(damaged, item("a", "transcript#000")));

    assertThat(restore("a", Mode.OVERWRITE)).isEqualTo(Outcome.RESTORED);

    assertIsAsInTheCopy("a");
  }

  @Test
  void restore_erasedCall_staysErasedUnlessRevived() {
    put(copy, whole("a", 1, 100));
    put(table, List.of(tombstone("a")));

    assertThat(restore("a")).isEqualTo(Outcome.ERASED);
    assertThat(restore("a", Mode.OVERWRITE)).isEqualTo(Outcome.ERASED);
    assertThat(stored(table, "a")).containsExactly(tombstone("a"));

    assertThat(restore("a", Mode.REVIVE)).isEqualTo(Outcome.RESTORED);
    assertIsAsInTheCopy("a");
  }

  @Test
  void restore_tombstoneThatCannotBeRead_staysErased() {
    Map<String, AttributeValue> damaged = item("a", "call");
    damaged.put("deleted_at", AttributeValue.fromN("1"));
    put(copy, whole("a", 1, 100));
    put(table, List.of(damaged));

    assertThat(restore("a", Mode.OVERWRITE)).isEqualTo(Outcome.ERASED);
  }

  @Test
  void restore_callPastItsRetention_staysSoUnlessRevived() {
    Map<String, AttributeValue> past = call("a", 0);
    past.put("delete_after", AttributeValue.fromN("1"));
    put(copy, whole("a", 1, 100));
    put(table, List.of(past));

    List<Map<String, AttributeValue>> before = stored(table, "a");

    assertThat(restore("a", Mode.OVERWRITE)).isEqualTo(Outcome.ERASED);
    assertThat(stored(table, "a")).isEqualTo(before);

    assertThat(restore("a", Mode.REVIVE)).isEqualTo(Outcome.RESTORED);
    assertIsAsInTheCopy("a");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void restore_retentionEndedSince_neverComesBack(Mode mode) {
    Map<String, AttributeValue> past = call("a", 1);
    past.put("delete_after", AttributeValue.fromN("1"));
    put(copy, List.of(past, transcript("a", 0, 100)));

    assertThat(restore("a", mode)).isEqualTo(Outcome.EXPIRED);

    assertThat(stored(table, "a")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void restore_callErasedInTheCopy_stays(Mode mode) {
    put(copy, List.of(tombstone("a")));
    put(table, whole("a", 1, 100));

    assertThat(restore("a", mode)).isEqualTo(Outcome.ERASED_IN_COPY);

    assertThat(stored(table, "a")).hasSize(2);
  }

  @Test
  void restore_unknownCallOrTranscriptAlone_isNotInTheCopy() {
    put(copy, List.of(transcript("orphan", 0, 100)));

    assertThat(restore("unknown")).isEqualTo(Outcome.NOT_IN_COPY);
    assertThat(restore("orphan")).isEqualTo(Outcome.NOT_IN_COPY);

    assertThat(stored(table, "orphan")).isEmpty();
  }

  @Test
  void restore_missingCopy_failsAndWritesNothing() {
    Restorer restorer =
        new Restorer(
            dynamoDb,
            "no-such-table",
            table,
            new Restorer.Settings(new TenantId(tenant), true, true, false),
            Clock.systemUTC());

    assertThatThrownBy(() -> restorer.restore(Stream.of(new CallId("a"))).toList())
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> restorer.restoreAll().toList())
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void restoreAll_manyCalls_bringsThoseOfTheTenantBack() {
    String other = tenant;
    put(copy, whole("foreign", 1, 100));
    newTenant();
    put(copy, whole("same", 1, 100));
    put(table, whole("same", 1, 100));
    for (int i = 0; i < 30; i++) {
      put(copy, whole("c" + i, 1, 100));
    }

    List<Result> results =
        new Restorer(
                dynamoDb,
                copy,
                table,
                new Restorer.Settings(new TenantId(tenant), false, false, false),
                Clock.systemUTC())
            .restoreAll()
            .toList();

    assertThat(results).hasSize(31);
    assertThat(results).filteredOn(result -> result.outcome() != Outcome.RESTORED).hasSize(1);
    for (int i = 0; i < 30; i++) {
      assertIsAsInTheCopy("c" + i);
    }
    assertThat(stand.items(other)).isEmpty();
  }

  // The command

  @Test
  void command_onABadDay_restoresAllAndSaysWhatIsLeft(@TempDir Path folder) throws IOException {
    put(copy, whole("gone", 2, 100));
    put(copy, whole("large", 15, 330_000));
    put(copy, whole("erased", 1, 100));
    put(table, List.of(tombstone("erased")));
    try (FlakyDynamoDb flaky = new FlakyDynamoDb(stand.cloud.dynamoDb())) {
      Shell shell = new Shell(folder, flaky.uri(), stand.cloud.s3());

      Shell.Result all =
          shell.run("restore", "--tenant", tenant, "--from-table", copy, "--all", "--json");

      assertThat(all.exitCode()).as(all.toString()).isZero();
      assertThat(flaky.throttled).hasValueGreaterThan(1);
      assertThat(flaky.leftUnprocessed).hasValueGreaterThan(5);
      assertThat(all.lines().getFirst().toString())
          .isEqualTo("{\"id\":\"erased\",\"outcome\":\"erased\"}");
      assertThat(all.last().path("restored").asInt()).isEqualTo(2);
      assertThat(all.last().path("erased").asInt()).isEqualTo(1);
      assertThat(restore("gone")).isEqualTo(Outcome.SAME);
      assertThat(restore("large")).isEqualTo(Outcome.SAME);

      Shell.Result some =
          shell.run("restore", "--tenant", tenant, "--from-table", copy, "gone", "unknown");

      assertThat(some.exitCode()).as(some.toString()).isEqualTo(1);
      assertThat(some.err()).contains("call unknown is not in the copy");
      assertThat(some.out()).contains("done: 0 calls restored and compared, 1 the same already");
    }
  }

  @Test
  void command_tableItself_isRefused(@TempDir Path folder) {
    Shell shell = stand.shell(folder);

    assertThat(shell.run("restore", "--tenant", "t", "--from-table", table, "--all").exitCode())
        .isEqualTo(2);
    assertThat(shell.run("restore", "--tenant", "t", "--from-table", "none", "--all").exitCode())
        .isEqualTo(3);
  }

  // Keys

  @Test
  void keys_goneAndRevoked_comeBackAndStayRevoked() {
    String keysTable = stand.deployment.keysTable();
    String keysCopy = stand.newTableLike(keysTable);
    Keys inCopy = new Keys(dynamoDb, keysCopy, Clock.systemUTC());
    Keys keys = new Keys(dynamoDb, keysTable, Clock.systemUTC());
    EnumSet<Scope> scopes = EnumSet.allOf(Scope.class);
    ApiKey gone = inCopy.create(new TenantId(tenant), scopes, "gone", null);
    ApiKey revoked = inCopy.create(new TenantId(tenant), scopes, "revoked", null);
    keys.restore(keysCopy).forEach(key -> {});
    keys.revoke(new TenantId(tenant), revoked.hash());
    dynamoDb.deleteItem(delete ->
        delete.tableName(keysTable).key(Map.of("key_hash", AttributeValue.fromS(gone.hash()))));

    assertThat(keys.restore(keysCopy)).extracting(key -> key.hash()).containsExactly(gone.hash());

    assertThat(stand.getWith(gone.reveal(), "/v1/calls/" + UUID.randomUUID()).statusCode())
        .isEqualTo(404);
    assertThat(stand.getWith(revoked.reveal(), "/v1/calls/a").statusCode()).isEqualTo(403);
  }
}
