package dev.callrecords.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
   * Returns these members of a document that is an object. Without a JSON object in the stream it
   * is a missing node.
   */
  static JsonNode readTree(InputStream stream, Set<String> members) throws IOException {
    try (JsonParser json = FACTORY.createParser(stream)) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? readObject(json, members::contains)
          : MissingNode.getInstance();
    } catch (JacksonException | CharConversionException e) {
      return MissingNode.getInstance();
    }
  }

  /** Returns an object without members. */
  static JsonNode object() {
    return NODES.objectNode();
  }

  /**
   * Returns a document that is one object and nothing else.
   *
   * @param repeated takes the name of each member that stands there once more
   * @throws JacksonException when it is not
   */
  static JsonNode readObject(String document, Consumer<String> repeated) throws JacksonException {
    try (JsonParser json = FACTORY.createParser(document)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "Not an object");
      }
      Set<String> names = new HashSet<>();
      JsonNode object =
          readObject(
              json,
              name -> {
                if (!names.add(name)) {
                  repeated.accept(name);
                }
                return true;
              });
      if (json.nextToken() != null) {
        throw new JsonParseException(json, "More than one value");
      }
      return object;
    } catch (JacksonException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be read from", e);
    }
  }

  private static ObjectNode readObject(JsonParser json, Predicate<String> wanted)
      throws IOException {
    ObjectNode object = NODES.objectNode();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (wanted.test(name)) {
        object.set(name, readNode(json));
      } else {
        json.skipChildren();
      }
    }
    return object;
  }

  /** Reads no deeper than the parser, which sets a limit. */
  private static JsonNode readNode(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> readObject(json, name -> true);
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(readNode(json));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber(json);
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
      default -> NODES.nullNode();
    };
  }

  private static JsonNode readNumber(JsonParser json) throws IOException {
    try {
      return NODES.numberNode(json.getDecimalValue());
    } catch (NumberFormatException e) {
      // Which is no failure of parsing to Jackson: an exponent of more than ten digits.
      throw new JsonParseException(json, "A number that is too large", e);
    }
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
