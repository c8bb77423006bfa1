package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import dev.callrecords.domain.CallList.Slice;
import dev.callrecords.domain.ListCalls.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How pages hang together by their cursors. */
final class ListCallsTest {

  private static final String POSITION = "2024-01-15T10:30:00.000Z#" + Samples.CALL_ID;
  private static final Caller CALLER = Samples.caller(Scope.CALLS_LIST);

  private final List<Section> read = new ArrayList<>();

  private Outcome list(
      Caller caller,
      CallFilter filter,
      Order order,
      @Nullable String last,
      @Nullable String cursor) {
    CallList calls =
        (tenant, section) -> {
          assertThat(tenant).isEqualTo(caller.tenant());
          read.add(section);
          return new Slice(List.of(Samples.listedCall()), last);
        };
    return new ListCalls(calls).list(caller, new ListCalls.Request(filter, order, 7, cursor));
  }

  private String cursor(CallFilter filter, Order order) {
    Outcome.Page page = (Outcome.Page) list(CALLER, filter, order, POSITION, null);
    return Objects.requireNonNull(page.nextCursor());
  }

  private boolean isTaken(Caller caller, CallFilter filter, Order order, String cursor) {
    return switch (list(caller, filter, order, null, cursor)) {
      case Outcome.Page page -> true;
      case Outcome.InvalidCursor() -> false;
    };
  }

  @Test
  void list_lastPage_hasNoCursor() {
    assertThat(list(CALLER, CallFilter.NONE, Order.DESC, null, null))
        .isEqualTo(new Outcome.Page(List.of(Samples.listedCall()), null));
    assertThat(read).containsExactly(new Section(CallFilter.NONE, Order.DESC, null, 7));
  }

  @Test
  void list_cursorOfThePageBefore_goesOnBehindIt() {
    String cursor = cursor(CallFilter.NONE, Order.ASC);

    list(CALLER, CallFilter.NONE, Order.ASC, null, cursor);

    assertThat(read).last().isEqualTo(new Section(CallFilter.NONE, Order.ASC, POSITION, 7));
  }

  @Test
  void list_longNames_cursorIsShortAndNamesNoTenant() {
    String longest = "2024-01-15T10:30:00.000Z#" + "x".repeat(103);
    Outcome.Page page = (Outcome.Page) list(CALLER, CallFilter.NONE, Order.DESC, longest, null);
    String cursor = Objects.requireNonNull(page.nextCursor());

    assertThat(cursor).matches("[A-Za-z0-9_-]{1,256}");
    assertThat(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1))
        .doesNotContain(Samples.TENANT.value());
    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, cursor)).isTrue();
  }

  static Stream<CallFilter> otherFilters() {
    Instant time = Instant.EPOCH;
    return Stream.of(
        new CallFilter(time, null, null, null, null, null, null, null, null),
        new CallFilter(null, time, null, null, null, null, null, null, null),
        new CallFilter(null, null, "+1", null, null, null, null, null, null),
        new CallFilter(null, null, null, "a", null, null, null, null, null),
        new CallFilter(null, null, null, null, "a", null, null, null, null),
        new CallFilter(null, null, null, null, null, "a", null, null, null),
        new CallFilter(null, null, null, null, null, null, "a", null, null),
        new CallFilter(null, null, null, null, null, null, null, 1L, null),
        new CallFilter(null, null, null, null, null, null, null, null, 1L),
        // The same characters, cut elsewhere.
        new CallFilter(null, null, null, "a1", "b", null, null, null, null),
        new CallFilter(null, null, null, "a", "1b", null, null, null, null),
        new CallFilter(null, null, null, "-", "-", null, null, null, null));
  }

  @ParameterizedTest
  @MethodSource("otherFilters")
  void list_cursorOfOtherFilters_isInvalid(CallFilter filter) {
    String cursor = cursor(filter, Order.DESC);

    assertThat(isTaken(CALLER, filter, Order.DESC, cursor)).isTrue();
    assertThat(isTaken(CALLER, filter, Order.ASC, cursor)).isFalse();
    assertThat(otherFilters().filter(other -> isTaken(CALLER, other, Order.DESC, cursor)))
        .singleElement()
        .matches(filter::equals);
    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, cursor)).isFalse();
  }

  @Test
  void list_cursorOfAnotherTenant_isInvalid() {
    String cursor = cursor(CallFilter.NONE, Order.DESC);
    Caller other = new Caller(Samples.OTHER_TENANT, Set.of(Scope.CALLS_LIST), "0123abcd");

    assertThat(isTaken(other, CallFilter.NONE, Order.DESC, cursor)).isFalse();
  }

  @Test
  void list_cursorWithAnyCharacterChanged_isInvalidAndNothingIsRead() {
    String cursor = cursor(CallFilter.NONE, Order.DESC);
    read.clear();

    for (int i = 0; i < cursor.length(); i++) {
      for (char other : "AZaz09-_=+/ ".toCharArray()) {
        if (cursor.charAt(i) != other) {
          String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
          assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, changed)).as(changed).isFalse();
        }
      }
    }
    assertThat(read).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "MWQ", "MQ==", "abc", "\u00e9", "!"})
  void list_malformedCursor_isInvalid(String cursor) {
    String good = cursor(CallFilter.NONE, Order.DESC);

    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, cursor)).isFalse();
    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, good + cursor))
        .isEqualTo(cursor.isEmpty());
    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, good.substring(1))).isFalse();
    assertThat(isTaken(CALLER, CallFilter.NONE, Order.DESC, "A".repeat(100_000))).isFalse();
  }
}
