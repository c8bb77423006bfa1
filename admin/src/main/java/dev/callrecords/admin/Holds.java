package dev.callrecords.admin;

import dev.callrecords.admin.Eraser.Target;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.Hold;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Sets and clears holds: a held call is neither erased nor swept.
 *
 * <p>DynamoDB sweeps each item by its own {@code delete_after}, so all items of a held call are
 * without. What was interrupted is gone on with by running it again.
 */
public final class Holds {

  private static final int ATTEMPTS = 10;

  private final DynamoDbClient client;
  private final String table;
  private final Clock clock;

  /** Creates the holds of a table. */
  public Holds(DynamoDbClient client, String table, Clock clock) {
    this.client = client;
    this.table = table;
    this.clock = clock;
  }

  /** What was done with a call, or why nothing was. */
  public enum Outcome {
    /** It is held now. */
    HELD,
    /** It was held before, and that hold stays. */
    HELD_BEFORE,
    /** It is not held any more. */
    CLEARED,
    /** It is still held. As it was to be erased meanwhile, it must be erased now. */
    TO_ERASE,
    /** It was not held. */
    NOT_HELD,
    /** There is no such call, or it was erased. */
    NOT_FOUND,
    /** Its retention has ended: readers take it for deleted, and DynamoDB may sweep it. */
    EXPIRED
  }

  /** A call and its hold. */
  public record Held(Target call, Hold hold) {}

  /** Holds a call. */
  public Outcome set(TenantId tenant, CallId id, String by, Reason reason) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      StoredCall stored = StoredCall.read(client, table, tenant, id);
      CallItem.State state = stored.state().orElse(null);
      if (state == null || state.deletedAt() != null) {
        return Outcome.NOT_FOUND;
      }
      if (Hold.isIn(stored.callItem())) {
        removeDeleteAfter(stored);
        return Outcome.HELD_BEFORE;
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      if (StoredCall.isErased(state, now)) {
        return Outcome.EXPIRED;
      }
      Hold hold = new Hold(now, by, reason.text(), state.deleteAfter(), null);
      if (set(tenant, id, hold, stored)) {
        // Read again: until then, writers gave it to each item that they wrote.
        removeDeleteAfter(StoredCall.read(client, table, tenant, id));
        return Outcome.HELD;
      }
    }
    throw keepChanging();
  }

  private boolean set(TenantId tenant, CallId id, Hold hold, StoredCall stored) {
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":hold", hold.write()));
    AttributeValue deleteAfter =
        Objects.requireNonNull(stored.callItem()).get(CallItem.DELETE_AFTER);
    String unchanged = "attribute_not_exists(#deleteAfter)";
    if (deleteAfter != null) {
      unchanged = "#deleteAfter = :before";
      values.put(":before", deleteAfter);
    }
    return update(
        UpdateItemRequest.builder()
            .key(CallItem.keys(tenant, id))
            .updateExpression("SET #hold = :hold REMOVE #deleteAfter")
            .conditionExpression(
                "attribute_exists(#pk) AND attribute_not_exists(#hold)"
                    + " AND attribute_not_exists(#deletedAt) AND "
                    + unchanged)
            .expressionAttributeNames(
                Map.of(
                    "#pk", CallItem.PARTITION_KEY,
                    "#hold", Hold.ATTRIBUTE,
                    "#deletedAt", CallItem.DELETED_AT,
                    "#deleteAfter", CallItem.DELETE_AFTER))
            .expressionAttributeValues(values));
  }

  private void removeDeleteAfter(StoredCall stored) {
    stored
        .otherKeys()
        .forEach(key ->
            // One that is gone was replaced by a writer, who knows of the hold.
            update(
                UpdateItemRequest.builder()
                    .key(key)
                    .updateExpression("REMOVE #deleteAfter")
                    .conditionExpression("attribute_exists(#pk)")
                    .expressionAttributeNames(
                        Map.of(
                            "#pk", CallItem.PARTITION_KEY,
                            "#deleteAfter", CallItem.DELETE_AFTER))));
  }

  /**
   * Clears a hold, unless the call was to be erased meanwhile: then erasing it does.
   *
   * @throws dev.callrecords.domain.DependencyException when the hold cannot be read
   */
  public Outcome clear(TenantId tenant, CallId id) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      StoredCall stored = StoredCall.read(client, table, tenant, id);
      Map<String, AttributeValue> call = stored.callItem();
      if (call == null || call.containsKey(CallItem.DELETED_AT)) {
        return Outcome.NOT_FOUND;
      }
      Hold hold = Hold.read(call).orElse(null);
      if (hold == null) {
        return Outcome.NOT_HELD;
      }
      if (hold.eraseReason() != null) {
        return Outcome.TO_ERASE;
      }
      AttributeValue before = Objects.requireNonNull(call.get(Hold.ATTRIBUTE));
      // The item `call` last: while it is held, this can be run again.
      if (hold.deleteAfter() != null) {
        stored.otherKeys().forEach(key -> clear(key, hold.deleteAfter(), null));
      }
      if (clear(CallItem.keys(tenant, id), hold.deleteAfter(), before)) {
        return Outcome.CLEARED;
      }
    }
    throw keepChanging();
  }

  /**
   * Gives an item its {@code delete_after} back.
   *
   * @param hold of the item {@code call}, which goes if it is unchanged; null for another item
   */
  private boolean clear(
      Map<String, AttributeValue> key,
      @Nullable Instant deleteAfter,
      @Nullable AttributeValue hold) {
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    String update = "";
    if (deleteAfter != null) {
      update = "SET #deleteAfter = :deleteAfter ";
      names.put("#deleteAfter", CallItem.DELETE_AFTER);
      values.put(":deleteAfter", AttributeValue.fromN(Long.toString(deleteAfter.getEpochSecond())));
    }
    String condition = "attribute_exists(#pk)";
    if (hold == null) {
      names.put("#pk", CallItem.PARTITION_KEY);
    } else {
      update += "REMOVE #hold";
      condition = "#hold = :hold";
      names.put("#hold", Hold.ATTRIBUTE);
      values.put(":hold", hold);
    }
    return update(
        UpdateItemRequest.builder()
            .key(key)
            .updateExpression(update)
            .conditionExpression(condition)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values));
  }

  /** Returns whether the condition was met. */
  private boolean update(UpdateItemRequest.Builder request) {
    try {
      client.updateItem(request.tableName(table).build());
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private static IllegalStateException keepChanging() {
    return new IllegalStateException("Other writers keep writing the same call");
  }

  /**
   * Returns the held calls as the stream is read. Reads the whole table.
   *
   * @param tenant whose calls are meant; null for those of all
   */
  public Stream<Held> list(@Nullable TenantId tenant) {
    Map<String, String> names = new HashMap<>(Map.of("#hold", Hold.ATTRIBUTE));
    names.put("#pk", CallItem.PARTITION_KEY);
    Map<String, AttributeValue> values = new HashMap<>();
    String filter = "attribute_exists(#hold)";
    if (tenant != null) {
      filter += " AND begins_with(#pk, :tenant)";
      values.put(":tenant", AttributeValue.fromS(tenant + "#"));
    }
    ScanRequest request =
        ScanRequest.builder()
            .tableName(table)
            .projectionExpression("#pk, #hold")
            .filterExpression(filter)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values.isEmpty() ? null : values)
            .build();
    return client.scanPaginator(request).items().stream()
        .flatMap(item ->
            Target.parse(Objects.requireNonNull(item.get(CallItem.PARTITION_KEY)).s()).stream()
                .flatMap(call -> Hold.read(item).stream().map(hold -> new Held(call, hold))));
  }
}
