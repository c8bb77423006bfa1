package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.binary;
import static dev.callrecords.dynamodb.Items.gzip;
import static dev.callrecords.dynamodb.Items.keys;
import static dev.callrecords.dynamodb.Items.minimalCall;
import static dev.callrecords.dynamodb.Items.transcript;
import static dev.callrecords.dynamodb.Items.with;
import static dev.callrecords.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

final class DynamoDbCallStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void find_contractsCall_isThatCallOfOneQuery() {
    List<Map<String, AttributeValue>> items = new ArrayList<>(List.of(Items.call(1)));
    items.addAll(
        TranscriptItem.write(Samples.TENANT, Samples.CALL_ID, Samples.TRANSCRIPT.segments()));
    FakeDynamoDb table = new FakeDynamoDb(items);

    assertThat(find(table)).get().usingRecursiveComparison().isEqualTo(Samples.call());
    assertThat(table.queries())
        .containsExactly(
            QueryRequest.builder()
                .tableName("calls")
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(
                    Map.of(
                        ":pk",
                        AttributeValue.fromS("acme-dental#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef")))
                .consistentRead(false)
                .build());
    assertThat(table.gets()).isEmpty();
  }

  @Test
  void find_strong_isOneStronglyConsistentQuery() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(minimalCall())).stale(List.of());

    assertThat(find(table, Consistency.STRONG)).isPresent();
    assertThat(table.queries()).extracting(QueryRequest::consistentRead).containsExactly(true);
  }

  @Test
  void find_neverExisted_isEmptyAfterOneQuery() {
    FakeDynamoDb table = new FakeDynamoDb(List.of());

    assertThat(find(table)).isEmpty();
    assertThat(table.queries()).hasSize(1);
  }

  @Test
  void find_foreignTenant_isEmpty() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(minimalCall()));
    DynamoDbCallStore store = store(table);

    assertThat(store.find(Samples.OTHER_TENANT, Samples.CALL_ID, Consistency.STRONG)).isEmpty();
    assertThat(store.find(Samples.TENANT, new CallId("other"), Consistency.STRONG)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void find_severalPages_areFollowedToTheEnd(int pageSize) {
    FakeDynamoDb table =
        new FakeDynamoDb(
                List.of(
                    with(minimalCall(), "transcript_items", AttributeValue.fromN("3")),
                    transcript("000", "a"),
                    transcript("001", "b"),
                    transcript("002", "c")))
            .pagesOf(pageSize);

    assertThat(texts(find(table))).containsExactly("a", "b", "c");
    assertThat(table.queries()).hasSize(4 / pageSize + 1);
    assertThat(table.queries()).extracting(QueryRequest::consistentRead).containsOnly(false);
  }

  @Test
  void find_morePagesThanAnyAnswer_isTooLarge() {
    List<Map<String, AttributeValue>> items = new ArrayList<>(List.of(minimalCall()));
    IntStream.range(0, 100)
        .forEach(i -> items.add(transcript(TranscriptItem.sortKey(i).substring(11), "x")));
    FakeDynamoDb table = new FakeDynamoDb(items).pagesOf(1);

    assertFails(Kind.TOO_LARGE, () -> find(table));
    assertThat(table.queries()).hasSize(16);
  }

  @Test
  void find_incompleteAtFirst_isReadOnceMoreStronglyConsistent() {
    List<Map<String, AttributeValue>> whole =
        List.of(
            with(minimalCall(), "transcript_items", AttributeValue.fromN("2")),
            transcript("000", "a"),
            transcript("001", "b"));
    FakeDynamoDb table = new FakeDynamoDb(whole).stale(whole.subList(0, 2));

    assertThat(texts(find(table))).containsExactly("a", "b");
    assertThat(table.queries())
        .extracting(QueryRequest::consistentRead)
        .containsExactly(false, true);
  }

  @Test
  void find_incompleteAndThenDeleted_isEmpty() {
    Map<String, AttributeValue> call =
        with(minimalCall(), "transcript_items", AttributeValue.fromN("2"));
    FakeDynamoDb table = new FakeDynamoDb(List.of()).stale(List.of(call));

    assertThat(find(table)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void find_stillIncomplete_isCorruptAfterTwoReads(Consistency consistency) {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                with(minimalCall(), "transcript_items", AttributeValue.fromN("2")),
                transcript("000", "a")));

    assertFails(Kind.CORRUPT, () -> find(table, consistency));
    assertThat(table.queries())
        .extracting(QueryRequest::consistentRead)
        .containsExactly(consistency == Consistency.STRONG, true);
  }

  static Stream<Arguments> declaredAndFound() {
    return Stream.of(
        Arguments.of("0", List.of(), true),
        Arguments.of("1", List.of("000"), true),
        Arguments.of("2", List.of("000", "001"), true),
        Arguments.of("1", List.of(), false),
        Arguments.of("0", List.of("000"), false),
        Arguments.of("1", List.of("000", "001"), false),
        Arguments.of("3", List.of("000", "001"), false),
        // As many as declared, but not those.
        Arguments.of("1", List.of("001"), false),
        Arguments.of("2", List.of("000", "002"), false),
        Arguments.of("-1", List.of(), false),
        Arguments.of("4294967297", List.of("000"), false));
  }

  @ParameterizedTest
  @MethodSource("declaredAndFound")
  void find_transcriptItems_areExactlyThoseDeclared(
      String declared, List<String> found, boolean whole) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(with(minimalCall(), "transcript_items", AttributeValue.fromN(declared)));
    found.forEach(index -> items.add(transcript(index, index)));

    if (whole) {
      assertThat(texts(find(new FakeDynamoDb(items)))).isEqualTo(found);
    } else {
      assertFails(Kind.CORRUPT, () -> find(new FakeDynamoDb(items)));
    }
  }

  @Test
  void find_declaredInAString_isStillRead() {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                with(minimalCall(), "transcript_items", AttributeValue.fromS("1")),
                transcript("000", "a")));

    assertThat(texts(find(table))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "1.5", ""})
  void find_declaredIsNoWholeNumber_isCorrupt(String declared) {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(with(minimalCall(), "transcript_items", AttributeValue.fromS(declared))));

    assertFails(Kind.CORRUPT, () -> find(table));
  }

  @Test
  void find_nothingDeclared_isAnyNumberOfItems() {
    assertThat(texts(find(new FakeDynamoDb(List.of(minimalCall()))))).isEmpty();
    assertThat(
            texts(
                find(
                    new FakeDynamoDb(
                        List.of(
                            with(minimalCall(), "transcript_items", Items.NULL),
                            transcript("000", "a"),
                            transcript("001", "b"))))))
        .containsExactly("a", "b");
  }

  @Test
  void find_nothingDeclaredAndAGap_isCorrupt() {
    FakeDynamoDb table =
        new FakeDynamoDb(List.of(minimalCall(), transcript("000", "a"), transcript("002", "c")));

    assertFails(Kind.CORRUPT, () -> find(table));
    assertThat(table.queries()).hasSize(2);
  }

  @Test
  void find_transcriptItemsWithoutCallItem_isEmpty() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(transcript("000", "a")));

    assertThat(find(table)).isEmpty();
    assertThat(table.queries()).hasSize(1);
  }

  @Test
  void find_itemsOfOtherKinds_areNotOfTheCall() {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                keys("billing"),
                minimalCall(),
                keys("notes#000"),
                transcript("000", "a"),
                keys("transcript#summary")));

    assertThat(texts(find(table))).containsExactly("a");
  }

  @Test
  void find_itemsInBothForms_areReadInOrder() {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                minimalCall(),
                transcript("000", "a"),
                with(
                    keys("transcript#001"),
                    "segments",
                    binary(
                        gzip(
                            """
                            [{"speaker":"agent","text":"b","start_time":6.0,"end_time":7}]\
                            """))),
                transcript("002", "c")));

    // The last one starts before the second.
    assertThat(texts(find(table))).containsExactly("a", "c", "b");
  }

  @Test
  void find_manyItemsThatInflateALot_isTooLarge() {
    AttributeValue segments = binary(gzip("[" + " ".repeat(30_000_000) + "]"));
    List<Map<String, AttributeValue>> items = new ArrayList<>(List.of(minimalCall()));
    for (int i = 0; i < 3; i++) {
      items.add(with(keys(TranscriptItem.sortKey(i)), "segments", segments));
    }

    assertThat(find(new FakeDynamoDb(items.subList(0, 3)))).isPresent();
    assertFails(Kind.TOO_LARGE, () -> find(new FakeDynamoDb(items)));
  }

  @Test
  void find_oneItemUnreadable_isCorrupt() {
    FakeDynamoDb table =
        new FakeDynamoDb(List.of(minimalCall(), transcript("000", "a"), keys("transcript#001")));

    assertFails(Kind.CORRUPT, () -> find(table));
  }

  @Test
  void find_tombstone_isEmptyAfterOneQueryWhateverIsLeftOfIt() {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                CallItem.writeTombstone(Samples.TENANT, Samples.CALL_ID, NOW, null),
                transcript("004", "a")));

    assertThat(find(table)).isEmpty();
    assertThat(table.queries()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, false", "1, true"})
  void find_deleteAfter_isThereUntilThatSecond(long secondsFromNow, boolean there) {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(with(minimalCall(), "delete_after", epochSeconds(secondsFromNow))));

    assertThat(find(table).isPresent()).isEqualTo(there);
  }

  @Test
  void find_transcriptItemPastItsDeleteAfter_isDeletedSweptOrNot() {
    Map<String, AttributeValue> past =
        with(transcript("000", "a"), "delete_after", epochSeconds(0));
    Map<String, AttributeValue> declaring =
        with(minimalCall(), "transcript_items", AttributeValue.fromN("1"));

    assertThat(texts(find(new FakeDynamoDb(List.of(minimalCall(), past))))).isEmpty();
    assertThat(
            texts(
                find(
                    new FakeDynamoDb(
                        List.of(declaring, with(past, "delete_after", epochSeconds(1)))))))
        .containsExactly("a");
    assertFails(Kind.CORRUPT, () -> find(new FakeDynamoDb(List.of(declaring, past))));
  }

  @Test
  void findWithoutTranscript_anyCall_isOneQueryOfCallItem() {
    List<Map<String, AttributeValue>> items = new ArrayList<>(List.of(Items.call(1)));
    items.addAll(
        TranscriptItem.write(Samples.TENANT, Samples.CALL_ID, Samples.TRANSCRIPT.segments()));
    FakeDynamoDb table = new FakeDynamoDb(items);

    assertThat(findWithoutTranscript(table, Consistency.EVENTUAL))
        .get()
        .usingRecursiveComparison()
        .isEqualTo(Samples.call().withTranscript(Transcript.empty()));
    assertThat(table.queries())
        .containsExactly(
            QueryRequest.builder()
                .tableName("calls")
                .keyConditionExpression("pk = :pk AND sk = :sk")
                .expressionAttributeValues(
                    Map.of(
                        ":pk",
                        AttributeValue.fromS("acme-dental#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef"),
                        ":sk",
                        AttributeValue.fromS("call")))
                .consistentRead(false)
                .build());
    assertThat(table.gets()).isEmpty();
  }

  @Test
  void findWithoutTranscript_strong_isReadStronglyConsistent() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(Items.call(0))).stale(List.of());

    assertThat(findWithoutTranscript(table, Consistency.STRONG)).isPresent();
    assertThat(findWithoutTranscript(table, Consistency.EVENTUAL)).isEmpty();
  }

  @Test
  void findWithoutTranscript_transcriptIsIncomplete_doesNotMatter() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(Items.call(9)));

    assertThat(findWithoutTranscript(table, Consistency.EVENTUAL)).isPresent();
    assertThat(table.queries()).hasSize(1);
  }

  @Test
  void findWithoutTranscript_foreignTenantNeverExistedOrDeleted_isEmpty() {
    DynamoDbCallStore store = store(new FakeDynamoDb(List.of(Items.call(0))));
    Map<String, AttributeValue> tombstone =
        CallItem.writeTombstone(Samples.TENANT, Samples.CALL_ID, NOW, null);

    assertThat(
            store.findWithoutTranscript(Samples.OTHER_TENANT, Samples.CALL_ID, Consistency.STRONG))
        .isEmpty();
    assertThat(store.findWithoutTranscript(Samples.TENANT, new CallId("other"), Consistency.STRONG))
        .isEmpty();
    assertThat(findWithoutTranscript(new FakeDynamoDb(List.of(tombstone)), Consistency.EVENTUAL))
        .isEmpty();
    assertThat(
            findWithoutTranscript(
                new FakeDynamoDb(List.of(with(Items.call(0), "delete_after", epochSeconds(0)))),
                Consistency.EVENTUAL))
        .isEmpty();
  }

  @Test
  void findWithoutTranscript_unreadable_isCorrupt() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(without(minimalCall(), "status")));

    assertFails(Kind.CORRUPT, () -> findWithoutTranscript(table, Consistency.EVENTUAL));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void findWithoutTranscript_serviceFails_isTranslated(SdkException failure, Kind kind) {
    assertFails(
        kind,
        () ->
            findWithoutTranscript(
                new FakeDynamoDb(List.of()).failing(failure), Consistency.EVENTUAL));
  }

  @Test
  void findRecording_anyCall_isOneGetItemOfCallItem() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(Items.call(0)));

    assertThat(findRecording(table, Consistency.EVENTUAL)).contains(Samples.AVAILABLE);
    assertThat(table.gets())
        .containsExactly(
            GetItemRequest.builder()
                .tableName("calls")
                .key(keys("call"))
                .consistentRead(false)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build());
    assertThat(table.queries()).isEmpty();
  }

  @Test
  void findRecording_strong_isReadStronglyConsistent() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(Items.call(0))).stale(List.of());

    assertThat(findRecording(table, Consistency.STRONG)).isPresent();
    assertThat(findRecording(table, Consistency.EVENTUAL)).isEmpty();
  }

  @Test
  void findRecording_callWithoutRecording_isNone() {
    assertThat(findRecording(new FakeDynamoDb(List.of(minimalCall())), Consistency.EVENTUAL))
        .contains(Recording.Unplayable.NONE);
  }

  @Test
  void findRecording_transcriptIsIncomplete_doesNotMatter() {
    assertThat(findRecording(new FakeDynamoDb(List.of(Items.call(9))), Consistency.EVENTUAL))
        .contains(Samples.AVAILABLE);
  }

  @Test
  void findRecording_foreignTenantOrNeverExisted_isEmpty() {
    DynamoDbCallStore store = store(new FakeDynamoDb(List.of(Items.call(0))));

    assertThat(store.findRecording(Samples.OTHER_TENANT, Samples.CALL_ID, Consistency.STRONG))
        .isEmpty();
    assertThat(store.findRecording(Samples.TENANT, new CallId("other"), Consistency.STRONG))
        .isEmpty();
  }

  @Test
  void findRecording_tombstone_isDeleted() {
    Map<String, AttributeValue> tombstone =
        CallItem.writeTombstone(Samples.TENANT, Samples.CALL_ID, NOW, null);

    assertThat(findRecording(new FakeDynamoDb(List.of(tombstone)), Consistency.EVENTUAL))
        .contains(Recording.Unplayable.DELETED);
    assertThat(
            findRecording(
                new FakeDynamoDb(List.of(without(tombstone, "recording"))), Consistency.EVENTUAL))
        .contains(Recording.Unplayable.DELETED);
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "0, true", "1, false"})
  void findRecording_deleteAfter_isDeletedFromThatSecond(long secondsFromNow, boolean deleted) {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(with(Items.call(0), "delete_after", epochSeconds(secondsFromNow))));

    assertThat(findRecording(table, Consistency.EVENTUAL).map(Recording::status))
        .contains(deleted ? "deleted" : "available");
  }

  @Test
  void findRecording_unreadable_isCorrupt() {
    FakeDynamoDb table =
        new FakeDynamoDb(List.of(with(minimalCall(), "recording", AttributeValue.fromS("yes"))));

    assertFails(Kind.CORRUPT, () -> findRecording(table, Consistency.EVENTUAL));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(answer(400, "ProvisionedThroughputExceededException"), Kind.BUSY),
        Arguments.of(answer(400, "ThrottlingException"), Kind.BUSY),
        Arguments.of(answer(500, "InternalServerError"), Kind.BUSY),
        Arguments.of(answer(503, "ServiceUnavailable"), Kind.BUSY),
        Arguments.of(answer(400, "ExpiredTokenException"), Kind.BUSY),
        Arguments.of(answer(400, "ResourceNotFoundException"), Kind.REFUSED),
        Arguments.of(answer(400, "AccessDeniedException"), Kind.REFUSED),
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT),
        Arguments.of(SdkClientException.create("x"), Kind.BUSY));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void find_serviceFails_isTranslated(SdkException failure, Kind kind) {
    assertFails(kind, () -> find(new FakeDynamoDb(List.of()).failing(failure)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void findRecording_serviceFails_isTranslated(SdkException failure, Kind kind) {
    assertFails(
        kind,
        () -> findRecording(new FakeDynamoDb(List.of()).failing(failure), Consistency.EVENTUAL));
  }

  private static SdkException answer(int status, String code) {
    return DynamoDbException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  private static AttributeValue epochSeconds(long fromNow) {
    return AttributeValue.fromN(Long.toString(NOW.getEpochSecond() + fromNow));
  }

  private static List<String> texts(Optional<Call> call) {
    return call.orElseThrow().transcript().segments().stream().map(Segment::text).toList();
  }

  private static Optional<Call> find(FakeDynamoDb table) {
    return find(table, Consistency.EVENTUAL);
  }

  private static Optional<Call> find(FakeDynamoDb table, Consistency consistency) {
    return store(table).find(Samples.TENANT, Samples.CALL_ID, consistency);
  }

  private static Optional<Call> findWithoutTranscript(FakeDynamoDb table, Consistency consistency) {
    return store(table).findWithoutTranscript(Samples.TENANT, Samples.CALL_ID, consistency);
  }

  private static Optional<Recording> findRecording(FakeDynamoDb table, Consistency consistency) {
    return store(table).findRecording(Samples.TENANT, Samples.CALL_ID, consistency);
  }

  private static DynamoDbCallStore store(FakeDynamoDb table) {
    return store(table, () -> {});
  }

  private static DynamoDbCallStore store(FakeDynamoDb table, Runnable newerFormSeen) {
    return new DynamoDbCallStore(table, "calls", Clock.fixed(NOW, ZoneOffset.UTC), newerFormSeen);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "3, true", "7, true"})
  void find_callOfAForm_isNoticedWhenItIsNewer(String version, boolean noticed) {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(Items.with(Items.call(0), "schema_version", AttributeValue.fromN(version))));
    AtomicInteger times = new AtomicInteger();
    DynamoDbCallStore store = store(table, times::incrementAndGet);

    assertThat(store.find(Samples.TENANT, Samples.CALL_ID, Consistency.EVENTUAL)).isPresent();
    assertThat(store.findWithoutTranscript(Samples.TENANT, Samples.CALL_ID, Consistency.EVENTUAL))
        .isPresent();
    assertThat(store.findRecording(Samples.TENANT, Samples.CALL_ID, Consistency.EVENTUAL))
        .isPresent();
    assertThat(times).hasValue(noticed ? 3 : 0);
  }

  @Test
  void find_formThatIsNoNumber_isReadAndNotNoticed() {
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(Items.with(Items.call(0), "schema_version", AttributeValue.fromS("newest"))));
    AtomicInteger times = new AtomicInteger();

    assertThat(
            store(table, times::incrementAndGet)
                .find(Samples.TENANT, Samples.CALL_ID, Consistency.EVENTUAL))
        .isPresent();
    assertThat(times).hasValue(0);
  }
}
