package dev.callrecords.admin;

import dev.callrecords.admin.Eraser.Target;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Finds erased calls in a table that was restored, by the ledger. */
public final class LedgerSearch {

  private final DynamoDbClient client;
  private final String table;
  private final @Nullable TenantId tenant;
  private final Ledger ledger;

  /**
   * Creates a search.
   *
   * @param tenant whose calls are meant; null for those of all
   */
  public LedgerSearch(
      DynamoDbClient client, String table, @Nullable TenantId tenant, Ledger ledger) {
    this.client = client;
    this.table = table;
    this.tenant = tenant;
    this.ledger = ledger;
  }

  /**
   * Returns the calls of which more than a tombstone is there. Reads the whole table.
   *
   * @param progress is told how many items have been read
   */
  public List<Target> find(Ledger.Records records, LongConsumer progress) {
    Set<String> partitionKeys = new LinkedHashSet<>();
    long read = 0;
    for (Map<String, AttributeValue> item : client.scanPaginator(scan()).items()) {
      progress.accept(++read);
      AttributeValue partitionKey = item.get(CallItem.PARTITION_KEY);
      if (partitionKey != null && records.hashes().contains(ledger.hash(partitionKey.s()))) {
        partitionKeys.add(partitionKey.s());
      }
    }
    List<Target> calls = new ArrayList<>();
    partitionKeys.forEach(partitionKey -> Target.parse(partitionKey).ifPresent(calls::add));
    return calls;
  }

  private ScanRequest scan() {
    Map<String, String> names =
        new HashMap<>(
            Map.of(
                "#pk", CallItem.PARTITION_KEY,
                "#deletedAt", CallItem.DELETED_AT,
                "#erasing", CallItem.ERASING));
    String filter = "(attribute_not_exists(#deletedAt) OR attribute_exists(#erasing))";
    Map<String, AttributeValue> values = new HashMap<>();
    if (tenant != null) {
      filter += " AND begins_with(#pk, :tenant)";
      values.put(":tenant", AttributeValue.fromS(tenant + "#"));
    }
    return ScanRequest.builder()
        .tableName(table)
        .projectionExpression("#pk")
        .filterExpression(filter)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values.isEmpty() ? null : values)
        .build();
  }
}
