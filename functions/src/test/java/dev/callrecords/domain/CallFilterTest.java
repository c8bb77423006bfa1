package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of a filter over a full call and one of unknown values. */
final class CallFilterTest {

  @Test
  void matches_noFilter_takesAll() {
    assertThat(CallFilter.NONE.matches(Samples.listedCall())).isTrue();
    assertThat(CallFilter.NONE.matches(Samples.listedCall(Samples.minimalCall()))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "outbound, , , , true, false",
    "inbound, , , , false, false",
    "Outbound, , , , false, false",
    ", completed, , , true, false",
    ", queued, , , false, true",
    ", , 550e8400-e29b-41d4-a716-446655440000, , true, false",
    ", , other, , false, false",
    ", , , positive, true, false",
    ", , , negative, false, false",
    "outbound, queued, , , false, false"
  })
  void matches_text_isEqual(
      @Nullable String direction,
      @Nullable String status,
      @Nullable String agentId,
      @Nullable String sentiment,
      boolean contracts,
      boolean minimal) {
    CallFilter filter =
        new CallFilter(null, null, null, direction, status, agentId, sentiment, null, null);

    assertThat(filter.matches(Samples.listedCall())).isEqualTo(contracts);
    assertThat(filter.matches(Samples.listedCall(Samples.minimalCall()))).isEqualTo(minimal);
  }

  @ParameterizedTest
  @CsvSource({
    "125, , true",
    "126, , false",
    ", 125, true",
    ", 124, false",
    "0, 999, true",
    "125, 125, true"
  })
  void matches_duration_isBetweenInclusively(
      @Nullable Long min, @Nullable Long max, boolean taken) {
    CallFilter filter = new CallFilter(null, null, null, null, null, null, null, min, max);

    assertThat(filter.matches(Samples.listedCall())).isEqualTo(taken);
    // A call that runs has no duration yet.
    assertThat(filter.matches(Samples.listedCall(Samples.minimalCall()))).isFalse();
  }
}
