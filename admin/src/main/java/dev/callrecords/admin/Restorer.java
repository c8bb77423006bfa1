package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.Hold;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Copies whole calls from a restored copy of the table, and verifies them.
 *
 * <p>Nothing in an item says when it was written, so of two that differ the newer one is not known:
 * the one in the table stays unless overwriting is asked for. An erased call stays erased unless
 * reviving is asked for, and a call past its retention is never copied. What is already as in the
 * copy is not written, so that an interrupted run is gone on with by running it again.
 */
public final class Restorer {

  private static final int CONCURRENCY = 4;
  private static final int ATTEMPTS = 10;

  /**
   * How to do it.
   *
   * @param overwrite whether a call that differs is replaced
   * @param revive whether an erased call is put in again
   */
  public record Settings(TenantId tenant, boolean overwrite, boolean revive, boolean dryRun) {}

  /** What was done with a call, or why it was left. */
  public enum Outcome {
    /** It is now as in the copy; in a dry run: it would be. */
    RESTORED,
    /** It was as in the copy already. */
    SAME,
    /** It differs from the copy, and was left as it is. */
    DIFFERS,
    /** It is held, and differs from the copy: it stays. */
    HELD,
    /** It was erased, or is past its retention, and was left so. */
    ERASED,
    /** Its retention has ended since; the copy was left. */
    EXPIRED,
    /** The copy has only a tombstone, the table has the call. The call was kept. */
    ERASED_IN_COPY,
    /** The copy does not have it. */
    NOT_IN_COPY,
    /** Another writer changed it at the same time. */
    CHANGED_MEANWHILE
  }

  /** One call, and its outcome. */
  public record Result(CallId id, Outcome outcome) {}

  private final DynamoDbClient client;
  private final String copyTable;
  private final String table;
  private final CallWriter writer;
  private final Settings settings;
  private final Clock clock;

  /** Creates a restorer from a copy into a table. */
  public Restorer(
      DynamoDbClient client, String copyTable, String table, Settings settings, Clock clock) {
    this.client = client;
    this.copyTable = copyTable;
    this.table = table;
    this.writer = new CallWriter(client, table);
    this.settings = settings;
    this.clock = clock;
  }

  /** Restores all of the tenant's calls in the copy, by scanning its keys. */
  public Stream<Result> restoreAll() {
    return restore(CallIds.of(client, copyTable, settings.tenant(), clock));
  }

  /** Restores calls as the stream is read, several at a time; the order is kept. */
  public Stream<Result> restore(Stream<CallId> ids) {
    return ids.gather(Gatherers.mapConcurrent(CONCURRENCY, id -> new Result(id, restore(id))));
  }

  private Outcome restore(CallId id) {
    List<Map<String, AttributeValue>> copy = read(copyTable, id);
    Map<String, AttributeValue> call = StoredCall.of(settings.tenant(), id, copy).callItem();
    if (call == null) {
      return Outcome.NOT_IN_COPY;
    }
    if (isExpired(call)) {
      return Outcome.EXPIRED;
    }
    // The remaining items of a call being erased must not be restored.
    List<Map<String, AttributeValue>> others =
        isTombstone(call) ? List.of() : copy.stream().filter(item -> !item.equals(call)).toList();
    List<Map<String, AttributeValue>> wanted = isTombstone(call) ? List.of(call) : copy;
    CallItems items = new CallItems(id, call, others);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      List<Map<String, AttributeValue>> there = read(table, id);
      if (areSame(there, wanted)) {
        return Outcome.SAME;
      }
      StoredCall stored = StoredCall.of(settings.tenant(), id, there);
      Outcome left = whyLeft(stored.callItem(), call);
      if (left != null) {
        return left;
      }
      if (settings.dryRun()) {
        return Outcome.RESTORED;
      }
      if (writer.replace(stored, items)) {
        return areSame(read(table, id), wanted) ? Outcome.RESTORED : Outcome.CHANGED_MEANWHILE;
      }
    }
    return Outcome.CHANGED_MEANWHILE;
  }

  /** Returns why the call that is there stays; null when the copy takes its place. */
  private @Nullable Outcome whyLeft(
      @Nullable Map<String, AttributeValue> there, Map<String, AttributeValue> copy) {
    // Invisible without the item `call`; transcript items may be left by an earlier run.
    if (there == null) {
      return null;
    }
    if (Hold.isIn(there)) {
      return Outcome.HELD;
    }
    if (isTombstone(there) || isExpired(there)) {
      return settings.revive() && !isTombstone(copy) ? null : Outcome.ERASED;
    }
    // Erasing takes more than a tombstone: the recording would stay.
    if (isTombstone(copy)) {
      return Outcome.ERASED_IN_COPY;
    }
    return settings.overwrite() ? null : Outcome.DIFFERS;
  }

  /** A tombstone counts as one even where its time cannot be read. */
  private static boolean isTombstone(Map<String, AttributeValue> call) {
    AttributeValue deletedAt = call.get(CallItem.DELETED_AT);
    return deletedAt != null && deletedAt.type() != AttributeValue.Type.NUL;
  }

  private boolean isExpired(Map<String, AttributeValue> call) {
    try {
      Instant deleteAfter = CallItem.readState(call).deleteAfter();
      return deleteAfter != null && !deleteAfter.isAfter(clock.instant());
    } catch (DependencyException e) {
      // Readers report it as corrupt, not as deleted.
      return false;
    }
  }

  private List<Map<String, AttributeValue>> read(String from, CallId id) {
    return client
        .queryPaginator(query ->
            query
                .tableName(from)
                .consistentRead(true)
                .keyConditionExpression("#pk = :pk")
                .expressionAttributeNames(Map.of("#pk", CallItem.PARTITION_KEY))
                .expressionAttributeValues(
                    Map.of(
                        ":pk", AttributeValue.fromS(CallItem.partitionKey(settings.tenant(), id)))))
        .items()
        .stream()
        .toList();
  }

  /** Compares items in the order of their sort keys, which is that of every query. */
  private static boolean areSame(
      List<Map<String, AttributeValue>> some, List<Map<String, AttributeValue>> others) {
    return some.stream()
        .map(Restorer::comparable)
        .toList()
        .equals(others.stream().map(Restorer::comparable).toList());
  }

  private static Map<String, Object> comparable(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> comparable(entry.getValue())));
  }

  /** The members of a set come in any order. */
  private static Object comparable(AttributeValue value) {
    return switch (value.type()) {
      case SS -> List.of(value.type(), new HashSet<>(value.ss()));
      case NS -> List.of(value.type(), new HashSet<>(value.ns()));
      case BS -> List.of(value.type(), new HashSet<>(value.bs()));
      case L -> value.l().stream().map(Restorer::comparable).toList();
      case M -> comparable(value.m());
      case S, N, B, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> value;
    };
  }
}
