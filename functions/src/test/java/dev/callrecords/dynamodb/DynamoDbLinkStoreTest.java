package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.LinkStore.Opening;
import dev.callrecords.domain.LinkStore.Slice;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.SharedLink;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What the store makes of DynamoDB's answers. Its requests meet a real table elsewhere. */
final class DynamoDbLinkStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.789Z");
  private static final SharedLink LINK =
      new SharedLink(
          new LinkToken("a").linkId(),
          Samples.TENANT,
          Samples.CALL_ID,
          LinkTarget.RECORDING,
          "for Sarah",
          NOW,
          "0123abcd",
          Instant.parse("2026-11-22T13:00:00Z"),
          null,
          3,
          NOW);
  private static final Map<String, AttributeValue> ITEM = LinkItem.write(LINK);

  private final Canned client = new Canned();
  private final DynamoDbLinkStore store = new DynamoDbLinkStore(client, "links");

  /** A client whose updates are answered as prepared. */
  private static final class Canned implements DynamoDbClient {

    private final List<UpdateItemRequest> updates = new ArrayList<>();
    private final List<QueryRequest> queries = new ArrayList<>();
    private final Queue<Supplier<UpdateItemResponse>> answers = new ArrayDeque<>();
    private List<Map<String, AttributeValue>> items = List.of();
    private PutItemResponse put = PutItemResponse.builder().build();

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
      updates.add(request);
      return answers.remove().get();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
      return put;
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      queries.add(request);
      return QueryResponse.builder().items(items).build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  private static UpdateItemResponse updated(Map<String, AttributeValue> item) {
    return UpdateItemResponse.builder()
        .attributes(item)
        .consumedCapacity(ConsumedCapacity.builder().build())
        .build();
  }

  private static UpdateItemResponse refused(@Nullable Map<String, AttributeValue> item) {
    throw ConditionalCheckFailedException.builder().item(item).build();
  }

  private static Map<String, AttributeValue> with(String name, String value) {
    return Items.with(ITEM, name, AttributeValue.fromS(value));
  }

  private Opening open() {
    return store.open(LINK.id(), NOW);
  }

  @Test
  void open_metCondition_isOpened() {
    client.answers.add(() -> updated(ITEM));

    assertThat(open()).isEqualTo(new Opening.Opened(LINK));
    assertThat(client.updates).hasSize(1);
  }

  @Test
  void open_noItem_isUnknown() {
    client.answers.add(() -> refused(null));

    assertThat(open()).isEqualTo(Opening.Refused.UNKNOWN);
  }

  @Test
  void open_revokedItem_isRevoked() {
    client.answers.add(() -> refused(with("revoked_at", NOW.toString())));

    assertThat(open()).isEqualTo(Opening.Refused.REVOKED);
    assertThat(client.updates).hasSize(1);
  }

  @Test
  void open_expiredItem_isMarkedOnce() {
    client.answers.add(() -> refused(ITEM));
    client.answers.add(() -> updated(Map.of()));
    client.answers.add(() -> refused(with("expired_at", NOW.toString())));

    assertThat(open()).isEqualTo(Opening.Refused.EXPIRED);
    assertThat(open()).isEqualTo(Opening.Refused.EXPIRED);

    assertThat(client.updates).hasSize(3);
    assertThat(client.updates.get(1).updateExpression()).isEqualTo("SET #at = :now");
  }

  @Test
  void open_expiredItemThatIsSweptMeanwhile_isExpired() {
    client.answers.add(() -> refused(ITEM));
    client.answers.add(() -> refused(null));

    assertThat(open()).isEqualTo(Opening.Refused.EXPIRED);
  }

  @Test
  void open_emptyAnswerOrAnotherItem_isAFailure() {
    client.answers.add(() -> updated(Map.of()));
    client.answers.add(() -> updated(with("link_hash", new LinkToken("b").linkId().value())));

    assertFails(Kind.BUSY, this::open);
    assertFails(Kind.BUSY, this::open);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"link_hash", "call_pk", "opens", "created_at", "created_by", "expires_at"})
  void read_missingAttribute_isCorrupt(String name) {
    assertFails(Kind.CORRUPT, () -> LinkItem.read(Items.without(ITEM, name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"link_hash", "call_pk", "opens", "created_at", "expires_at", "revoked_at"})
  void read_otherText_isCorrupt(String name) {
    assertFails(Kind.CORRUPT, () -> LinkItem.read(with(name, "some day")));
  }

  @Test
  void write_link_isReadAsItWas() {
    assertThat(LinkItem.read(ITEM)).isEqualTo(LINK);
    assertThat(ITEM)
        .containsEntry("created_at", AttributeValue.fromS("2026-11-22T12:00:00.789Z"))
        .containsEntry("expires_at", AttributeValue.fromN("1795352400"))
        .containsEntry("delete_after", AttributeValue.fromN("1797944400"));
  }

  @Test
  void revoke_metCondition_isTrueElseFalse() {
    client.answers.add(() -> updated(Map.of()));
    client.answers.add(() -> refused(null));

    assertThat(store.revoke(Samples.TENANT, Samples.CALL_ID, LINK.id(), NOW)).isTrue();
    assertThat(store.revoke(Samples.TENANT, Samples.CALL_ID, LINK.id(), NOW)).isFalse();
  }

  @Test
  void write_emptyAnswer_isAFailure() {
    client.answers.add(() -> UpdateItemResponse.builder().build());

    assertFails(Kind.BUSY, () -> store.put(LINK));
    assertFails(Kind.BUSY, () -> store.revoke(Samples.TENANT, Samples.CALL_ID, LINK.id(), NOW));
  }

  @Test
  void open_failureOfDynamoDb_isTranslated() {
    client.answers.add(() -> {
      throw DynamoDbException.builder().statusCode(500).message("secret").build();
    });

    assertFails(Kind.BUSY, this::open);
  }

  @Test
  void list_moreThanWanted_endsWithAPosition() {
    client.items = List.of(ITEM, ITEM);

    Slice slice = store.list(Samples.TENANT, Samples.CALL_ID, null, 1);

    String position = "2026-11-22T12:00:00.789Z#" + LINK.id();
    assertThat(slice).isEqualTo(new Slice(List.of(LINK), position));
    var _ = store.list(Samples.TENANT, Samples.CALL_ID, position, 1);
    assertThat(client.queries.getLast().exclusiveStartKey())
        .isEqualTo(
            Map.of(
                "call_pk", AttributeValue.fromS("acme-dental#" + Samples.CALL_ID),
                "created_at", AttributeValue.fromS("2026-11-22T12:00:00.789Z"),
                "link_hash", AttributeValue.fromS(LINK.id().value())));
  }

  @Test
  void list_positionOfNoLink_isEmpty() {
    assertThat(store.list(Samples.TENANT, Samples.CALL_ID, "anywhere", 1))
        .isEqualTo(new Slice(List.of(), null));
    assertThat(client.queries).isEmpty();
  }
}
