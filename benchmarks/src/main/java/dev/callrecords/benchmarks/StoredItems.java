package dev.callrecords.benchmarks;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** A client of DynamoDB that answers every Query with the same items at once. */
final class StoredItems implements DynamoDbClient {

  private final QueryResponse response;

  StoredItems(List<Map<String, AttributeValue>> items) {
    response = QueryResponse.builder().items(items).build();
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return response;
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
