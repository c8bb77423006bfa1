package dev.callrecords.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FreshnessTest {

  private static final Instant START = Instant.parse("2026-05-04T10:00:00.700Z");
  private static final Instant END = Instant.parse("2026-05-04T10:00:01.100Z");

  @Test
  void check_timesSinceTheRestore_areFine() {
    assertThatCode(
            () -> check("20260504T100000Z", "2026-05-04T10:15:01Z", "2026-05-04T10:00:01.050Z"))
        .doesNotThrowAnyException();
  }

  @Test
  void check_timeOfTheSnapshot_isNamed() {
    assertThatThrownBy(
            () -> check("20260504T095959Z", "2026-05-04T10:15:00Z", "2026-05-04T10:00:01Z"))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("link signed at 2026-05-04T09:59:59Z");
    assertThatThrownBy(
            () -> check("20260504T100000Z", "2026-05-04T10:14:59Z", "2026-05-04T10:00:01Z"))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("link's time begun at 2026-05-04T09:59:59Z");
    assertThatThrownBy(
            () -> check("20260504T100000Z", "2026-05-04T10:15:00Z", "2026-05-04T09:59:59Z"))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("request logged at 2026-05-04T09:59:59Z");
  }

  private static void check(String signed, String expiresAt, String logged) {
    String answer =
        """
        {"statusCode":200,"body":"{\\"recording_url\\":\\"https://s3.test/wav?X-Amz-Date=%s\
        &X-Amz-Expires=900&X-Amz-Signature=00\\",\\"recording_url_expires_at\\":\\"%s\\"}"}\
        """
            .formatted(signed, expiresAt);
    Freshness.check(answer, "{\"timestamp\":\"" + logged + "\"}", START, END);
  }
}
