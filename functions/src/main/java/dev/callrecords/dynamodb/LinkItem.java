package dev.callrecords.dynamodb;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Item of a shared link in the table of links. */
public final class LinkItem {

  /** The hash key's attribute: the link's id, which is the hex SHA-256 of its token. */
  public static final String LINK_HASH = "link_hash";

  /** The partition key of the call, as in the table of calls, and of {@link #BY_CALL}. */
  public static final String CALL_PK = "call_pk";

  /** The id of the key that made the link. */
  public static final String CREATED_BY = "created_by";

  /** When the link was revoked; absent while it is not. */
  public static final String REVOKED_AT = "revoked_at";

  /** The index of a call's links by {@link #CREATED_AT}. */
  public static final String BY_CALL = "links-by-call";

  /** Always with milliseconds, so that texts sort as times do. */
  static final String CREATED_AT = "created_at";

  /** Epoch seconds, from which on the link is refused. */
  static final String EXPIRES_AT = "expires_at";

  /** When the link was refused as expired first: from then on it stays so. */
  static final String EXPIRED_AT = "expired_at";

  static final String OPENED = "opened";
  static final String LAST_OPENED_AT = "last_opened_at";
  private static final String OPENS = "opens";
  private static final String LABEL = "label";
  private static final String DELETE_AFTER = "delete_after";

  /** How long an expired link is told from one that never was. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private LinkItem() {}

  /** Returns the item of a link. */
  public static Map<String, AttributeValue> write(SharedLink link) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put(LINK_HASH, CallItem.text(link.id().value()));
    item.put(CALL_PK, CallItem.text(CallItem.partitionKey(link.tenant(), link.callId())));
    item.put(OPENS, CallItem.text(link.opens().text()));
    putText(item, LABEL, link.label());
    item.put(CREATED_AT, CallItem.text(CallIndex.time(link.createdAt())));
    item.put(CREATED_BY, CallItem.text(link.createdBy()));
    item.put(EXPIRES_AT, CallItem.number(link.expiresAt().getEpochSecond()));
    item.put(DELETE_AFTER, CallItem.number(link.expiresAt().plus(REMEMBERED).getEpochSecond()));
    putText(item, REVOKED_AT, link.revokedAt());
    item.put(OPENED, CallItem.number(link.opened()));
    putText(item, LAST_OPENED_AT, link.lastOpenedAt());
    return item;
  }

  /**
   * Returns the link of an item.
   *
   * @throws dev.callrecords.domain.DependencyException of kind CORRUPT when it is none
   */
  public static SharedLink read(Map<String, AttributeValue> values) {
    Attributes item = new Attributes(values);
    String partitionKey = item.requiredText(CALL_PK);
    int separator = partitionKey.indexOf('#');
    Long opened = item.wholeNumber(OPENED);
    return new SharedLink(
        LinkId.parse(item.requiredText(LINK_HASH))
            .orElseThrow(() -> Attributes.unreadable(LINK_HASH, "64 hex digits")),
        TenantId.parse(partitionKey.substring(0, Math.max(0, separator)))
            .orElseThrow(() -> Attributes.unreadable(CALL_PK, "a tenant id and a call id")),
        CallId.parse(partitionKey.substring(separator + 1))
            .orElseThrow(() -> Attributes.unreadable(CALL_PK, "a tenant id and a call id")),
        LinkTarget.parse(item.requiredText(OPENS))
            .orElseThrow(() -> Attributes.unreadable(OPENS, "what this version knows")),
        item.text(LABEL),
        item.requiredInstant(CREATED_AT),
        item.requiredText(CREATED_BY),
        Attributes.required(EXPIRES_AT, item.epochSecond(EXPIRES_AT)),
        item.instant(REVOKED_AT),
        opened == null ? 0 : opened,
        item.instant(LAST_OPENED_AT));
  }

  private static void putText(
      Map<String, AttributeValue> item, String name, @Nullable Object value) {
    if (value != null) {
      item.put(name, CallItem.text(value.toString()));
    }
  }
}
