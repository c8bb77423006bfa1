package dev.callrecords.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Notation for items in which every text is valid, so every mutation yields items. A line is an
 * item, {@code name=value;name=value}. The first sign of a value is its type:
 *
 * <table>
 * <caption>Types</caption>
 * <tr><td>{@code Stext} {@code N12} {@code T} {@code F} {@code Z}</td>
 *     <td>string, number, true, false, NULL</td></tr>
 * <tr><td>{@code M(name=value;...)} {@code L(value;...)}</td><td>map, list</td></tr>
 * <tr><td>{@code Ea,b} {@code D1,2}</td><td>sets of strings and of numbers</td></tr>
 * <tr><td>{@code Btext} {@code Gtext}</td><td>binary, and gzip of a text</td></tr>
 * <tr><td>anything else</td><td>a type that the SDK does not know</td></tr>
 * </table>
 *
 * <p>A backslash takes the next sign's meaning away. Nesting ends where DynamoDB's does.
 */
final class Items {

  private static final int MOST_LEVELS = 32;

  private final String text;
  private int position;

  private Items(String text) {
    this.text = text;
  }

  /** Returns a call's items by sort key, without duplicates. */
  static List<Map<String, AttributeValue>> ofCall(String text) {
    Map<String, Map<String, AttributeValue>> bySortKey = new TreeMap<>();
    for (Map<String, AttributeValue> item : read(text)) {
      AttributeValue sortKey = item.get("sk");
      String sort = sortKey == null || sortKey.s() == null ? "call" : sortKey.s();
      item.put("pk", Functions.PARTITION);
      item.put("sk", AttributeValue.fromS(sort));
      bySortKey.put(sort, item);
    }
    return List.copyOf(bySortKey.values());
  }

  /** Returns the items that a text means, at least one. */
  static List<Map<String, AttributeValue>> read(String text) {
    Items reader = new Items(text);
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    do {
      items.add(reader.attributes(1));
    } while (reader.next());
    return items;
  }

  /** Moves past the sign at which the reader stands; returns false at the end. */
  private boolean next() {
    return position++ < text.length();
  }

  private char sign() {
    return position < text.length() ? text.charAt(position) : '\n';
  }

  private Map<String, AttributeValue> attributes(int level) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    while (true) {
      String name = text(sign -> "=;)\n".indexOf(sign) < 0);
      if (sign() == '=') {
        next();
        attributes.put(name, value(level));
      }
      if (sign() != ';') {
        return attributes;
      }
      next();
    }
  }

  private AttributeValue value(int level) {
    char type = sign();
    if (";)\n".indexOf(type) >= 0) {
      return AttributeValue.fromS("");
    }
    next();
    if ("ML".indexOf(type) >= 0 && level < MOST_LEVELS && sign() == '(') {
      next();
      AttributeValue value =
          type == 'M'
              ? AttributeValue.fromM(attributes(level + 1))
              : AttributeValue.fromL(list(level + 1));
      if (sign() == ')') {
        next();
      }
      return value;
    }
    return switch (type) {
      case 'T' -> AttributeValue.fromBool(true);
      case 'F' -> AttributeValue.fromBool(false);
      case 'Z' -> AttributeValue.fromNul(true);
      case 'S' -> AttributeValue.fromS(scalar());
      case 'N' -> AttributeValue.fromN(scalar());
      case 'E' -> AttributeValue.fromSs(List.of(scalar().split(",", -1)));
      case 'D' -> AttributeValue.fromNs(List.of(scalar().split(",", -1)));
      case 'B' ->
          AttributeValue.fromB(
              SdkBytes.fromByteArrayUnsafe(scalar().getBytes(StandardCharsets.ISO_8859_1)));
      case 'G' -> gzip(scalar().getBytes(StandardCharsets.UTF_8));
      default -> AttributeValue.builder().build();
    };
  }

  private List<AttributeValue> list(int level) {
    List<AttributeValue> values = new ArrayList<>();
    while (")\n".indexOf(sign()) < 0) {
      values.add(value(level));
      if (sign() == ';') {
        next();
      } else {
        break;
      }
    }
    return values;
  }

  private String scalar() {
    return text(sign -> ";)\n".indexOf(sign) < 0);
  }

  private String text(Predicate<Character> belongs) {
    StringBuilder read = new StringBuilder();
    while (position < text.length()) {
      if (sign() == '\\') {
        next();
      } else if (!belongs.test(sign())) {
        break;
      }
      read.append(sign());
      next();
    }
    return read.toString();
  }

  /** Returns bytes compressed, as fast as can be. */
  static AttributeValue gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.NO_COMPRESSION);
          }
        }) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes.toByteArray()));
  }
}
