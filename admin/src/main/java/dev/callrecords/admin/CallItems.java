package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.Hold;
import dev.callrecords.dynamodb.TranscriptItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of one call, which DynamoDB can hold. */
record CallItems(
    CallId id, Map<String, AttributeValue> call, List<Map<String, AttributeValue>> transcript) {

  private static final int MOST_ITEM_BYTES = 400 * 1024;

  /** The functions read no call of more. */
  private static final int MOST_BYTES = 15 * 1024 * 1024;

  /**
   * Returns the items of a call.
   *
   * @param deleteAfter given to every item of the call; null for none
   * @throws InvalidCallException when it is too large
   */
  static CallItems of(TenantId tenant, Call call, @Nullable Instant deleteAfter)
      throws InvalidCallException {
    List<Map<String, AttributeValue>> transcript;
    try {
      transcript = TranscriptItem.write(tenant, call.id(), call.transcript().segments());
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException("transcript_segments", "is too large: " + e.getMessage());
    }
    Map<String, AttributeValue> item = CallItem.write(tenant, call, transcript.size());
    if (deleteAfter != null) {
      AttributeValue seconds = AttributeValue.fromN(Long.toString(deleteAfter.getEpochSecond()));
      item.put(CallItem.DELETE_AFTER, seconds);
      // DynamoDB expires each item separately.
      transcript.forEach(part -> part.put(CallItem.DELETE_AFTER, seconds));
    }
    CallItems items = new CallItems(call.id(), item, transcript);
    int callBytes = bytes(items.call());
    if (callBytes > MOST_ITEM_BYTES) {
      throw new InvalidCallException(
          "",
          "is too large: without its segments it takes %d bytes, and DynamoDB holds %d"
              .formatted(callBytes, MOST_ITEM_BYTES));
    }
    if (items.bytes() > MOST_BYTES) {
      throw new InvalidCallException(
          "transcript_segments",
          "is too large: compressed it takes %d bytes, and at most %d can be read back"
              .formatted(items.bytes() - callBytes, MOST_BYTES));
    }
    return items;
  }

  /**
   * Returns the items with the hold of the stored ones, which keeps {@code delete_after} aside.
   *
   * @param stored the item {@code call} in whose place they come; null when there is none
   * @throws dev.callrecords.domain.DependencyException when its hold cannot be read
   */
  CallItems keepHold(@Nullable Map<String, AttributeValue> stored) {
    Optional<Hold> hold = Optional.ofNullable(stored).flatMap(Hold::read);
    if (hold.isEmpty()) {
      return this;
    }
    if (call.containsKey(CallItem.DELETED_AT)) {
      throw new IllegalStateException("No writer puts a tombstone over a held call");
    }
    Instant deleteAfter = CallItem.readState(call).deleteAfter();
    Map<String, AttributeValue> held = without(call, CallItem.DELETE_AFTER);
    held.put(
        Hold.ATTRIBUTE,
        (deleteAfter == null ? hold.get() : hold.get().withDeleteAfter(deleteAfter)).write());
    return new CallItems(
        id, held, transcript.stream().map(part -> without(part, CallItem.DELETE_AFTER)).toList());
  }

  private static Map<String, AttributeValue> without(
      Map<String, AttributeValue> item, String name) {
    Map<String, AttributeValue> copy = new LinkedHashMap<>(item);
    copy.remove(name);
    return copy;
  }

  /** Returns about what DynamoDB counts for all of them. */
  int bytes() {
    return bytes(call) + transcript.stream().mapToInt(CallItems::bytes).sum();
  }

  private static int bytes(Map<String, AttributeValue> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(entry -> utf8Length(entry.getKey()) + bytes(entry.getValue()))
        .sum();
  }

  private static int bytes(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8Length(value.s());
      case B -> value.b().asByteArrayUnsafe().length;
      case N -> value.n().length() / 2 + 2;
      case M -> 3 + value.m().size() + bytes(value.m());
      case L -> 3 + value.l().size() + value.l().stream().mapToInt(CallItems::bytes).sum();
      case SS -> value.ss().stream().mapToInt(CallItems::utf8Length).sum();
      case NS -> value.ns().stream().mapToInt(number -> number.length() / 2 + 2).sum();
      case BS -> value.bs().stream().mapToInt(bytes -> bytes.asByteArrayUnsafe().length).sum();
      case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> 1;
    };
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
