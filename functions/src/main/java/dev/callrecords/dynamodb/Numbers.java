package dev.callrecords.dynamodb;

import java.math.BigDecimal;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB numbers: up to 38 digits, 1E-130 to 9.99E+125, without trailing zeros. */
public final class Numbers {

  private static final int DIGITS = 38;
  private static final int MIN_EXPONENT = -130;
  private static final int MAX_EXPONENT = 125;

  /** More than 38 digits, a sign, a point and an exponent can take. */
  private static final int MAX_TEXT_LENGTH = 200;

  private Numbers() {}

  /** Parses a number into its shortest form; empty when DynamoDB cannot store it. */
  static Optional<BigDecimal> parse(String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      return shortest(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the number without trailing zeros, or empty when DynamoDB cannot hold it. */
  public static Optional<BigDecimal> shortest(BigDecimal number) {
    if (number.signum() == 0) {
      return Optional.of(BigDecimal.ZERO);
    }
    // Checked first: stripping zeros overflows at the limits of a scale.
    long exponent = (long) number.precision() - number.scale() - 1;
    if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
      return Optional.empty();
    }
    BigDecimal shortest = number.stripTrailingZeros();
    return shortest.precision() <= DIGITS ? Optional.of(shortest) : Optional.empty();
  }

  /**
   * Returns the attribute of a number.
   *
   * @throws IllegalArgumentException when DynamoDB cannot hold it
   */
  static AttributeValue write(BigDecimal number) {
    return AttributeValue.fromN(writeText(number));
  }

  /**
   * Returns the number in its shortest form, without an exponent.
   *
   * @throws IllegalArgumentException when DynamoDB cannot hold it
   */
  static String writeText(BigDecimal number) {
    return shortest(number)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "DynamoDB holds numbers of up to 38 digits, from 1E-130 to 9.9E+125"))
        .toPlainString();
  }
}
