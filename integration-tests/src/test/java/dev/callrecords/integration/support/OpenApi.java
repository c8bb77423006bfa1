package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import dev.callrecords.local.Yaml;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The published contract, {@code openapi.yaml}, and what is wrong with an answer by it.
 *
 * <p>Stricter than a client may be: an object must not have fields that the contract does not name,
 * an answer no headers that it does not name.
 */
public final class OpenApi {

  /** Gateway and functions send this header, unless the contract says which one does. */
  private static final String SENT_BY = "x-sent-by";

  /** Headers of the transport and of CORS, which no response of the contract repeats. */
  private static final Pattern UNNAMED_HEADER =
      Pattern.compile("(content-(type|length)|date|connection|access-control-.*):.*|vary:Origin");

  private static final String LOCATION = "https://callrecords.example/openapi.json";
  private static final OpenApi DOCUMENT = new OpenApi();

  private final ObjectNode root;
  private final List<Operation> operations;
  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /**
   * A parameter of an operation.
   *
   * @param in {@code path} or {@code query}, or {@code header}
   * @param schema without references
   */
  public record Parameter(String name, String in, JsonNode schema, boolean required) {}

  /**
   * What can be done with a path.
   *
   * @param path such as {@code /v1/calls/{call_id}}
   * @param pointer where it is in the document, a JSON pointer
   */
  public record Operation(
      String method, String path, String pointer, JsonNode node, List<Parameter> parameters) {

    public boolean takes(String otherMethod, String otherPath) {
      return method.equals(otherMethod)
          && Pattern.matches(path.replaceAll("\\{\\w+}", "[^/]+"), otherPath);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /**
   * An example of an answer.
   *
   * @param node with {@code value} and, where it can be replayed, {@code x-request}
   */
  public record Example(
      Operation operation, int status, String mediaType, String name, JsonNode node) {}

  private OpenApi() {
    Object document = Yaml.read(Repository.text("openapi.yaml"));
    // By way of text, so that numbers are what a client reads: 5.2 and not the nearest double.
    root = (ObjectNode) Json.read(new JsonMapper().valueToTree(document).toString());
    operations = readOperations();
    ObjectNode strict = root.deepCopy();
    strict.at("/components/schemas").forEach(OpenApi::close);
    registry =
        SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder ->
                builder
                    .schemas(Map.of(LOCATION, strict.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ROOT)
                            .build()));
  }

  /** Returns the contract. */
  public static OpenApi document() {
    return DOCUMENT;
  }

  /** What the published schemas leave open, so that clients take what later versions add. */
  private static void close(JsonNode schema) {
    ObjectNode strict = (ObjectNode) schema;
    if (schema.has("properties")) {
      strict.put("additionalProperties", false);
    }
    if (schema.path("format").asText("").equals("date-time")) {
      strict.put("pattern", "Z$");
    }
    schema.path("properties").forEach(OpenApi::close);
  }

  /** Returns a part of the document by its JSON pointer. */
  public JsonNode at(String pointer) {
    return root.at(pointer);
  }

  /** Returns all operations. */
  public List<Operation> operations() {
    return operations;
  }

  /** Returns the operation that a request is one of. */
  public Optional<Operation> operation(String method, String path) {
    return operations.stream().filter(operation -> operation.takes(method, path)).findFirst();
  }

  private List<Operation> readOperations() {
    List<Operation> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (method.getKey().equals("parameters")) {
          continue;
        }
        List<Parameter> parameters = new ArrayList<>();
        Stream.of(path.getValue().path("parameters"), method.getValue().path("parameters"))
            .flatMap(JsonNode::valueStream)
            .map(this::resolve)
            .forEach(parameter ->
                parameters.add(
                    new Parameter(
                        parameter.path("name").textValue(),
                        parameter.path("in").textValue(),
                        resolve(parameter.path("schema")),
                        parameter.path("required").booleanValue())));
        all.add(
            new Operation(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                "/paths/" + escape(path.getKey()) + "/" + method.getKey(),
                method.getValue(),
                List.copyOf(parameters)));
      }
    }
    return List.copyOf(all);
  }

  /** Returns all examples of answers. */
  public List<Example> examples() {
    List<Example> all = new ArrayList<>();
    for (Operation operation : operations) {
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        for (Map.Entry<String, JsonNode> content :
            resolve(response.getValue()).path("content").properties()) {
          for (Map.Entry<String, JsonNode> example :
              content.getValue().path("examples").properties()) {
            all.add(
                new Example(
                    operation,
                    Integer.parseInt(response.getKey()),
                    content.getKey(),
                    example.getKey(),
                    resolve(example.getValue())));
          }
        }
      }
    }
    return all;
  }

  /** Returns what a reference refers to, or the node itself. */
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? resolve(root.at(pointer(node))) : node;
  }

  private static String pointer(JsonNode reference) {
    return reference.path("$ref").textValue().substring(1);
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** Fails when an answer of the API is not what the contract says. */
  void check(String method, URI uri, Reply reply) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    List<String> faults = faults(method, path, query, Received.of(reply));
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "%s %s answered %d, which is not what openapi.yaml says:%n  %s%n%s"
              .formatted(
                  method, path, reply.status(), String.join("\n  ", faults), reply.plainText()));
    }
  }

  /**
   * An answer as it came.
   *
   * @param headers by their names in lower case
   * @param body not compressed
   */
  public record Received(int status, Map<String, String> headers, String body) {

    public static Received of(Reply reply) {
      Map<String, String> headers = new TreeMap<>();
      reply
          .response()
          .headers()
          .map()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
      return new Received(reply.status(), headers, reply.plainText());
    }
  }

  /** Returns what is wrong with the answer to a request without a query. */
  public List<String> faults(String method, String path, Received answer) {
    return faults(method, path, "", answer);
  }

  /** Returns what is wrong with an answer; empty when it is as the contract says. */
  public List<String> faults(String method, String path, String query, Received answer) {
    Optional<Operation> operation = operation(method, path);
    if (operation.isEmpty()) {
      return faultsOfNoRoute(method, answer);
    }
    String pointer = operation.get().pointer() + "/responses/" + answer.status();
    JsonNode reference = root.at(pointer);
    if (reference.isMissingNode()) {
      return List.of("status " + answer.status() + " is not among the responses");
    }
    if (reference.has("$ref")) {
      pointer = pointer(reference);
    }
    JsonNode response = resolve(reference);
    List<String> faults = new ArrayList<>();
    String contentType = answer.headers().getOrDefault("content-type", "");
    String mediaType = contentType.split(";", 2)[0].strip();
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      if (!answer.body().isEmpty()) {
        faults.add("there is a body");
      }
    } else if (!content.has(mediaType)) {
      faults.add("Content-Type is " + contentType);
    } else {
      faults.addAll(
          faultsOfBody(
              pointer + "/content/" + escape(mediaType),
              query,
              mediaType,
              answer.status(),
              answer.body()));
    }
    boolean fromGateway =
        content.path(mediaType).path("schema").path("$ref").asText("").endsWith("/GatewayMessage");
    addHeaderFaults(response, answer, fromGateway, faults);
    return faults;
  }

  /** What the gateway says to a path or method that the contract does not have. */
  private List<String> faultsOfNoRoute(String method, Received answer) {
    List<String> faults = new ArrayList<>();
    if (method.equals("OPTIONS") && answer.status() == 204) {
      // A preflight request, which the gateway answers where web origins are allowed.
      return answer.body().isEmpty() ? List.of() : List.of("there is a body");
    }
    if (answer.status() != 404) {
      faults.add("status is not 404 though there is no such operation");
    }
    if (!method.equals("HEAD")) {
      faults.addAll(
          faults("/components/schemas/GatewayMessage", "application/json", answer.body()));
    }
    return faults;
  }

  private void addHeaderFaults(
      JsonNode response, Received answer, boolean fromGateway, List<String> faults) {
    JsonNode headers = response.path("headers");
    Set<String> named = new java.util.HashSet<>();
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      named.add(name);
      JsonNode definition = resolve(header.getValue());
      String value = answer.headers().get(name);
      String sentBy = definition.path(SENT_BY).asText("");
      if (value != null && !(fromGateway && isUnnamed(name, value))) {
        String pointer =
            header.getValue().has("$ref") ? pointer(header.getValue()) + "/schema" : "";
        boolean number =
            resolve(definition.path("schema")).path("type").asText("").equals("integer");
        JsonNode json = number ? Json.read(value) : TextNode.valueOf(value);
        validate(pointer, json)
            .forEach(fault -> faults.add("header " + header.getKey() + ": " + fault));
      } else if (sentBy.equals("gateway") || (sentBy.equals("function") && !fromGateway)) {
        faults.add("header " + header.getKey() + " is missing");
      }
    }
    answer
        .headers()
        .forEach((name, value) -> {
          if (!named.contains(name) && !isUnnamed(name, value)) {
            faults.add("header " + name + " is not among the response's");
          }
        });
  }

  private static boolean isUnnamed(String header, String value) {
    return UNNAMED_HEADER.matcher(header + ":" + value).matches();
  }

  /** Adds violations of the contract's rules beside the schema, which stays open for clients. */
  private List<String> faultsOfBody(
      String contentPointer, String query, String mediaType, int status, String body) {
    List<String> faults = new ArrayList<>(faults(contentPointer + "/schema", mediaType, body));
    if (!faults.isEmpty() || !mediaType.endsWith("json")) {
      return faults;
    }
    JsonNode json = Json.read(body);
    JsonNode content = root.at(contentPointer);
    if (content.has("x-problem-codes")) {
      if (!texts(content.path("x-problem-codes")).contains(json.path("code").textValue())) {
        faults.add("code is " + json.path("code"));
      }
      if (json.path("status").intValue() != status) {
        faults.add("status in the body is " + json.path("status"));
      }
      if (status == 406 && !json.has("available")) {
        faults.add("available is missing");
      }
    }
    if (!("&" + query).contains("&fields=")) {
      texts(resolve(content.path("schema")).path("x-required-without-fields")).stream()
          .filter(name -> !json.has(name))
          .forEach(name -> faults.add(name + " is missing"));
    }
    return faults;
  }

  private List<String> faults(String schemaPointer, String mediaType, String body) {
    JsonNode json;
    if (mediaType.endsWith("json")) {
      try {
        json = Json.read(body);
      } catch (AssertionError e) {
        return List.of("the body is not JSON");
      }
    } else {
      json = TextNode.valueOf(body);
    }
    return validate(schemaPointer, json);
  }

  /** Returns what is wrong with a value by a schema of the document. */
  List<String> validate(String schemaPointer, JsonNode value) {
    Schema schema =
        schemas.computeIfAbsent(
            schemaPointer,
            pointer -> registry.getSchema(SchemaLocation.of(LOCATION + "#" + pointer)));
    List<Error> errors;
    synchronized (schema) {
      errors = schema.validate(value);
    }
    return errors.stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .distinct()
        .toList();
  }

  /** Returns the values of an array of texts. */
  public static List<String> texts(JsonNode array) {
    return array instanceof ArrayNode
        ? array.valueStream().map(JsonNode::textValue).toList()
        : List.of();
  }
}
