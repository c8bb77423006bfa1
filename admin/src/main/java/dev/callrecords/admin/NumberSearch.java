package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallIndex;
import dev.callrecords.dynamodb.CallItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Finds the calls from and to a number by the indexes.
 *
 * <p>A call past its retention that is still there is found too, and one whose erasing was
 * interrupted. A call that is in no index is not.
 */
public final class NumberSearch {

  private final DynamoDbClient client;
  private final String table;

  /** Creates a search in a table. */
  public NumberSearch(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /**
   * A call of the number.
   *
   * @param createdAt as the index has it, in UTC
   */
  public record Found(CallId id, String createdAt) {}

  /**
   * Returns the calls from or to a number, the oldest first.
   *
   * @throws DependencyException of kind CORRUPT when an index names a call that is not of this
   *     tenant and number: it must not be erased for it
   */
  public List<Found> find(TenantId tenant, String number) {
    // A call from a number to itself is in both indexes.
    Map<String, Found> found = new TreeMap<>();
    for (CallIndex index : List.of(CallIndex.BY_FROM_NUMBER, CallIndex.BY_TO_NUMBER)) {
      for (Map<String, AttributeValue> item :
          client.queryPaginator(query(index, CallIndex.numberKey(tenant, number))).items()) {
        String position = text(item, CallIndex.SORT_KEY);
        found.put(position, new Found(id(tenant, number, item), position.split("#", 2)[0]));
      }
    }
    return new ArrayList<>(found.values());
  }

  private QueryRequest query(CallIndex index, String partition) {
    return QueryRequest.builder()
        .tableName(table)
        .indexName(index.indexName())
        .keyConditionExpression("#partition = :partition")
        .projectionExpression("#pk, #position, #deletedAt, #from, #to")
        .expressionAttributeNames(
            Map.of(
                "#partition", index.partitionKey(),
                "#pk", CallItem.PARTITION_KEY,
                "#position", CallIndex.SORT_KEY,
                "#deletedAt", CallItem.DELETED_AT,
                "#from", CallItem.FROM_NUMBER,
                "#to", CallItem.TO_NUMBER))
        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
        .build();
  }

  private static CallId id(TenantId tenant, String number, Map<String, AttributeValue> item) {
    String prefix = tenant + "#";
    String partitionKey = text(item, CallItem.PARTITION_KEY);
    boolean isOfNumber =
        // What is being erased has no other fields any more.
        item.containsKey(CallItem.DELETED_AT)
            || Stream.of(CallItem.FROM_NUMBER, CallItem.TO_NUMBER)
                .anyMatch(name -> text(item, name).equals(number));
    if (!partitionKey.startsWith(prefix) || !isOfNumber) {
      throw wrongIndex();
    }
    return CallId.parse(partitionKey.substring(prefix.length()))
        .orElseThrow(NumberSearch::wrongIndex);
  }

  private static DependencyException wrongIndex() {
    return new DependencyException(
        Kind.CORRUPT,
        "An index names a call under a number that is not the call's. Nothing was erased: run"
            + " reindex, then this again");
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }
}
