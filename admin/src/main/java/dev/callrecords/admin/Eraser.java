package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
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
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Erases a call: its recording in all versions, its transcript and every field of it. A tombstone
 * stays, so that the call answers 404 and its recording 410.
 *
 * <p>The tombstone is written first: no reader sees a call that is partly erased. Until all else is
 * removed, and that is in the ledger, it keeps the recording's key, and is found by the call's
 * numbers, so that what was interrupted can be run again.
 */
public final class Eraser {

  private final DynamoDbClient client;
  private final String table;
  private final RecordingEraser recordings;
  private final Ledger ledger;
  private final Clock clock;

  /** Creates an eraser. */
  public Eraser(
      DynamoDbClient client, String table, RecordingEraser recordings, Ledger ledger, Clock clock) {
    this.client = client;
    this.table = table;
    this.recordings = recordings;
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
   */
  public record Remains(
      @Nullable Instant erasedAt, boolean callItem, int otherItems, int recordingVersions) {

    /** Returns whether nothing of the call was ever there. */
    public boolean isNothing() {
      return erasedAt == null && isClean();
    }

    /** Returns whether nothing but perhaps a tombstone is left. */
    public boolean isClean() {
      return !callItem && otherItems == 0 && recordingVersions == 0;
    }
  }

  /** A call to erase. */
  public record Target(TenantId tenant, CallId id) {}

  /** Is told what happens to many calls, by one thread. */
  public interface Listener {

    /** A call is erased. */
    void erased(Target call, Remains removed);

    /** A call is hidden from readers, but S3 keeps versions of its recording. */
    void kept(Target call, String problem);
  }

  /** Erases calls one after another; one whose recording S3 keeps does not end it. */
  public void erase(List<Target> calls, Listener listener) {
    for (Target call : calls) {
      try {
        listener.erased(call, erase(call.tenant(), call.id()));
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
        versions(tenant, id, key(tenant, state)).size());
  }

  /**
   * Erases it.
   *
   * @return what was removed
   * @throws RecordingKeptException when S3 keeps a version of the recording
   */
  public Remains erase(TenantId tenant, CallId id) {
    StoredCall stored = StoredCall.read(client, table, tenant, id);
    Optional<CallItem.State> state = state(stored);
    Instant erasedBefore = state.map(CallItem.State::deletedAt).orElse(null);
    Instant erasedAt =
        erasedBefore == null ? clock.instant().truncatedTo(ChronoUnit.SECONDS) : erasedBefore;
    Optional<RecordingKey> key = key(tenant, state);
    put(
        CallItem.writeErasing(
            tenant, id, erasedAt, key.map(RecordingKey::value).orElse(null), stored.callItem()));

    // Read again: another writer may have added items before the tombstone.
    List<Map<String, AttributeValue>> otherKeys =
        StoredCall.read(client, table, tenant, id).otherKeys();
    new BatchWriter(client, table).delete(otherKeys);
    Set<ObjectIdentifier> versions = versions(tenant, id, key);
    recordings.erase(List.copyOf(versions));
    ledger.record(tenant, id, erasedAt);
    put(CallItem.writeTombstone(tenant, id, erasedAt, null));
    return new Remains(
        erasedBefore,
        stored.callItem() != null && erasedBefore == null,
        otherKeys.size(),
        versions.size());
  }

  private void put(Map<String, AttributeValue> item) {
    client.putItem(put -> put.tableName(table).item(item));
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
