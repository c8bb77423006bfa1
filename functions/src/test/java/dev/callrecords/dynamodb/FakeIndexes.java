package dev.callrecords.dynamodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The indexes of one table in memory, whose items count as equally large. */
public final class FakeIndexes implements DynamoDbClient {

  private static final double UNITS_PER_QUERY = 128;

  private final List<Map<String, AttributeValue>> items = new ArrayList<>();
  private final List<QueryRequest> queries = new ArrayList<>();
  private final int itemsPerQuery;
  private Runnable beforeQuery = () -> {};

  /**
   * Creates a table without items.
   *
   * @param itemsPerQuery how many items make 1 MB, the most that one Query reads
   */
  public FakeIndexes(int itemsPerQuery) {
    this.itemsPerQuery = itemsPerQuery;
  }

  /** Puts an item in. */
  public FakeIndexes with(Map<String, AttributeValue> item) {
    items.add(item);
    return this;
  }

  /** Runs this before each Query. */
  FakeIndexes beforeQuery(Runnable action) {
    beforeQuery = action;
    return this;
  }

  public List<QueryRequest> queries() {
    return queries;
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    beforeQuery.run();
    queries.add(request);
    String partitionKey =
        request
            .keyConditionExpression()
            .substring(0, request.keyConditionExpression().indexOf(' '));
    Map<String, AttributeValue> values = request.expressionAttributeValues();
    Comparator<Map<String, AttributeValue>> ascending = Comparator.comparing(FakeIndexes::sortKey);
    List<Map<String, AttributeValue>> matching =
        items.stream()
            .filter(item -> Objects.equals(item.get(partitionKey), values.get(":partition")))
            .filter(FakeIndexes::hasSortKey)
            .filter(item -> sortKey(item).compareTo(text(values, ":lower")) >= 0)
            .filter(item -> sortKey(item).compareTo(text(values, ":upper")) <= 0)
            .sorted(request.scanIndexForward() ? ascending : ascending.reversed())
            .toList();
    int from = 0;
    if (request.hasExclusiveStartKey()) {
      List<String> keys = matching.stream().map(FakeIndexes::sortKey).toList();
      from = keys.indexOf(text(request.exclusiveStartKey(), "list_sk")) + 1;
    }
    int to = Math.min(matching.size(), from + Math.min(request.limit(), itemsPerQuery));
    QueryResponse.Builder response =
        QueryResponse.builder()
            .items(matching.subList(from, to))
            .consumedCapacity(
                ConsumedCapacity.builder()
                    .capacityUnits(UNITS_PER_QUERY * (to - from) / itemsPerQuery)
                    .build());
    if (to < matching.size()) {
      response.lastEvaluatedKey(matching.get(to - 1));
    }
    return response.build();
  }

  /** Returns whether the index holds an item, which needs a key of its type. */
  private static boolean hasSortKey(Map<String, AttributeValue> item) {
    AttributeValue key = item.get("list_sk");
    return key != null && key.s() != null;
  }

  private static String sortKey(Map<String, AttributeValue> item) {
    return text(item, "list_sk");
  }

  private static String text(Map<String, AttributeValue> values, String name) {
    return Objects.requireNonNull(values.get(name)).s();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
