package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7f3d8e00-a1b2-4c3d-9e4f-567890abcdef",
        "a",
        "-",
        "_",
        "CAfe_01-Z",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void parse_wellFormed_isThatId(String text) {
    assertThat(CallId.parse(text)).contains(new CallId(text));
    assertThat(new CallId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a#b",
        "a/b",
        "a.b",
        "..",
        "a%20b",
        "é",
        "a\n",
        "\na",
        "a\0",
        "٣",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void parse_malformed_isEmpty(String text) {
    assertThat(CallId.parse(text)).isEmpty();
  }

  @Test
  void constructor_malformed_isRefusedWithoutTheText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallId("secret text"))
        .withMessageNotContaining("secret");
  }
}
