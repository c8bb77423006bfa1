package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mutation test of the template's tests. Each property is deleted or weakened, one at a time and in
 * memory, and a test must fail.
 *
 * <p>What none of them notices is left in {@code target/template-survivors.jsonl}, which {@code
 * .ci/check-template} shows to cfn-lint.
 */
final class TemplateMutationTest {

  private static final Path SURVIVORS = Path.of("target", "template-survivors.jsonl");
  private static final double LEAST_NOTICED = 0.6;

  /** A test method, and the class that it is of. */
  private record Check(TemplateAssertions instance, Method method) {}

  /** The one that noticed the last mutant is first: the next is often beside that. */
  private final Deque<Check> checks =
      Stream.of(
              new TemplateTest(),
              new TemplateRolesTest(),
              new TemplateStorageTest(),
              new TemplateOperationsTest())
          .flatMap(TemplateMutationTest::checksOf)
          .collect(Collectors.toCollection(ArrayDeque::new));

  /** Fields whose value opens a policy to everything. */
  private static final Set<String> OPENED_BY_A_STAR = Set.of("Action", "Resource", "Principal");

  /**
   * A template with one property deleted or weakened.
   *
   * @param what such as {@code delete /Resources/DataKey}
   */
  private record Mutant(String what, ObjectNode template) {}

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // A thousand templates, each held against all tests.
  void testsNoticeMostOfWhatCanBeTakenFromTheTemplate()
      throws IOException, ReflectiveOperationException {
    ObjectNode original = TemplateFile.read();
    assertThat(isNoticed(original)).as("the template as it is").isFalse();
    List<Mutant> mutants = new ArrayList<>();
    collect(original, original, "", mutants);
    List<Mutant> survivors = new ArrayList<>();
    for (Mutant mutant : mutants) {
      if (!isNoticed(mutant.template())) {
        survivors.add(mutant);
      }
    }
    write(original, mutants.size(), survivors);
    double noticed = 1 - (double) survivors.size() / mutants.size();
    System.out.printf(
        "Template: %d of %d mutants noticed by the tests (%.1f %%), survivors in %s%n",
        mutants.size() - survivors.size(), mutants.size(), 100 * noticed, SURVIVORS);
    assertThat(noticed).isGreaterThanOrEqualTo(LEAST_NOTICED);
  }

  private boolean isNoticed(ObjectNode template) throws ReflectiveOperationException {
    for (Check check : checks) {
      check.instance.template = template;
      try {
        check.method.invoke(check.instance);
      } catch (InvocationTargetException e) {
        checks.remove(check);
        checks.addFirst(check);
        return true;
      }
    }
    return false;
  }

  private static Stream<Check> checksOf(TemplateAssertions instance) {
    return Arrays.stream(instance.getClass().getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(method -> new Check(instance, method));
  }

  /** Adds all mutants of a part of the template. */
  private static void collect(
      ObjectNode original, JsonNode part, String path, List<Mutant> mutants) {
    if (part instanceof ObjectNode object) {
      for (String name : TemplateAssertions.names(object)) {
        String child = path + "/" + name.replace("~", "~0").replace("/", "~1");
        mutants.add(mutant(original, "delete", child, null));
        JsonNode value = object.path(name);
        if (OPENED_BY_A_STAR.contains(name) && !value.asText().equals("*")) {
          mutants.add(mutant(original, "open", child, TextNode.valueOf("*")));
        }
        collect(original, value, child, mutants);
      }
    } else if (part instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        String child = path + "/" + i;
        mutants.add(mutant(original, "delete", child, null));
        collect(original, array.path(i), child, mutants);
      }
    } else {
      for (JsonNode other : others(part)) {
        mutants.add(mutant(original, "change", path, other));
      }
    }
  }

  private static List<JsonNode> others(JsonNode scalar) {
    if (scalar.isBoolean()) {
      return List.of(BooleanNode.valueOf(!scalar.booleanValue()));
    }
    if (scalar.isNumber()) {
      int value = scalar.intValue();
      return List.of(IntNode.valueOf(value == 0 ? 1 : 0), IntNode.valueOf(value * 100 + 100));
    }
    return switch (scalar.asText()) {
      case "Allow" -> List.of(TextNode.valueOf("Deny"));
      case "Deny" -> List.of(TextNode.valueOf("Allow"));
      case "true" -> List.of(TextNode.valueOf("false"));
      case "false" -> List.of(TextNode.valueOf("true"));
      default -> List.of(TextNode.valueOf(scalar.asText() + "X"));
    };
  }

  private static Mutant mutant(
      ObjectNode original, String how, String path, @Nullable JsonNode value) {
    ObjectNode copy = original.deepCopy();
    int last = path.lastIndexOf('/');
    JsonNode parent = copy.at(path.substring(0, last));
    String name = path.substring(last + 1).replace("~1", "/").replace("~0", "~");
    switch (parent) {
      case ObjectNode object when value == null -> object.remove(name);
      case ObjectNode object -> object.set(name, value);
      case ArrayNode array when value == null -> array.remove(Integer.parseInt(name));
      case ArrayNode array -> array.set(Integer.parseInt(name), value);
      default -> throw new IllegalStateException(path + " is not in the template");
    }
    return new Mutant(how + " " + path, copy);
  }

  private static void write(ObjectNode original, int all, List<Mutant> survivors)
      throws IOException {
    JsonMapper json = new JsonMapper();
    Files.createDirectories(SURVIVORS.getParent());
    try (BufferedWriter file = Files.newBufferedWriter(SURVIVORS)) {
      ObjectNode head = json.createObjectNode().put("mutants", all);
      file.write(json.writeValueAsString(head.set("template", original)));
      file.newLine();
      for (Mutant survivor : survivors) {
        ObjectNode line = json.createObjectNode().put("mutant", survivor.what());
        file.write(json.writeValueAsString(line.set("template", survivor.template())));
        file.newLine();
      }
    }
  }
}
