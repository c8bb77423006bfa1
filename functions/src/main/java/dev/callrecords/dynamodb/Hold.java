package dev.callrecords.dynamodb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reason to keep a call. While its item {@code call} has this map, it is neither erased nor swept.
 *
 * @param since when it was set
 * @param by who set it
 * @param reason why
 * @param deleteAfter the call's {@code delete_after}, kept aside; null when it has none
 * @param eraseReason why the call was to be erased meanwhile; null when it was not
 */
public record Hold(
    Instant since,
    String by,
    String reason,
    @Nullable Instant deleteAfter,
    @Nullable String eraseReason) {

  /** The attribute of the item {@code call}. */
  public static final String ATTRIBUTE = "hold";

  /** The member of the map that says why the call was to be erased. */
  public static final String ERASE_REASON = "erase_reason";

  private static final String SINCE = "since";
  private static final String BY = "by";
  private static final String REASON = "reason";

  /** Returns whether an item {@code call} is held, even where the hold cannot be read. */
  public static boolean isIn(@Nullable Map<String, AttributeValue> item) {
    return item != null && item.containsKey(ATTRIBUTE);
  }

  /**
   * Returns the hold of an item {@code call}, or empty when there is none.
   *
   * @throws dev.callrecords.domain.DependencyException of kind CORRUPT when it cannot be read
   */
  public static Optional<Hold> read(Map<String, AttributeValue> item) {
    return Optional.ofNullable(new Attributes(item).map(ATTRIBUTE))
        .map(hold ->
            new Hold(
                hold.requiredInstant(SINCE),
                hold.requiredText(BY),
                hold.requiredText(REASON),
                hold.epochSecond(CallItem.DELETE_AFTER),
                hold.text(ERASE_REASON)));
  }

  /** Returns the hold with another {@code delete_after} kept aside. */
  public Hold withDeleteAfter(Instant kept) {
    return new Hold(since, by, reason, kept, eraseReason);
  }

  /** Returns the value of the attribute. */
  public AttributeValue write() {
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    map.put(SINCE, CallItem.text(since.toString()));
    map.put(BY, CallItem.text(by));
    map.put(REASON, CallItem.text(reason));
    if (deleteAfter != null) {
      map.put(CallItem.DELETE_AFTER, CallItem.number(deleteAfter.getEpochSecond()));
    }
    if (eraseReason != null) {
      map.put(ERASE_REASON, CallItem.text(eraseReason));
    }
    return AttributeValue.fromM(map);
  }
}
