package dev.callrecords.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resources of {@code template.yaml} that a local deployment has: routes, functions, tables,
 * the bucket.
 *
 * <p>A resource's name here is its logical id, a bucket's in lower case.
 */
public final class Template {

  /**
   * A route of the API.
   *
   * @param method such as {@code GET}
   * @param path such as {@code /v1/calls/{call_id}}
   * @param function the logical id of the function behind it
   * @param open whether it has no authorizer
   */
  public record Route(String method, String path, String function, boolean open) {}

  private static final Pattern ALIAS_ARN = Pattern.compile("\\$\\{(\\w+)}:live$");

  private static final String FUNCTION = "AWS::Serverless::Function";

  /** The authorizer of a route that SAM leaves open. */
  private static final String NONE = "NONE";

  private static final String ALLOWED_ORIGINS = "AllowedOrigins";
  private static final String CORS = "CorsConfiguration";

  private final Map<String, Object> root;
  private final String allowedOrigins;

  private Template(Map<String, Object> root, String allowedOrigins) {
    this.root = root;
    this.allowedOrigins = allowedOrigins;
  }

  /**
   * Reads a template.
   *
   * @throws IOException when the file cannot be read
   */
  public static Template read(Path file) throws IOException {
    Map<String, Object> root = map(Yaml.read(Files.readString(file)));
    return new Template(root, parameter(root, ALLOWED_ORIGINS, "Default"));
  }

  /**
   * Returns this template with another value of its parameter {@code AllowedOrigins}.
   *
   * @throws IllegalArgumentException when it is no such value; the message is the template's
   */
  public Template withAllowedOrigins(String value) {
    if (!value.matches(parameter(root, ALLOWED_ORIGINS, "AllowedPattern"))) {
      throw new IllegalArgumentException(parameter(root, ALLOWED_ORIGINS, "ConstraintDescription"));
    }
    return new Template(root, value);
  }

  /** Returns which pages may read what the API answers. */
  Cors apiCors() {
    return cors(properties(only("AWS::Serverless::HttpApi")), cors -> cors, "Allow", "Expose");
  }

  /** Returns which pages may read what the bucket of recordings answers. */
  Cors bucketCors() {
    List<Map<String, Object>> buckets =
        resources("AWS::S3::Bucket").stream()
            .map(this::properties)
            .filter(bucket -> bucket.containsKey(CORS))
            .toList();
    return cors(
        onlyOne(buckets, "bucket with CORS"),
        cors -> map(onlyOne((List<?>) get(cors, "CorsRules"), "rule of CORS")),
        "Allowed",
        "Exposed");
  }

  private Cors cors(
      Map<String, Object> properties,
      UnaryOperator<Map<String, Object>> ruleOf,
      String allowed,
      String exposed) {
    // !If [HasAllowedOrigins, the rule, none]; a rule without origins is equivalent.
    List<?> branches = (List<?>) get(map(get(properties, CORS)), "Fn::If");
    Map<String, Object> rule = ruleOf.apply(map(branches.get(1)));
    return new Cors(
        split(map(get(rule, allowed + "Origins"))),
        strings(get(rule, allowed + "Methods")),
        strings(get(rule, allowed + "Headers")),
        strings(get(rule, exposed + "Headers")),
        (int) get(rule, "MaxAge"));
  }

  /** Reads {@code !Split [',', !Ref X]}. */
  private List<String> split(Map<String, Object> split) {
    List<?> arguments = (List<?>) get(split, "Fn::Split");
    String value = reference((String) get(map(arguments.get(1)), "Ref"));
    return Arrays.stream(value.split(Pattern.quote((String) arguments.getFirst()), -1))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  /** Returns the routes of all functions. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String function : resources(FUNCTION)) {
      Map<String, Object> events = map(properties(function).getOrDefault("Events", Map.of()));
      for (Object event : events.values()) {
        Map<String, Object> properties = map(get(map(event), "Properties"));
        routes.add(
            new Route(
                ((String) get(properties, "Method")).toUpperCase(Locale.ROOT),
                (String) get(properties, "Path"),
                function,
                map(properties.getOrDefault("Auth", Map.of()))
                    .getOrDefault("Authorizer", "")
                    .equals(NONE)));
      }
    }
    return routes;
  }

  /** Returns the logical id of the function that authorizes every request. */
  public String authorizer() {
    Map<String, Object> auth = map(get(properties(only("AWS::Serverless::HttpApi")), "Auth"));
    Map<String, Object> authorizer =
        map(get(map(get(auth, "Authorizers")), (String) get(auth, "DefaultAuthorizer")));
    Matcher arn = ALIAS_ARN.matcher((String) get(map(get(authorizer, "FunctionArn")), "Fn::Sub"));
    if (!arn.find()) {
      throw new IllegalStateException("The authorizer's FunctionArn does not end in ${...}:live");
    }
    return arn.group(1);
  }

  /** Returns the class name of a function's handler. */
  public String handlerClass(String function) {
    return (String) get(properties(function), "Handler");
  }

  /** Returns a function's variables that are resource names, parameter defaults or literals. */
  public Map<String, String> variables(String function) {
    Map<String, String> variables = new LinkedHashMap<>();
    map(get(map(get(properties(function), "Environment")), "Variables"))
        .forEach((name, value) -> {
          if (value instanceof Map<?, ?> reference
              && reference.get("Ref") instanceof String named) {
            variables.put(name, reference(named));
          } else if (value instanceof String text) {
            variables.put(name, text);
          }
        });
    return variables;
  }

  /** Returns the names of all of a function's variables. */
  public Set<String> variableNames(String function) {
    return map(get(map(get(properties(function), "Environment")), "Variables")).keySet();
  }

  /** Returns the seconds after which Lambda ends a function. */
  public int timeoutSeconds(String function) {
    return (int) get(properties(function), "Timeout");
  }

  /** Returns all tables. */
  public List<Table> tables() {
    return resources("AWS::DynamoDB::Table").stream().map(this::table).toList();
  }

  /** Returns the names of the buckets that functions read. */
  public List<String> buckets() {
    return resources(FUNCTION).stream()
        .flatMap(function -> variables(function).values().stream())
        .filter(name ->
            resources("AWS::S3::Bucket").stream()
                .anyMatch(bucket -> reference(bucket).equals(name)))
        .distinct()
        .toList();
  }

  private Table table(String logicalId) {
    Map<String, Object> properties = properties(logicalId);
    List<Table.Index> indexes = new ArrayList<>();
    for (Object declared : (List<?>) properties.getOrDefault("GlobalSecondaryIndexes", List.of())) {
      Map<String, Object> index = map(declared);
      indexes.add(
          new Table.Index(
              (String) get(index, "IndexName"),
              key(index),
              strings(get(map(get(index, "Projection")), "NonKeyAttributes"))));
    }
    Object timeToLive = properties.get("TimeToLiveSpecification");
    return new Table(
        logicalId,
        key(properties),
        timeToLive == null ? null : (String) get(map(timeToLive), "AttributeName"),
        indexes);
  }

  private static Table.Key key(Map<String, Object> properties) {
    String hashKey = null;
    String rangeKey = null;
    for (Object key : (List<?>) get(properties, "KeySchema")) {
      String name = (String) get(map(key), "AttributeName");
      if (get(map(key), "KeyType").equals("HASH")) {
        hashKey = name;
      } else {
        rangeKey = name;
      }
    }
    return new Table.Key(Objects.requireNonNull(hashKey), rangeKey);
  }

  private String reference(String logicalId) {
    if (logicalId.equals(ALLOWED_ORIGINS)) {
      return allowedOrigins;
    }
    if (map(get(root, "Parameters")).containsKey(logicalId)) {
      return parameter(root, logicalId, "Default");
    }
    return resources("AWS::S3::Bucket").contains(logicalId)
        ? logicalId.toLowerCase(Locale.ROOT)
        : logicalId;
  }

  private static String parameter(Map<String, Object> root, String name, String property) {
    return get(map(get(map(get(root, "Parameters")), name)), property).toString();
  }

  private String only(String type) {
    return onlyOne(resources(type), "resource of type " + type);
  }

  private static <T> T onlyOne(List<T> found, String what) {
    if (found.size() != 1) {
      throw new IllegalStateException("The template has not one " + what);
    }
    return found.getFirst();
  }

  private List<String> resources(String type) {
    return map(get(root, "Resources")).entrySet().stream()
        .filter(resource -> get(map(resource.getValue()), "Type").equals(type))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the properties of a resource, a function's merged with {@code Globals}. */
  private Map<String, Object> properties(String logicalId) {
    Map<String, Object> resource = map(get(map(get(root, "Resources")), logicalId));
    Map<String, Object> properties = map(get(resource, "Properties"));
    if (!get(resource, "Type").equals(FUNCTION)) {
      return properties;
    }
    Map<String, Object> globals = map(root.getOrDefault("Globals", Map.of()));
    return map(merge(globals.getOrDefault("Function", Map.of()), properties));
  }

  /**
   * Merges global and own properties as SAM does. Maps are merged by entry, lists concatenated;
   * other values of the resource replace the global one.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html">Globals
   *     section</a>
   */
  private static Object merge(Object global, Object own) {
    if (global instanceof Map<?, ?> && own instanceof Map<?, ?>) {
      Map<String, Object> merged = new LinkedHashMap<>(map(global));
      map(own).forEach((name, value) -> merged.merge(name, value, Template::merge));
      return merged;
    }
    if (global instanceof List<?> first && own instanceof List<?> second) {
      return Stream.concat(first.stream(), second.stream()).toList();
    }
    return own;
  }

  private static Object get(Map<String, Object> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new IllegalStateException("The template lacks " + name + " beside " + map.keySet());
    }
    return value;
  }

  @SuppressWarnings("unchecked") // YAML's maps in a template have strings for keys.
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
