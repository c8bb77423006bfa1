package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallIndex;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What is stored under a call's partition key.
 *
 * @param callItem the {@code call} item, at least as far as writers need it; null when there is
 *     none
 * @param otherKeys the keys of all other items
 */
record StoredCall(
    @Nullable Map<String, AttributeValue> callItem, List<Map<String, AttributeValue>> otherKeys) {

  /** What writers need, by its name in expressions. */
  private static final Map<String, String> ATTRIBUTES =
      Stream.concat(
              Stream.of(
                  CallItem.PARTITION_KEY,
                  CallItem.SORT_KEY,
                  CallItem.TRANSCRIPT_ITEMS,
                  CallItem.DELETED_AT,
                  CallItem.DELETE_AFTER,
                  CallItem.RECORDING,
                  Hold.ATTRIBUTE),
              CallIndex.NUMBER_ATTRIBUTES.stream())
          .collect(Collectors.toMap(name -> "#" + name, name -> name));

  /** Reads it strongly consistent. */
  static StoredCall read(DynamoDbClient client, String table, TenantId tenant, CallId id) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .keyConditionExpression("#" + CallItem.PARTITION_KEY + " = :pk")
            .projectionExpression(String.join(", ", ATTRIBUTES.keySet()))
            .expressionAttributeNames(ATTRIBUTES)
            .expressionAttributeValues(
                Map.of(":pk", AttributeValue.fromS(CallItem.partitionKey(tenant, id))))
            .build();
    return of(tenant, id, client.queryPaginator(request).items());
  }

  /** Sorts the items of one partition key. */
  static StoredCall of(TenantId tenant, CallId id, Iterable<Map<String, AttributeValue>> items) {
    Map<String, AttributeValue> callKey = CallItem.keys(tenant, id);
    Map<String, AttributeValue> callItem = null;
    List<Map<String, AttributeValue>> otherKeys = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      if (item.entrySet().containsAll(callKey.entrySet())) {
        callItem = item;
      } else {
        Map<String, AttributeValue> key = new HashMap<>(item);
        key.keySet().retainAll(callKey.keySet());
        otherKeys.add(key);
      }
    }
    return new StoredCall(callItem, otherKeys);
  }

  /** Returns whether nothing at all is stored. */
  boolean isEmpty() {
    return callItem == null && otherKeys.isEmpty();
  }

  /**
   * Returns what the {@code call} item says, or empty when there is none.
   *
   * @throws dev.callrecords.domain.DependencyException when it cannot be read
   */
  Optional<CallItem.State> state() {
    return Optional.ofNullable(callItem).map(CallItem::readState);
  }

  /**
   * Returns the call's {@code delete_after}, of a held call the one that is kept aside.
   *
   * @throws dev.callrecords.domain.DependencyException when it cannot be read
   */
  Optional<Instant> deleteAfter() {
    return Optional.ofNullable(callItem)
        .flatMap(Hold::read)
        .map(Hold::deleteAfter)
        .or(() -> state().map(CallItem.State::deleteAfter));
  }

  /** Returns whether the state is that of an erased or an expired call. */
  static boolean isErased(CallItem.State state, Instant now) {
    return state.deletedAt() != null
        || (state.deleteAfter() != null && !state.deleteAfter().isAfter(now));
  }
}
