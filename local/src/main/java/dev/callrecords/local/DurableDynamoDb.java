package dev.callrecords.local;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.dynamodb.services.exceptions.AWSExceptionFactory;
import software.amazon.dynamodb.services.exceptions.AmazonServiceExceptionType;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;

/**
 * DynamoDB Local over a file, whose answers to writes can be relied on.
 *
 * <p>DynamoDB Local answers a transaction before it commits it to its file, and ignores when the
 * commit fails. Here a write waits for its commit, and is refused while the disk is nearly full.
 */
final class DurableDynamoDb extends LocalDynamoDBRequestHandler {

  /** Far more than one request takes, with its journal. */
  static final long MIN_FREE_BYTES = 64L * 1024 * 1024;

  private final LongSupplier freeBytes;

  /**
   * Opens a folder.
   *
   * @param freeBytes says how much the disk of the folder still takes
   */
  DurableDynamoDb(String folder, LongSupplier freeBytes) {
    super(0, false, folder, true, false);
    this.freeBytes = freeBytes;
  }

  private <T> T write(String accessKey, String region, Supplier<T> write) {
    long free = freeBytes.getAsLong();
    if (free < MIN_FREE_BYTES) {
      // A status that SDKs do not retry: a retry would not help.
      throw AWSExceptionFactory.buildAWSException(
          AmazonServiceExceptionType.LIMIT_EXCEEDED_EXCEPTION,
          "Nothing was written: the disk of --data has %d MB left, and ./local.sh needs %d. Make room."
              .formatted(free >> 20, MIN_FREE_BYTES >> 20));
    }
    T answer = write.get();
    // One thread executes all statements in order, so the commit is done when this returns.
    super.listTables(accessKey, region, ListTablesRequest.builder().build());
    return answer;
  }

  @Override
  public CreateTableResponse createTable(
      String accessKey, String region, CreateTableRequest request) {
    return write(accessKey, region, () -> super.createTable(accessKey, region, request));
  }

  @Override
  public PutItemResponse putItem(String accessKey, String region, PutItemRequest request) {
    return write(accessKey, region, () -> super.putItem(accessKey, region, request));
  }

  @Override
  public UpdateItemResponse updateItem(String accessKey, String region, UpdateItemRequest request) {
    return write(accessKey, region, () -> super.updateItem(accessKey, region, request));
  }

  @Override
  public DeleteItemResponse deleteItem(String accessKey, String region, DeleteItemRequest request) {
    return write(accessKey, region, () -> super.deleteItem(accessKey, region, request));
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(
      String accessKey, String region, BatchWriteItemRequest request) {
    return write(accessKey, region, () -> super.batchWriteItem(accessKey, region, request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(
      String accessKey, String region, TransactWriteItemsRequest request) {
    return write(accessKey, region, () -> super.transactWriteItems(accessKey, region, request));
  }
}
