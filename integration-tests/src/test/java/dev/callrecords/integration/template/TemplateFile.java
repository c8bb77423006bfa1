package dev.callrecords.integration.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads templates as JSON, with short intrinsic functions expanded. {@code !Ref X} is {@code
 * {"Ref": "X"}}, {@code !GetAtt X.Arn} is {@code {"Fn::GetAtt": ["X", "Arn"]}}.
 */
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
    Object tree = new Yaml(new LongFormConstructor()).load(text);
    return JSON.valueToTree(tree);
  }

  private static final class LongFormConstructor extends SafeConstructor {

    LongFormConstructor() {
      super(new LoaderOptions());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              Object argument =
                  switch (node) {
                    case ScalarNode scalar -> constructScalar(scalar);
                    case SequenceNode sequence -> constructSequence(sequence);
                    case MappingNode mapping -> constructMapping(mapping);
                    default -> throw new IllegalStateException("Not a node of YAML: " + node);
                  };
              return longForm(node.getTag().getValue().substring(1), argument);
            }
          });
    }

    private static Map<String, Object> longForm(String function, Object argument) {
      return switch (function) {
        case "Ref", "Condition" -> Map.of(function, argument);
        case "GetAtt" -> Map.of("Fn::GetAtt", Arrays.asList(argument.toString().split("\\.", 2)));
        default -> Map.of("Fn::" + function, argument);
      };
    }
  }
}
