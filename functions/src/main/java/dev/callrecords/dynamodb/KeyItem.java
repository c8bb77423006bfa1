package dev.callrecords.dynamodb;

import dev.callrecords.domain.KeyRecord;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Item of an API key in the table of keys. */
public final class KeyItem {

  /** The hash key's attribute: the hex SHA-256 of the key. */
  public static final String KEY_HASH = "key_hash";

  /** The tenant that owns the key. */
  public static final String TENANT_ID = "tenant_id";

  private static final String SCOPES = "scopes";
  private static final String LABEL = "label";
  private static final String CREATED_AT = "created_at";
  private static final String EXPIRES_AT = "expires_at";

  /** When the key was withdrawn; absent while it is good. */
  public static final String REVOKED_AT = "revoked_at";

  private KeyItem() {}

  /**
   * All that is stored about a key, for its operator.
   *
   * @param hash the hex SHA-256 of the key; never shown in full
   * @param scopes by name, in order
   */
  public record Entry(
      String hash,
      @Nullable String tenant,
      List<String> scopes,
      @Nullable String label,
      @Nullable Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {}

  /** Returns all that the item says. */
  public static Entry readEntry(Map<String, AttributeValue> values) {
    Attributes item = new Attributes(values);
    AttributeValue scopes = values.get(SCOPES);
    return new Entry(
        item.requiredText(KEY_HASH),
        item.text(TENANT_ID),
        scopes == null ? List.of() : scopes.ss().stream().sorted().toList(),
        item.text(LABEL),
        item.instant(CREATED_AT),
        item.instant(EXPIRES_AT),
        item.instant(REVOKED_AT));
  }

  /** Returns the key; scopes that this version does not know are left out. */
  static KeyRecord read(Attributes item) {
    TenantId tenant =
        TenantId.parse(item.requiredText(TENANT_ID))
            .orElseThrow(() -> Attributes.unreadable(TENANT_ID, "a tenant id"));
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    AttributeValue stored = item.values().get(SCOPES);
    if (stored != null && stored.type() != AttributeValue.Type.NUL) {
      if (stored.type() != AttributeValue.Type.SS) {
        throw Attributes.unreadable(SCOPES, "a string set");
      }
      stored.ss().forEach(text -> Scope.parse(text).ifPresent(scopes::add));
    }
    return new KeyRecord(
        tenant, scopes, item.instant(EXPIRES_AT), item.values().containsKey(REVOKED_AT));
  }

  /**
   * Returns the item of a new key.
   *
   * @param hash the key's hash, see {@link dev.callrecords.domain.ApiKey#hash()}
   * @param scopes at least one
   * @param label what the key's owner calls it
   * @param expiresAt null when the key does not expire
   */
  public static Map<String, AttributeValue> write(
      String hash,
      TenantId tenant,
      Set<Scope> scopes,
      String label,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put(KEY_HASH, AttributeValue.fromS(hash));
    item.put(TENANT_ID, AttributeValue.fromS(tenant.value()));
    item.put(SCOPES, AttributeValue.fromSs(scopes.stream().map(Scope::text).sorted().toList()));
    item.put(LABEL, AttributeValue.fromS(label));
    item.put(CREATED_AT, AttributeValue.fromS(createdAt.toString()));
    if (expiresAt != null) {
      item.put(EXPIRES_AT, AttributeValue.fromS(expiresAt.toString()));
    }
    return item;
  }
}
