package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Finds the calls of a tenant in a table. */
final class CallIds {

  private CallIds() {}

  /**
   * Returns the ids of all calls of a tenant in scan order. Tombstones are included, expired items
   * are not.
   *
   * <p>The indexes lack erased calls, and those that were written without their attributes: this
   * reads the whole table.
   */
  static Stream<CallId> of(DynamoDbClient client, String table, TenantId tenant, Clock clock) {
    String prefix = tenant + "#";
    ScanRequest request =
        ScanRequest.builder()
            .tableName(table)
            .filterExpression(
                "#sk = :call AND begins_with(#pk, :prefix)" + " AND NOT #deleteAfter <= :now")
            .projectionExpression("#pk")
            .expressionAttributeNames(
                Map.of(
                    "#pk", CallItem.PARTITION_KEY,
                    "#sk", CallItem.SORT_KEY,
                    "#deleteAfter", CallItem.DELETE_AFTER))
            .expressionAttributeValues(
                Map.of(
                    ":call", AttributeValue.fromS(CallItem.SORT_KEY_VALUE),
                    ":now", AttributeValue.fromN(Long.toString(clock.instant().getEpochSecond())),
                    ":prefix", AttributeValue.fromS(prefix)))
            .build();
    return client.scanPaginator(request).items().stream()
        .flatMap(item -> Stream.ofNullable(item.get(CallItem.PARTITION_KEY)))
        .map(key -> key.s().substring(prefix.length()))
        .flatMap(id -> CallId.parse(id).stream());
  }
}
