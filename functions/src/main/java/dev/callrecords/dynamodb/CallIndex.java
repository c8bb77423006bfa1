package dev.callrecords.dynamodb;

import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.TenantId;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Index of the calls table that sorts a tenant's calls by time.
 *
 * <p>The indexes are sparse: an item without the partition attribute is not in them.
 */
public enum CallIndex {
  /** All calls of a tenant. */
  BY_TIME("calls-by-time", "list_pk"),
  /** The calls from one number. */
  BY_FROM_NUMBER("calls-by-from-number", "from_pk"),
  /** The calls to one number. */
  BY_TO_NUMBER("calls-by-to-number", "to_pk");

  /** The sort key's attribute in all of them: {@code <time>#<call id>}. */
  public static final String SORT_KEY = "list_sk";

  /** The attributes by which a call is found by its numbers. */
  public static final List<String> NUMBER_ATTRIBUTES =
      List.of(SORT_KEY, BY_FROM_NUMBER.partitionKey, BY_TO_NUMBER.partitionKey);

  /** Always with milliseconds, so that texts sort as times do. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final String indexName;
  private final String partitionKey;

  CallIndex(String indexName, String partitionKey) {
    this.indexName = indexName;
    this.partitionKey = partitionKey;
  }

  /** Returns the name of the index, such as {@code calls-by-time}. */
  public String indexName() {
    return indexName;
  }

  /** Returns the attribute that is the partition key of the index. */
  public String partitionKey() {
    return partitionKey;
  }

  /**
   * Returns the index attributes of an item {@code call}; none for a tombstone.
   *
   * @throws DependencyException of kind CORRUPT when the item's keys, {@code created_at} or numbers
   *     cannot be read
   */
  public static Map<String, AttributeValue> attributes(Map<String, AttributeValue> values) {
    Attributes item = new Attributes(values);
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    if (item.text(CallItem.DELETED_AT) != null) {
      return attributes;
    }
    String partitionKey = item.requiredText(CallItem.PARTITION_KEY);
    int separator = partitionKey.indexOf('#');
    CallId id =
        CallId.parse(partitionKey.substring(separator + 1))
            .filter(parsed -> separator > 0)
            .orElseThrow(CallIndex::unreadableKey);
    TenantId tenant =
        TenantId.parse(partitionKey.substring(0, Math.max(0, separator)))
            .orElseThrow(CallIndex::unreadableKey);
    attributes.put(BY_TIME.partitionKey, CallItem.text(tenant.value()));
    attributes.put(
        SORT_KEY, CallItem.text(time(item.requiredInstant(CallItem.CREATED_AT)) + "#" + id));
    putNumber(attributes, BY_FROM_NUMBER, tenant, item.text(CallItem.FROM_NUMBER));
    putNumber(attributes, BY_TO_NUMBER, tenant, item.text(CallItem.TO_NUMBER));
    return attributes;
  }

  /** The attributes that {@link #attributes} is made of, besides the keys. */
  public static final List<String> SOURCES =
      List.of(CallItem.CREATED_AT, CallItem.FROM_NUMBER, CallItem.TO_NUMBER, CallItem.DELETED_AT);

  /**
   * Returns the changes that correct the index attributes of an item {@code call}.
   *
   * <p>They are new values by attribute name, empty to remove one. A call that is being erased
   * stays as it is, so that it is still found by its numbers when that was interrupted.
   *
   * @throws DependencyException as {@link #attributes} does
   */
  public static Map<String, Optional<AttributeValue>> changes(Map<String, AttributeValue> item) {
    if (item.containsKey(CallItem.ERASING)) {
      return Map.of();
    }
    Map<String, AttributeValue> right = new LinkedHashMap<>(attributes(item));
    if (!right.isEmpty() && CallItem.isOfOlderForm(new Attributes(item))) {
      right.put(CallItem.SCHEMA_VERSION, CallItem.number(CallItem.CURRENT_SCHEMA_VERSION));
    }
    Map<String, Optional<AttributeValue>> changes = new LinkedHashMap<>();
    right.forEach((name, value) -> {
      if (!value.equals(item.get(name))) {
        changes.put(name, Optional.of(value));
      }
    });
    Stream.concat(Stream.of(SORT_KEY), Arrays.stream(values()).map(CallIndex::partitionKey))
        .filter(name -> item.containsKey(name) && !right.containsKey(name))
        .forEach(name -> changes.put(name, Optional.empty()));
    return changes;
  }

  private static void putNumber(
      Map<String, AttributeValue> attributes,
      CallIndex index,
      TenantId tenant,
      @Nullable String number) {
    // DynamoDB refuses an item whose index key passes 2048 bytes.
    if (number != null && number.length() <= CallFilter.MAX_NUMBER_LENGTH) {
      attributes.put(index.partitionKey, CallItem.text(numberKey(tenant, number)));
    }
  }

  static DependencyException unreadableKey() {
    return Attributes.unreadable(CallItem.PARTITION_KEY, "a tenant id and a call id");
  }

  /** Returns the partition key of a number's calls. */
  public static String numberKey(TenantId tenant, String number) {
    return tenant.value() + "#" + number;
  }

  /** Returns the time part of a sort key, truncated to milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
