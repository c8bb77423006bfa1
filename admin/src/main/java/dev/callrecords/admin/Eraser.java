package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.Hold;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Erases a call: recording, transcript, links and fields.
 *
 * <p>All versions of the recording go. A tombstone stays, so that the call answers 404 and its
 * recording 410.
 *
 * <p>The tombstone is written first: no reader sees a call that is partly erased. Until all else is
 * removed, and that is in the ledger, it keeps the recording's key, and is found by the call's
 * numbers, so that what was interrupted can be run again.
 */
public final class Eraser {

  private static final int ATTEMPTS = 10;
  private static final String NOT_HELD = "attribute_not_exists(#hold)";
  private static final String STILL_HELD = "attribute_exists(#hold)";

  private final DynamoDbClient client;
  private final String table;
  private final RecordingEraser recordings;
  private final SharedLinks links;
  private final Ledger ledger;
  private final Clock clock;

  /** Creates an eraser. */
  public Eraser(
      DynamoDbClient client,
      String table,
      RecordingEraser recordings,
      SharedLinks links,
      Ledger ledger,
      Clock clock) {
    this.client = client;
    this.table = table;
    this.recordings = recordings;
    this.links = links;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * What there is of a call.
   *
   * @param erasedAt when the call was erased before; null when it was not
   * @param callItem whether there is an item with the call's fields
   * @param otherItems how many further items there are: the transcript's
   * @param recordingVersions how many versions of the recording there are, delete markers counted
   * @param links how many shared links to it there are
   */
  public record Remains(
      @Nullable Instant erasedAt,
      boolean callItem,
      int otherItems,
      int recordingVersions,
      int links) {

    /** Returns whether nothing of the call was ever there. */
    public boolean isNothing() {
      return erasedAt == null && isClean();
    }

    /** Returns whether nothing but perhaps a tombstone is left. */
    public boolean isClean() {
      return !callItem && otherItems == 0 && recordingVersions == 0 && links == 0;
    }
  }

  /** A call to erase. */
  public record Target(TenantId tenant, CallId id) {

    /** Returns the call of a partition key, or empty when it has another form. */
    static Optional<Target> parse(String partitionKey) {
      String[] parts = partitionKey.split("#", 2);
      return TenantId.parse(parts[0])
          .flatMap(tenant ->
              CallId.parse(parts.length == 2 ? parts[1] : "").map(id -> new Target(tenant, id)));
    }
  }

  /** The result of erasing a call. */
  public sealed interface Outcome {

    /** It is erased. */
    record Erased(Remains removed) implements Outcome {}

    /** It is held, and stays; the hold now says that it was to be erased. */
    record Held() implements Outcome {}
  }

  /** Is told what happens to many calls, by one thread. */
  public interface Listener {

    /** A call is erased. */
    void erased(Target call, Remains removed);

    /** A call is held, and stays. The hold now says that it was to be erased. */
    void held(Target call);

    /** A call is hidden from readers, but S3 keeps versions of its recording. */
    void kept(Target call, String problem);
  }

  /** Erases calls one after another; one whose recording S3 keeps does not end it. */
  public void erase(List<Target> calls, Reason reason, Listener listener) {
    for (Target call : calls) {
      try {
        switch (erase(call.tenant(), call.id(), reason)) {
          case Outcome.Erased(Remains removed) -> listener.erased(call, removed);
          case Outcome.Held() -> listener.held(call);
        }
      } catch (RecordingKeptException e) {
        listener.kept(call, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Returns what there is to erase, and changes nothing. */
  public Remains look(TenantId tenant, CallId id) {
    StoredCall stored = StoredCall.read(client, table, tenant, id);
    Optional<CallItem.State> state = state(stored);
    Instant erasedAt = state.map(CallItem.State::deletedAt).orElse(null);
    return new Remains(
        erasedAt,
        stored.callItem() != null && erasedAt == null,
        stored.otherKeys().size(),
        versions(tenant, id, key(tenant, state)).size(),
        links.keys(tenant, id).size());
  }

  /**
   * Erases a call, unless it is held.
   *
   * @throws RecordingKeptException when S3 keeps a version of the recording
   */
  public Outcome erase(TenantId tenant, CallId id, Reason reason) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      StoredCall stored = StoredCall.read(client, table, tenant, id);
      if (!Hold.isIn(stored.callItem())) {
        try {
          return new Outcome.Erased(erase(tenant, id, reason, stored, NOT_HELD));
        } catch (ConditionalCheckFailedException e) {
          // It is held since.
          continue;
        }
      }
      if (keepWish(tenant, id, reason)) {
        return new Outcome.Held();
      }
    }
    throw new IllegalStateException("The hold of the call keeps being set and cleared");
  }

  /**
   * Erases a call though it is held, for the reason that its hold has kept.
   *
   * @return what was removed
   * @throws DependencyException of kind CORRUPT when the hold cannot be read
   * @throws RecordingKeptException when S3 keeps a version of the recording
   */
  public Remains eraseHeld(TenantId tenant, CallId id) {
    StoredCall stored = StoredCall.read(client, table, tenant, id);
    Reason reason =
        Optional.ofNullable(stored.callItem())
            .flatMap(Hold::read)
            .flatMap(hold -> Optional.ofNullable(hold.eraseReason()))
            .flatMap(Reason::parse)
            .orElseThrow(() ->
                new DependencyException(
                    Kind.CORRUPT, "The hold does not say why the call is to be erased"));
    return erase(tenant, id, reason, stored, STILL_HELD);
  }

  /** Notes in the hold that the call was to be erased. Returns whether it is held. */
  private boolean keepWish(TenantId tenant, CallId id, Reason reason) {
    try {
      client.updateItem(update ->
          update
              .tableName(table)
              .key(CallItem.keys(tenant, id))
              .updateExpression("SET #hold.#reason = :reason")
              .conditionExpression("attribute_exists(#hold)")
              .expressionAttributeNames(
                  Map.of("#hold", Hold.ATTRIBUTE, "#reason", Hold.ERASE_REASON))
              .expressionAttributeValues(Map.of(":reason", AttributeValue.fromS(reason.text()))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /**
   * Erases what was read.
   *
   * @throws ConditionalCheckFailedException when the hold is not as the condition says; then
   *     nothing has changed
   */
  private Remains erase(
      TenantId tenant, CallId id, Reason reason, StoredCall stored, String condition) {
    Optional<CallItem.State> state = state(stored);
    Instant erasedBefore = state.map(CallItem.State::deletedAt).orElse(null);
    Instant erasedAt =
        erasedBefore == null ? clock.instant().truncatedTo(ChronoUnit.SECONDS) : erasedBefore;
    Optional<RecordingKey> key = key(tenant, state);
    Map<String, AttributeValue> erasing =
        CallItem.writeErasing(
            tenant, id, erasedAt, key.map(RecordingKey::value).orElse(null), stored.callItem());
    client.putItem(put ->
        put.tableName(table)
            .item(erasing)
            .conditionExpression(condition)
            .expressionAttributeNames(Map.of("#hold", Hold.ATTRIBUTE)));

    // Read again: another writer may have added items before the tombstone.
    List<Map<String, AttributeValue>> otherKeys =
        StoredCall.read(client, table, tenant, id).otherKeys();
    new BatchWriter(client, table).delete(otherKeys);
    List<Map<String, AttributeValue>> linkKeys = links.keys(tenant, id);
    links.remove(linkKeys);
    Set<ObjectIdentifier> versions = versions(tenant, id, key);
    recordings.erase(List.copyOf(versions));
    ledger.record(tenant, id, erasedAt, reason);
    client.putItem(
        put -> put.tableName(table).item(CallItem.writeTombstone(tenant, id, erasedAt, null)));
    return new Remains(
        erasedBefore,
        stored.callItem() != null && erasedBefore == null,
        otherKeys.size(),
        versions.size(),
        linkKeys.size());
  }

  private Set<ObjectIdentifier> versions(TenantId tenant, CallId id, Optional<RecordingKey> key) {
    Set<ObjectIdentifier> versions = new LinkedHashSet<>(recordings.find(tenant, id));
    key.ifPresent(where -> versions.addAll(recordings.find(where)));
    return versions;
  }

  /** What cannot be read must go all the same. */
  private static Optional<CallItem.State> state(StoredCall stored) {
    try {
      return stored.state();
    } catch (DependencyException e) {
      return Optional.empty();
    }
  }

  private static Optional<RecordingKey> key(TenantId tenant, Optional<CallItem.State> state) {
    return state.flatMap(known -> RecordingKey.parse(tenant, known.recordingKey()));
  }
}
