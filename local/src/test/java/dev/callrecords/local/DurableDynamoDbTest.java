package dev.callrecords.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

final class DurableDynamoDbTest {

  private static final String TABLE = "table";
  private static final String ACCESS_KEY = "local";
  private static final String REGION = "us-east-1";

  private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);

  @TempDir private Path folder;
  private DurableDynamoDb dynamoDb;

  @BeforeEach
  void open() {
    dynamoDb = new DurableDynamoDb(folder.toString(), freeBytes::get);
    dynamoDb.createTable(
        ACCESS_KEY,
        REGION,
        CreateTableRequest.builder()
            .tableName(TABLE)
            .attributeDefinitions(
                AttributeDefinition.builder()
                    .attributeName("pk")
                    .attributeType(ScalarAttributeType.S)
                    .build())
            .keySchema(KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build())
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .build());
  }

  @AfterEach
  void close() {
    dynamoDb.shutdown();
  }

  private static Map<String, AttributeValue> item(int number) {
    return Map.of("pk", AttributeValue.fromS("item " + number));
  }

  private void put(int number) {
    dynamoDb.putItem(
        ACCESS_KEY, REGION, PutItemRequest.builder().tableName(TABLE).item(item(number)).build());
  }

  private void putTen(int first) {
    dynamoDb.transactWriteItems(
        ACCESS_KEY,
        REGION,
        TransactWriteItemsRequest.builder()
            .transactItems(
                IntStream.range(first, first + 10)
                    .mapToObj(number ->
                        TransactWriteItem.builder()
                            .put(put -> put.tableName(TABLE).item(item(number)))
                            .build())
                    .toList())
            .build());
  }

  private int count() {
    return dynamoDb
        .scan(ACCESS_KEY, REGION, ScanRequest.builder().tableName(TABLE).build())
        .count();
  }

  /** SQLite has committed when its journal is gone. */
  @Test
  void transactWriteItems_answered_isCommitted() {
    for (int i = 0; i < 20; i++) {
      putTen(i * 10);

      assertThat(folder.resolve("shared-local-instance.db-journal")).doesNotExist();
    }
    assertThat(Files.exists(folder.resolve("shared-local-instance.db"))).isTrue();
  }

  @Test
  void write_diskNearlyFull_isRefusedAndSaysSo() {
    put(1);
    freeBytes.set(DurableDynamoDb.MIN_FREE_BYTES - 1);

    assertThatThrownBy(() -> put(2)).hasMessageContaining("63 MB left");
    assertThatThrownBy(() -> putTen(10)).hasMessageContaining("Nothing was written");
    assertThat(count()).isEqualTo(1);

    freeBytes.set(DurableDynamoDb.MIN_FREE_BYTES);
    putTen(10);
    assertThat(count()).isEqualTo(11);
  }
}
