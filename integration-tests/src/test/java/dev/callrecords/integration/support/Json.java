package dev.callrecords.integration.support;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON read strictly: numbers keep every digit that they are written with. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }

  public static JsonNode read(byte[] utf8) {
    return read(new String(utf8, StandardCharsets.UTF_8));
  }

  /** Returns a document among the resources of the tests. */
  public static ObjectNode resource(String name) {
    try (InputStream stream = Json.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError("There is no resource " + name);
      }
      return (ObjectNode) read(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the document without some of its fields. */
  public static ObjectNode without(JsonNode document, String... fields) {
    ObjectNode copy = document.deepCopy();
    for (String field : fields) {
      copy.remove(field);
    }
    return copy;
  }
}
