package dev.callrecords.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.benchmarks.Statistics.Ratio;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  @Test
  void quantile_betweenTwoValues_isBetweenThem() {
    assertThat(Statistics.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    assertThat(Statistics.quantile(List.of(1.0, 2.0, 3.0, 4.0, 5.0), 0.25)).isEqualTo(2.0);
    assertThat(Statistics.quantile(List.of(7.0), 0.75)).isEqualTo(7.0);
  }

  /** A machine that slows down in the middle slows both. */
  @Test
  void ratio_ofPairs_isThatOfEachRound() {
    Ratio ratio = Statistics.ratio(List.of(1.0, 10.0, 100.0), List.of(2.0, 20.0, 200.0));

    assertThat(ratio).isEqualTo(new Ratio(0.5, 0.5, 0.5));
    assertThat(ratio).hasToString("0.500 [0.500-0.500]");
  }

  @Test
  void ratio_ofNoisyRounds_isInsideItsIntervalAndTheSameEachTime() {
    List<Double> values = List.of(1.0, 1.2, 0.9, 1.1, 3.0, 1.0, 0.8);
    List<Double> baseline = List.of(2.0, 2.0, 2.1, 1.9, 2.0, 2.2, 2.0);

    Ratio ratio = Statistics.ratio(values, baseline);

    assertThat(ratio.low()).isLessThan(ratio.median());
    assertThat(ratio.high()).isGreaterThan(ratio.median());
    assertThat(Statistics.ratio(values, baseline)).isEqualTo(ratio);
  }

  @Test
  void ratio_ofOtherRounds_isRefused() {
    assertThatThrownBy(() -> Statistics.ratio(List.of(1.0), List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
