package dev.callrecords.admin;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.KeyItem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Makes, lists and revokes keys. */
public final class Keys {

  private static final int RANDOM_BYTES = 32;

  private final DynamoDbClient client;
  private final String table;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Opens a table of keys. */
  public Keys(DynamoDbClient client, String table, Clock clock) {
    this.client = client;
    this.table = table;
    this.clock = clock;
  }

  /**
   * Creates a key and stores its hash. Only the return value holds the key itself.
   *
   * @param scopes at least one
   * @param label what its owner calls it
   * @param expiresAt the instant from which it is refused; null for never
   */
  public ApiKey create(
      TenantId tenant, Set<Scope> scopes, String label, @Nullable Instant expiresAt) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    ApiKey key =
        ApiKey.parse("crk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
            .orElseThrow();
    client.putItem(put ->
        put.tableName(table)
            .item(KeyItem.write(key.hash(), tenant, scopes, label, now(), expiresAt))
            .conditionExpression("attribute_not_exists(#hash)")
            .expressionAttributeNames(Map.of("#hash", KeyItem.KEY_HASH)));
    return key;
  }

  /**
   * Returns keys, the oldest first.
   *
   * @param tenant null for those of all tenants
   */
  public List<KeyItem.Entry> list(@Nullable TenantId tenant) {
    return find(tenant, "");
  }

  /** Result of revoking a key. */
  public sealed interface Revocation {

    /** The key is refused from now on. */
    record Revoked(KeyItem.Entry key) implements Revocation {}

    /** It was revoked before, and nothing has changed. */
    record AlreadyRevoked(KeyItem.Entry key) implements Revocation {}

    /** No key has that id. */
    record Unknown() implements Revocation {}

    /** Several keys have that id, and nothing has changed. */
    record Ambiguous(List<KeyItem.Entry> keys) implements Revocation {}
  }

  /**
   * Revokes the one key whose hash starts with an id.
   *
   * @param tenant whose key it must be; null for any tenant's
   */
  public Revocation revoke(@Nullable TenantId tenant, String keyId) {
    List<KeyItem.Entry> found = find(tenant, keyId);
    if (found.isEmpty()) {
      return new Revocation.Unknown();
    }
    if (found.size() > 1) {
      return new Revocation.Ambiguous(found);
    }
    KeyItem.Entry key = found.getFirst();
    try {
      client.updateItem(update ->
          update
              .tableName(table)
              .key(Map.of(KeyItem.KEY_HASH, AttributeValue.fromS(key.hash())))
              .updateExpression("SET #revoked = :now")
              .conditionExpression("attribute_exists(#hash) AND attribute_not_exists(#revoked)")
              .expressionAttributeNames(
                  Map.of("#hash", KeyItem.KEY_HASH, "#revoked", KeyItem.REVOKED_AT))
              .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(now().toString()))));
      return new Revocation.Revoked(key);
    } catch (ConditionalCheckFailedException e) {
      return new Revocation.AlreadyRevoked(key);
    }
  }

  /**
   * Restores the keys that a restored copy of the table has and the table lacks.
   *
   * <p>One that the table has stays as it is: it may have been revoked since.
   *
   * @return those put in, as the copy is read
   */
  public Stream<KeyItem.Entry> restore(String copyTable) {
    return client
        .scanPaginator(scan -> scan.tableName(copyTable).consistentRead(true))
        .items()
        .stream()
        .filter(this::putNew)
        .map(KeyItem::readEntry);
  }

  private boolean putNew(Map<String, AttributeValue> item) {
    try {
      client.putItem(put ->
          put.tableName(table)
              .item(item)
              .conditionExpression("attribute_not_exists(#hash)")
              .expressionAttributeNames(Map.of("#hash", KeyItem.KEY_HASH)));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private List<KeyItem.Entry> find(@Nullable TenantId tenant, String hashPrefix) {
    List<String> conditions = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    if (tenant != null) {
      conditions.add("#tenant = :tenant");
      names.put("#tenant", KeyItem.TENANT_ID);
      values.put(":tenant", AttributeValue.fromS(tenant.value()));
    }
    if (!hashPrefix.isEmpty()) {
      conditions.add("begins_with(#hash, :prefix)");
      names.put("#hash", KeyItem.KEY_HASH);
      values.put(":prefix", AttributeValue.fromS(hashPrefix));
    }
    ScanRequest.Builder scan = ScanRequest.builder().tableName(table).consistentRead(true);
    if (!conditions.isEmpty()) {
      scan.filterExpression(String.join(" AND ", conditions))
          .expressionAttributeNames(names)
          .expressionAttributeValues(values);
    }
    return client.scanPaginator(scan.build()).items().stream()
        .map(KeyItem::readEntry)
        .sorted(
            Comparator.comparing(
                    KeyItem.Entry::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(KeyItem.Entry::hash))
        .toList();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
