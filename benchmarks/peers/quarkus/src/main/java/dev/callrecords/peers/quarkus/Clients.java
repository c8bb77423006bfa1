package dev.callrecords.peers.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The clients of AWS, as beans. */
@ApplicationScoped
class Clients {

  @Produces
  @Singleton
  DynamoDbClient dynamoDb() {
    return DynamoDbClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build();
  }

  @Produces
  @Singleton
  S3Presigner presigner() {
    return S3Presigner.create();
  }
}
