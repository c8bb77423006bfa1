package dev.callrecords.integration.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tests of the template share: the template, and ways to look into it. */
abstract class TemplateAssertions {

  /** The functions, by the name that their role, log group and alarms start with. */
  static final List<String> FUNCTIONS =
      List.of(
          "Authorize",
          "GetCall",
          "PresignRecording",
          "Transcript",
          "ListCalls",
          "Links",
          "OpenLink");

  private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\{([A-Za-z0-9:]+)[^}]*}");

  /** The template that is looked at; {@link TemplateMutationTest} puts broken ones here. */
  ObjectNode template = TemplateFile.read();

  /** Reads what is expected, written as in the template. */
  static JsonNode yaml(String text) {
    return TemplateFile.yaml(text);
  }

  /** Returns a resource. */
  JsonNode resource(String logicalId) {
    return template.path("Resources").path(logicalId);
  }

  /** Returns the properties of a resource. */
  JsonNode properties(String logicalId) {
    return resource(logicalId).path("Properties");
  }

  /** Returns the properties of a function, those of {@code Globals} included. */
  JsonNode function(String name) {
    return merge(
        template.path("Globals").path("Function").deepCopy(), properties(name + "Function"));
  }

  /** Returns the properties of all resources of a type, by logical id. */
  Map<String, JsonNode> resources(String type) {
    return resources(type::equals);
  }

  /** Returns the properties of all resources of certain types, by logical id. */
  Map<String, JsonNode> resources(Predicate<String> type) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    template
        .path("Resources")
        .properties()
        .forEach(resource -> {
          if (type.test(resource.getValue().path("Type").asText())) {
            found.put(resource.getKey(), resource.getValue().path("Properties"));
          }
        });
    return found;
  }

  /** Returns the default of a parameter, as text. */
  String defaultOf(String parameter) {
    return template.path("Parameters").path(parameter).path("Default").asText();
  }

  /** Returns the names of an object's fields. */
  static Set<String> names(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Returns the texts of an array, or the one text that stands instead. */
  static List<String> texts(JsonNode oneOrMore) {
    if (oneOrMore.isTextual()) {
      return List.of(oneOrMore.asText());
    }
    List<String> texts = new ArrayList<>();
    oneOrMore.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Returns the items of an array. */
  static List<JsonNode> items(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items;
  }

  /** Returns a policy's statements without their names. */
  static List<JsonNode> statements(JsonNode document) {
    List<JsonNode> statements = new ArrayList<>();
    for (JsonNode statement : document.path("Statement")) {
      ObjectNode copy = statement.deepCopy();
      copy.remove("Sid");
      statements.add(copy);
    }
    return statements;
  }

  /** Returns the logical ids and parameters that a part of the template refers to. */
  static Set<String> references(JsonNode part) {
    Set<String> references = new LinkedHashSet<>();
    if (part instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            switch (field.getKey()) {
              case "Ref" -> references.add(field.getValue().asText().replaceFirst("\\..*", ""));
              case "Fn::GetAtt" -> references.add(field.getValue().path(0).asText());
              case "Fn::Sub" -> {
                Matcher matcher = SUBSTITUTED.matcher(field.getValue().asText());
                while (matcher.find()) {
                  references.add(matcher.group(1));
                }
              }
              default -> references.addAll(references(field.getValue()));
            }
          });
    } else if (part instanceof ArrayNode array) {
      array.forEach(item -> references.addAll(references(item)));
    }
    return references;
  }

  /** Merges as SAM does: a map's fields one by one, everything else is replaced. */
  private static JsonNode merge(JsonNode base, JsonNode over) {
    if (base instanceof ObjectNode target && over instanceof ObjectNode source) {
      Iterator<Map.Entry<String, JsonNode>> fields = source.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        JsonNode existing = target.path(field.getKey());
        target.set(field.getKey(), merge(existing, field.getValue()));
      }
      return target;
    }
    return over;
  }
}
