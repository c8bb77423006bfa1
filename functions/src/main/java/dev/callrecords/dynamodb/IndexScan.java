package dev.callrecords.dynamodb;

import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Items of one index partition in list order, read in portions.
 *
 * <p>Each portion has twice as many items as the one before: a list that takes nearly every item
 * reads few for nothing, and one that takes few soon reads as much as one Query can.
 */
final class IndexScan {

  /** What a portion may be at most, which is DynamoDB's limit. */
  static final long MAX_PORTION_BYTES = 1024 * 1024;

  /** An eventually consistent read of 4 KB takes half a unit. */
  private static final long BYTES_PER_UNIT = 8 * 1024;

  private static final int MAX_ITEMS = 16 * 1024;

  /** Digits come before a colon: all times are between these. */
  private static final String FIRST = "0";

  private static final String LAST = ":";

  private static final Pattern POSITION = Pattern.compile("[!-~]{1,128}");

  private final DynamoDbClient client;
  private final Map.Entry<String, AttributeValue> partition;
  private final @Nullable String after;
  private final Queue<Attributes> items = new ArrayDeque<>();
  private QueryRequest next;
  private boolean atEnd;

  /**
   * Creates a scan that has read nothing.
   *
   * @param partition the value of the index's partition key
   */
  IndexScan(
      DynamoDbClient client, String table, CallIndex index, String partition, Section section) {
    this.client = client;
    this.partition = Map.entry(index.partitionKey(), CallItem.text(partition));
    this.after = section.after();
    CallFilter filter = section.filter();
    String lower = filter.from() == null ? FIRST : CallIndex.time(filter.from());
    String upper = filter.to() == null ? LAST : CallIndex.time(filter.to());
    boolean ascending = section.order() == Order.ASC;
    if (after != null && ascending && after.compareTo(lower) > 0) {
      lower = after;
    } else if (after != null && !ascending && after.compareTo(upper) < 0) {
      upper = after;
    }
    this.next =
        QueryRequest.builder()
            .tableName(table)
            .indexName(index.indexName())
            .keyConditionExpression(
                index.partitionKey()
                    + " = :partition AND "
                    + CallIndex.SORT_KEY
                    + " BETWEEN :lower AND :upper")
            .expressionAttributeValues(
                Map.of(
                    ":partition", partition(),
                    ":lower", CallItem.text(lower),
                    ":upper", CallItem.text(upper)))
            .scanIndexForward(ascending)
            // One more tells whether any follows; another one stands where the last page ended.
            .limit(section.limit() + (after == null ? 1 : 2))
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
            .build();
    // DynamoDB refuses bounds in the wrong order.
    this.atEnd = lower.compareTo(upper) > 0;
  }

  private AttributeValue partition() {
    return partition.getValue();
  }

  /** Returns whether a portion must be read before the next item is known. */
  boolean needsPortion() {
    return items.isEmpty() && !atEnd;
  }

  /** Returns whether more items may follow. */
  boolean hasMore() {
    return !items.isEmpty() || !atEnd;
  }

  /** Reads a portion. Returns how many bytes DynamoDB has read for it. */
  long readPortion() {
    QueryResponse response = DynamoDbReads.query(client, next, partition);
    for (Map<String, AttributeValue> values : response.items()) {
      Attributes item = new Attributes(values);
      if (!position(item).equals(after)) {
        items.add(item);
      }
    }
    atEnd = !response.hasLastEvaluatedKey() || response.lastEvaluatedKey().isEmpty();
    next =
        next.toBuilder()
            .exclusiveStartKey(atEnd ? null : response.lastEvaluatedKey())
            .limit(Math.min(2 * next.limit(), MAX_ITEMS))
            .build();
    ConsumedCapacity consumed = response.consumedCapacity();
    return consumed == null
        ? MAX_PORTION_BYTES
        : (long) (consumed.capacityUnits() * BYTES_PER_UNIT);
  }

  /** Returns the position of the next item, or empty when none has been read. */
  Optional<String> position() {
    return Optional.ofNullable(items.peek()).map(IndexScan::position);
  }

  /** Returns the next item and goes on behind it, when it is at this position. */
  Optional<Attributes> take(String position) {
    return position().filter(position::equals).map(here -> items.remove());
  }

  private static String position(Attributes item) {
    String position = item.requiredText(CallIndex.SORT_KEY);
    if (!POSITION.matcher(position).matches()) {
      throw Attributes.unreadable(CallIndex.SORT_KEY, "1 to 128 characters of ASCII");
    }
    return position;
  }
}
