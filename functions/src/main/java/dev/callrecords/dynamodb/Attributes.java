package dev.callrecords.dynamodb;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Lenient reader of an item's or a map's attributes. Absent and NULL are null, and a number may be
 * a string. What cannot be read without inventing something is a {@link DependencyException} of
 * kind CORRUPT.
 */
record Attributes(Map<String, AttributeValue> values) {

  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

  private @Nullable AttributeValue value(String name) {
    AttributeValue value = values.get(name);
    return value == null || value.type() == AttributeValue.Type.NUL ? null : value;
  }

  @Nullable String text(String name) {
    AttributeValue value = value(name);
    if (value == null) {
      return null;
    }
    if (value.type() != AttributeValue.Type.S) {
      throw unreadable(name, "a string");
    }
    return wellFormed(value.s());
  }

  /**
   * Returns the text with U+FFFD for each unpaired surrogate. UTF-8 cannot encode those, and
   * encoders differ in their replacement. All text that is read from the store goes through here.
   */
  static String wellFormed(String text) {
    // Surrogates are rare, and a loop is faster than the regular expression.
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
      }
    }
    return text;
  }

  String requiredText(String name) {
    return required(name, text(name));
  }

  @Nullable BigDecimal number(String name) {
    AttributeValue value = value(name);
    if (value == null) {
      return null;
    }
    String text =
        switch (value.type()) {
          case N -> value.n();
          case S -> value.s();
          default -> throw unreadable(name, "a number");
        };
    return number(name, text);
  }

  /** Returns the number that the text of an attribute is. */
  static BigDecimal number(String name, String text) {
    return Numbers.parse(text).orElseThrow(() -> unreadable(name, "a number"));
  }

  BigDecimal requiredNumber(String name) {
    return required(name, number(name));
  }

  @Nullable Long wholeNumber(String name) {
    BigDecimal number = number(name);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw unreadable(name, "a whole number");
    }
  }

  @Nullable Instant instant(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return Call.requireFourDigitYear(Instant.parse(text));
    } catch (DateTimeException e) {
      throw unreadable(name, "a timestamp of ISO 8601 with its offset, of the years 0000 to 9999");
    }
  }

  /** Returns epoch seconds as an instant, at most that of the year 9999. */
  @Nullable Instant epochSecond(String name) {
    BigDecimal seconds = number(name);
    return seconds == null
        ? null
        : Instant.ofEpochSecond(
            seconds
                .max(BigDecimal.ZERO)
                .min(LAST_SECOND)
                .setScale(0, RoundingMode.CEILING)
                .longValue());
  }

  Instant requiredInstant(String name) {
    return required(name, instant(name));
  }

  @Nullable Attributes map(String name) {
    AttributeValue value = value(name);
    if (value == null) {
      return null;
    }
    if (value.type() != AttributeValue.Type.M) {
      throw unreadable(name, "a map");
    }
    return new Attributes(value.m());
  }

  static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw unreadable(name, "there");
    }
    return value;
  }

  static DependencyException unreadable(String name, String expected) {
    return new DependencyException(
        Kind.CORRUPT, "Attribute " + name + " of an item is not " + expected);
  }
}
