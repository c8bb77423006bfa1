package dev.callrecords.dynamodb;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Numbers as DynamoDB holds them: up to 38 digits, 1E-130 to 9.99E+125, in the shortest form. */
public final class Numbers {

  private static final int DIGITS = 38;

  /** As many decimal digits as are in a long, whatever they are. */
  private static final int DIGITS_OF_LONG = 18;

  private static final int SMALLEST_EXPONENT = -130;
  private static final int LARGEST_EXPONENT = 125;

  /**
   * 38 digits, a sign, a point and an exponent need less; a longer text is no number worth parsing.
   */
  private static final int LONGEST_TEXT = 200;

  private Numbers() {}

  /**
   * Returns the number in its shortest form, or empty when the text is none that DynamoDB can hold.
   */
  static Optional<BigDecimal> parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    BigDecimal decimal = decimal(text);
    if (decimal != null) {
      return Optional.of(decimal);
    }
    try {
      return shortest(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the number that digits are, with a point among them or not, which is nearly all that
   * there are; null when the text is not of this form, has too many digits, or is not the shortest.
   */
  private static @Nullable BigDecimal decimal(String text) {
    int length = text.length();
    if (length == 0 || length > DIGITS_OF_LONG || text.charAt(length - 1) == '0') {
      return null;
    }
    long digits = 0;
    int point = length;
    for (int position = 0; position < length; position++) {
      char character = text.charAt(position);
      if (character >= '0' && character <= '9') {
        digits = 10 * digits + (character - '0');
      } else if (character == '.' && point == length && position > 0 && position < length - 1) {
        point = position;
      } else {
        return null;
      }
    }
    return BigDecimal.valueOf(digits, Math.max(0, length - 1 - point));
  }

  /** Returns the number without trailing zeros, or empty when DynamoDB cannot hold it. */
  public static Optional<BigDecimal> shortest(BigDecimal number) {
    if (number.signum() == 0) {
      return Optional.of(BigDecimal.ZERO);
    }
    // Before the zeros go: at the end of what a scale can be, they cannot.
    long exponent = (long) number.precision() - number.scale() - 1;
    if (exponent < SMALLEST_EXPONENT || exponent > LARGEST_EXPONENT) {
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
