package dev.callrecords.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Scope;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.OpenApi;
import dev.callrecords.integration.support.OpenApi.Operation;
import dev.callrecords.integration.support.OpenApi.Parameter;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests generated from {@code openapi.yaml}, with valid and invalid values of every parameter.
 * What comes back must have the right status, and {@link Http} holds it against the contract.
 */
@ExtendWith(StackExtension.class)
final class GeneratedRequestsTest {

  private static final AtomicInteger CASES = new AtomicInteger();

  /** Texts that break careless programs, each of them no value of any parameter. */
  private static final List<String> HOSTILE =
      List.of(
          "' OR '1'='1",
          "\"; DROP TABLE calls; --",
          "<script>alert(1)</script>",
          "${jndi:ldap://127.0.0.1/a}",
          "{{7*7}}",
          "../../etc/passwd",
          "..",
          "%2e%2e%2f",
          "a/b",
          "a\\b",
          "a?b#c",
          "a b",
          "null\u0000byte",
          "line\r\nX-Injected: yes",
          "tab\there",
          "acme-dental#call",
          "Zoë",
          "日本語",
          "\uD83D\uDE00",
          "\u202Eright to left",
          "٦٠",
          "a".repeat(65),
          "a".repeat(2000),
          "\uD83D\uDE00".repeat(70),
          "[]",
          "{}",
          "a,b",
          ",",
          "*",
          "%",
          "&",
          "+");

  /** Of more parameters, not all are combined with all. */
  private static final int MAX_TOGETHER = 4;

  private final Stack stack;
  private final OpenApi contract = OpenApi.document();
  private final Api api;

  GeneratedRequestsTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(SampleCalls.ACME_DENTAL);
  }

  /**
   * A request.
   *
   * @param query names and values, not encoded
   */
  private record Request(String path, List<Pair> query) {

    Request with(String name, String value) {
      List<Pair> more = new ArrayList<>(query);
      more.add(new Pair(name, value));
      return new Request(path, more);
    }

    /** Returns whether a lower bound is above the upper one. */
    boolean contradictsItself() {
      Map<String, String> values =
          query.stream().collect(Collectors.toMap(Pair::name, Pair::value));
      return values.containsKey("min_duration")
          && values.containsKey("max_duration")
          && Long.parseLong(values.getOrDefault("min_duration", ""))
              > Long.parseLong(values.getOrDefault("max_duration", ""));
    }

    @Override
    public String toString() {
      return query.isEmpty()
          ? path
          : path + "?" + String.join("&", query.stream().map(Pair::toString).toList());
    }
  }

  private record Pair(String name, String value) {

    @Override
    public String toString() {
      return encode(name) + "=" + encode(value);
    }
  }

  @AfterAll
  static void say() {
    System.out.printf("Requests generated from openapi.yaml: %d%n", CASES.get());
    assertThat(CASES.get()).isGreaterThan(500);
  }

  /** Every combination of limit values of all parameters, or of two where there are many. */
  @Test
  void query_allowed_isNeverBad() {
    for (Operation operation : reads()) {
      int together = query(operation).size() > MAX_TOGETHER ? 2 : MAX_TOGETHER;
      List<Request> requests =
          List.of(new Request(path(operation, SampleCalls.COMPLETED), List.of()));
      for (Parameter parameter : query(operation)) {
        List<Request> combined = new ArrayList<>(requests);
        for (String value : allowed(parameter.schema())) {
          requests.stream()
              .filter(request -> request.query().size() < together)
              .forEach(request -> combined.add(request.with(parameter.name(), value)));
        }
        requests = combined;
      }
      requests = requests.stream().filter(request -> !request.contradictsItself()).toList();
      for (Request request : requests) {
        Reply reply = send(request);
        if (reply.status() >= 400) {
          // What a page may be, and which there are, are two things.
          assertThat(reply.problem()).as(request.toString()).isEqualTo("page_not_found");
        }
      }
    }
  }

  @Test
  void callId_allowed_isLookedUp() {
    List<String> ids =
        List.of("a", "_", "-", "0", "Z".repeat(64), "a-b_C-9", "null", "undefined", "__proto__");
    for (Operation operation : operationsOfACall()) {
      for (String id : ids) {
        assertProblem(new Request(path(operation, id), List.of()), 404, "call_not_found");
      }
      for (Object id :
          List.of(
              SampleCalls.COMPLETED,
              SampleCalls.RUNNING,
              SampleCalls.BUSY,
              SampleCalls.RECORDING_FAILED,
              SampleCalls.ERASED,
              SampleCalls.OTHER_TENANT,
              SampleCalls.THREE_HOURS)) {
        Reply reply = send(new Request(path(operation, id), List.of()));
        assertThat(reply.status()).as(operation + " " + id).isIn(200, 404, 409, 410);
      }
    }
  }

  @Test
  void query_brokenValues_areNamed() {
    for (Operation operation : reads()) {
      Request request = new Request(path(operation, SampleCalls.COMPLETED), List.of());
      for (Parameter parameter : query(operation)) {
        for (String value : broken(parameter.schema())) {
          assertBad(request.with(parameter.name(), value), parameter.name());
        }
      }
    }
  }

  @Test
  void query_parametersGivenTwice_areNamed() {
    for (Operation operation : reads()) {
      Request request = new Request(path(operation, SampleCalls.COMPLETED), List.of());
      for (Parameter parameter : query(operation)) {
        for (String first : allowed(parameter.schema())) {
          for (String second : allowed(parameter.schema())) {
            assertBad(
                request.with(parameter.name(), first).with(parameter.name(), second),
                parameter.name());
          }
        }
      }
    }
  }

  @Test
  void query_unknownParameters_areNamed() {
    for (Operation operation : reads()) {
      Request request = new Request(path(operation, SampleCalls.COMPLETED), List.of());
      Stream<String> likeKnown =
          query(operation).stream()
              .flatMap(parameter ->
                  Stream.of(
                      parameter.name().toUpperCase(java.util.Locale.ROOT),
                      parameter.name() + "[]",
                      " " + parameter.name()));
      Stream.concat(likeKnown, Stream.concat(HOSTILE.stream(), Stream.of("call_id", "limit", "0")))
          .forEach(name -> assertBad(request.with(name, "true"), shortened(name)));
    }
  }

  /** Everything that is wrong is said at once. */
  @Test
  void query_severalFaults_areAllNamed() {
    for (Operation operation : reads()) {
      Request request = new Request(path(operation, SampleCalls.COMPLETED), List.of());
      Set<String> names = new TreeSet<>();
      for (Parameter parameter : query(operation)) {
        request = request.with(parameter.name(), broken(parameter.schema()).getFirst());
        names.add(parameter.name());
        request = request.with("x_" + parameter.name(), "1");
        names.add("x_" + parameter.name());
        assertBad(request, names.toArray(String[]::new));
      }
    }
  }

  @Test
  void callId_broken_isRefused() {
    for (Operation operation : operationsOfACall()) {
      for (String id : HOSTILE) {
        Request request = new Request(path(operation, id), List.of());
        Reply reply = assertProblem(request, 400, "invalid_call_id");
        assertThat(named(reply)).as(request.toString()).containsExactly("call_id");
        assertThat(named(send(request.with("x", "1")))).containsExactly("call_id", "x");
      }
    }
  }

  /** Without its path parameter a request is of no route. */
  @Test
  void callId_missing_isNoRoute() {
    for (Operation operation : operationsOfACall()) {
      assertThat(send(new Request(path(operation, ""), List.of())).status()).isEqualTo(404);
    }
  }

  @Test
  void route_otherMethods_areNone() {
    for (Operation operation : reads()) {
      for (String method : List.of("HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")) {
        if (contract.operation(method, operation.path()).isPresent()) {
          continue;
        }
        CASES.incrementAndGet();
        Reply reply =
            Http.send(
                method,
                URI.create(stack.url() + path(operation, SampleCalls.COMPLETED)),
                "Authorization",
                "Bearer " + api.key().reveal());
        assertThat(reply.status()).as(method + " " + operation).isEqualTo(404);
      }
    }
  }

  @Test
  void authorization_missing_isUnauthorized() {
    String key = api.key().reveal();
    for (Operation operation : reads()) {
      URI uri = URI.create(stack.url() + path(operation, SampleCalls.COMPLETED));
      CASES.incrementAndGet();
      assertThat(Http.get(uri).status()).isEqualTo(401);
      Stream<String> broken =
          Stream.of(
              key,
              "Basic " + key,
              "Bearer",
              "Bearer " + key + "A",
              "Bearer " + key.substring(0, key.length() - 1),
              "Bearer " + key + " " + key,
              "Bearer crk_" + "A".repeat(43),
              "Bearer " + "a".repeat(3000));
      Stream<String> hostile =
          HOSTILE.stream().filter(text -> text.matches("[ -~]+")).map(text -> "Bearer " + text);
      Stream.concat(broken, hostile)
          .forEach(value -> {
            CASES.incrementAndGet();
            assertThat(Http.get(uri, "Authorization", value).status()).as(value).isEqualTo(403);
          });
    }
  }

  /** The contract's scopes are necessary and sufficient for each operation. */
  @Test
  void scopes_everyOperation_areThoseOfTheContract() {
    for (Operation operation : reads()) {
      Set<Scope> needed = EnumSet.noneOf(Scope.class);
      OpenApi.texts(operation.node().path("x-scopes"))
          .forEach(scope -> needed.add(Scope.parse(scope).orElseThrow()));
      String path = path(operation, SampleCalls.COMPLETED);
      CASES.addAndGet(2);
      assertThat(with(needed).get(path).status()).isEqualTo(200);
      Reply refused = with(EnumSet.complementOf(EnumSet.copyOf(needed))).get(path);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.problem()).isEqualTo("insufficient_scope");
    }
  }

  private Api with(Set<Scope> scopes) {
    return new Api(stack.url(), stack.key(SampleCalls.ACME_DENTAL, scopes));
  }

  private Reply send(Request request) {
    CASES.incrementAndGet();
    return api.get(request.toString());
  }

  private Reply assertProblem(Request request, int status, String code) {
    Reply reply = send(request);
    assertThat(reply.status()).as(request.toString()).isEqualTo(status);
    assertThat(reply.problem()).as(request.toString()).isEqualTo(code);
    return reply;
  }

  private void assertBad(Request request, String... names) {
    Reply reply = assertProblem(request, 400, "invalid_parameter");
    assertThat(named(reply)).as(request.toString()).containsExactlyInAnyOrder(names);
  }

  private static List<String> named(Reply reply) {
    return reply
        .json()
        .path("errors")
        .valueStream()
        .map(error -> error.path("parameter").textValue())
        .toList();
  }

  /** Reads with a key; what is written is tested by LinksTest. */
  private List<Operation> reads() {
    return contract.operations().stream()
        .filter(operation -> operation.method().equals("GET"))
        .filter(operation -> !operation.path().equals("/l/{token}"))
        .toList();
  }

  private List<Operation> operationsOfACall() {
    return reads().stream().filter(operation -> operation.path().contains("{call_id}")).toList();
  }

  /** Parameters but for cursors, which are judged when all else is well. */
  private static List<Parameter> query(Operation operation) {
    return operation.parameters().stream()
        .filter(parameter -> parameter.in().equals("query"))
        .filter(parameter -> !parameter.name().equals("cursor"))
        .toList();
  }

  private static String path(Operation operation, Object callId) {
    return operation.path().replace("{call_id}", encode(callId.toString()));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns the name as problems show it: 64 characters, no half surrogate pair. */
  private static String shortened(String name) {
    int most = 64;
    if (name.length() <= most) {
      return name;
    }
    return name.substring(0, Character.isHighSurrogate(name.charAt(most - 1)) ? most - 1 : most);
  }

  /** Returns values that a schema allows, those at its limits included. */
  private static List<String> allowed(JsonNode schema) {
    if (schema.has("enum")) {
      return OpenApi.texts(schema.path("enum"));
    }
    return switch (schema.path("type").asText()) {
      case "boolean" -> List.of("true", "false");
      case "integer" -> {
        BigInteger least = schema.path("minimum").bigIntegerValue();
        List<BigInteger> values = new ArrayList<>(List.of(least));
        if (schema.has("maximum")) {
          values.add(schema.path("maximum").bigIntegerValue());
        }
        values.add(least.add(BigInteger.ONE));
        yield values.stream().map(BigInteger::toString).toList();
      }
      case "string" -> OpenApi.texts(schema.path("examples"));
      case "array" -> {
        List<String> values = OpenApi.texts(schema.path("items").path("enum"));
        yield List.of(
            values.getFirst(),
            String.join(",", values.reversed()),
            values.getLast() + "," + values.getLast());
      }
      default -> throw new AssertionError("No values are known here for " + schema);
    };
  }

  /** Returns values that a schema does not allow, for every keyword that it has. */
  private static List<String> broken(JsonNode schema) {
    List<String> values = new ArrayList<>();
    if (schema.has("enum")) {
      OpenApi.texts(schema.path("enum"))
          .forEach(value -> {
            values.add(value.toUpperCase(java.util.Locale.ROOT));
            values.add(value + " ");
          });
    }
    switch (schema.path("type").asText()) {
      case "boolean" ->
          values.addAll(List.of("True", "FALSE", "1", "0", "yes", "on", "true ", "truefalse"));
      case "integer" -> {
        if (schema.has("minimum")) {
          values.add(schema.path("minimum").bigIntegerValue().subtract(BigInteger.ONE).toString());
        }
        if (schema.has("maximum")) {
          values.add(schema.path("maximum").bigIntegerValue().add(BigInteger.ONE).toString());
        }
        values.addAll(
            List.of(
                "-1",
                "-60",
                "+60",
                " 60",
                "60 ",
                "60.0",
                "6e1",
                "0x3C",
                "60s",
                "NaN",
                "Infinity",
                "2147483648",
                "9223372036854775808",
                "1" + "0".repeat(40)));
      }
      case "string" -> {
        if (schema.has("minLength")) {
          // Any text that is not too short and not too long.
          return schema.has("maxLength")
              ? List.of("", "7".repeat(schema.path("maxLength").intValue() + 1))
              : List.of("");
        }
      }
      case "array" -> {
        String value = schema.path("items").path("enum").path(0).textValue();
        values.addAll(
            List.of(
                value + ",",
                "," + value,
                value + ",," + value,
                value + ", " + value,
                value + ";" + value,
                value.toUpperCase(java.util.Locale.ROOT),
                value + ",nothing"));
      }
      default -> throw new AssertionError("No values are known here for " + schema);
    }
    values.add("");
    values.add("null");
    values.addAll(HOSTILE);
    String pattern = schema.path("pattern").asText("");
    return pattern.isEmpty()
        ? values
        : values.stream().filter(value -> !Pattern.compile(pattern).matcher(value).find()).toList();
  }
}
