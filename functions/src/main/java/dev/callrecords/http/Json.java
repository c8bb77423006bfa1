package dev.callrecords.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON in and out. Documents are read and bodies written member by member: an object mapper, which
 * looks into classes, is the one part of Jackson that takes long to get going.
 */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private static final int LEAST_CAPACITY = 512;

  /** Up to which {@link BigDecimal#toString()} writes none, whatever the digits. */
  private static final int SCALE_WITHOUT_EXPONENT = 6;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /** Something that writes itself as JSON. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /**
   * Returns a document that is an object, as far as it is wanted; a missing node when the stream
   * holds no JSON.
   *
   * @param wanted the members, and what is wanted of each: all of a member that maps to nothing,
   *     otherwise those of its own members that stand there
   */
  static JsonNode readTree(InputStream stream, Map<String, Set<String>> wanted) throws IOException {
    try (JsonParser json = FACTORY.createParser(stream)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return MissingNode.getInstance();
      }
      ObjectNode root = NODES.objectNode();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        Set<String> members = wanted.get(name);
        if (members == null) {
          json.skipChildren();
        } else {
          root.set(name, readNode(json, members));
        }
      }
      return root;
    } catch (JacksonException | CharConversionException e) {
      return MissingNode.getInstance();
    }
  }

  /**
   * Reads no deeper than the parser, which sets a limit.
   *
   * @param wanted of the members of an object; empty for all
   */
  private static JsonNode readNode(JsonParser json, Set<String> wanted) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          if (wanted.isEmpty() || wanted.contains(name)) {
            object.set(name, readNode(json, Set.of()));
          } else {
            json.skipChildren();
          }
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(readNode(json, Set.of()));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDecimalValue());
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
      default -> NODES.nullNode();
    };
  }

  /** Returns the content as UTF-8. */
  static byte[] write(Content content) {
    return write(LEAST_CAPACITY, content).toByteArray();
  }

  /**
   * Returns the content as UTF-8.
   *
   * @param capacity how many bytes are likely enough
   */
  static ByteArrayOutputStream write(int capacity, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(capacity);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes;
  }

  static void writeText(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value.toString());
    }
  }

  /** Writes the number without an exponent: 5.2, 125, 0.000001. */
  static void writeNumber(JsonGenerator json, String name, @Nullable BigDecimal value)
      throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      writeNumber(json, value);
    }
  }

  /**
   * Writes the number without an exponent, which short numbers have none of in the quicker text.
   */
  static void writeNumber(JsonGenerator json, BigDecimal value) throws IOException {
    boolean isShort = value.scale() >= 0 && value.scale() <= SCALE_WITHOUT_EXPONENT;
    json.writeNumber(isShort ? value.toString() : value.toPlainString());
  }

  /** Writes a value of a call's metadata. */
  @SuppressWarnings("IfChainToSwitch") // A switch on types is slow the first time.
  static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof BigDecimal number) {
      writeNumber(json, number);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        writeValue(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      throw new IllegalArgumentException("Not a value of JSON: " + value.getClass());
    }
  }
}
