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
    return writeToMemory(content).toByteArray();
  }

  /** Returns the content as UTF-8, to be written on. */
  static ByteArrayOutputStream writeToMemory(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = generator(bytes)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes;
  }

  static JsonGenerator generator(ByteArrayOutputStream bytes) throws IOException {
    return FACTORY.createGenerator(bytes);
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
      json.writeNumber(value.toPlainString());
    }
  }

  /** Writes a value of a call's metadata. */
  static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean bool -> json.writeBoolean(bool);
      case BigDecimal number -> json.writeNumber(number.toPlainString());
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          writeValue(json, element);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName((String) entry.getKey());
          writeValue(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("Not a value of JSON: " + value.getClass());
    }
  }
}
