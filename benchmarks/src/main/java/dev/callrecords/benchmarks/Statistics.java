package dev.callrecords.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Medians, quartiles, and ratios of paired rounds with their uncertainty. */
final class Statistics {

  private static final int RESAMPLES = 2000;

  /** Any fixed number: the same rounds give the same interval. */
  private static final long SEED = 1;

  private Statistics() {}

  /**
   * The median of the ratios of paired rounds.
   *
   * @param low where the 95 % bootstrap interval of the median starts
   * @param high where it ends
   */
  record Ratio(double median, double low, double high) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f [%.3f-%.3f]", median, low, high);
    }
  }

  static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  /** Returns a quantile, between the two nearest values where it falls between them. */
  static double quantile(List<Double> values, double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    double place = share * (sorted.size() - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }

  /** Returns the value with three significant digits, with four from 1,000 on. */
  static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(new MathContext(value >= 1000 ? 4 : 3));
  }

  /** Returns the same as text. */
  static String text(double value) {
    return rounded(value).toPlainString();
  }

  /** Returns the ratio of values to those of the same rounds. */
  static Ratio ratio(List<Double> values, List<Double> baseline) {
    if (values.size() != baseline.size() || values.isEmpty()) {
      throw new IllegalArgumentException("Rounds are paired");
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / baseline.get(round));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    List<Double> medians = new ArrayList<>();
    for (int resample = 0; resample < RESAMPLES; resample++) {
      List<Double> drawn = new ArrayList<>();
      for (int i = 0; i < ratios.size(); i++) {
        drawn.add(ratios.get(random.nextInt(ratios.size())));
      }
      medians.add(median(drawn));
    }
    return new Ratio(median(ratios), quantile(medians, 0.025), quantile(medians, 0.975));
  }
}
