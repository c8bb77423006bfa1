package dev.callrecords.dynamodb;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Reads from DynamoDB that accept no answer but the one that was asked for.
 *
 * <p>An empty answer is a failure, not an absent item. An item of another key, as an endpoint sends
 * that answers a request twice, would show one tenant the call of another.
 */
final class DynamoDbReads {

  private static final int MAX_ATTEMPTS = 2;

  private DynamoDbReads() {}

  /**
   * Returns one page of a Query.
   *
   * @param key the attribute of the partition key, and its value in every item
   * @throws DependencyException when DynamoDB fails, or answers without a list of items or with an
   *     item of another key
   */
  static QueryResponse query(
      DynamoDbClient client, QueryRequest request, Map.Entry<String, AttributeValue> key) {
    QueryResponse response =
        read("dynamodb:Query", () -> client.query(request), QueryResponse::hasItems);
    response.items().forEach(item -> checkKey(item, key));
    return response;
  }

  /**
   * Returns the item, or empty when there is none.
   *
   * @throws DependencyException when DynamoDB fails, or answers with an empty body or an item of
   *     another key
   */
  static Optional<Attributes> getItem(DynamoDbClient client, GetItemRequest request) {
    // Only this distinguishes a missing item from an empty one.
    GetItemRequest counted =
        request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
    GetItemResponse response =
        read(
            "dynamodb:GetItem",
            () -> client.getItem(counted),
            answer -> answer.consumedCapacity() != null);
    if (!response.hasItem()) {
      return Optional.empty();
    }
    request.key().entrySet().forEach(key -> checkKey(response.item(), key));
    return Optional.of(new Attributes(response.item()));
  }

  private static void checkKey(
      Map<String, AttributeValue> item, Map.Entry<String, AttributeValue> key) {
    if (!key.getValue().equals(item.get(key.getKey()))) {
      throw new DependencyException(
          Kind.CORRUPT, "DynamoDB answered with an item of another key than was asked for");
    }
  }

  /** Reads once more after a damaged or empty answer, which the SDK does not. */
  private static <T> T read(String operation, Supplier<T> read, Predicate<T> isWhole) {
    for (int attempt = 1; ; attempt++) {
      try {
        T answer = read.get();
        if (isWhole.test(answer)) {
          return answer;
        }
        if (attempt == MAX_ATTEMPTS) {
          throw new DependencyException(
              Kind.BUSY, operation + " was answered with 200 and nothing");
        }
      } catch (Crc32MismatchException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw AwsFailures.translate(operation, e);
        }
      } catch (SdkException | HttpException e) {
        throw AwsFailures.translate(operation, e);
      }
    }
  }
}
