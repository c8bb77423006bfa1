package dev.callrecords.admin;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.KeyItem;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes keys. */
public final class KeyWriter {

  private static final int RANDOM_BYTES = 32;

  private final DynamoDbClient client;
  private final String table;
  private final SecureRandom random = new SecureRandom();

  /** Creates a writer for a table. */
  public KeyWriter(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /**
   * Makes a key and stores its hash; the key itself is only in what is returned.
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
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    client.putItem(put ->
        put.tableName(table)
            .item(KeyItem.write(key.hash(), tenant, scopes, label, now, expiresAt))
            .conditionExpression("attribute_not_exists(#hash)")
            .expressionAttributeNames(Map.of("#hash", KeyItem.KEY_HASH)));
    return key;
  }
}
