package dev.callrecords.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.dynamodb.LinkItem;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.OpenApi;
import dev.callrecords.integration.support.OpenApi.Example;
import dev.callrecords.integration.support.OpenApi.Operation;
import dev.callrecords.integration.support.OpenApi.Received;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Holds {@code openapi.yaml} against the code, the template, the docs and the answers. */
@ExtendWith(StackExtension.class)
final class OpenApiTest {

  private static final String UNKNOWN_KEY = "crk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final Stack stack;
  private final OpenApi contract = OpenApi.document();

  OpenApiTest(Stack stack) {
    this.stack = stack;
  }

  @Test
  void operations_all_areTheRoutesOfTheTemplate() {
    assertThat(contract.operations())
        .map(Operation::toString)
        .containsExactlyInAnyOrderElementsOf(
            stack.template().routes().stream()
                .map(route -> route.method() + " " + route.path())
                .toList());
  }

  @Test
  void problemCodes_all_areThoseOfTheCode() {
    assertThat(OpenApi.texts(contract.at("/components/schemas/ProblemCode/x-extensible-enum")))
        .containsExactlyInAnyOrderElementsOf(codes().toList());
  }

  @Test
  void problemCodes_all_standUnderTheirStatus() {
    Map<String, String> statuses = new TreeMap<>();
    for (Operation operation : contract.operations()) {
      operation
          .node()
          .path("responses")
          .properties()
          .forEach(response -> {
            JsonNode problem =
                contract
                    .resolve(response.getValue())
                    .path("content")
                    .path("application/problem+json");
            problem
                .path("x-problem-codes")
                .forEach(code -> statuses.put(code.textValue(), response.getKey()));
          });
    }
    assertThat(statuses)
        .isEqualTo(
            Arrays.stream(ProblemCode.values())
                .collect(
                    Collectors.toMap(ProblemCode::code, code -> String.valueOf(code.status()))));
  }

  @Test
  void problemCodes_all_haveAnExampleEach() {
    assertThat(
            contract.examples().stream()
                .map(example -> example.node().path("value").path("code").asText(""))
                .filter(code -> !code.isEmpty()))
        .containsAll(codes().toList());
  }

  @Test
  void problemCodes_all_areThoseOfTheDocs() {
    // | `call_not_found` | 404 | ...
    List<String> rows =
        Repository.text("docs/api.md")
            .lines()
            .filter(line -> line.matches("\\| `[a-z_]+` \\| [0-9]{3} \\|.*"))
            .map(line -> line.replaceAll("\\| `([a-z_]+)` \\| ([0-9]{3}) \\|.*", "$1 $2"))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values())
                .map(code -> code.code() + " " + code.status())
                .toList());
  }

  /** What makes generators write clients that do not compile or refuse what is added later. */
  @Test
  void schemas_ofAnswers_areNamedAndOpen() {
    for (Map.Entry<String, JsonNode> schema : contract.at("/components/schemas").properties()) {
      if (schema.getValue().has("properties") && !schema.getKey().equals("LinkRequest")) {
        assertThat(schema.getValue().path("additionalProperties").booleanValue())
            .as(schema.getKey() + " takes fields that are not known")
            .isTrue();
      }
    }
    assertThat(contract.at("/components").findValuesAsText("$ref"))
        .allSatisfy(reference ->
            assertThat(reference)
                .matches("#/components/(schemas|headers|responses|parameters)/\\w+"));
    assertThat(contract.at("/components/responses").findValues("schema"))
        .allSatisfy(schema -> assertThat(schema.has("$ref") || isText(schema)).isTrue());
    assertThat(contract.at("/components/schemas").findValues("enum"))
        .as("only values of a parameter or a request are closed")
        .containsExactlyInAnyOrder(
            contract.at("/components/schemas/TranscriptFormat/enum"),
            contract.at("/components/schemas/LinkTarget/enum"));
    assertThat(contract.at("/components/schemas").findValues("pattern"))
        .allSatisfy(pattern -> assertThat(pattern.textValue()).startsWith("^").endsWith("$"));
  }

  private static boolean isText(JsonNode schema) {
    return schema.path("type").asText("").equals("string");
  }

  @Test
  void scopes_all_areThoseOfTheCode() {
    for (Operation operation : contract.operations()) {
      boolean open = operation.toString().equals("GET /l/{token}");
      assertThat(operation.node().at("/security/0").isMissingNode()).isEqualTo(open);
      assertThat(OpenApi.texts(operation.node().path("x-scopes")))
          .as(operation.toString())
          .matches(scopes -> scopes.isEmpty() == open)
          .allSatisfy(scope -> assertThat(Scope.parse(scope)).isPresent());
    }
  }

  /** Every example equals a real answer, except for request ids and signatures. */
  @TestFactory
  Stream<DynamicTest> examples_ofAnswers_areReal() {
    return contract.examples().stream()
        .filter(example -> !example.node().has("x-only-at-aws"))
        .map(example ->
            DynamicTest.dynamicTest(
                example.operation() + " " + example.status() + " " + example.name(),
                () -> replay(example)));
  }

  @Test
  void examples_thatCannotBeReplayed_areAnswersOfTheGatewayThatItGivesAtAwsOnly() {
    assertThat(
            contract.examples().stream()
                .filter(example -> example.node().has("x-only-at-aws"))
                .map(example -> example.status() + " " + example.node().at("/value/message"))
                .distinct())
        .containsExactlyInAnyOrder("429 \"Too Many Requests\"", "503 \"Service Unavailable\"");
  }

  private void replay(Example example) throws IOException {
    JsonNode request = example.node().path("x-request");
    assertThat(request.isObject()).as("there is an x-request").isTrue();
    String path = request.path("path").textValue();
    String pattern = path.split("\\?", 2)[0];
    String method = request.path("method").asText("GET");
    if (!example.operation().takes(method, pattern)) {
      // Answers that operations share: the example is of one of them, and the others have theirs.
      assertThat(contract.operation(method, pattern)).isPresent();
    }
    Reply reply;
    String given = request.path("given").asText("");
    if (given.isEmpty()) {
      reply = send(stack.url(), request, path);
    } else {
      try (HttpGateway gateway = stack.gateway(function -> handler(given, function))) {
        reply = send(gateway.url(), request, path);
      }
    }
    assertThat(reply.status()).isEqualTo(example.status());
    assertThat(reply.header("Content-Type")).startsWith(example.mediaType());
    JsonNode expected = example.node().path("value");
    if (example.mediaType().endsWith("json")) {
      assertThat(lasting(reply.json())).isEqualTo(lasting(expected));
    } else {
      assertThat(reply.plainText()).isEqualTo(expected.textValue());
    }
  }

  private Reply send(String url, JsonNode request, String path) {
    URI uri = URI.create(url + path);
    String method = request.path("method").asText("GET");
    String body = request.path("body").asText(" ".repeat(request.path("bodyLength").asInt(0)));
    BodyPublisher content =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    String key = request.path("key").asText("");
    if (key.equals("none")) {
      return Http.send(method, uri, content);
    }
    Set<Scope> scopes =
        request.has("scopes")
            ? OpenApi.texts(request.path("scopes")).stream()
                .map(scope -> Scope.parse(scope).orElseThrow())
                .collect(Collectors.toSet())
            : EnumSet.allOf(Scope.class);
    String bearer =
        key.equals("unknown")
            ? ApiKey.parse(UNKNOWN_KEY).orElseThrow().reveal()
            : stack.key(SampleCalls.ACME_DENTAL, scopes).reveal();
    Stream<String> headers =
        request.path("headers").properties().stream()
            .flatMap(header -> Stream.of(header.getKey(), header.getValue().textValue()));
    Stream<String> contentType =
        request.has("headers") || body.isEmpty()
            ? Stream.of()
            : Stream.of("Content-Type", "application/json");
    return Http.send(
        method,
        uri,
        content,
        Stream.of(Stream.of("Authorization", "Bearer " + bearer), contentType, headers)
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  /** Returns a handler in the state that an example is given for. */
  private RequestStreamHandler handler(String given, String function) {
    boolean authorizer = function.equals(stack.template().authorizer());
    return switch (given) {
      case "no authorizer" ->
          authorizer
              ? (event, output, context) ->
                  output.write(
                      "{\"isAuthorized\":true,\"context\":{}}".getBytes(StandardCharsets.UTF_8))
              : usual(function);
      case "a broken authorizer" ->
          authorizer
              ? (event, output, context) -> {
                throw new IllegalStateException("The key could not be looked up");
              }
              : usual(function);
      case "an archived recording" -> {
        putArchived(new CallId("5d0c2a9e-1f64-4b7d-8a3e-2c9b6f10d7e4"));
        yield usual(function);
      }
      case "shared links" -> {
        putSharedLinks();
        yield usual(function);
      }
      case "a defect" -> failing(function, new IllegalStateException("A defect"));
      case "a corrupt record" -> failing(function, failure(Kind.CORRUPT));
      case "a record too large" -> failing(function, failure(Kind.TOO_LARGE));
      case "a busy dependency" -> failing(function, failure(Kind.BUSY));
      case "a slow dependency" -> failing(function, failure(Kind.TIMEOUT));
      default -> throw new AssertionError("Not a state known here: " + given);
    };
  }

  private void putSharedLinks() {
    Instant end = Instant.parse("2099-01-01T00:00:00Z");
    putLink("example-expired", SampleCalls.COMPLETED, Instant.EPOCH, null);
    putLink("example-revoked", SampleCalls.COMPLETED, end, Instant.EPOCH);
    putLink("example-erased", SampleCalls.ERASED, end, null);
    putLink("example-running", SampleCalls.RUNNING, end, null);
  }

  /** Puts a link of a short token, which no caller gets. */
  private void putLink(String token, CallId call, Instant end, @Nullable Instant revokedAt) {
    SharedLink link =
        new SharedLink(
            new LinkToken(token).linkId(),
            SampleCalls.ACME_DENTAL,
            call,
            LinkTarget.RECORDING,
            null,
            Instant.EPOCH,
            "0123abcd",
            end,
            revokedAt,
            0,
            null);
    stack
        .deployment()
        .dynamoDb()
        .putItem(put -> put.tableName(stack.deployment().linksTable()).item(LinkItem.write(link)));
  }

  private void putArchived(CallId id) {
    String key = "recordings/" + SampleCalls.ACME_DENTAL + "/" + id + ".wav";
    stack
        .deployment()
        .s3()
        .putObject(
            put ->
                put.bucket(stack.deployment().recordingsBucket())
                    .key(key)
                    .storageClass(StorageClass.GLACIER),
            RequestBody.fromString("audio"));
    stack
        .deployment()
        .callWriter()
        .put(SampleCalls.ACME_DENTAL, Calls.call(id, Calls.available(key)));
  }

  private RequestStreamHandler usual(String function) {
    return stack.deployment().handler(function, stack.log().stream());
  }

  private static DependencyException failure(Kind kind) {
    return new DependencyException(kind, "As the example wants it");
  }

  /** Returns GetCall over a store that fails. */
  private RequestStreamHandler failing(String function, RuntimeException failure) {
    return stack.template().handlerClass(function).equals(GetCallHandler.class.getName())
        ? new GetCallHandler(
            new GetCall(
                proxy(CallStore.class, failure),
                proxy(RecordingSigner.class, failure),
                new LinkPolicy(LinkPolicy.MAX_LIFETIME)),
            stack.log().stream())
        : usual(function);
  }

  private static <T> T proxy(Class<T> port, RuntimeException failure) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw failure;
            }));
  }

  /** Returns the document without what differs from request to request. */
  private static JsonNode lasting(JsonNode document) {
    ObjectNode copy = document.deepCopy();
    for (String field :
        List.of("request_id", "recording_url", "recording_url_expires_at", "expires_at")) {
      if (copy.path(field).isTextual()) {
        copy.put(field, "differs");
      }
    }
    if (copy.has("url")) {
      copy.put("id", "differs").put("url", "differs").put("created_at", "differs");
    }
    return copy;
  }

  private static Stream<String> codes() {
    return Arrays.stream(ProblemCode.values()).map(ProblemCode::code);
  }

  /** What would be worth nothing if it found no fault. */
  @TestFactory
  Stream<DynamicTest> check_wrongAnswer_isNoticed() {
    String path = "/v1/calls/" + SampleCalls.COMPLETED;
    Received right = Received.of(stack.api(SampleCalls.ACME_DENTAL).get(path));
    Function<String, Received> body = text -> new Received(right.status(), right.headers(), text);
    Map<String, Received> wrong = new TreeMap<>();
    wrong.put("another status", new Received(201, right.headers(), right.body()));
    wrong.put("not JSON", body.apply(right.body() + "}"));
    wrong.put(
        "a field too many", body.apply(right.body().replace("{\"id\"", "{\"tenant\":1,\"id\"")));
    wrong.put(
        "a field too few", body.apply(right.body().replace("\"sentiment\":\"positive\",", "")));
    wrong.put("a wrong type", body.apply(right.body().replace(":125", ":\"125\"")));
    wrong.put("null where it cannot be", body.apply(right.body().replace(":5.2", ":null")));
    wrong.put(
        "a field too many in a segment", body.apply(right.body().replace(":5.2", ":5.2,\"x\":1")));
    wrong.put("a time of no zone", body.apply(right.body().replace("10:30:15Z", "10:30:15")));
    wrong.put("no time", body.apply(right.body().replace("2024-01-15T10:30:15Z", "yesterdayZ")));
    wrong.put("no link", body.apply(right.body().replace("\"http", "\"{} http")));
    wrong.put("a header of another value", with(right, "cache-control", "public"));
    wrong.put("a header too many", with(right, "x-powered-by", "coffee"));
    wrong.put("another content type", with(right, "content-type", "text/html"));
    Map<String, String> fewer = new TreeMap<>(right.headers());
    fewer.remove("x-request-id");
    wrong.put("a header too few", new Received(right.status(), fewer, right.body()));
    assertThat(contract.faults("GET", path, right)).isEmpty();
    return wrong.entrySet().stream()
        .map(answer ->
            DynamicTest.dynamicTest(
                answer.getKey(),
                () -> {
                  assertThat(answer.getValue()).isNotEqualTo(right);
                  assertThat(contract.faults("GET", path, answer.getValue())).isNotEmpty();
                }));
  }

  private static Received with(Received answer, String header, String value) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.put(header, value);
    return new Received(answer.status(), headers, answer.body());
  }
}
