package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkPolicyTest {

  @ParameterizedTest
  @CsvSource({"PT24H, PT1H", "PT1H1S, PT1H", "PT1H, PT1H", "PT59M59S, PT59M59S", "PT1M, PT1M"})
  void usual_isAnHourOrTheOperatorsLowerLimit(Duration longest, Duration usual) {
    assertThat(new LinkPolicy(longest).usual()).isEqualTo(usual);
  }

  @Test
  void bounds_areAMinuteAndADay() {
    assertThat(LinkPolicy.SHORTEST.toSeconds()).isEqualTo(60);
    assertThat(LinkPolicy.LONGEST.toSeconds()).isEqualTo(86400);
  }
}
