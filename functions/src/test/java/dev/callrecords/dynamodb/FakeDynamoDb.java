package dev.callrecords.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * One table in memory, which eventually consistent reads may see as it was. Reads of an index see
 * all of its items.
 */
public final class FakeDynamoDb implements DynamoDbClient {

  private final List<QueryRequest> queries = new ArrayList<>();
  private final List<GetItemRequest> gets = new ArrayList<>();
  private List<Map<String, AttributeValue>> items;
  private List<Map<String, AttributeValue>> staleItems;
  private int pageSize = Integer.MAX_VALUE;
  private @Nullable SdkException failure;

  /** Creates a table of items, which stand in the order of their keys. */
  public FakeDynamoDb(List<Map<String, AttributeValue>> items) {
    this.items = items;
    this.staleItems = items;
  }

  /** Creates a table without items. */
  public FakeDynamoDb() {
    this(List.of());
  }

  /**
   * Replaces all items, and forgets all requests.
   *
   * @param others in the order of their keys
   */
  public void fill(List<Map<String, AttributeValue>> others) {
    items = others;
    staleItems = others;
    queries.clear();
    gets.clear();
  }

  /** Lets reads that are not strongly consistent see these items. */
  FakeDynamoDb stale(List<Map<String, AttributeValue>> seen) {
    staleItems = seen;
    return this;
  }

  /** Ends a page after so many items. */
  FakeDynamoDb pagesOf(int size) {
    pageSize = size;
    return this;
  }

  /** Lets every read fail. */
  public FakeDynamoDb failing(SdkException with) {
    failure = with;
    return this;
  }

  public List<QueryRequest> queries() {
    return queries;
  }

  public List<GetItemRequest> gets() {
    return gets;
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    queries.add(request);
    if (failure != null) {
      throw failure;
    }
    if (LinkItem.BY_CALL.equals(request.indexName())) {
      AttributeValue call = request.expressionAttributeValues().get(":call");
      return QueryResponse.builder()
          .items(
              items.stream()
                  .filter(item -> Objects.equals(item.get(LinkItem.CALL_PK), call))
                  .toList())
          .build();
    }
    if (request.indexName() != null) {
      FakeIndexes indexes = new FakeIndexes(Integer.MAX_VALUE);
      items.forEach(indexes::with);
      return indexes.query(request);
    }
    AttributeValue partition = request.expressionAttributeValues().get(":pk");
    AttributeValue sort = request.expressionAttributeValues().get(":sk");
    List<Map<String, AttributeValue>> matching =
        (request.consistentRead() ? items : staleItems)
            .stream()
                .filter(item -> Objects.equals(item.get("pk"), partition))
                .filter(item -> sort == null || sort.equals(item.get("sk")))
                .toList();
    int from = 0;
    if (request.hasExclusiveStartKey()) {
      List<Map<String, AttributeValue>> keys = matching.stream().map(FakeDynamoDb::key).toList();
      from = keys.indexOf(request.exclusiveStartKey()) + 1;
    }
    int to = (int) Math.min(matching.size(), (long) from + pageSize);
    QueryResponse.Builder response = QueryResponse.builder().items(matching.subList(from, to));
    // As in DynamoDB, a full page has a successor, and that may be empty.
    if (to - from == pageSize) {
      response.lastEvaluatedKey(key(matching.get(to - 1)));
    }
    return response.build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    gets.add(request);
    if (failure != null) {
      throw failure;
    }
    GetItemResponse.Builder response =
        GetItemResponse.builder().consumedCapacity(ConsumedCapacity.builder().build());
    (request.consistentRead() ? items : staleItems)
        .stream()
            .filter(item -> item.entrySet().containsAll(request.key().entrySet()))
            .forEach(response::item);
    return response.build();
  }

  /** Keeps nothing. */
  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return PutItemResponse.builder().consumedCapacity(ConsumedCapacity.builder().build()).build();
  }

  /** Changes nothing; every condition is met where the item is there. */
  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return items.stream()
        .filter(item -> item.entrySet().containsAll(request.key().entrySet()))
        .findFirst()
        .map(item ->
            UpdateItemResponse.builder()
                .attributes(item)
                .consumedCapacity(ConsumedCapacity.builder().build())
                .build())
        .orElseThrow(() -> ConditionalCheckFailedException.builder().build());
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    return Map.of(
        "pk", Objects.requireNonNull(item.get("pk")), "sk", Objects.requireNonNull(item.get("sk")));
  }
}
