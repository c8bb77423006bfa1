package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "5.2, 5.2",
    "125, 125",
    "1.0, 1",
    "1.50, 1.5",
    "100, 100",
    "1e2, 100",
    "1E2, 100",
    "-0.10, -0.1",
    "+3, 3",
    ".5, 0.5",
    "0, 0",
    "-0, 0",
    "0.000, 0",
    "0e999999999, 0",
    "1e-7, 0.0000001",
    "007, 7",
    "00.05, 0.05",
    "5., 5",
    "0.0000005, 0.0000005",
    "999999999999999999, 999999999999999999",
    "9.9999999999999999, 9.9999999999999999",
    "9999999999999999999, 9999999999999999999",
    "١٢.5, 12.5",
    "12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
    "1234567890123456789012345678901234567800, 1234567890123456789012345678901234567800"
  })
  void parse_number_isItsShortestForm(String text, String expected) {
    assertThat(Numbers.parse(text).orElseThrow().toPlainString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e125", "9.9999999999999999999999999999999999999e125", "1e-130"})
  void parse_atDynamoDbsLimits_isThere(String text) {
    assertThat(Numbers.parse(text)).contains(new BigDecimal(text).stripTrailingZeros());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " 5",
        "5 ",
        "abc",
        "0x10",
        "1_000",
        "1,5",
        "1.2.3",
        "NaN",
        "Infinity",
        "true",
        "null",
        "1e126",
        "1e-131",
        "123456789012345678901234567890123456789",
        "1.23456789012345678901234567890123456789",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e2147483647",
        "10e2147483647",
        "100e2147483647",
        "1e-2147483647",
        "1e2147483648",
        "1e99999999999999999999"
      })
  void parse_anyOther_isEmpty(String text) {
    assertThat(Numbers.parse(text)).isEmpty();
  }

  @Test
  void parse_longText_isEmptyAtOnce() {
    assertThat(Numbers.parse("9".repeat(10_000_000))).isEmpty();
    assertThat(Numbers.parse("0".repeat(201))).isEmpty();
  }

  @Test
  void shortest_tooManyDigits_isEmpty() {
    assertThat(Numbers.shortest(new BigDecimal("9".repeat(39)))).isEmpty();
  }
}
