package dev.callrecords.admin;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallIndex;
import dev.callrecords.dynamodb.CallItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Gives calls the attributes by which they are listed, and takes them from tombstones.
 *
 * <p>An item is updated only while what the attributes are made of is as it was read; one that was
 * written meanwhile is read again. What is right already is not written, so an interrupted run goes
 * on when it is started again.
 */
public final class Reindexer {

  private static final int ATTEMPTS = 10;

  private final DynamoDbClient client;
  private final String table;
  private final @Nullable TenantId tenant;
  private final boolean dryRun;
  private final Listener listener;

  private long read;
  private long changed;
  private long unreadable;

  /**
   * Creates a reindexer.
   *
   * @param tenant whose calls are meant; null for those of all
   * @param dryRun whether to count only, and write nothing
   */
  public Reindexer(
      DynamoDbClient client,
      String table,
      @Nullable TenantId tenant,
      boolean dryRun,
      Listener listener) {
    this.client = client;
    this.table = table;
    this.tenant = tenant;
    this.dryRun = dryRun;
    this.listener = listener;
  }

  /**
   * How far it has come.
   *
   * @param read calls that were looked at, erased ones too
   * @param changed calls whose attributes were, or would be, written
   * @param unreadable calls that were left, as their attributes cannot be made
   */
  public record Counts(long read, long changed, long unreadable) {}

  /** Is told what happens, by one thread. */
  public interface Listener {

    /** A call is left: its time, number or key cannot be read. */
    void unreadable(String partitionKey, String problem);

    /** Progress was made. */
    void progress(Counts counts);
  }

  /** Looks at all calls that are meant, and writes what is missing or wrong. */
  public Counts run() {
    for (Map<String, AttributeValue> item : client.scanPaginator(scan()).items()) {
      read++;
      try {
        if (update(item)) {
          changed++;
        }
      } catch (DependencyException e) {
        unreadable++;
        AttributeValue key = item.get(CallItem.PARTITION_KEY);
        listener.unreadable(key == null ? "" : key.s(), String.valueOf(e.getMessage()));
      }
      listener.progress(counts());
    }
    return counts();
  }

  private Counts counts() {
    return new Counts(read, changed, unreadable);
  }

  private ScanRequest scan() {
    Map<String, AttributeValue> values = new HashMap<>();
    Map<String, String> names = new HashMap<>(Map.of("#sk", CallItem.SORT_KEY));
    values.put(":call", AttributeValue.fromS(CallItem.SORT_KEY_VALUE));
    String filter = "#sk = :call";
    if (tenant != null) {
      filter += " AND begins_with(#pk, :tenant)";
      names.put("#pk", CallItem.PARTITION_KEY);
      values.put(":tenant", AttributeValue.fromS(tenant + "#"));
    }
    return ScanRequest.builder()
        .tableName(table)
        .filterExpression(filter)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  /** Returns whether the item had to be changed. */
  private boolean update(Map<String, AttributeValue> scanned) {
    Map<String, AttributeValue> item = scanned;
    for (int attempt = 1; ; attempt++) {
      Map<String, Optional<AttributeValue>> changes = CallIndex.changes(item);
      if (changes.isEmpty()) {
        return false;
      }
      if (dryRun) {
        return true;
      }
      try {
        write(item, changes);
        return true;
      } catch (ConditionalCheckFailedException e) {
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException("Other writers keep writing the same call", e);
        }
        if (!e.hasItem()) {
          // It is gone.
          return false;
        }
        item = e.item();
      }
    }
  }

  /**
   * Writes the changes on condition that the item is unchanged. Otherwise the failure has the item.
   */
  private void write(
      Map<String, AttributeValue> item, Map<String, Optional<AttributeValue>> changes) {
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    StringBuilder set = new StringBuilder();
    StringBuilder remove = new StringBuilder();
    changes.forEach((name, value) -> {
      names.put("#" + name, name);
      if (value.isPresent()) {
        values.put(":new_" + name, value.get());
        set.append(set.isEmpty() ? "SET " : ", ").append("#%1$s = :new_%1$s".formatted(name));
      } else {
        remove.append(remove.isEmpty() ? " REMOVE " : ", ").append("#").append(name);
      }
    });
    StringBuilder condition = new StringBuilder("attribute_exists(#pk)");
    names.put("#pk", CallItem.PARTITION_KEY);
    for (String name : CallIndex.SOURCES) {
      names.put("#" + name, name);
      AttributeValue value = item.get(name);
      if (value == null) {
        condition.append(" AND attribute_not_exists(#").append(name).append(")");
      } else {
        condition.append(" AND #%1$s = :old_%1$s".formatted(name));
        values.put(":old_" + name, value);
      }
    }
    client.updateItem(
        UpdateItemRequest.builder()
            .tableName(table)
            .key(key(item))
            .updateExpression(set.append(remove).toString().strip())
            .conditionExpression(condition.toString())
            .expressionAttributeNames(names)
            .expressionAttributeValues(values.isEmpty() ? null : values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build());
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    return Map.of(
        CallItem.PARTITION_KEY, Objects.requireNonNull(item.get(CallItem.PARTITION_KEY)),
        CallItem.SORT_KEY, Objects.requireNonNull(item.get(CallItem.SORT_KEY)));
  }
}
