package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkPolicyTest {

  @ParameterizedTest
  @CsvSource({"PT24H, PT1H", "PT1H1S, PT1H", "PT1H, PT1H", "PT59M59S, PT59M59S", "PT1M, PT1M"})
  void defaultLifetime_noneAsked_isAnHourOrTheOperatorsLowerLimit(Duration max, Duration expected) {
    assertThat(new LinkPolicy(max).defaultLifetime()).isEqualTo(expected);
  }

  @Test
  void bounds_always_areOneMinuteAndOneDay() {
    assertThat(LinkPolicy.MIN_LIFETIME.toSeconds()).isEqualTo(60);
    assertThat(LinkPolicy.MAX_LIFETIME.toSeconds()).isEqualTo(86400);
  }
}
