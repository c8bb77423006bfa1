package dev.callrecords.dynamodb;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.aws.Credentials;
import dev.callrecords.aws.HeaderSigner;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.auth.scheme.DynamoDbAuthSchemeProvider;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

/** Makes clients of DynamoDB as the functions use them. */
public final class DynamoDbClients {

  private DynamoDbClients() {}

  /**
   * Returns a builder with attempts, HTTP client and signer set; region and credentials are still
   * the SDK's own.
   */
  public static DynamoDbClientBuilder builder() {
    return AwsClients.configure(unconfigured());
  }

  /**
   * Returns such a builder with these credentials, for a client that lives as long as the process;
   * the region is still the SDK's own.
   */
  public static DynamoDbClientBuilder builder(Credentials credentials) {
    return AwsClients.configure(unconfigured(), credentials);
  }

  /** Returns a builder for a client that gets all its answers from memory. */
  static DynamoDbClientBuilder builder(CannedAnswers answers) {
    return AwsClients.configure(unconfigured(), answers);
  }

  private static DynamoDbClientBuilder unconfigured() {
    RulesAskedOnce rules =
        new RulesAskedOnce(
            DynamoDbEndpointProvider.defaultProvider(),
            DynamoDbAuthSchemeProvider.defaultProvider());
    return DynamoDbClient.builder()
        .endpointProvider(rules)
        .authSchemeProvider(rules)
        .putAuthScheme(new HeaderSigner());
  }
}
