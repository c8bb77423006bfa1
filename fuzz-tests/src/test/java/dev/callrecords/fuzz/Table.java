package dev.callrecords.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** A table in memory whose items are exchanged before each input. */
final class Table implements DynamoDbClient {

  private List<Map<String, AttributeValue>> items = List.of();

  /**
   * Puts other items in the place of all.
   *
   * @param others in the order of their sort keys
   */
  void fill(List<Map<String, AttributeValue>> others) {
    items = others;
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    if (request.indexName() != null) {
      return queryIndex(request);
    }
    AttributeValue partition = request.expressionAttributeValues().get(":pk");
    AttributeValue sort = request.expressionAttributeValues().get(":sk");
    return QueryResponse.builder()
        .items(
            items.stream()
                .filter(item -> Objects.equals(item.get("pk"), partition))
                .filter(item -> sort == null || sort.equals(item.get("sk")))
                .toList())
        .build();
  }

  /** All items of the partition: their order and bounds are the business of other tests. */
  private QueryResponse queryIndex(QueryRequest request) {
    String condition = request.keyConditionExpression();
    String partitionKey = condition.substring(0, condition.indexOf(' '));
    AttributeValue partition = request.expressionAttributeValues().get(":partition");
    return QueryResponse.builder()
        .items(
            items.stream()
                .filter(item -> item.containsKey("list_sk"))
                .filter(item -> Objects.equals(item.get(partitionKey), partition))
                .toList())
        .consumedCapacity(ConsumedCapacity.builder().capacityUnits(0.5).build())
        .build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    GetItemResponse.Builder response =
        GetItemResponse.builder().consumedCapacity(ConsumedCapacity.builder().build());
    items.stream()
        .filter(item -> item.entrySet().containsAll(request.key().entrySet()))
        .findFirst()
        .ifPresent(response::item);
    return response.build();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
