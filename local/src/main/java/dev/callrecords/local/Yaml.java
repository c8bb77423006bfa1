package dev.callrecords.local;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML as maps, lists and scalars, with CloudFormation's short functions expanded.
 *
 * <p>{@code !Ref X} is {@code {"Ref": "X"}}, {@code !GetAtt X.Arn} is {@code {"Fn::GetAtt": ["X",
 * "Arn"]}}.
 */
public final class Yaml {

  private Yaml() {}

  /**
   * Reads a document.
   *
   * @throws org.yaml.snakeyaml.error.YAMLException when it is not YAML
   */
  public static Object read(String text) {
    return new org.yaml.snakeyaml.Yaml(new LongFormConstructor()).load(text);
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
        case "GetAtt" -> Map.of("Fn::GetAtt", List.of(argument.toString().split("\\.", 2)));
        default -> Map.of("Fn::" + function, argument);
      };
    }
  }
}
