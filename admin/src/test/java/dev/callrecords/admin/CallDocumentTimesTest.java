package dev.callrecords.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which timestamps a document of a call may have. */
final class CallDocumentTimesTest {

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999+00:00"})
  void parse_firstAndLastYear_isTaken(String createdAt) throws InvalidCallException {
    assertThat(CallDocument.parse(document(createdAt))).isInstanceOf(CallDocument.Live.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0001-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "2024-01-15"})
  void parse_yearThatNoAnswerHas_isRefused(String createdAt) {
    assertThatThrownBy(() -> CallDocument.parse(document(createdAt)))
        .isInstanceOf(InvalidCallException.class)
        .hasMessageContaining("created_at");
  }

  private static byte[] document(String createdAt) {
    return "{\"id\":\"c-1\",\"status\":\"completed\",\"created_at\":\"%s\"}"
        .formatted(createdAt)
        .getBytes(StandardCharsets.UTF_8);
  }
}
