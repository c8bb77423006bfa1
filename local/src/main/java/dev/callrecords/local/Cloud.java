package dev.callrecords.local;

import dev.callrecords.admin.StandIns;
import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A stand-in of AWS: DynamoDB, S3 and clients configured like the functions'. */
public interface Cloud extends AutoCloseable {

  /** Returns where DynamoDB is. */
  URI dynamoDb();

  /**
   * Returns the endpoint of S3. It has an IP address, so the SDK uses path-style bucket addresses.
   */
  URI s3();

  /** Returns the credentials that both know. */
  default AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(StandIns.ACCESS_KEY_ID, StandIns.SECRET_ACCESS_KEY));
  }

  /** Returns a new client of DynamoDB. */
  default DynamoDbClient dynamoDbClient() {
    return AwsClients.configure(DynamoDbClient.builder(), new Credentials(credentials()))
        .endpointOverride(dynamoDb())
        .region(StandIns.REGION)
        .build();
  }

  /** Returns a new DynamoDB client for writers, with long timeouts. */
  default DynamoDbClient dynamoDbUploadClient() {
    return DynamoDbClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(dynamoDb())
        .region(StandIns.REGION)
        .credentialsProvider(credentials())
        .build();
  }

  /** Returns a new client of S3. */
  default S3Client s3Client() {
    return AwsClients.configure(S3Client.builder(), new Credentials(credentials()))
        .endpointOverride(s3())
        .region(StandIns.REGION)
        .build();
  }

  /** Returns a new S3 client for writers, with long timeouts. */
  default S3Client s3UploadClient() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(s3())
        .region(StandIns.REGION)
        .credentialsProvider(credentials())
        .build();
  }

  @Override
  void close();
}
