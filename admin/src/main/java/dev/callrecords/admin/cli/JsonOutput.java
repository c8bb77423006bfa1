package dev.callrecords.admin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** Results for scripts: one object of JSON per line. */
final class JsonOutput {

  private static final JsonMapper JSON = new JsonMapper();

  private JsonOutput() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String line(ObjectNode object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
  }
}
