package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That timestamps are read and refused as the JDK does, and written as it writes them. */
final class TimestampsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T10:00:00Z",
        "2026-01-01T10:00:00.1Z",
        "2026-01-01T10:00:00.123456789Z",
        "2026-02-28T23:59:59.999Z",
        "2028-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59Z",
        "2026-01-01T24:00:00Z",
        "2026-06-30T23:59:60Z",
        "2026-01-01t10:00:00z",
        "2026-01-01T10:00:00+01:00",
        "2026-01-01T10:00:00.5-17:59",
        "+12026-01-01T10:00:00Z",
        "-0044-03-15T10:00:00Z"
      })
  void parse_timestamp_isAsTheJdkReadsIt(String text) {
    assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-01",
        "2026-01-01T10:00:00",
        "2026-01-01T10:00Z",
        "2026-01-01T10:00:00.1234567890Z",
        "2026-02-29T10:00:00Z",
        "2026-04-31T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-01-00T10:00:00Z",
        "2026-01-32T10:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T10:60:00Z",
        "2026-01-01T10:00:61Z",
        "2026-01-01T10:00:00.+1Z",
        "2026-01-01T10:00:00,5Z",
        "2026/01/01T10:00:00Z",
        "2026-01-01 10:00:00Z",
        "２０２６-01-01T10:00:00Z",
        "2026-01-01T1a:00:00Z"
      })
  void parse_noTimestamp_isRefused(String text) {
    assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void parse_whatTheJdkWrites_isThatInstant() {
    Random random = new Random(1);
    for (int round = 0; round < 10_000; round++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));

      assertThat(Timestamps.parse(instant.toString())).isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T10:00:00Z",
        "2026-01-01T10:00:59Z",
        "2026-01-01T10:00:00.100Z",
        "2026-01-01T10:00:00.000001Z",
        "2026-01-01T10:00:00.000000001Z",
        "0000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void write_any_isAsTheJdkWritesIt(String text) {
    assertThat(Timestamps.write(Instant.parse(text))).isEqualTo(text);
  }

  @Test
  void write_anyInstant_isAsTheJdkWritesIt() {
    Random random = new Random(2);
    int[] fractions = {0, 1, 1000, 1_000_000, 999_999_999};
    for (int round = 0; round < 10_000; round++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_200_000_000L, 253_500_000_000L),
              fractions[round % fractions.length]);

      assertThat(Timestamps.write(instant)).isEqualTo(instant.toString());
    }
  }
}
