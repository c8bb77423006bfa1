package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import dev.callrecords.dynamodb.LinkItem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Finds, revokes and removes shared links. */
public final class SharedLinks {

  private final DynamoDbClient client;
  private final String table;
  private final Clock clock;

  /** Opens a table of links. */
  public SharedLinks(DynamoDbClient client, String table, Clock clock) {
    this.client = client;
    this.table = table;
    this.clock = clock;
  }

  /**
   * Which links of a tenant; what is null does not matter.
   *
   * @param idPrefix how the link's id starts
   * @param createdBy the id of the key that made it
   */
  public record Selection(
      TenantId tenant,
      @Nullable String idPrefix,
      @Nullable CallId call,
      @Nullable String createdBy) {}

  /**
   * Returns links, the newest first, also those that have expired or were revoked.
   *
   * <p>It reads the whole table, strongly consistent: the index by call lags behind, and a link
   * made a moment ago must not escape a revocation.
   *
   * @throws dev.callrecords.domain.DependencyException of kind CORRUPT when an item is no link
   */
  public List<SharedLink> find(Selection selection) {
    List<String> conditions = new ArrayList<>();
    Map<String, String> names = new HashMap<>(Map.of("#call", LinkItem.CALL_PK));
    Map<String, AttributeValue> values = new HashMap<>();
    if (selection.call() == null) {
      conditions.add("begins_with(#call, :call)");
      values.put(":call", AttributeValue.fromS(selection.tenant() + "#"));
    } else {
      conditions.add("#call = :call");
      values.put(
          ":call",
          AttributeValue.fromS(CallItem.partitionKey(selection.tenant(), selection.call())));
    }
    if (selection.idPrefix() != null) {
      conditions.add("begins_with(#id, :id)");
      names.put("#id", LinkItem.LINK_HASH);
      values.put(":id", AttributeValue.fromS(selection.idPrefix()));
    }
    if (selection.createdBy() != null) {
      conditions.add("#by = :by");
      names.put("#by", LinkItem.CREATED_BY);
      values.put(":by", AttributeValue.fromS(selection.createdBy()));
    }
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .filterExpression(String.join(" AND ", conditions))
            .expressionAttributeNames(names)
            .expressionAttributeValues(values)
            .build();
    return client.scanPaginator(scan).items().stream()
        .map(LinkItem::read)
        .sorted(
            Comparator.comparing(SharedLink::createdAt)
                .reversed()
                .thenComparing(link -> link.id().value()))
        .toList();
  }

  /** Returns the keys of a call's links, as the index has them. */
  List<Map<String, AttributeValue>> keys(TenantId tenant, CallId call) {
    QueryRequest query =
        QueryRequest.builder()
            .tableName(table)
            .indexName(LinkItem.BY_CALL)
            .keyConditionExpression("#call = :call")
            .projectionExpression("#id")
            .expressionAttributeNames(Map.of("#call", LinkItem.CALL_PK, "#id", LinkItem.LINK_HASH))
            .expressionAttributeValues(
                Map.of(":call", AttributeValue.fromS(CallItem.partitionKey(tenant, call))))
            .build();
    return client.queryPaginator(query).items().stream().toList();
  }

  /** Removes links, which then answer as unknown ones do. */
  void remove(List<Map<String, AttributeValue>> keys) {
    new BatchWriter(client, table).delete(keys);
  }

  /**
   * Revokes a link; one that was revoked before stays as it is.
   *
   * @return whether the link is still in the table
   */
  public boolean revoke(SharedLink link) {
    return new DynamoDbLinkStore(client, table)
        .revoke(link.tenant(), link.callId(), link.id(), clock.instant());
  }
}
