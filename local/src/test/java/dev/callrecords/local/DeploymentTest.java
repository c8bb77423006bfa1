package dev.callrecords.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class DeploymentTest {

  private static final String PARTITION_KEY = "pk";
  private static final String SORT_KEY = "sk";

  @Test
  void createResources_tableWithoutIndexes_addsThemAndKeepsItems() throws IOException {
    try (EmbeddedCloud cloud = EmbeddedCloud.start();
        Deployment deployment =
            new Deployment(Template.read(Path.of("..", "template.yaml")), cloud)) {
      String table = deployment.callsTable();
      deployment
          .dynamoDb()
          .createTable(create ->
              create
                  .tableName(table)
                  .attributeDefinitions(attribute(PARTITION_KEY), attribute(SORT_KEY))
                  .keySchema(key(PARTITION_KEY, KeyType.HASH), key(SORT_KEY, KeyType.RANGE))
                  .billingMode(BillingMode.PAY_PER_REQUEST));
      deployment
          .dynamoDb()
          .putItem(put ->
              put.tableName(table)
                  .item(
                      Map.of(
                          PARTITION_KEY,
                          AttributeValue.fromS("t#c"),
                          SORT_KEY,
                          AttributeValue.fromS("call"))));

      deployment.createResources();
      deployment.createResources();

      assertThat(
              deployment
                  .dynamoDb()
                  .describeTable(describe -> describe.tableName(table))
                  .table()
                  .globalSecondaryIndexes())
          .allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE)
          .extracting(GlobalSecondaryIndexDescription::indexName)
          .containsExactlyInAnyOrder("calls-by-time", "calls-by-from-number", "calls-by-to-number");
      assertThat(deployment.dynamoDb().scan(scan -> scan.tableName(table)).count()).isEqualTo(1);
    }
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
