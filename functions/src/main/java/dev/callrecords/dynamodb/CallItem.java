package dev.callrecords.dynamodb;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.ListedCall;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item {@code sk = call}: everything of a call but its transcript. This class and {@link
 * TranscriptItem} are the one place that knows the form of a call's items; {@code docs/storage.md}
 * is its description for other writers.
 */
public final class CallItem {

  /** The partition key's attribute; see {@link #partitionKey}. */
  public static final String PARTITION_KEY = "pk";

  /**
   * The sort key's attribute: {@link #SORT_KEY_VALUE} here, {@link TranscriptItem#sortKey} there.
   */
  public static final String SORT_KEY = "sk";

  /** The sort key of this item. */
  public static final String SORT_KEY_VALUE = "call";

  /** How many transcript items belong to the call; absent means any number. */
  public static final String TRANSCRIPT_ITEMS = "transcript_items";

  /** Epoch seconds from which the call counts as deleted; DynamoDB sweeps it some time later. */
  public static final String DELETE_AFTER = "delete_after";

  /** When the call was deleted; only a tombstone has it. */
  public static final String DELETED_AT = "deleted_at";

  /** Marks the tombstone of a call of which something is still to be removed. */
  public static final String ERASING = "erasing";

  static final String SCHEMA_VERSION = "schema_version";
  static final int CURRENT_SCHEMA_VERSION = 2;
  private static final String ID = "id";
  private static final String AGENT_ID = "agent_id";

  /** Number that called, in E.164. */
  public static final String FROM_NUMBER = "from_number";

  /** Number that was called, in E.164. */
  public static final String TO_NUMBER = "to_number";

  private static final String DIRECTION = "direction";
  private static final String STATUS = "status";
  private static final String DURATION = "duration";
  private static final String TRANSCRIPT = "transcript";
  private static final String SENTIMENT = "sentiment";
  private static final String SUMMARY = "call_summary";
  private static final String METADATA = "metadata";

  private static final String STARTED_AT = "started_at";
  private static final String ENDED_AT = "ended_at";
  static final String CREATED_AT = "created_at";

  /** The state of the recording. */
  public static final String RECORDING = "recording";

  private static final String RECORDING_STATUS = "status";
  private static final String RECORDING_KEY = "key";
  private static final String RECORDING_CONTENT_TYPE = "content_type";
  private static final String RECORDING_SIZE = "size";
  private static final String RECORDING_DURATION = "duration";

  private CallItem() {}

  /** Returns the partition key of a call's items: {@code <tenant>#<call id>}. */
  public static String partitionKey(TenantId tenant, CallId id) {
    return tenant.value() + "#" + id.value();
  }

  /**
   * Returns whether the item stands for a deleted call: a tombstone, or past its {@code
   * delete_after}.
   */
  static boolean isDeleted(Attributes item, Instant now) {
    if (item.text(DELETED_AT) != null) {
      return true;
    }
    Instant deleteAfter = item.epochSecond(DELETE_AFTER);
    return deleteAfter != null && !deleteAfter.isAfter(now);
  }

  /** Returns whether the item says that it has a newer form than this version knows. */
  static boolean isOfNewerForm(Attributes item) {
    AttributeValue version = item.values().get(SCHEMA_VERSION);
    if (version == null) {
      return false;
    }
    String text = version.n() == null ? version.s() : version.n();
    return text != null
        && Numbers.parse(text)
            .filter(number -> number.compareTo(BigDecimal.valueOf(CURRENT_SCHEMA_VERSION)) > 0)
            .isPresent();
  }

  /** Returns whether the item has an older schema version, or none. */
  static boolean isOfOlderForm(Attributes item) {
    AttributeValue version = item.values().get(SCHEMA_VERSION);
    String text = version == null ? null : version.n() == null ? version.s() : version.n();
    return text == null
        || Numbers.parse(text)
            .filter(number -> number.compareTo(BigDecimal.valueOf(CURRENT_SCHEMA_VERSION)) < 0)
            .isPresent();
  }

  /**
   * What a writer must know of an item before it puts another in its place.
   *
   * @param deletedAt null unless the item is a tombstone
   * @param deleteAfter the instant from which the call counts as deleted; null when there is none
   * @param recordingKey the key of the recording, which may be that of a tombstone whose recording
   *     is still to be removed; null when there is none
   */
  public record State(
      @Nullable Instant deletedAt,
      @Nullable Instant deleteAfter,
      Recording recording,
      @Nullable String recordingKey) {}

  /** Returns what the item says besides the call itself. */
  public static State readState(Map<String, AttributeValue> values) {
    Attributes item = new Attributes(values);
    Attributes recording = item.map(RECORDING);
    return new State(
        item.instant(DELETED_AT),
        item.epochSecond(DELETE_AFTER),
        readRecording(item),
        recording == null ? null : recording.text(RECORDING_KEY));
  }

  /**
   * Returns the call.
   *
   * @param segments of its transcript; empty where they were not asked for
   */
  static Call read(Attributes item, CallId id, List<Segment> segments) {
    String storedId = item.text(ID);
    if (storedId != null && !storedId.equals(id.value())) {
      throw Attributes.unreadable(ID, "the id of its key");
    }
    String plainText = item.text(TRANSCRIPT);
    Transcript transcript;
    if (!segments.isEmpty()) {
      transcript = Transcript.of(segments);
    } else {
      transcript = plainText == null ? Transcript.empty() : Transcript.ofPlainText(plainText);
    }
    Attributes metadata = item.map(METADATA);
    return new Call(
        id,
        item.text(AGENT_ID),
        item.text(FROM_NUMBER),
        item.text(TO_NUMBER),
        item.text(DIRECTION),
        item.requiredText(STATUS),
        item.wholeNumber(DURATION),
        readRecording(item),
        transcript,
        item.text(SENTIMENT),
        item.text(SUMMARY),
        metadata == null ? Map.of() : Metadata.read(metadata.values()),
        item.instant(STARTED_AT),
        item.instant(ENDED_AT),
        item.requiredInstant(CREATED_AT));
  }

  /** Returns the call of an item of an index, which lacks what no list shows. */
  static ListedCall readListed(Attributes item, CallId id) {
    return new ListedCall(
        id,
        item.text(AGENT_ID),
        item.text(FROM_NUMBER),
        item.text(TO_NUMBER),
        item.text(DIRECTION),
        item.requiredText(STATUS),
        item.wholeNumber(DURATION),
        item.text(SENTIMENT),
        item.text(SUMMARY),
        readRecording(item),
        item.instant(STARTED_AT),
        item.instant(ENDED_AT),
        item.requiredInstant(CREATED_AT));
  }

  /** Returns the state of the recording; none when the item does not speak of one. */
  static Recording readRecording(Attributes item) {
    Attributes recording = item.map(RECORDING);
    if (recording == null) {
      return Recording.Unplayable.NONE;
    }
    String status = recording.requiredText(RECORDING_STATUS);
    return status.equals(Recording.Available.STATUS)
        ? new Recording.Available(
            recording.text(RECORDING_KEY),
            recording.text(RECORDING_CONTENT_TYPE),
            recording.wholeNumber(RECORDING_SIZE),
            recording.number(RECORDING_DURATION),
            item.epochSecond(DELETE_AFTER))
        : Recording.Unplayable.parse(status);
  }

  /**
   * Returns the item of a call.
   *
   * @param transcriptItems how many items {@link TranscriptItem#write} made of its segments
   * @throws IllegalArgumentException when DynamoDB cannot hold the metadata, or a number
   */
  public static Map<String, AttributeValue> write(TenantId tenant, Call call, int transcriptItems) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(keys(tenant, call.id()));
    item.put(SCHEMA_VERSION, number(CURRENT_SCHEMA_VERSION));
    item.put(TRANSCRIPT_ITEMS, number(transcriptItems));
    item.put(ID, text(call.id().value()));
    putText(item, AGENT_ID, call.agentId());
    putText(item, FROM_NUMBER, call.fromNumber());
    putText(item, TO_NUMBER, call.toNumber());
    putText(item, DIRECTION, call.direction());
    putText(item, STATUS, call.status());
    if (call.duration() != null) {
      item.put(DURATION, number(call.duration()));
    }
    if (call.transcript().segments().isEmpty()) {
      putText(item, TRANSCRIPT, call.transcript().text());
    }
    putText(item, SENTIMENT, call.sentiment());
    putText(item, SUMMARY, call.summary());
    item.put(METADATA, Metadata.write(call.metadata()));
    putText(item, STARTED_AT, isoText(call.startedAt()));
    putText(item, ENDED_AT, isoText(call.endedAt()));
    putText(item, CREATED_AT, isoText(call.createdAt()));
    item.put(RECORDING, AttributeValue.fromM(writeRecording(call.recording())));
    item.putAll(CallIndex.attributes(item));
    return item;
  }

  /**
   * Returns the item that remains of a deleted call.
   *
   * @param recordingKey the key of a recording that is still to be removed; null when none is
   */
  public static Map<String, AttributeValue> writeTombstone(
      TenantId tenant, CallId id, Instant deletedAt, @Nullable String recordingKey) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(keys(tenant, id));
    item.put(DELETED_AT, text(deletedAt.toString()));
    Map<String, AttributeValue> recording = writeRecording(Recording.Unplayable.DELETED);
    putText(recording, RECORDING_KEY, recordingKey);
    item.put(RECORDING, AttributeValue.fromM(recording));
    return item;
  }

  /**
   * Returns the tombstone of a call of which something is still to be removed.
   *
   * <p>No reader takes it for a call. It keeps what is needed to go on after an interruption: the
   * recording's key, and the attributes by which the call is found by its numbers.
   *
   * @param recordingKey as of {@link #writeTombstone}
   * @param before the item in whose place it comes; null when there is none
   */
  public static Map<String, AttributeValue> writeErasing(
      TenantId tenant,
      CallId id,
      Instant deletedAt,
      @Nullable String recordingKey,
      @Nullable Map<String, AttributeValue> before) {
    Map<String, AttributeValue> item = writeTombstone(tenant, id, deletedAt, recordingKey);
    item.put(ERASING, AttributeValue.fromBool(true));
    if (before != null) {
      CallIndex.NUMBER_ATTRIBUTES.forEach(name -> {
        AttributeValue value = before.get(name);
        if (value != null) {
          item.put(name, value);
        }
      });
    }
    return item;
  }

  /** Returns the key of the item. */
  public static Map<String, AttributeValue> keys(TenantId tenant, CallId id) {
    Map<String, AttributeValue> keys = new LinkedHashMap<>();
    keys.put(PARTITION_KEY, text(partitionKey(tenant, id)));
    keys.put(SORT_KEY, text(SORT_KEY_VALUE));
    return keys;
  }

  private static Map<String, AttributeValue> writeRecording(Recording recording) {
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    map.put(RECORDING_STATUS, text(recording.writableStatus()));
    if (recording instanceof Recording.Available available) {
      putText(map, RECORDING_KEY, available.key());
      putText(map, RECORDING_CONTENT_TYPE, available.contentType());
      if (available.size() != null) {
        map.put(RECORDING_SIZE, number(available.size()));
      }
      if (available.duration() != null) {
        map.put(RECORDING_DURATION, Numbers.write(available.duration()));
      }
    }
    return map;
  }

  private static void putText(
      Map<String, AttributeValue> item, String name, @Nullable String value) {
    if (value != null) {
      item.put(name, text(value));
    }
  }

  private static @Nullable String isoText(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
