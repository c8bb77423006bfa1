package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.Hold;
import dev.callrecords.dynamodb.TranscriptItem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Writes each call in one transaction, conditional on the state that was read before. So no reader
 * sees half of a call.
 *
 * <p>A call past what a transaction holds, 4 MB or 100 items, is written in batches, its {@code
 * call} item last: a new call appears whole, and a call that is replaced cannot be read until its
 * last item is there.
 */
public final class CallWriter {

  private static final int TRANSACTION_BYTES = 4 * 1024 * 1024 - 64 * 1024;
  private static final int TRANSACTION_ITEMS = 100;
  private static final int ATTEMPTS = 10;

  /** A number of transcript items that no call has. */
  private static final AttributeValue WITHHELD = AttributeValue.fromN("-1");

  private static final String IS_NEW = "attribute_not_exists(#pk)";
  private static final Map<String, String> IS_NEW_NAMES = Map.of("#pk", CallItem.PARTITION_KEY);

  private final DynamoDbClient client;
  private final String table;
  private final TransactionWriter transactions;

  /** Creates a writer for a table. */
  public CallWriter(DynamoDbClient client, String table) {
    this.client = client;
    this.transactions = new TransactionWriter(client);
    this.table = table;
  }

  /**
   * Writes a call without {@code delete_after}, replacing the one with its id.
   *
   * @throws InvalidCallException when DynamoDB cannot hold the call
   */
  public void put(TenantId tenant, Call call) throws InvalidCallException {
    put(tenant, call, null);
  }

  /**
   * Writes a call in place of whatever is there under its id, or new.
   *
   * @param deleteAfter the instant from which the call counts as deleted; null when it is kept
   * @throws InvalidCallException when DynamoDB cannot hold the call
   */
  public void put(TenantId tenant, Call call, @Nullable Instant deleteAfter)
      throws InvalidCallException {
    putAnyway(tenant, call.id(), CallItems.of(tenant, call, deleteAfter));
  }

  /** Writes a tombstone in place of what is there under the id, or new. */
  public void erase(TenantId tenant, CallId id, Instant deletedAt) {
    putAnyway(tenant, id, tombstone(tenant, id, deletedAt));
  }

  static CallItems tombstone(TenantId tenant, CallId id, Instant deletedAt) {
    return new CallItems(id, CallItem.writeTombstone(tenant, id, deletedAt, null), List.of());
  }

  private void putAnyway(TenantId tenant, CallId id, CallItems items) {
    for (int attempt = 1; !replace(read(tenant, id), items); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IllegalStateException("Other writers keep writing the same call");
      }
    }
  }

  /** Returns the whole call, read strongly consistent. */
  Optional<Call> find(TenantId tenant, CallId id) {
    return new DynamoDbCallStore(client, table, Clock.systemUTC(), () -> {})
        .find(tenant, id, Consistency.STRONG);
  }

  StoredCall read(TenantId tenant, CallId id) {
    return StoredCall.read(client, table, tenant, id);
  }

  private static Map<String, AttributeValue> firstTranscriptKey(TenantId tenant, CallId id) {
    return Map.of(
        CallItem.PARTITION_KEY, AttributeValue.fromS(CallItem.partitionKey(tenant, id)),
        CallItem.SORT_KEY, AttributeValue.fromS(TranscriptItem.sortKey(0)));
  }

  /**
   * Writes new calls in one transaction.
   *
   * @return whether they are in; if not, nothing has changed: one of them is not new, or one
   *     transaction does not hold them
   */
  boolean putNew(TenantId tenant, List<CallItems> calls) {
    List<TransactWriteItem> writes = new ArrayList<>();
    for (CallItems items : calls) {
      writes.add(newItem(items.call()));
      // An interrupted write of a large call leaves at least its first transcript item.
      if (items.transcript().isEmpty()) {
        writes.add(
            TransactWriteItem.builder()
                .conditionCheck(check ->
                    check
                        .tableName(table)
                        .key(firstTranscriptKey(tenant, items.id()))
                        .conditionExpression(IS_NEW)
                        .expressionAttributeNames(IS_NEW_NAMES))
                .build());
      }
      items.transcript().forEach(item -> writes.add(newItem(item)));
    }
    int bytes = calls.stream().mapToInt(CallItems::bytes).sum();
    return bytes <= TRANSACTION_BYTES
        && writes.size() <= TRANSACTION_ITEMS
        && transactions.write(writes);
  }

  private TransactWriteItem newItem(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(put ->
            put.tableName(table)
                .item(item)
                .conditionExpression(IS_NEW)
                .expressionAttributeNames(IS_NEW_NAMES))
        .build();
  }

  /**
   * Writes a call's items in place of what is stored. A held call stays held.
   *
   * @return whether it was still as it was read; if not, nothing a reader sees has changed
   */
  boolean replace(StoredCall stored, CallItems given) {
    CallItems items = given.keepHold(stored.callItem());
    Set<AttributeValue> kept =
        items.transcript().stream()
            .map(item -> item.get(CallItem.SORT_KEY))
            .collect(Collectors.toSet());
    List<Map<String, AttributeValue>> stale =
        stored.otherKeys().stream()
            .filter(key -> !kept.contains(key.get(CallItem.SORT_KEY)))
            .toList();
    Put call = putUnlessChanged(items.call(), stored.callItem());
    if (items.transcript().isEmpty() && stale.isEmpty()) {
      return putAlone(call);
    }
    if (items.bytes() > TRANSACTION_BYTES
        || items.transcript().size() + stale.size() + 1 > TRANSACTION_ITEMS) {
      return writeInBatches(stored, items, stale);
    }
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(TransactWriteItem.builder().put(call).build());
    items
        .transcript()
        .forEach(item ->
            writes.add(
                TransactWriteItem.builder().put(put -> put.tableName(table).item(item)).build()));
    stale.forEach(key ->
        writes.add(
            TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table).key(key))
                .build()));
    return transactions.write(writes);
  }

  private boolean writeInBatches(
      StoredCall stored, CallItems items, List<Map<String, AttributeValue>> stale) {
    BatchWriter batches = new BatchWriter(client, table);
    Map<String, AttributeValue> before = stored.callItem();
    if (items.transcript().isEmpty()) {
      // Tombstone first: the call is hidden from then on.
      boolean put = putAlone(putUnlessChanged(items.call(), before));
      if (put) {
        batches.delete(stale);
      }
      return put;
    }
    if (before != null && !before.containsKey(CallItem.DELETED_AT)) {
      before = withhold(items.call(), before);
      if (before == null) {
        return false;
      }
    }
    // The first item alone: see putNew.
    batches.put(items.transcript().subList(0, 1));
    batches.put(items.transcript().subList(1, items.transcript().size()));
    batches.delete(stale);
    return putAlone(putUnlessChanged(items.call(), before)) && isWhole(items);
  }

  /**
   * Returns whether all transcript items of a call are there, once its item {@code call} is.
   *
   * <p>Until then {@link Orphans} may take some of them for those of a call that is gone.
   */
  private boolean isWhole(CallItems items) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .select(Select.COUNT)
            .keyConditionExpression("#pk = :pk AND begins_with(#sk, :transcript)")
            .expressionAttributeNames(
                Map.of("#pk", CallItem.PARTITION_KEY, "#sk", CallItem.SORT_KEY))
            .expressionAttributeValues(
                Map.of(
                    ":pk", key(items.call()).get(CallItem.PARTITION_KEY),
                    ":transcript", AttributeValue.fromS(TranscriptItem.SORT_KEY_PREFIX)))
            .build();
    return client.queryPaginator(request).stream().mapToInt(QueryResponse::count).sum()
        == items.transcript().size();
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> key = new HashMap<>(item);
    key.keySet().retainAll(Set.of(CallItem.PARTITION_KEY, CallItem.SORT_KEY));
    return key;
  }

  /**
   * Makes the stored call one that cannot be read. Without this it would be answered with parts of
   * both transcripts where they have equally many items.
   *
   * @return what is stored now, or null when another writer was there
   */
  private @Nullable Map<String, AttributeValue> withhold(
      Map<String, AttributeValue> call, Map<String, AttributeValue> before) {
    Put condition = putUnlessChanged(call, before);
    Map<String, AttributeValue> values = new HashMap<>(condition.expressionAttributeValues());
    values.put(":none", WITHHELD);
    try {
      client.updateItem(update ->
          update
              .tableName(table)
              .key(key(call))
              .updateExpression("SET #items = :none")
              .conditionExpression(condition.conditionExpression())
              .expressionAttributeNames(condition.expressionAttributeNames())
              .expressionAttributeValues(values));
    } catch (ConditionalCheckFailedException e) {
      return null;
    }
    Map<String, AttributeValue> after = new HashMap<>(before);
    after.put(CallItem.TRANSCRIPT_ITEMS, WITHHELD);
    return after;
  }

  private boolean putAlone(Put put) {
    try {
      client.putItem(alone ->
          alone
              .tableName(put.tableName())
              .item(put.item())
              .conditionExpression(put.conditionExpression())
              .expressionAttributeNames(put.expressionAttributeNames())
              .expressionAttributeValues(
                  put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : null));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /**
   * Puts the item if it is unchanged. Otherwise another writer has put other transcript items or a
   * tombstone, and the list of stale items is wrong.
   */
  private Put putUnlessChanged(
      Map<String, AttributeValue> call, @Nullable Map<String, AttributeValue> before) {
    Put.Builder put = Put.builder().tableName(table).item(call);
    if (before == null) {
      return put.conditionExpression(IS_NEW).expressionAttributeNames(IS_NEW_NAMES).build();
    }
    String state =
        isThere(before, CallItem.DELETED_AT)
            + "(#deletedAt) AND "
            + isThere(before, Hold.ATTRIBUTE)
            + "(#hold)";
    put.expressionAttributeNames(
        Map.of(
            "#items", CallItem.TRANSCRIPT_ITEMS,
            "#deletedAt", CallItem.DELETED_AT,
            "#hold", Hold.ATTRIBUTE));
    AttributeValue itemsBefore = before.get(CallItem.TRANSCRIPT_ITEMS);
    if (itemsBefore == null) {
      return put.conditionExpression("attribute_not_exists(#items) AND " + state).build();
    }
    return put.conditionExpression("#items = :items AND " + state)
        .expressionAttributeValues(Map.of(":items", itemsBefore))
        .build();
  }

  private static String isThere(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? "attribute_exists" : "attribute_not_exists";
  }
}
