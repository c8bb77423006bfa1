package dev.callrecords.http;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.ListCalls;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from a query which calls are to be listed. */
public final class ListQuery {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /** A plus sign that was not encoded arrives as a space. */
  private static final Pattern LOST_PLUS_OF_NUMBER = Pattern.compile("^ (?=[0-9])");

  private static final Pattern LOST_PLUS_OF_OFFSET = Pattern.compile(" (?=[0-9]{2}:[0-9]{2}$)");

  /** No text that is stored has one, and no key of DynamoDB can. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private final Query query;

  private ListQuery(Query query) {
    this.query = query;
  }

  /** Returns the page that is wanted; what is wrong is noted in the query. */
  public static ListCalls.Request read(Query query) {
    return new ListQuery(query).read();
  }

  private ListCalls.Request read() {
    int limit = limit();
    return new ListCalls.Request(filter(), order(), limit, query.text("cursor").orElse(null));
  }

  /** Returns how many entries a page shall have. What is wrong is noted in the query. */
  public static int limit(Query query) {
    return new ListQuery(query).limit();
  }

  private int limit() {
    Long limit = wholeNumber("limit", 1, ListCalls.MAX_LIMIT);
    return limit == null ? ListCalls.DEFAULT_LIMIT : limit.intValue();
  }

  private CallFilter filter() {
    Instant from = instant("from_date");
    Instant to = instant("to_date");
    if (from != null && to != null && from.isAfter(to)) {
      query.refuse("to_date", "must not be before from_date");
    }
    Long minDuration = wholeNumber("min_duration", 0, 999_999_999);
    Long maxDuration = wholeNumber("max_duration", 0, 999_999_999);
    if (minDuration != null && maxDuration != null && minDuration > maxDuration) {
      query.refuse("max_duration", "must not be less than min_duration");
    }
    return new CallFilter(
        from,
        to,
        phoneNumber(),
        value("direction"),
        value("status"),
        value("agent_id"),
        value("sentiment"),
        minDuration,
        maxDuration);
  }

  private Order order() {
    String text = query.text("order").orElse("desc");
    return switch (text) {
      case "desc" -> Order.DESC;
      case "asc" -> Order.ASC;
      default -> {
        query.refuse("order", "must be desc or asc");
        yield Order.DESC;
      }
    };
  }

  /** Refuses an empty value, which would silently find nothing. */
  private @Nullable String value(String name) {
    Optional<String> text = query.text(name);
    if (text.isPresent() && text.get().isEmpty()) {
      query.refuse(name, "must not be empty");
    } else if (text.isPresent() && LONE_SURROGATE.matcher(text.get()).find()) {
      query.refuse(name, "must be Unicode text");
    }
    return text.orElse(null);
  }

  private @Nullable String phoneNumber() {
    String name = "phone_number";
    String text = value(name);
    if (text == null) {
      return null;
    }
    if (text.length() > CallFilter.MAX_NUMBER_LENGTH) {
      query.refuse(name, "must have at most " + CallFilter.MAX_NUMBER_LENGTH + " characters");
    }
    return LOST_PLUS_OF_NUMBER.matcher(text).replaceFirst("+");
  }

  private @Nullable Long wholeNumber(String name, int min, int max) {
    Optional<String> text = query.text(name);
    if (text.isEmpty()) {
      return null;
    }
    if (WHOLE_NUMBER.matcher(text.get()).matches()) {
      long number = Long.parseLong(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    }
    query.refuse(name, "must be a whole number from %d to %d".formatted(min, max));
    return null;
  }

  private @Nullable Instant instant(String name) {
    Optional<String> text = query.text(name);
    if (text.isEmpty()) {
      return null;
    }
    Optional<Instant> time = time(text.get());
    if (time.isEmpty()) {
      query.refuse(
          name, "must be a date such as 2024-01-15 or a timestamp such as 2024-01-15T10:30:00Z");
    }
    return time.orElse(null);
  }

  /**
   * Returns the instant of a date, at midnight UTC, or of a timestamp with offset. It is empty for
   * other texts and for years that no call has.
   */
  public static Optional<Instant> time(String text) {
    try {
      return Optional.of(Call.requireFourDigitYear(parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant parse(String text) {
    return DATE.matcher(text).matches()
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : Instant.parse(LOST_PLUS_OF_OFFSET.matcher(text).replaceFirst("+"));
  }
}
