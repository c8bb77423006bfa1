package dev.callrecords.dynamodb;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.LinkStore;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Shared links in a DynamoDB table.
 *
 * <p>An opening is one conditional UpdateItem, which DynamoDB runs before or after a revocation,
 * never beside it. A link found expired is marked so: a clock that is put back does not revive it.
 */
public final class DynamoDbLinkStore implements LinkStore {

  private static final Pattern POSITION = Pattern.compile("([0-9TZ:.-]{1,40})#([0-9a-f]{64})");

  private static final String UPDATE_ITEM = "dynamodb:UpdateItem";

  private final DynamoDbClient client;
  private final String table;

  /** Creates a store over a table. */
  public DynamoDbLinkStore(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /** Overwrites nothing: no two tokens are equal. A repetition after a lost answer does no harm. */
  @Override
  public void put(SharedLink link) {
    String operation = "dynamodb:PutItem";
    PutItemRequest request =
        PutItemRequest.builder()
            .tableName(table)
            .item(LinkItem.write(link))
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
            .build();
    var _ =
        write(operation, () -> checkDone(operation, client.putItem(request).consumedCapacity()));
  }

  @Override
  public Slice list(TenantId tenant, CallId call, @Nullable String after, int limit) {
    AttributeValue partition = CallItem.text(CallItem.partitionKey(tenant, call));
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .indexName(LinkItem.BY_CALL)
            .keyConditionExpression(LinkItem.CALL_PK + " = :call")
            .expressionAttributeValues(Map.of(":call", partition))
            .scanIndexForward(false)
            // One more tells whether any follows.
            .limit(limit + 1);
    if (after != null) {
      Matcher position = POSITION.matcher(after);
      if (!position.matches()) {
        return new Slice(List.of(), null);
      }
      request.exclusiveStartKey(
          Map.of(
              LinkItem.CALL_PK, partition,
              LinkItem.CREATED_AT, CallItem.text(position.group(1)),
              LinkItem.LINK_HASH, CallItem.text(position.group(2))));
    }
    List<SharedLink> links =
        DynamoDbReads.query(client, request.build(), Map.entry(LinkItem.CALL_PK, partition))
            .items()
            .stream()
            .map(LinkItem::read)
            .toList();
    if (links.size() <= limit) {
      return new Slice(links, null);
    }
    SharedLink last = links.get(limit - 1);
    return new Slice(links.subList(0, limit), CallIndex.time(last.createdAt()) + "#" + last.id());
  }

  @Override
  public boolean revoke(TenantId tenant, CallId call, LinkId id, Instant now) {
    UpdateItemRequest request =
        update(id)
            .conditionExpression(LinkItem.CALL_PK + " = :call")
            .updateExpression("SET #at = if_not_exists(#at, :now)")
            .expressionAttributeNames(Map.of("#at", LinkItem.REVOKED_AT))
            .expressionAttributeValues(
                Map.of(
                    ":call", CallItem.text(CallItem.partitionKey(tenant, call)),
                    ":now", CallItem.text(now.toString())))
            .build();
    return write(UPDATE_ITEM, () -> update(request));
  }

  @Override
  public Opening open(LinkId id, Instant now) {
    UpdateItemRequest request =
        update(id)
            .conditionExpression(
                "attribute_exists(#hash) AND attribute_not_exists(#revoked)"
                    + " AND attribute_not_exists(#expired) AND #expires > :seconds")
            .updateExpression("SET #last = :now ADD #opened :one")
            .expressionAttributeNames(
                Map.of(
                    "#hash", LinkItem.LINK_HASH,
                    "#revoked", LinkItem.REVOKED_AT,
                    "#expired", LinkItem.EXPIRED_AT,
                    "#expires", LinkItem.EXPIRES_AT,
                    "#last", LinkItem.LAST_OPENED_AT,
                    "#opened", LinkItem.OPENED))
            .expressionAttributeValues(
                Map.of(
                    ":seconds", CallItem.number(now.getEpochSecond()),
                    ":now", CallItem.text(now.toString()),
                    ":one", CallItem.number(1)))
            .returnValues(ReturnValue.ALL_NEW)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return write(
        UPDATE_ITEM,
        () -> {
          try {
            return new Opening.Opened(read(id, client.updateItem(request).attributes()));
          } catch (ConditionalCheckFailedException e) {
            return refusal(id, e.hasItem() ? Optional.of(e.item()) : Optional.empty(), now);
          }
        });
  }

  private Opening refusal(LinkId id, Optional<Map<String, AttributeValue>> found, Instant now) {
    if (found.isEmpty()) {
      return Opening.Refused.UNKNOWN;
    }
    SharedLink link = read(id, found.get());
    if (link.revokedAt() != null) {
      return Opening.Refused.REVOKED;
    }
    if (!found.get().containsKey(LinkItem.EXPIRED_AT)) {
      markExpired(id, now);
    }
    return Opening.Refused.EXPIRED;
  }

  /** A link that is swept or marked meanwhile is fine as it is. */
  private void markExpired(LinkId id, Instant now) {
    UpdateItemRequest request =
        update(id)
            .conditionExpression("attribute_exists(#hash) AND attribute_not_exists(#at)")
            .updateExpression("SET #at = :now")
            .expressionAttributeNames(
                Map.of("#hash", LinkItem.LINK_HASH, "#at", LinkItem.EXPIRED_AT))
            .expressionAttributeValues(Map.of(":now", CallItem.text(now.toString())))
            .build();
    var _ = update(request);
  }

  /** Returns whether the item met the condition, and so is updated. */
  private boolean update(UpdateItemRequest request) {
    try {
      return checkDone(UPDATE_ITEM, client.updateItem(request).consumedCapacity());
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private UpdateItemRequest.Builder update(LinkId id) {
    return UpdateItemRequest.builder()
        .tableName(table)
        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
        .key(Map.of(LinkItem.LINK_HASH, CallItem.text(id.value())));
  }

  /** An empty answer is a failure: a write without its capacity did not happen. */
  private static boolean checkDone(String operation, @Nullable ConsumedCapacity consumed) {
    if (consumed == null) {
      throw new DependencyException(Kind.BUSY, operation + " was answered with 200 and nothing");
    }
    return true;
  }

  /** An empty answer, or one with another item, must not open another link. */
  private static SharedLink read(LinkId id, Map<String, AttributeValue> item) {
    AttributeValue key = item.get(LinkItem.LINK_HASH);
    if (!CallItem.text(id.value()).equals(key)) {
      throw new DependencyException(Kind.BUSY, "dynamodb:UpdateItem was answered with no link");
    }
    return LinkItem.read(item);
  }

  private static <T> T write(String operation, Supplier<T> write) {
    try {
      return write.get();
    } catch (SdkException | HttpException e) {
      throw AwsFailures.translate(operation, e);
    }
  }
}
