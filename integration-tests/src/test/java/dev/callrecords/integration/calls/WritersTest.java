package dev.callrecords.integration.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.StandIns;
import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.Cloud;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The writer of calls: what the table holds afterwards, and what readers see meanwhile. */
@ExtendWith(StackExtension.class)
final class WritersTest {

  private static final TenantId TENANT = new TenantId("writers-test");

  private static final Instant DELETED_AT = Instant.parse("2024-03-02T00:00:00Z");

  private final Stack stack;
  private final CallWriter writer;
  private final CallStore store;

  WritersTest(Stack stack) {
    this.stack = stack;
    this.writer = stack.deployment().callWriter();
    this.store =
        new DynamoDbCallStore(
            stack.deployment().dynamoDb(),
            stack.deployment().callsTable(),
            Clock.systemUTC(),
            () -> {});
  }

  @Test
  void put_fewerTranscriptItems_leavesNoneBehind() {
    CallId id = Calls.newId();
    put(id, noise(3, 200_000));
    assertHolds(id, noise(3, 200_000), 3);

    put(id, noise(2, 205_000));

    assertHolds(id, noise(2, 205_000), 2);
  }

  @Test
  void put_moreTranscriptItems_isWhole() {
    CallId id = Calls.newId();
    put(id, Calls.transcript(2, "Short."));
    assertHolds(id, Calls.transcript(2, "Short."), 1);

    put(id, noise(3, 200_000));

    assertHolds(id, noise(3, 200_000), 3);
  }

  @Test
  void put_noTranscript_leavesTheCallAlone() {
    CallId id = Calls.newId();
    put(id, noise(3, 200_000));

    put(id, Transcript.empty());

    assertHolds(id, Transcript.empty(), 0);
  }

  @Test
  void put_overItemsOfAnotherWriter_replacesThem() {
    CallId id = Calls.newId();
    putTranscriptItems(id, 3);
    putItem(id, "call", Map.of("status", AttributeValue.fromS("completed")));

    put(id, Calls.transcript(2, "Short."));

    assertHolds(id, Calls.transcript(2, "Short."), 1);
  }

  @Test
  void put_overMoreItemsThanATransactionHolds_replacesThem() {
    CallId id = Calls.newId();
    putTranscriptItems(id, 100);

    put(id, Calls.transcript(2, "Short."));

    assertHolds(id, Calls.transcript(2, "Short."), 1);
  }

  @Test
  void put_moreThanATransactionHolds_isWholeAndReplacedWhole() {
    CallId id = Calls.newId();
    put(id, noise(13, 345_000));
    assertHolds(id, noise(13, 345_000), 13);

    put(id, Calls.transcript(2, "Short."));
    assertHolds(id, Calls.transcript(2, "Short."), 1);
  }

  @Test
  void put_whatDynamoDbCannotHold_isRefusedBeforeAnythingIsWritten() {
    CallId id = Calls.newId();

    assertThatThrownBy(() -> put(id, noise(1, 900_000)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(sortKeys(id)).isEmpty();
  }

  @Test
  void erase_call_leavesATombstone() {
    CallId id = Calls.newId();
    put(id, noise(3, 200_000));

    writer.erase(TENANT, id, DELETED_AT);

    assertErased(id);
  }

  @Test
  void put_moreThanATransactionHolds_isNeverReadInPart() {
    CallId id = Calls.newId();
    List<Transcript> versions = List.of(noise(13, 340_000), noise(13, 345_000));
    put(id, versions.get(0));

    List<String> seen = new ArrayList<>();
    try (DynamoDbClient client = clientThatAfterEachWrite(() -> seen.add(read(id, versions)))) {
      new CallWriter(client, stack.deployment().callsTable())
          .put(TENANT, Calls.call(id, versions.get(1)));
    }

    assertThat(seen).containsExactly("corrupt", "corrupt", "corrupt", "version 1");
    assertHolds(id, versions.get(1), 13);
  }

  /** The first thing that goes is what readers find the call by. */
  @Test
  void erase_moreItemsThanATransactionHolds_isErasedFromTheFirstWriteOn() {
    CallId id = Calls.newId();
    putTranscriptItems(id, 100);
    putItem(
        id,
        "call",
        Map.of(
            "status", AttributeValue.fromS("completed"),
            "created_at", AttributeValue.fromS("2024-03-01T12:00:00Z")));

    List<String> seen = new ArrayList<>();
    try (DynamoDbClient client = clientThatAfterEachWrite(() -> seen.add(read(id, List.of())))) {
      new CallWriter(client, stack.deployment().callsTable()).erase(TENANT, id, DELETED_AT);
    }

    assertThat(seen).hasSizeGreaterThan(1).containsOnly("nothing");
    assertErased(id);
  }

  /** Readers meanwhile see one version or the other, or are told that they cannot. */
  @Test
  void put_twoWritersAtOnce_endsWithAWholeCall() throws Exception {
    CallId id = Calls.newId();
    List<Transcript> versions = List.of(noise(1, 5_000), noise(2, 200_000));
    put(id, versions.getFirst());
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Void>> running = new ArrayList<>();
      for (Transcript version : versions) {
        Callable<Void> task =
            () -> {
              for (int i = 0; i < 10; i++) {
                put(id, version);
              }
              return null;
            };
        running.add(threads.submit(task));
      }
      do {
        assertThat(read(id, versions)).isIn("version 0", "version 1", "corrupt");
      } while (!running.stream().allMatch(Future::isDone));
      for (Future<Void> writer : running) {
        writer.get();
      }
    }

    String last = read(id, versions);
    assertThat(last).isIn("version 0", "version 1");
    assertHolds(
        id, versions.get(last.equals("version 0") ? 0 : 1), last.equals("version 0") ? 1 : 2);
  }

  // Helpers

  private void put(CallId id, Transcript transcript) {
    writer.put(TENANT, Calls.call(id, transcript));
  }

  private void putTranscriptItems(CallId id, int count) {
    for (int i = 0; i < count; i++) {
      putItem(id, TranscriptItem.sortKey(i), Map.of("segments", AttributeValue.fromL(List.of())));
    }
  }

  private void putItem(CallId id, String sortKey, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.put(CallItem.PARTITION_KEY, AttributeValue.fromS(CallItem.partitionKey(TENANT, id)));
    item.put(CallItem.SORT_KEY, AttributeValue.fromS(sortKey));
    stack
        .deployment()
        .dynamoDb()
        .putItem(put -> put.tableName(stack.deployment().callsTable()).item(item));
  }

  private DynamoDbClient clientThatAfterEachWrite(Runnable action) {
    ExecutionInterceptor interceptor =
        new ExecutionInterceptor() {
          @Override
          public void afterExecution(Context.AfterExecution context, ExecutionAttributes ignored) {
            if (!(context.request() instanceof QueryRequest)) {
              action.run();
            }
          }
        };
    Cloud cloud = stack.cloud();
    return AwsClients.configure(DynamoDbClient.builder(), new Credentials(cloud.credentials()))
        .endpointOverride(cloud.dynamoDb())
        .region(StandIns.REGION)
        .overrideConfiguration(settings -> settings.addExecutionInterceptor(interceptor))
        .build();
  }

  /** Returns what a reader of the call finds. */
  private String read(CallId id, List<Transcript> versions) {
    Optional<Call> call;
    try {
      call = store.find(TENANT, id, Consistency.STRONG);
    } catch (DependencyException e) {
      return e.kind() == DependencyException.Kind.CORRUPT ? "corrupt" : e.toString();
    }
    if (call.isEmpty()) {
      return "nothing";
    }
    String text = call.get().transcript().text();
    return IntStream.range(0, versions.size())
        .filter(i -> Objects.equals(versions.get(i).text(), text))
        .mapToObj(i -> "version " + i)
        .findFirst()
        .orElse("a mixture");
  }

  private void assertHolds(CallId id, Transcript transcript, int transcriptItems) {
    assertThat(sortKeys(id))
        .containsExactlyElementsOf(
            Stream.concat(
                    Stream.of("call"),
                    IntStream.range(0, transcriptItems).mapToObj(TranscriptItem::sortKey))
                .toList());
    assertThat(read(id, List.of(transcript))).isEqualTo("version 0");
  }

  private void assertErased(CallId id) {
    assertThat(sortKeys(id)).containsExactly("call");
    assertThat(store.find(TENANT, id, Consistency.STRONG)).isEmpty();
    assertThat(store.findRecording(TENANT, id, Consistency.STRONG))
        .contains(Recording.Unplayable.DELETED);
  }

  private List<String> sortKeys(CallId id) {
    return stack
        .deployment()
        .dynamoDb()
        .queryPaginator(query ->
            query
                .tableName(stack.deployment().callsTable())
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(
                    Map.of(":pk", AttributeValue.fromS(CallItem.partitionKey(TENANT, id)))))
        .items()
        .stream()
        .map(item -> item.getOrDefault(CallItem.SORT_KEY, AttributeValue.fromS("")).s())
        .toList();
  }

  /**
   * Returns an incompressible transcript of about this many bytes per segment. The same for the
   * same numbers.
   */
  private static Transcript noise(int segments, int bytes) {
    Random random = new Random(segments * 1_000_000L + bytes);
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      // Base64, of which gzip makes what it was.
      byte[] noise = new byte[bytes];
      random.nextBytes(noise);
      String text = new String(Base64.getEncoder().encode(noise), StandardCharsets.US_ASCII);
      all.add(new Segment("agent", text, BigDecimal.valueOf(i), BigDecimal.valueOf(i + 1)));
    }
    return Transcript.of(all);
  }
}
