package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** What is no answer to the read that was sent. */
final class DynamoDbReadsTest {

  private static final QueryResponse EMPTY_QUERY = QueryResponse.builder().build();
  private static final GetItemResponse EMPTY_GET = GetItemResponse.builder().build();
  private static final GetItemRequest GET = GetItemRequest.builder().key(item("a", "call")).build();

  /** Answers requests with these responses, one after the other. */
  private record Answering(Queue<QueryResponse> queries, Queue<GetItemResponse> gets)
      implements DynamoDbClient {

    static Answering queries(QueryResponse... responses) {
      return new Answering(new ArrayDeque<>(List.of(responses)), new ArrayDeque<>());
    }

    static Answering gets(GetItemResponse... responses) {
      return new Answering(new ArrayDeque<>(), new ArrayDeque<>(List.of(responses)));
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      return queries.remove();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      return gets.remove();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  private static Map<String, AttributeValue> item(String pk, String sk) {
    return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
  }

  private static QueryResponse page(String... partitionKeys) {
    return QueryResponse.builder()
        .items(List.of(partitionKeys).stream().map(key -> item(key, "call")).toList())
        .build();
  }

  private static GetItemResponse found(Map<String, AttributeValue> item) {
    return GetItemResponse.builder()
        .item(item)
        .consumedCapacity(ConsumedCapacity.builder().build())
        .build();
  }

  private static QueryResponse query(DynamoDbClient client) {
    return DynamoDbReads.query(
        client, QueryRequest.builder().build(), Map.entry("pk", AttributeValue.fromS("a")));
  }

  @Test
  void query_noItems_isAPageWithoutItems() {
    assertThat(query(Answering.queries(page())).items()).isEmpty();
  }

  @Test
  void query_emptyAnswerOnce_isReadAgain() {
    assertThat(query(Answering.queries(EMPTY_QUERY, page("a"))).items()).hasSize(1);
  }

  @Test
  void query_emptyAnswerTwice_isBusy() {
    assertKind(Kind.BUSY, () -> query(Answering.queries(EMPTY_QUERY, EMPTY_QUERY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "A", "a#", ""})
  void query_anItemOfAnotherKey_isCorrupt(String other) {
    assertKind(Kind.CORRUPT, () -> query(Answering.queries(page("a", other))));
  }

  @Test
  void query_anItemWithoutKey_isCorrupt() {
    QueryResponse response = QueryResponse.builder().items(List.of(Map.of())).build();

    assertKind(Kind.CORRUPT, () -> query(Answering.queries(response)));
  }

  @Test
  void getItem_absent_isEmpty() {
    GetItemResponse absent =
        GetItemResponse.builder().consumedCapacity(ConsumedCapacity.builder().build()).build();

    assertThat(DynamoDbReads.getItem(Answering.gets(absent), GET)).isEmpty();
  }

  @Test
  void getItem_emptyAnswerOnce_isReadAgain() {
    assertThat(DynamoDbReads.getItem(Answering.gets(EMPTY_GET, found(item("a", "call"))), GET))
        .isPresent();
  }

  @Test
  void getItem_emptyAnswerTwice_isBusy() {
    assertKind(Kind.BUSY, () -> DynamoDbReads.getItem(Answering.gets(EMPTY_GET, EMPTY_GET), GET));
  }

  @Test
  void getItem_itemOfAnotherPartitionOrSortKey_isCorrupt() {
    for (Map<String, AttributeValue> other :
        List.of(item("b", "call"), item("a", "transcript#000"), item("", ""))) {
      assertKind(Kind.CORRUPT, () -> DynamoDbReads.getItem(Answering.gets(found(other)), GET));
    }
  }

  private static void assertKind(Kind kind, Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            DependencyException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
