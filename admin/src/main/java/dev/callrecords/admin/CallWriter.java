package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.TranscriptItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Writes calls: all items of a call in one transaction, so that no reader sees half of one.
 *
 * <p>A call past what a transaction holds, 4 MB or 100 items, is written item by item, its {@code
 * call} item last: a new call appears whole, and a call that is replaced cannot be read until its
 * last item is there.
 */
public final class CallWriter {

  private static final int TRANSACTION_BYTES = 4 * 1024 * 1024 - 64 * 1024;
  private static final int TRANSACTION_ITEMS = 100;
  private static final int ATTEMPTS = 10;

  private final DynamoDbClient client;
  private final String table;

  /** Creates a writer for a table. */
  public CallWriter(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /**
   * Writes a call in place of what is there under its id, or new.
   *
   * @throws IllegalArgumentException when DynamoDB cannot hold the call
   */
  public void put(TenantId tenant, Call call) {
    List<Map<String, AttributeValue>> transcript =
        TranscriptItem.write(tenant, call.id(), call.transcript().segments());
    replace(tenant, call.id(), transcript, CallItem.write(tenant, call, transcript.size()));
  }

  /** Writes a tombstone in place of what is there under the id, or new. */
  public void erase(TenantId tenant, CallId id, Instant deletedAt) {
    replace(tenant, id, List.of(), CallItem.writeTombstone(tenant, id, deletedAt));
  }

  private void replace(
      TenantId tenant,
      CallId id,
      List<Map<String, AttributeValue>> transcript,
      Map<String, AttributeValue> call) {
    for (int attempt = 1; ; attempt++) {
      Stored stored = read(tenant, id);
      Set<AttributeValue> kept =
          transcript.stream().map(item -> item.get(CallItem.SORT_KEY)).collect(Collectors.toSet());
      List<Map<String, AttributeValue>> stale =
          stored.transcriptKeys().stream()
              .filter(key -> !kept.contains(key.get(CallItem.SORT_KEY)))
              .toList();
      int bytes = bytes(call) + transcript.stream().mapToInt(CallWriter::bytes).sum();
      if (bytes > TRANSACTION_BYTES || transcript.size() + stale.size() + 1 > TRANSACTION_ITEMS) {
        writeOneByOne(transcript, stale, call, stored);
        return;
      }
      try {
        writeAtOnce(transcript, stale, call, stored);
        return;
      } catch (TransactionCanceledException e) {
        if (attempt == ATTEMPTS || !anotherWriterWasThere(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * What is stored under a call's partition key.
   *
   * @param callItem the `call` item as far as it was read; null when there is none
   * @param transcriptKeys the keys of the transcript items
   */
  private record Stored(
      @Nullable Map<String, AttributeValue> callItem,
      List<Map<String, AttributeValue>> transcriptKeys) {}

  private Stored read(TenantId tenant, CallId id) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .keyConditionExpression("#pk = :pk")
            .projectionExpression("#sk, #items")
            .expressionAttributeNames(
                Map.of(
                    "#pk", CallItem.PARTITION_KEY,
                    "#sk", CallItem.SORT_KEY,
                    "#items", CallItem.TRANSCRIPT_ITEMS))
            .expressionAttributeValues(
                Map.of(":pk", AttributeValue.fromS(CallItem.partitionKey(tenant, id))))
            .build();
    Map<String, AttributeValue> callItem = null;
    List<Map<String, AttributeValue>> transcriptKeys = new ArrayList<>();
    for (Map<String, AttributeValue> item : client.queryPaginator(request).items()) {
      AttributeValue sortKey = Objects.requireNonNull(item.get(CallItem.SORT_KEY));
      if (sortKey.s().equals(CallItem.SORT_KEY_VALUE)) {
        callItem = item;
      } else {
        transcriptKeys.add(
            Map.of(
                CallItem.PARTITION_KEY,
                AttributeValue.fromS(CallItem.partitionKey(tenant, id)),
                CallItem.SORT_KEY,
                sortKey));
      }
    }
    return new Stored(callItem, transcriptKeys);
  }

  private void writeAtOnce(
      List<Map<String, AttributeValue>> transcript,
      List<Map<String, AttributeValue>> stale,
      Map<String, AttributeValue> call,
      Stored stored) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(TransactWriteItem.builder().put(putUnlessChanged(call, stored.callItem())).build());
    transcript.forEach(item ->
        writes.add(
            TransactWriteItem.builder()
                .put(Put.builder().tableName(table).item(item).build())
                .build()));
    stale.forEach(key ->
        writes.add(
            TransactWriteItem.builder()
                .delete(Delete.builder().tableName(table).key(key).build())
                .build()));
    client.transactWriteItems(TransactWriteItemsRequest.builder().transactItems(writes).build());
  }

  /**
   * Another writer may have put more or fewer transcript items in the meantime: then what is stale
   * has changed.
   */
  private Put putUnlessChanged(
      Map<String, AttributeValue> call, @Nullable Map<String, AttributeValue> before) {
    Put.Builder put = Put.builder().tableName(table).item(call);
    AttributeValue itemsBefore = before == null ? null : before.get(CallItem.TRANSCRIPT_ITEMS);
    if (before == null) {
      put.conditionExpression("attribute_not_exists(#pk)")
          .expressionAttributeNames(Map.of("#pk", CallItem.PARTITION_KEY));
    } else if (itemsBefore == null) {
      put.conditionExpression("attribute_not_exists(#items)")
          .expressionAttributeNames(Map.of("#items", CallItem.TRANSCRIPT_ITEMS));
    } else {
      put.conditionExpression("#items = :items")
          .expressionAttributeNames(Map.of("#items", CallItem.TRANSCRIPT_ITEMS))
          .expressionAttributeValues(Map.of(":items", itemsBefore));
    }
    return put.build();
  }

  private void writeOneByOne(
      List<Map<String, AttributeValue>> transcript,
      List<Map<String, AttributeValue>> stale,
      Map<String, AttributeValue> call,
      Stored stored) {
    if (transcript.isEmpty()) {
      // A tombstone first: what it stands for is gone from then on.
      client.putItem(put -> put.tableName(table).item(call));
      stale.forEach(key -> client.deleteItem(delete -> delete.tableName(table).key(key)));
      return;
    }
    if (stored.callItem() != null) {
      withhold(call);
    }
    transcript.forEach(item -> client.putItem(put -> put.tableName(table).item(item)));
    stale.forEach(key -> client.deleteItem(delete -> delete.tableName(table).key(key)));
    client.putItem(put -> put.tableName(table).item(call));
  }

  /**
   * Makes the stored call one that cannot be read. Without this it would be answered with parts of
   * both transcripts where they have equally many items.
   */
  private void withhold(Map<String, AttributeValue> call) {
    client.updateItem(update ->
        update
            .tableName(table)
            .key(
                Map.of(
                    CallItem.PARTITION_KEY,
                    Objects.requireNonNull(call.get(CallItem.PARTITION_KEY)),
                    CallItem.SORT_KEY,
                    Objects.requireNonNull(call.get(CallItem.SORT_KEY))))
            .updateExpression("SET #items = :none")
            .expressionAttributeNames(Map.of("#items", CallItem.TRANSCRIPT_ITEMS))
            .expressionAttributeValues(Map.of(":none", AttributeValue.fromN("-1"))));
  }

  private static boolean anotherWriterWasThere(TransactionCanceledException e) {
    return e.cancellationReasons().stream()
        .map(CancellationReason::code)
        .anyMatch(
            code -> code.equals("ConditionalCheckFailed") || code.equals("TransactionConflict"));
  }

  /** Returns about what DynamoDB counts for an item. */
  private static int bytes(Map<String, AttributeValue> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(entry -> utf8Length(entry.getKey()) + bytes(entry.getValue()))
        .sum();
  }

  private static int bytes(AttributeValue value) {
    return 1
        + switch (value.type()) {
          case S -> utf8Length(value.s());
          case B -> value.b().asByteArrayUnsafe().length;
          case M -> bytes(value.m());
          case L -> value.l().stream().mapToInt(CallWriter::bytes).sum();
          default -> 21;
        };
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
