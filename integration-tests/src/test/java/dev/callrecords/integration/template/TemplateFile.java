package dev.callrecords.integration.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.local.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads templates as JSON, with short intrinsic functions expanded, as {@link Yaml} does. */
final class TemplateFile {

  /** The template of this repository. */
  static final Path PATH = Path.of("..", "template.yaml");

  private static final JsonMapper JSON = new JsonMapper();

  private TemplateFile() {}

  /** Reads the template of this repository. */
  static ObjectNode read() {
    try {
      return (ObjectNode) yaml(Files.readString(PATH));
    } catch (IOException e) {
      throw new UncheckedIOException("The template cannot be read", e);
    }
  }

  /** Reads YAML as it may stand in a template. */
  static JsonNode yaml(String text) {
    return JSON.valueToTree(Yaml.read(text));
  }
}
