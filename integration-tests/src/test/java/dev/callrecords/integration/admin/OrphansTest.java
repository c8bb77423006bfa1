package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.admin.Orphans;
import dev.callrecords.admin.Orphans.Orphan;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Orphaned transcripts are removed, those of a call being written are not. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class OrphansTest {

  private static final CallId ID = new CallId("a");

  private Stand stand;
  private TenantId tenant;
  private CallWriter writer;

  @BeforeAll
  void start() {
    stand = new Stand();
    writer = new CallWriter(stand.patient, stand.deployment.callsTable());
  }

  @BeforeEach
  void newTenant() {
    tenant = new TenantId(Stand.newTenant());
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  /** Returns a call with so many transcript items. */
  private static Call call(CallId id, int items) {
    Random random = new Random(items);
    List<Segment> segments =
        IntStream.range(0, items)
            .mapToObj(index -> {
              byte[] noise = new byte[256_000];
              random.nextBytes(noise);
              return new Segment(
                  "agent",
                  Base64.getEncoder().encodeToString(noise),
                  BigDecimal.valueOf(index),
                  BigDecimal.valueOf(index + 1L));
            })
            .toList();
    return new Call(
        id,
        null,
        null,
        null,
        null,
        "completed",
        null,
        Recording.Unplayable.NONE,
        items == 0 ? Transcript.empty() : Transcript.of(segments),
        null,
        null,
        Map.of(),
        null,
        null,
        Instant.parse("2024-01-15T10:30:00Z"));
  }

  private void put(CallId id, int items) {
    try {
      writer.put(tenant, call(id, items));
    } catch (InvalidCallException e) {
      throw new AssertionError(e);
    }
  }

  /** Removes the item {@code call}, as DynamoDB does where only that has a {@code delete_after}. */
  private void sweepCall(CallId id) {
    stand.patient.deleteItem(
        delete -> delete.tableName(stand.deployment.callsTable()).key(key(id, "call")));
  }

  private Map<String, AttributeValue> key(CallId id, String sortKey) {
    return Map.of(
        "pk", AttributeValue.fromS(tenant + "#" + id), "sk", AttributeValue.fromS(sortKey));
  }

  private Orphan orphan(int items) {
    return new Orphan(
        tenant + "#" + ID,
        IntStream.range(0, items).mapToObj("transcript#%03d"::formatted).toList());
  }

  private Orphans orphans(Recorded recorded) {
    return new Orphans(stand.patient, stand.deployment.callsTable(), tenant, recorded);
  }

  private void assertAnswered(int segments) {
    assertThat(stand.call(tenant.value(), ID.value()).path("transcript_segments"))
        .hasSize(segments);
  }

  /** What the search tells; a test may do something while it waits. */
  private static class Recorded implements Orphans.Listener {

    final List<Orphan> found = new ArrayList<>();
    final List<Orphan> removed = new ArrayList<>();
    final List<Orphan> left = new ArrayList<>();

    @Override
    public void found(Orphan orphan) {
      found.add(orphan);
    }

    @Override
    public void waiting(Duration time) {
      // Nothing happens meanwhile.
    }

    @Override
    public void removed(Orphan orphan) {
      removed.add(orphan);
    }

    @Override
    public void left(Orphan orphan) {
      left.add(orphan);
    }

    @Override
    public void progress(Orphans.Counts counts) {
      // Nothing is shown.
    }
  }

  @Test
  void find_transcriptWithoutCall_isFoundAndStays() {
    put(ID, 2);
    put(new CallId("b"), 1);
    put(new CallId("c"), 0);
    sweepCall(ID);
    Recorded recorded = new Recorded();

    Orphans.Counts counts = orphans(recorded).find();

    assertThat(recorded.found).containsExactly(orphan(2));
    assertThat(counts).isEqualTo(new Orphans.Counts(5, 1, 0));
    assertThat(stand.items(tenant.value())).hasSize(5);
  }

  @Test
  void remove_transcriptWithoutCall_isGoneAndOthersStay() {
    put(ID, 3);
    put(new CallId("b"), 2);
    writer.erase(tenant, new CallId("c"), Instant.parse("2024-03-02T00:00:00Z"));
    Map<String, AttributeValue> other = key(ID, "note");
    stand.patient.putItem(put -> put.tableName(stand.deployment.callsTable()).item(other));
    sweepCall(ID);
    Recorded recorded = new Recorded();

    Orphans.Counts counts = orphans(recorded).remove(Duration.ZERO);

    assertThat(recorded.removed).containsExactly(orphan(3));
    assertThat(counts.removed()).isEqualTo(1);
    assertThat(stand.items(tenant.value())).hasSize(5).contains(other);
    assertThat(orphans(new Recorded()).find().found()).isZero();
  }

  @Test
  void remove_otherTenants_areLeftAlone() {
    TenantId others = tenant;
    put(ID, 1);
    sweepCall(ID);
    newTenant();
    Recorded recorded = new Recorded();

    assertThat(orphans(recorded).remove(Duration.ZERO).found()).isZero();
    assertThat(stand.items(others.value())).hasSize(1);

    new Orphans(stand.patient, stand.deployment.callsTable(), null, recorded).remove(Duration.ZERO);
    assertThat(stand.items(others.value())).isEmpty();
  }

  @Test
  void remove_callThatComesWhileItWaits_isLeft() {
    put(ID, 2);
    sweepCall(ID);
    Recorded recorded =
        new Recorded() {
          @Override
          public void waiting(Duration time) {
            put(ID, 2);
          }
        };

    orphans(recorded).remove(Duration.ZERO);

    assertThat(recorded.left).containsExactly(orphan(2));
    assertThat(recorded.removed).isEmpty();
    assertAnswered(2);
  }

  @Test
  void remove_transcriptThatGrowsWhileItWaits_isLeft() {
    put(ID, 2);
    sweepCall(ID);
    Recorded recorded =
        new Recorded() {
          @Override
          public void waiting(Duration time) {
            stand.patient.putItem(put ->
                put.tableName(stand.deployment.callsTable()).item(key(ID, "transcript#002")));
          }
        };

    orphans(recorded).remove(Duration.ZERO);

    assertThat(recorded.left).containsExactly(orphan(2));
    assertThat(stand.items(tenant.value())).hasSize(3);
  }

  /** Runs something once, before the first request of a kind that meets a condition. */
  private DynamoDbClient interrupted(
      Class<? extends SdkRequest> kind, int number, Runnable interruption) {
    AtomicBoolean done = new AtomicBoolean();
    ExecutionInterceptor interceptor =
        new ExecutionInterceptor() {
          private int seen;

          @Override
          public void beforeExecution(
              Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (kind.isInstance(context.request())
                && ++seen == number
                && done.compareAndSet(false, true)) {
              interruption.run();
            }
          }
        };
    return DynamoDbClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(stand.cloud.dynamoDb())
        .region(StandIns.REGION)
        .credentialsProvider(stand.cloud.credentials())
        .overrideConfiguration(settings -> settings.addExecutionInterceptor(interceptor))
        .build();
  }

  /** After the second look, at the last moment. */
  @Test
  void remove_callThatComesBeforeTheFirstRemoval_isLeftWhole() {
    put(ID, 2);
    sweepCall(ID);
    Recorded recorded = new Recorded();
    try (DynamoDbClient client =
        interrupted(TransactWriteItemsRequest.class, 1, () -> put(ID, 2))) {
      new Orphans(client, stand.deployment.callsTable(), tenant, recorded).remove(Duration.ZERO);
    }

    assertThat(recorded.left).containsExactly(orphan(2));
    assertAnswered(2);
  }

  /** Without any wait, between the transcript items of a large call and its item {@code call}. */
  @Test
  void remove_beforeALargeCallIsPut_theCallIsWholeAfterwards() throws InvalidCallException {
    assertWrittenWhole(PutItemRequest.class, 18);
  }

  /** After the first of its transcript items, which is written alone. */
  @Test
  void remove_whileALargeCallIsWritten_theCallIsWholeAfterwards() throws InvalidCallException {
    assertWrittenWhole(BatchWriteItemRequest.class, 1);
  }

  private void assertWrittenWhole(Class<? extends SdkRequest> kind, int removed)
      throws InvalidCallException {
    Recorded recorded = new Recorded();
    int number = kind.equals(BatchWriteItemRequest.class) ? 2 : 1;
    try (DynamoDbClient client =
        interrupted(kind, number, () -> orphans(recorded).remove(Duration.ZERO))) {
      new CallWriter(client, stand.deployment.callsTable()).put(tenant, call(ID, 18));
    }

    assertThat(recorded.removed).containsExactly(orphan(removed));
    assertThat(stand.items(tenant.value()))
        .hasSize(19)
        .anySatisfy(
            item -> assertThat(item).containsEntry("transcript_items", AttributeValue.fromN("18")));
  }

  /** An interrupted removal leaves an orphan, and a new call can be written over it. */
  @Test
  void remove_interrupted_leavesTheFirstItem() {
    put(ID, 3);
    sweepCall(ID);
    IllegalStateException stop = new IllegalStateException("Stopped");
    try (DynamoDbClient client =
        interrupted(
            TransactWriteItemsRequest.class,
            3,
            () -> {
              throw stop;
            })) {
      new Orphans(client, stand.deployment.callsTable(), tenant, new Recorded())
          .remove(Duration.ZERO);
    } catch (IllegalStateException e) {
      assertThat(e).isSameAs(stop);
    }

    Recorded recorded = new Recorded();
    orphans(recorded).find();
    assertThat(recorded.found).containsExactly(orphan(1));
  }

  // The command

  @Test
  void orphans_command_listsThenRemoves(@TempDir Path folder) {
    put(ID, 1);
    put(new CallId("b"), 2);
    sweepCall(ID);
    Shell shell = stand.shell(folder);

    Result found = shell.run("orphans", "--tenant", tenant.value(), "--json");
    Result fixed = shell.run("orphans", "--tenant", tenant.value(), "--fix", "--wait", "0");
    Result none = shell.run("orphans", "--tenant", tenant.value(), "--fix", "--json");

    assertThat(found.exitCode()).as(found.toString()).isEqualTo(1);
    assertThat(found.lines().getFirst().toString())
        .isEqualTo(
            "{\"result\":\"found\",\"tenant\":\"%s\",\"id\":\"a\",\"transcript_items\":1}"
                .formatted(tenant));
    assertThat(found.last().toString())
        .isEqualTo("{\"result\":\"done\",\"items\":4,\"found\":1,\"removed\":0}");
    assertThat(fixed.exitCode()).as(fixed.toString()).isZero();
    assertThat(fixed.err()).contains("waiting 0 s");
    assertThat(fixed.out())
        .contains("removed: %s a, 1 transcript item\n".formatted(tenant))
        .contains("done: 4 items read, 1 transcript without a call, 1 removed");
    assertThat(none.exitCode()).isZero();
    assertThat(none.err()).isEmpty();
    assertThat(stand.items(tenant.value())).hasSize(3);
  }

  @Test
  void orphans_commandLineThatIsNotClear_is2(@TempDir Path folder) {
    Shell shell = stand.shell(folder);

    assertThat(shell.run("orphans").exitCode()).isEqualTo(2);
    assertThat(shell.run("orphans", "--all", "--tenant", "t").exitCode()).isEqualTo(2);
    assertThat(shell.run("orphans", "--all", "--fix", "--wait", "-1").exitCode()).isEqualTo(2);
  }
}
