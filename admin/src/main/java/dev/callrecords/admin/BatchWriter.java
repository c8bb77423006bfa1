package dev.callrecords.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Writes items in batches, none of them depending on another. What DynamoDB leaves unprocessed is
 * sent again, after a pause.
 */
final class BatchWriter {

  private static final int MOST_REQUESTS = 25;

  private final DynamoDbClient client;
  private final String table;

  BatchWriter(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  void put(List<Map<String, AttributeValue>> items) {
    write(
        items.stream()
            .map(item ->
                WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build())
            .toList());
  }

  void delete(List<Map<String, AttributeValue>> keys) {
    write(
        keys.stream()
            .map(key ->
                WriteRequest.builder()
                    .deleteRequest(DeleteRequest.builder().key(key).build())
                    .build())
            .toList());
  }

  private void write(List<WriteRequest> requests) {
    for (int start = 0; start < requests.size(); start += MOST_REQUESTS) {
      writeBatch(requests.subList(start, Math.min(start + MOST_REQUESTS, requests.size())));
    }
  }

  private void writeBatch(List<WriteRequest> requests) {
    Backoff backoff = new Backoff();
    List<WriteRequest> left = requests;
    while (!left.isEmpty()) {
      List<WriteRequest> batch = left;
      left =
          new ArrayList<>(
              client
                  .batchWriteItem(write -> write.requestItems(Map.of(table, batch)))
                  .unprocessedItems()
                  .getOrDefault(table, List.of()));
      if (left.size() == batch.size()) {
        if (!backoff.pause()) {
          throw SdkClientException.create("DynamoDB keeps leaving items unprocessed");
        }
      } else {
        // Progress resets the backoff.
        backoff = new Backoff();
      }
    }
  }
}
