package dev.callrecords.fuzz;

import dev.callrecords.domain.CallField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A function behind a route: what it may answer, and what its query may say. */
enum Function {
  CALL,
  RECORDING,
  TRANSCRIPT,
  LIST,
  LINKS,
  OPEN;

  private static final Set<String> TEXTS =
      Set.of("direction", "status", "agent_id", "sentiment", "phone_number");

  /** Returns whether the contract has this status where all that it asks is well. */
  boolean mayAnswer(int status) {
    return switch (this) {
      case CALL -> Set.of(200, 304, 400, 401, 403, 404, 500).contains(status);
      case RECORDING -> Set.of(200, 302, 400, 401, 403, 404, 409, 410, 500).contains(status);
      case TRANSCRIPT -> Set.of(200, 304, 400, 401, 403, 404, 406, 500).contains(status);
      case LIST -> Set.of(200, 400, 401, 403, 500).contains(status);
      case LINKS -> Set.of(200, 201, 204, 400, 401, 403, 404, 410, 413, 415, 500).contains(status);
      case OPEN -> Set.of(302, 404, 409, 410, 500).contains(status);
    };
  }

  /** Returns whether the contract allows this parameter. */
  boolean takes(String name, String value) {
    if (name.equals("consistent") && this != LIST) {
      return isFlag(value);
    }
    return switch (this) {
      case CALL -> name.equals("fields") && areFields(value);
      case RECORDING ->
          switch (name) {
            case "redirect" -> isFlag(value);
            case "disposition" -> value.equals("inline") || value.equals("attachment");
            case "expires_in" -> isWhole(value, 60, 86400);
            default -> false;
          };
      case TRANSCRIPT ->
          switch (name) {
            case "format" -> Set.of("json", "txt", "vtt", "srt", "csv").contains(value);
            case "page" -> isWhole(value, 1, 999_999_999);
            default -> false;
          };
      case LIST ->
          switch (name) {
            case "limit" -> isWhole(value, 1, 100);
            case "min_duration", "max_duration" -> isWhole(value, 0, 999_999_999);
            case "from_date", "to_date" -> time(value).isPresent();
            case "order" -> value.equals("asc") || value.equals("desc");
            // Which cursor is good is another question.
            case "cursor" -> true;
            default ->
                TEXTS.contains(name) && !value.isEmpty() && value.length() <= maxLength(name);
          };
      // What is asked of links stands in a body and in a path.
      case LINKS, OPEN -> false;
    };
  }

  private static int maxLength(String name) {
    return name.equals("phone_number") ? 255 : Integer.MAX_VALUE;
  }

  /** Returns the instant of a date or an RFC 3339 timestamp; empty for other texts. */
  static Optional<Instant> time(String text) {
    try {
      Instant time =
          text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text.replaceFirst(" ([0-9]{2}:[0-9]{2})$", "+$1"));
      int year = time.atOffset(ZoneOffset.UTC).getYear();
      return year >= 0 && year <= 9999 ? Optional.of(time) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isFlag(String text) {
    return text.equals("true") || text.equals("false");
  }

  private static boolean areFields(String text) {
    return Arrays.stream(text.split(",", -1))
        .allMatch(
            name -> Arrays.stream(CallField.values()).anyMatch(field -> field.text().equals(name)));
  }

  private static boolean isWhole(String text, int least, int most) {
    if (text.isEmpty() || text.length() > 9) {
      return false;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
      number = 10 * number + text.charAt(i) - '0';
    }
    return number >= least && number <= most;
  }
}
