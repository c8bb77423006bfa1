package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A value in a platform's document, or the place where it could be.
 *
 * <p>Its methods return null where there is no value. What is there in another form is a fault of
 * this place, and null is returned too.
 */
final class Place {

  /** Nanoseconds since 1970 are below it. No number near it makes arithmetic slow. */
  private static final BigDecimal MAX_NUMBER = BigDecimal.TEN.pow(20);

  private static final int MAX_SCALE = 40;
  private static final Instant MIN_EPOCH_TIME = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant MAX_EPOCH_TIME = Instant.parse("2200-01-01T00:00:00Z");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final JsonNode node;
  private final JsonPointer pointer;
  private final List<PlacedFault> faults;

  private Place(JsonNode node, JsonPointer pointer, List<PlacedFault> faults) {
    this.node = node;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** Returns the place of a whole document, whose faults are added to the list. */
  static Place root(JsonNode document, List<PlacedFault> faults) {
    return new Place(document, JsonPointer.empty(), faults);
  }

  /** Returns the place of a member, of a member of it, and so on. */
  Place at(String... names) {
    Place place = this;
    for (String name : names) {
      place = new Place(place.node.path(name), place.pointer.appendProperty(name), faults);
    }
    return place;
  }

  /** Returns this place where something is there, else the other one. */
  Place or(Place other) {
    return isPresent() || !other.isPresent() ? this : other;
  }

  /** Returns whether there is a value other than null. */
  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  JsonNode node() {
    return node;
  }

  JsonPointer pointer() {
    return pointer;
  }

  void fault(String problem) {
    faults.add(new PlacedFault(pointer, problem));
  }

  /** Returns the places of an array's elements; of none where there is no array. */
  List<Place> elements() {
    if (isPresent() && !node.isArray()) {
      fault("must be an array");
    }
    return node.isArray()
        ? IntStream.range(0, node.size())
            .mapToObj(i -> new Place(node.get(i), pointer.appendIndex(i), faults))
            .toList()
        : List.of();
  }

  /** Returns the same place with its text read as JSON, if it is one. */
  Place parsed() {
    if (!node.isTextual()) {
      return this;
    }
    try {
      return new Place(JSON.readTree(node.textValue()), pointer, faults);
    } catch (JsonProcessingException _) {
      fault("must be JSON, as its encoding says");
      return new Place(MissingNode.getInstance(), pointer, faults);
    }
  }

  /** Returns a text; a blank one counts as none. */
  @Nullable String text() {
    if (isPresent() && !node.isTextual()) {
      fault("must be a string");
    }
    return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
  }

  /** Returns a text that may be written as a whole number. */
  @Nullable String label() {
    return node.isIntegralNumber() ? node.asText() : text();
  }

  /** Returns whether it is true. A value of another type counts as false. */
  boolean isTrue() {
    if (isPresent() && !node.isBoolean()) {
      fault("must be true or false");
    }
    return node.booleanValue();
  }

  /** Returns a number, which may be written as a text. */
  @Nullable BigDecimal number() {
    if (!isPresent()) {
      return null;
    }
    BigDecimal number = null;
    try {
      number =
          node.isNumber()
              ? node.decimalValue()
              : node.isTextual() ? new BigDecimal(node.textValue().strip()) : null;
    } catch (NumberFormatException _) {
      // Reported below.
    }
    if (number == null) {
      fault("must be a number");
      return null;
    }
    if (number.abs().compareTo(MAX_NUMBER) > 0 || number.scale() > MAX_SCALE) {
      fault("is out of bounds");
      return null;
    }
    return number;
  }

  /** Returns seconds, written as a number of milliseconds. */
  @Nullable BigDecimal millisecondsAsSeconds() {
    BigDecimal milliseconds = number();
    return milliseconds == null ? null : milliseconds.movePointLeft(3);
  }

  /** Returns a time of ISO 8601 with any offset. */
  @Nullable Instant isoTime() {
    return time(
        DateTimeFormatter.ISO_OFFSET_DATE_TIME,
        "must be a time of ISO 8601 with its offset, such as 2024-01-15T10:30:15Z");
  }

  /** Returns a time of RFC 2822 or ISO 8601. */
  @Nullable Instant mailTime() {
    return node.isTextual() && node.textValue().contains(",")
        ? time(DateTimeFormatter.RFC_1123_DATE_TIME, "must be a time of RFC 2822")
        : isoTime();
  }

  private @Nullable Instant time(DateTimeFormatter format, String expected) {
    String text = text();
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text, format).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException _) {
      fault(expected);
      return null;
    }
  }

  /** Returns a time, written as seconds since 1970. */
  @Nullable Instant epochSeconds() {
    return epoch(0, "seconds");
  }

  /** Returns a time, written as milliseconds since 1970. */
  @Nullable Instant epochMilliseconds() {
    return epoch(3, "milliseconds");
  }

  /** Returns a time, written as nanoseconds since 1970. */
  @Nullable Instant epochNanoseconds() {
    return epoch(9, "nanoseconds");
  }

  /** Returns the time; far from today, another unit was written than is documented. */
  private @Nullable Instant epoch(int digits, String unit) {
    BigDecimal number = number();
    if (number == null) {
      return null;
    }
    BigDecimal milliseconds = number.movePointRight(3 - digits);
    if (milliseconds.compareTo(BigDecimal.valueOf(MIN_EPOCH_TIME.toEpochMilli())) >= 0
        && milliseconds.compareTo(BigDecimal.valueOf(MAX_EPOCH_TIME.toEpochMilli())) < 0) {
      return Instant.ofEpochMilli(milliseconds.longValue());
    }
    fault("is no time of the years 2000 to 2199 in %s since 1970".formatted(unit));
    return null;
  }
}
