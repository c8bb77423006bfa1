package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.with;
import static dev.callrecords.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import dev.callrecords.domain.CallList.Slice;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Tests of the index reads for a slice, and of its end. */
final class DynamoDbCallListTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant FIRST = Instant.parse("2024-01-15T10:30:00Z");

  private final FakeIndexes table = new FakeIndexes(1000);
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  private static Map<String, AttributeValue> item(TenantId tenant, String id, Instant createdAt) {
    return item(tenant, id, createdAt, "+1", "+2");
  }

  private static Map<String, AttributeValue> item(
      TenantId tenant, String id, Instant createdAt, String from, String to) {
    return CallItem.write(
        tenant,
        new Call(
            new CallId(id),
            null,
            from,
            to,
            null,
            id.startsWith("busy") ? "busy" : "completed",
            null,
            Recording.Unplayable.NONE,
            Transcript.empty(),
            null,
            null,
            Map.of(),
            null,
            null,
            createdAt),
        0);
  }

  private static Map<String, AttributeValue> item(String id, int second) {
    return item(Samples.TENANT, id, FIRST.plusSeconds(second));
  }

  private Slice read(CallFilter filter, Order order, @Nullable String after, int limit) {
    return new DynamoDbCallList(table, "calls", clock)
        .read(Samples.TENANT, new Section(filter, order, after, limit));
  }

  private Slice read() {
    return read(CallFilter.NONE, Order.DESC, null, 50);
  }

  private static List<String> ids(Slice slice) {
    return slice.calls().stream().map(call -> call.id().value()).toList();
  }

  /** Follows the positions to the end. */
  private List<String> readAll(CallFilter filter, Order order, int limit) {
    List<String> ids = new ArrayList<>();
    String after = null;
    do {
      Slice slice = read(filter, order, after, limit);
      assertThat(slice.calls()).hasSizeLessThanOrEqualTo(limit);
      assertThat(slice.last()).isNotEqualTo(after == null ? "" : after);
      ids.addAll(ids(slice));
      after = slice.last();
    } while (after != null);
    return ids;
  }

  private static CallFilter status(String status) {
    return new CallFilter(null, null, null, null, status, null, null, null, null);
  }

  private static CallFilter number(String number) {
    return new CallFilter(null, null, number, null, null, null, null, null, null);
  }

  private static CallFilter times(@Nullable Instant from, @Nullable Instant to) {
    return new CallFilter(from, to, null, null, null, null, null, null, null);
  }

  @Test
  void read_noFilter_isOneQueryOfTheIndexByTime() {
    table.with(item("a", 0)).with(item("b", 1));

    Slice slice = read();

    assertThat(ids(slice)).containsExactly("b", "a");
    assertThat(slice.last()).isNull();
    assertThat(table.queries())
        .containsExactly(
            QueryRequest.builder()
                .tableName("calls")
                .indexName("calls-by-time")
                .keyConditionExpression(
                    "list_pk = :partition AND list_sk BETWEEN :lower AND :upper")
                .expressionAttributeValues(
                    Map.of(
                        ":partition", AttributeValue.fromS("acme-dental"),
                        ":lower", AttributeValue.fromS("0"),
                        ":upper", AttributeValue.fromS(":")))
                .scanIndexForward(false)
                .limit(51)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build());
  }

  @Test
  void read_wholeRow_isAsWritten() {
    table.with(CallItem.write(Samples.TENANT, Samples.call(), 1));

    assertThat(read().calls()).containsExactly(Samples.listedCall());
  }

  @Test
  void read_foreignTenant_isEmpty() {
    table.with(item(Samples.OTHER_TENANT, "a", FIRST));

    assertThat(read()).isEqualTo(new Slice(List.of(), null));
  }

  @Test
  void read_foreignCallInOwnPartition_isCorruptAndNotShown() {
    table.with(
        with(
            item(Samples.OTHER_TENANT, "a", FIRST),
            "list_pk",
            AttributeValue.fromS(Samples.TENANT.value())));

    assertFails(Kind.CORRUPT, this::read);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void read_equalTimes_yieldsEachCallOnceByItsId(Order order) {
    IntStream.range(0, 9).forEach(i -> table.with(item("call-" + i, 0)));

    List<String> expected =
        new ArrayList<>(IntStream.range(0, 9).mapToObj(i -> "call-" + i).toList());

    for (int limit = 1; limit <= 10; limit++) {
      assertThat(readAll(CallFilter.NONE, order, limit))
          .isEqualTo(order == Order.ASC ? expected : expected.reversed());
    }
  }

  @Test
  void read_pageThatEndsWithTheList_isTheLastOne() {
    IntStream.range(0, 4).forEach(i -> table.with(item("call-" + i, i)));

    Slice first = read(CallFilter.NONE, Order.DESC, null, 2);
    Slice second = read(CallFilter.NONE, Order.DESC, first.last(), 2);

    assertThat(ids(first)).containsExactly("call-3", "call-2");
    assertThat(ids(second)).containsExactly("call-1", "call-0");
    assertThat(second.last()).isNull();
    assertThat(table.queries()).hasSize(2);
  }

  @Test
  void read_times_areFromInclusiveToExclusive() {
    IntStream.range(0, 5).forEach(i -> table.with(item("call-" + i, i)));

    assertThat(ids(read(times(FIRST.plusSeconds(1), FIRST.plusSeconds(3)), Order.ASC, null, 9)))
        .containsExactly("call-1", "call-2");
    assertThat(ids(read(times(FIRST.plusSeconds(4), null), Order.ASC, null, 9)))
        .containsExactly("call-4");
    assertThat(ids(read(times(null, FIRST.plusSeconds(1)), Order.ASC, null, 9)))
        .containsExactly("call-0");
    assertThat(ids(read(times(FIRST, FIRST), Order.ASC, null, 9))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ASC, 9999-01-01T00:00:00.000Z#x", "DESC, 0000-01-01T00:00:00.000Z#x"})
  void read_positionBeyondTheTimes_isTheEndAndReadsNothing(Order order, String position) {
    table.with(item("a", 0));

    Slice slice = read(times(FIRST, FIRST.plusSeconds(9)), order, position, 9);

    assertThat(slice).isEqualTo(new Slice(List.of(), null));
    assertThat(table.queries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void read_number_mergesCallsFromItAndToIt(Order order) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean from = i % 3 != 0;
      boolean to = i % 2 == 0;
      String id = "call-" + (10 + i);
      table.with(
          item(Samples.TENANT, id, FIRST.plusSeconds(i / 4), from ? "+7" : "+1", to ? "+7" : "+2"));
      if (from || to) {
        expected.add(id);
      }
    }
    table.with(item(Samples.OTHER_TENANT, "foreign", FIRST, "+7", "+7"));

    for (int limit : new int[] {1, 2, 3, 7, 50}) {
      assertThat(readAll(number("+7"), order, limit))
          .isEqualTo(order == Order.ASC ? expected : expected.reversed());
    }
  }

  @Test
  void read_rareStatus_readsOnInGrowingPortions() {
    IntStream.range(0, 500).forEach(i -> table.with(item("call-" + i, i)));
    table.with(item("busy", 0));

    Slice slice = read(status("busy"), Order.DESC, null, 10);

    assertThat(ids(slice)).containsExactly("busy");
    assertThat(slice.last()).isNull();
    assertThat(table.queries())
        .extracting(QueryRequest::limit)
        .containsExactly(11, 22, 44, 88, 176, 352);
  }

  @Test
  void read_fourMegabytes_endsThePageWhereItLooked() {
    IntStream.range(0, 7000).forEach(i -> table.with(item("call-" + i, i)));
    table.with(item("busy-1", 0)).with(item("busy-2", 6999));

    Slice first = read(status("busy"), Order.DESC, null, 100);

    assertThat(ids(first)).containsExactly("busy-2");
    // 101, 202, 404 and 808 items, then as many as make 1 MB; less than 1 MB of 4 is left then.
    assertThat(first.last()).startsWith(CallIndex.time(FIRST.plusSeconds(7000 - 3514)));
    assertThat(table.queries()).hasSize(6);
    assertThat(readAll(status("busy"), Order.DESC, 100)).containsExactly("busy-2", "busy-1");
  }

  @Test
  void read_slowTable_endsThePageAfterTheTimeAndStillGetsOn() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    InstantSource source = now::get;
    clock = source.withZone(ZoneOffset.UTC);
    table.beforeQuery(() -> now.updateAndGet(time -> time.plus(Duration.ofSeconds(1))));
    IntStream.range(0, 100).forEach(i -> table.with(item("call-" + i, i)));
    table.with(item("busy", 0));

    Slice first = read(status("busy"), Order.DESC, null, 1);

    assertThat(first.calls()).isEmpty();
    assertThat(first.last()).isNotNull();
    assertThat(table.queries()).hasSize(3);
    table.beforeQuery(() -> now.updateAndGet(time -> time.plus(Duration.ofSeconds(10))));
    assertThat(readAll(status("busy"), Order.DESC, 1)).containsExactly("busy");
    assertThat(readAll(number("+1"), Order.DESC, 7)).hasSize(101);
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, false", "1, true"})
  void read_deleteAfter_isNotListedFromThatSecond(long secondsFromNow, boolean listed) {
    table.with(
        with(
            item("a", 0),
            "delete_after",
            AttributeValue.fromN(Long.toString(NOW.getEpochSecond() + secondsFromNow))));

    assertThat(read().calls()).hasSize(listed ? 1 : 0);
  }

  @Test
  void read_deletedItemStillInTheIndex_isNotListed() {
    table.with(with(item("a", 0), "deleted_at", AttributeValue.fromS("2024-01-16T00:00:00Z")));

    assertThat(read().calls()).isEmpty();
  }

  @Test
  void read_numbersInStrings_areNumbers() {
    table.with(with(item("a", 0), "duration", AttributeValue.fromS("30.0")));
    CallFilter filter = new CallFilter(null, null, null, null, null, null, null, 30L, 30L);

    assertThat(ids(read(filter, Order.DESC, null, 5))).containsExactly("a");
  }

  @Test
  void read_unreadableItem_isCorruptAndNamesTheCall() {
    table.with(without(item("broken-1", 0), "status"));

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining("status")
        .hasMessageContaining("broken-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024\u00e9", "2024 "})
  void read_positionThatIsNoAscii_isCorrupt(String position) {
    table.with(with(item("a", 0), "list_sk", AttributeValue.fromS(position)));

    assertFails(Kind.CORRUPT, this::read);
  }

  @Test
  void read_longPosition_isCorrupt() {
    table.with(with(item("a", 0), "list_sk", AttributeValue.fromS("2".repeat(129))));

    assertFails(Kind.CORRUPT, this::read);
  }
}
