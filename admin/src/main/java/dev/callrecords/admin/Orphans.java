package dev.callrecords.admin;

import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.TranscriptItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Finds and removes orphans: transcript items whose item {@code call} is not there.
 *
 * <p>A large call that is being written looks the same: its transcript items come first. So what is
 * to be removed is looked at a second time after a wait, must be as it was, and each item goes in a
 * transaction on the condition that the call is still not there: once it is, nothing is removed any
 * more, and {@link CallWriter} counts what is left and writes it anew. The first item goes last: as
 * long as an item is there, so is the first.
 */
public final class Orphans {

  /** Orphans that wait for their second look together, so that memory does not grow. */
  private static final int MAX_WAITING = 50_000;

  private final DynamoDbClient client;
  private final String table;
  private final @Nullable TenantId tenant;
  private final Listener listener;
  private final TransactionWriter transactions;

  private long itemsRead;
  private long found;
  private long removed;

  /**
   * Creates a search.
   *
   * @param tenant whose orphans are meant; null for those of all
   */
  public Orphans(
      DynamoDbClient client, String table, @Nullable TenantId tenant, Listener listener) {
    this.client = client;
    this.table = table;
    this.tenant = tenant;
    this.listener = listener;
    this.transactions = new TransactionWriter(client);
  }

  /**
   * What is left of one call.
   *
   * @param partitionKey as it is stored
   * @param sortKeys of the transcript items, ascending
   */
  public record Orphan(String partitionKey, List<String> sortKeys) {}

  /**
   * How far it has come.
   *
   * @param items calls and transcript items that were read
   * @param found calls of which only transcript items are there
   */
  public record Counts(long items, long found, long removed) {}

  /** Is told what happens, by one thread. */
  public interface Listener {

    /** An orphan is there. */
    void found(Orphan orphan);

    /** The second look comes after a wait. */
    void waiting(Duration time);

    /** An orphan is removed. */
    void removed(Orphan orphan);

    /** An orphan was not removed, or not whole: another writer is at it. */
    void left(Orphan orphan);

    /** Progress was made. */
    void progress(Counts counts);
  }

  /** Finds orphans and changes nothing. */
  public Counts find() {
    return run(null);
  }

  /**
   * Finds orphans and removes them.
   *
   * @param wait from the first look at an orphan to the second; longer than any writer takes
   */
  public Counts remove(Duration wait) {
    return run(wait);
  }

  private Counts run(@Nullable Duration wait) {
    List<Orphan> waiting = new ArrayList<>();
    String withCall = "";
    String lookedAt = "";
    for (Map<String, AttributeValue> item : client.scanPaginator(scan()).items()) {
      itemsRead++;
      String partitionKey = text(item, CallItem.PARTITION_KEY);
      if (text(item, CallItem.SORT_KEY).equals(CallItem.SORT_KEY_VALUE)) {
        withCall = partitionKey;
      } else if (!partitionKey.equals(withCall) && !partitionKey.equals(lookedAt)) {
        // A scan returns a call's items by sort key, the item `call` first.
        lookedAt = partitionKey;
        look(partitionKey)
            .ifPresent(orphan -> {
              found++;
              listener.found(orphan);
              waiting.add(orphan);
            });
      }
      listener.progress(counts());
      if (wait == null) {
        waiting.clear();
      } else if (waiting.size() == MAX_WAITING) {
        remove(waiting, wait);
      }
    }
    if (wait != null && !waiting.isEmpty()) {
      remove(waiting, wait);
    }
    return counts();
  }

  private Counts counts() {
    return new Counts(itemsRead, found, removed);
  }

  private ScanRequest scan() {
    Map<String, String> names = Map.of("#pk", CallItem.PARTITION_KEY, "#sk", CallItem.SORT_KEY);
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":call", AttributeValue.fromS(CallItem.SORT_KEY_VALUE));
    values.put(":transcript", AttributeValue.fromS(TranscriptItem.SORT_KEY_PREFIX));
    String filter = "(#sk = :call OR begins_with(#sk, :transcript))";
    if (tenant != null) {
      filter += " AND begins_with(#pk, :tenant)";
      values.put(":tenant", AttributeValue.fromS(tenant + "#"));
    }
    return ScanRequest.builder()
        .tableName(table)
        .projectionExpression("#pk, #sk")
        .filterExpression(filter)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  /** Returns the orphan under a partition key, or empty when there is none: reads consistently. */
  private Optional<Orphan> look(String partitionKey) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .keyConditionExpression("#pk = :pk")
            .projectionExpression("#sk")
            .expressionAttributeNames(
                Map.of("#pk", CallItem.PARTITION_KEY, "#sk", CallItem.SORT_KEY))
            .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partitionKey)))
            .build();
    List<String> sortKeys =
        client.queryPaginator(request).items().stream()
            .map(item -> text(item, CallItem.SORT_KEY))
            .toList();
    List<String> transcript =
        sortKeys.stream().filter(key -> key.startsWith(TranscriptItem.SORT_KEY_PREFIX)).toList();
    return transcript.isEmpty() || sortKeys.contains(CallItem.SORT_KEY_VALUE)
        ? Optional.empty()
        : Optional.of(new Orphan(partitionKey, transcript));
  }

  private void remove(List<Orphan> orphans, Duration wait) {
    listener.waiting(wait);
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (Orphan orphan : orphans) {
      if (look(orphan.partitionKey()).filter(orphan::equals).isPresent() && remove(orphan)) {
        removed++;
        listener.removed(orphan);
      } else {
        listener.left(orphan);
      }
      listener.progress(counts());
    }
    orphans.clear();
  }

  /** Returns whether all of it is removed; if not, its call is there now. */
  private boolean remove(Orphan orphan) {
    AttributeValue partitionKey = AttributeValue.fromS(orphan.partitionKey());
    return orphan.sortKeys().reversed().stream()
        .allMatch(sortKey ->
            transactions.write(
                List.of(
                    callIsMissing(partitionKey),
                    TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(table).key(key(partitionKey, sortKey)))
                        .build())));
  }

  private TransactWriteItem callIsMissing(AttributeValue partitionKey) {
    return TransactWriteItem.builder()
        .conditionCheck(check ->
            check
                .tableName(table)
                .key(key(partitionKey, CallItem.SORT_KEY_VALUE))
                .conditionExpression("attribute_not_exists(#pk)")
                .expressionAttributeNames(Map.of("#pk", CallItem.PARTITION_KEY)))
        .build();
  }

  private static Map<String, AttributeValue> key(AttributeValue partitionKey, String sortKey) {
    return Map.of(
        CallItem.PARTITION_KEY, partitionKey, CallItem.SORT_KEY, AttributeValue.fromS(sortKey));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? "" : value.s();
  }
}
