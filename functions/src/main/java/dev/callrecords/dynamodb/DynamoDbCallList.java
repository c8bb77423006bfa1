package dev.callrecords.dynamodb;

import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallList;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.ListedCall;
import dev.callrecords.domain.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lists of calls from the indexes of a DynamoDB table.
 *
 * <p>Time and number are conditions on keys; all else is compared here, item by item, by the rules
 * by which a call is read. So the position of a slice is always that of an item that was looked at.
 */
public final class DynamoDbCallList implements CallList {

  /** Read budget of one slice. No portion starts with less than a portion left. */
  static final long MAX_BYTES = 4 * IndexScan.MAX_PORTION_BYTES;

  /** How long after its start a slice begins no further read. */
  static final Duration MAX_TIME = Duration.ofMillis(2500);

  private final DynamoDbClient client;
  private final String table;
  private final Clock clock;

  /** Creates lists over a table. */
  public DynamoDbCallList(DynamoDbClient client, String table, Clock clock) {
    this.client = client;
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Slice read(TenantId tenant, Section section) {
    Instant start = clock.instant();
    List<IndexScan> scans = scans(tenant, section);
    Comparator<String> order =
        section.order() == Order.ASC ? Comparator.naturalOrder() : Comparator.reverseOrder();
    List<ListedCall> calls = new ArrayList<>();
    String last = section.after();
    boolean advanced = false;
    long bytes = 0;
    while (calls.size() < section.limit()) {
      for (IndexScan scan : scans) {
        while (scan.needsPortion()) {
          // However slow it is, a slice gets somewhere.
          if (advanced && isSpent(bytes, start)) {
            return new Slice(calls, last);
          }
          bytes += scan.readPortion();
        }
      }
      Optional<String> next = scans.stream().flatMap(scan -> scan.position().stream()).min(order);
      if (next.isEmpty()) {
        return new Slice(calls, null);
      }
      String position = next.get();
      // A call from a number to itself is in both indexes.
      Optional<Attributes> item =
          scans.stream()
              .flatMap(scan -> scan.take(position).stream())
              .reduce((first, same) -> first);
      last = position;
      advanced = true;
      item.flatMap(found -> read(tenant, found, start))
          .filter(section.filter()::matches)
          .ifPresent(calls::add);
    }
    return new Slice(calls, scans.stream().anyMatch(IndexScan::hasMore) ? last : null);
  }

  private boolean isSpent(long bytes, Instant start) {
    return bytes + IndexScan.MAX_PORTION_BYTES > MAX_BYTES
        || clock.instant().isAfter(start.plus(MAX_TIME));
  }

  private List<IndexScan> scans(TenantId tenant, Section section) {
    CallFilter filter = section.filter();
    String number = filter.phoneNumber();
    if (number == null) {
      return List.of(scan(CallIndex.BY_TIME, tenant.value(), section));
    }
    String partition = CallIndex.numberKey(tenant, number);
    return List.of(
        scan(CallIndex.BY_FROM_NUMBER, partition, section),
        scan(CallIndex.BY_TO_NUMBER, partition, section));
  }

  private IndexScan scan(CallIndex index, String partition, Section section) {
    return new IndexScan(client, table, index, partition, section);
  }

  /** Returns the call of an item, or empty when it is deleted. */
  private static Optional<ListedCall> read(TenantId tenant, Attributes item, Instant now) {
    String partitionKey = item.requiredText(CallItem.PARTITION_KEY);
    String prefix = tenant.value() + "#";
    // A writer may put any tenant into an index; whose call it is says the key of the table alone.
    if (!partitionKey.startsWith(prefix)) {
      throw new DependencyException(Kind.CORRUPT, "An index names a call of another tenant");
    }
    CallId id =
        CallId.parse(partitionKey.substring(prefix.length())).orElseThrow(CallIndex::unreadableKey);
    try {
      return CallItem.isDeleted(item, now)
          ? Optional.empty()
          : Optional.of(CallItem.readListed(item, id));
    } catch (DependencyException e) {
      throw new DependencyException(e.kind(), e.getMessage() + ", of the listed call " + id, e);
    }
  }
}
