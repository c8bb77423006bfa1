package dev.callrecords.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Timestamps of ISO 8601, as items hold them and callers see them. The JDK's formatter takes a
 * tenth of a request's time outside of DynamoDB for those of one call; nearly all are in UTC, of
 * years of four digits, and need none.
 */
public final class Timestamps {

  private static final int NANO_DIGITS = 9;

  /** Of {@code 2026-01-01T10:00:00}. */
  private static final int LENGTH_TO_SECONDS = 19;

  /** Of year 0 and of year 9999. */
  private static final long FIRST_SECOND = -62_167_219_200L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private Timestamps() {}

  /**
   * Reads what {@link Instant#parse} does.
   *
   * @throws DateTimeException when it is no timestamp
   */
  public static Instant parse(String text) {
    if (looksUtc(text)) {
      try {
        return parseUtc(text);
      } catch (DateTimeException e) {
        // Wrong, or right in a way that the JDK knows: hour 24, second 60.
      }
    }
    return Instant.parse(text);
  }

  /** Writes what {@link Instant#toString()} does. */
  public static String write(Instant instant) {
    long second = instant.getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      return instant.toString();
    }
    LocalDateTime utc = LocalDateTime.ofEpochSecond(second, instant.getNano(), ZoneOffset.UTC);
    // Which leaves out seconds that are zero, unless there is a fraction.
    return utc + (utc.getSecond() == 0 && utc.getNano() == 0 ? ":00Z" : "Z");
  }

  private static boolean looksUtc(String text) {
    return text.length() > LENGTH_TO_SECONDS
        && text.endsWith("Z")
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  private static Instant parseUtc(String text) {
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, LENGTH_TO_SECONDS),
            nanos(text))
        .toInstant(ZoneOffset.UTC);
  }

  /** Returns the number that ASCII digits are. */
  private static int number(String text, int start, int end) {
    int number = 0;
    for (int position = start; position < end; position++) {
      int digit = text.charAt(position) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("No digit");
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** Returns the nanoseconds of a point and one to nine digits between seconds and Z, if any. */
  private static int nanos(String text) {
    int end = text.length() - 1;
    int digits = end - LENGTH_TO_SECONDS - 1;
    if (end == LENGTH_TO_SECONDS) {
      return 0;
    }
    if (text.charAt(LENGTH_TO_SECONDS) != '.' || digits < 1 || digits > NANO_DIGITS) {
      throw new DateTimeException("No fraction");
    }
    int nanos = number(text, LENGTH_TO_SECONDS + 1, end);
    for (int missing = digits; missing < NANO_DIGITS; missing++) {
      nanos *= 10;
    }
    return nanos;
  }
}
