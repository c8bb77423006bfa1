package dev.callrecords.dynamodb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The metadata of a call, in both directions: what JSON can say, as attributes. */
final class Metadata {

  private static final String NAME = "metadata";

  /** Metadata itself is the first; DynamoDB nests no deeper than 32 in all. */
  private static final int MAX_LEVELS = 30;

  private Metadata() {}

  /** Returns the map with its names sorted: DynamoDB keeps no order, and answers need one. */
  static Map<String, @Nullable Object> read(Map<String, AttributeValue> values) {
    Map<String, @Nullable Object> map = new TreeMap<>();
    values.forEach((name, value) -> map.put(Attributes.wellFormed(name), readValue(value)));
    return map;
  }

  private static @Nullable Object readValue(AttributeValue value) {
    return switch (value.type()) {
      case S -> Attributes.wellFormed(value.s());
      case N -> readNumber(value.n());
      case BOOL -> value.bool();
      case NUL -> null;
      case M -> read(value.m());
      case L -> value.l().stream().<@Nullable Object>map(Metadata::readValue).toList();
      // Sets are unordered; sorting makes answers reproducible.
      case SS -> value.ss().stream().map(Attributes::wellFormed).sorted().toList();
      case NS -> value.ns().stream().map(Metadata::readNumber).sorted().toList();
      case B, BS, UNKNOWN_TO_SDK_VERSION ->
          throw Attributes.unreadable(NAME, "made of what JSON can say");
    };
  }

  private static BigDecimal readNumber(String text) {
    return Attributes.number(NAME, text);
  }

  /**
   * Returns the attribute.
   *
   * @throws IllegalArgumentException when DynamoDB cannot hold it
   */
  static AttributeValue write(Map<String, @Nullable Object> metadata) {
    return writeMap(metadata, 1);
  }

  private static AttributeValue writeMap(Map<?, ?> values, int level) {
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    values.forEach((name, value) -> {
      if (name.equals("")) {
        throw new IllegalArgumentException("Metadata has no empty names");
      }
      map.put((String) name, writeValue(value, level + 1));
    });
    return AttributeValue.fromM(map);
  }

  private static AttributeValue writeValue(@Nullable Object value, int level) {
    return switch (value) {
      case null -> AttributeValue.fromNul(true);
      case String text -> CallItem.text(text);
      case Boolean bool -> AttributeValue.fromBool(bool);
      case BigDecimal number -> Numbers.write(number);
      case List<?> list -> {
        checkLevel(level);
        List<AttributeValue> values = new ArrayList<>();
        list.forEach(element -> values.add(writeValue(element, level + 1)));
        yield AttributeValue.fromL(values);
      }
      case Map<?, ?> map -> {
        checkLevel(level);
        yield writeMap(map, level);
      }
      default ->
          throw new IllegalArgumentException(
              "Metadata is made of what JSON can say, not of " + value.getClass());
    };
  }

  private static void checkLevel(int level) {
    if (level > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "Metadata has at most " + MAX_LEVELS + " levels of objects and arrays");
    }
  }
}
