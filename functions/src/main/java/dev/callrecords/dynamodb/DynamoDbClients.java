package dev.callrecords.dynamodb;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes clients of DynamoDB as the functions use them. */
public final class DynamoDbClients {

  private DynamoDbClients() {}

  /**
   * Returns a builder with attempts, time-outs and HTTP client set; region and credentials are
   * still the SDK's own.
   */
  public static DynamoDbClientBuilder builder() {
    return AwsClients.configure(DynamoDbClient.builder());
  }

  /**
   * Returns such a builder with these credentials, for a client that lives as long as the process;
   * the region is still the SDK's own.
   */
  public static DynamoDbClientBuilder builder(Credentials credentials) {
    return AwsClients.configure(DynamoDbClient.builder(), credentials);
  }
}
