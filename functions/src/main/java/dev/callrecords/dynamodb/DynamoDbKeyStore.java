package dev.callrecords.dynamodb;

import dev.callrecords.domain.KeyRecord;
import dev.callrecords.domain.KeyStore;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** Keys in a DynamoDB table, read strongly consistent. */
public final class DynamoDbKeyStore implements KeyStore {

  private final DynamoDbClient client;
  private final String table;

  /** Creates a store over a table. */
  public DynamoDbKeyStore(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  @Override
  public Optional<KeyRecord> find(String hash) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(table)
            .key(Map.of(KeyItem.KEY_HASH, AttributeValue.fromS(hash)))
            .consistentRead(true)
            .build();
    return DynamoDbReads.getItem(client, request).map(KeyItem::read);
  }
}
