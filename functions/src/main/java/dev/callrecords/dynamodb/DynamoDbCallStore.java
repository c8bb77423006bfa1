package dev.callrecords.dynamodb;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Calls in DynamoDB: one Query per call, one GetItem per recording state. */
public final class DynamoDbCallStore implements CallStore {

  /** A page is 1 MB; a call of more pages fits no answer. */
  private static final int MAX_PAGES = 16;

  /** The condition on the key of all items of a call. */
  private static final String OF_CALL = CallItem.PARTITION_KEY + " = :pk";

  private final DynamoDbClient client;
  private final String table;
  private final Clock clock;
  private final Runnable newerFormSeen;

  /**
   * Creates a store over a table.
   *
   * @param newerFormSeen run for each call that was written in a newer form than this version knows
   */
  public DynamoDbCallStore(
      DynamoDbClient client, String table, Clock clock, Runnable newerFormSeen) {
    this.client = client;
    this.table = table;
    this.clock = clock;
    this.newerFormSeen = newerFormSeen;
  }

  @Override
  public Optional<Call> find(TenantId tenant, CallId id, Consistency consistency) {
    ItemCollection items = query(tenant, id, consistency);
    if (!items.isWhole()) {
      items = query(tenant, id, Consistency.STRONG);
    }
    return items.call(id);
  }

  /** A Query of one item: GetItem would be another permission for the function. */
  @Override
  public Optional<Call> findWithoutTranscript(TenantId tenant, CallId id, Consistency consistency) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression(OF_CALL + " AND " + CallItem.SORT_KEY + " = :sk")
            .expressionAttributeValues(
                Map.of(
                    ":pk", CallItem.text(CallItem.partitionKey(tenant, id)),
                    ":sk", CallItem.text(CallItem.SORT_KEY_VALUE)))
            .consistentRead(consistency == Consistency.STRONG)
            .build();
    return query(request, tenant, id).items().stream()
        .map(Attributes::new)
        .filter(item -> !CallItem.isDeleted(item, clock.instant()))
        .findFirst()
        .map(item -> read(item, id, List.of()));
  }

  @Override
  public Optional<Recording> findRecording(TenantId tenant, CallId id, Consistency consistency) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(table)
            .key(CallItem.keys(tenant, id))
            .consistentRead(consistency == Consistency.STRONG)
            .build();
    return DynamoDbReads.getItem(client, request)
        .map(item -> {
          noticeNewerForm(item);
          return CallItem.isDeleted(item, clock.instant())
              ? Recording.Unplayable.DELETED
              : CallItem.readRecording(item);
        });
  }

  private ItemCollection query(TenantId tenant, CallId id, Consistency consistency) {
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression(OF_CALL)
            .expressionAttributeValues(
                Map.of(":pk", CallItem.text(CallItem.partitionKey(tenant, id))))
            .consistentRead(consistency == Consistency.STRONG);
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (int page = 0; page < MAX_PAGES; page++) {
      QueryResponse response = query(request.build(), tenant, id);
      items.addAll(response.items());
      if (!response.hasLastEvaluatedKey()) {
        return new ItemCollection(items);
      }
      request.exclusiveStartKey(response.lastEvaluatedKey());
    }
    throw new DependencyException(Kind.TOO_LARGE, "The items of a call pass 16 MB");
  }

  private Call read(Attributes item, CallId id, List<Segment> segments) {
    noticeNewerForm(item);
    return CallItem.read(item, id, segments);
  }

  private void noticeNewerForm(Attributes item) {
    if (CallItem.isOfNewerForm(item)) {
      newerFormSeen.run();
    }
  }

  private QueryResponse query(QueryRequest request, TenantId tenant, CallId id) {
    AttributeValue key = CallItem.text(CallItem.partitionKey(tenant, id));
    return DynamoDbReads.query(client, request, Map.entry(CallItem.PARTITION_KEY, key));
  }

  /**
   * The items with one partition key, by sort key, {@code call} first. Without that item they are
   * still being written; a tombstone is complete alone.
   */
  private final class ItemCollection {

    private final Optional<Attributes> call;
    private final List<Attributes> transcript = new ArrayList<>();
    private final boolean numberedWithoutGap;

    ItemCollection(List<Map<String, AttributeValue>> items) {
      Instant now = clock.instant();
      Optional<Attributes> call = Optional.empty();
      boolean numberedWithoutGap = true;
      for (Map<String, AttributeValue> values : items) {
        Attributes item = new Attributes(values);
        String sortKey = item.requiredText(CallItem.SORT_KEY);
        if (sortKey.equals(CallItem.SORT_KEY_VALUE)) {
          call = CallItem.isDeleted(item, now) ? Optional.empty() : Optional.of(item);
        } else if (call.isPresent()
            && TranscriptItem.isSortKey(sortKey)
            && !CallItem.isDeleted(item, now)) {
          numberedWithoutGap &= sortKey.equals(TranscriptItem.sortKey(transcript.size()));
          transcript.add(item);
        }
      }
      this.call = call;
      this.numberedWithoutGap = numberedWithoutGap;
    }

    boolean isWhole() {
      if (call.isEmpty()) {
        return true;
      }
      Long declared = call.get().wholeNumber(CallItem.TRANSCRIPT_ITEMS);
      return numberedWithoutGap && (declared == null || declared == transcript.size());
    }

    Optional<Call> call(CallId id) {
      if (!isWhole()) {
        throw new DependencyException(
            Kind.CORRUPT, "The transcript items of a call are not those that its item declares");
      }
      if (call.isEmpty()) {
        return Optional.empty();
      }
      TranscriptItem.Allowance allowance = new TranscriptItem.Allowance();
      List<Segment> segments = new ArrayList<>();
      for (Attributes part : transcript) {
        TranscriptItem.read(part, allowance, segments);
      }
      return Optional.of(read(call.get(), id, segments));
    }
  }
}
