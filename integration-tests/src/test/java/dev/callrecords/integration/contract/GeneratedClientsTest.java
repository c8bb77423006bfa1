package dev.callrecords.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.MissingTools;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.OpenApi;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that openapi-generator makes of {@code openapi.yaml}, compiled and used against the API.
 *
 * <p>Between the two stands a proxy: some calls get a field or a problem code that the contract
 * does not have yet, or a problem that the API gives only when something is broken.
 */
@ExtendWith(StackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // Generating takes seconds.
final class GeneratedClientsTest {

  /** Build folder with the generator, the TypeScript compiler and the client's jars. */
  private static final Path TOOLS = Repository.path("integration-tests/target/generated-clients");

  private static final Path SCENARIOS =
      Repository.path("integration-tests/src/test/resources/clients");
  private static final List<String> LANGUAGES = List.of("java", "python", "typescript-fetch");
  private static final String FUTURE_CODE = "code_of_tomorrow";
  private static final int FUTURE_STATUS = 422;

  @TempDir static Path folder = Path.of("set by JUnit");

  private final Stack stack;
  private final HttpServer proxy;

  GeneratedClientsTest(Stack stack) throws IOException {
    this.stack = stack;
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    proxy.createContext("/v1/calls/", this::answer);
  }

  @BeforeAll
  void generate() throws IOException {
    proxy.start();
    List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(System.getProperty("openapi-generator"));
    command.add("batch");
    for (String language : LANGUAGES) {
      Path configuration =
          Files.writeString(
              folder.resolve(language + ".yaml"),
              """
              generatorName: %s
              inputSpec: %s
              outputDir: %s
              globalProperties: {apiDocs: "false", apiTests: "false", modelDocs: "false", modelTests: "false"}
              """
                  .formatted(language, Repository.path("openapi.yaml"), folder.resolve(language)));
      command.add(configuration.toString());
    }
    run(command);
  }

  @AfterAll
  void stop() {
    proxy.stop(0);
  }

  @Test
  void docs_generatedClients_nameTheseLanguages() {
    assertThat(LANGUAGES)
        .allMatch(language ->
            Repository.text("docs/api.md")
                .contains(" generate -i openapi.yaml -g " + language + " -o "));
  }

  @Test
  void generate_anyLanguage_hasOneModelForEachNamedSchema() throws IOException {
    try (Stream<Path> models =
        Files.list(folder.resolve("java/src/main/java/org/openapitools/client/model"))) {
      assertThat(models.map(model -> model.getFileName().toString().replace(".java", "")))
          .contains("Call", "Transcript", "Segment", "RecordingLink", "Problem", "GatewayMessage")
          .noneMatch(name -> name.startsWith("InlineObject"));
    }
  }

  @Test
  void javaClient_everyOperationAndProblem_isUnderstood() throws IOException {
    Path scenario = SCENARIOS.resolve("Scenario.java");
    String classPath = folder.resolve("java-classes") + ":" + TOOLS.resolve("java") + "/*";
    List<String> sources = new ArrayList<>(List.of(scenario.toString()));
    try (Stream<Path> files = Files.walk(folder.resolve("java/src/main/java"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(sources::add);
    }
    List<String> compile =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-nowarn",
                "-proc:none",
                "-d",
                folder.resolve("java-classes").toString(),
                "-cp",
                classPath));
    compile.addAll(sources);
    run(compile);

    assertUnderstood(List.of(java(), "-cp", classPath, "Scenario"));
  }

  @Test
  @NeedsTools("python3")
  void pythonClient_everyOperationAndProblem_isUnderstood() throws IOException {
    MissingTools.assumeNone(
        "GeneratedClientsTest#pythonClient_everyOperationAndProblem_isUnderstood",
        hasPythonModules() ? new String[0] : new String[] {"python3-pydantic"});
    Path scenario =
        Files.copy(SCENARIOS.resolve("scenario.py"), folder.resolve("python/scenario.py"));

    assertUnderstood(List.of("python3", scenario.toString()));
  }

  private static boolean hasPythonModules() {
    try (ChildProcess python =
        ChildProcess.start(
            "generated-client",
            folder,
            Map.of(),
            List.of("python3", "-c", "import dateutil, pydantic, typing_extensions, urllib3"))) {
      return python.exitCode() == 0;
    }
  }

  @Test
  @NeedsTools("node")
  void typescriptClient_everyOperationAndProblem_isUnderstood() throws IOException {
    Path place = folder.resolve("typescript");
    Files.createDirectories(place);
    Files.move(folder.resolve("typescript-fetch"), place.resolve("client"));
    Files.copy(SCENARIOS.resolve("scenario.ts"), place.resolve("scenario.ts"));
    run(
        List.of(
            "node",
            TOOLS.resolve("typescript/lib/tsc.js").toString(),
            "--strict",
            "--target",
            "es2022",
            "--lib",
            "es2022,dom",
            // As the client is written: its imports have no extensions, which modules would need.
            "--module",
            "commonjs",
            "--outDir",
            place.resolve("out").toString(),
            place.resolve("scenario.ts").toString()));
    assertUnderstood(List.of("node", place.resolve("out/scenario.js").toString()));
  }

  /** Runs a scenario, in any language, and compares what it prints. */
  private void assertUnderstood(List<String> program) {
    Map<String, ProblemCode> problems = problems();
    List<String> command = new ArrayList<>(program);
    command.add("http://127.0.0.1:" + proxy.getAddress().getPort());
    command.add(stack.key(SampleCalls.ACME_DENTAL).reveal());
    command.add(SampleCalls.COMPLETED.value());
    command.addAll(problems.keySet());
    command.add("call " + FUTURE_CODE);
    List<String> expected =
        new ArrayList<>(
            List.of(
                "call completed 125 2 1705314600",
                "fields " + SampleCalls.COMPLETED.value() + " true",
                "transcript agent 5.2",
                "link audio/wav 60",
                "extended completed new new"));
    problems
        .values()
        .forEach(
            code -> expected.add("problem %1$d %1$d %2$s".formatted(code.status(), code.code())));
    expected.add("problem %1$d %1$d %2$s".formatted(FUTURE_STATUS, FUTURE_CODE));

    assertThat(run(command).lines()).containsExactlyElementsOf(expected);
  }

  /** Returns every problem by a request that gets it: an operation and a call id. */
  private static Map<String, ProblemCode> problems() {
    return Arrays.stream(ProblemCode.values())
        .collect(
            Collectors.toMap(
                code -> operation(code) + " problem-" + code.code(),
                code -> code,
                (one, other) -> one,
                TreeMap::new));
  }

  private static String operation(ProblemCode code) {
    return switch (code) {
      case PAGE_NOT_FOUND, NOT_ACCEPTABLE -> "transcript";
      case RECORDING_NOT_FOUND,
          RECORDING_FAILED,
          RECORDING_NOT_READY,
          RECORDING_ARCHIVED,
          RECORDING_DELETED ->
          "recording";
      default -> "call";
    };
  }

  private void answer(HttpExchange exchange) throws IOException {
    String id = Path.of(exchange.getRequestURI().getPath()).getName(2).toString();
    if (id.startsWith("problem-")) {
      JsonNode problem =
          OpenApi.document().examples().stream()
              .map(example -> example.node().path("value"))
              .filter(value -> id.equals("problem-" + value.path("code").asText()))
              .findFirst()
              .orElseThrow();
      send(exchange, problem.path("status").intValue(), "application/problem+json", problem);
    } else if (id.equals(FUTURE_CODE)) {
      ObjectNode problem = Json.resource("/clients/problem-of-tomorrow.json");
      send(exchange, FUTURE_STATUS, "application/problem+json", problem);
    } else if (id.equals("extended")) {
      ObjectNode call =
          (ObjectNode)
              stack.api(SampleCalls.ACME_DENTAL).get("/v1/calls/" + SampleCalls.COMPLETED).json();
      call.put("new_field", "new");
      ((ArrayNode) call.path("transcript_segments"))
          .forEach(segment -> ((ObjectNode) segment).put("new_field", "new"));
      send(exchange, 200, "application/json", call);
    } else {
      Reply reply =
          Http.get(
              URI.create(stack.url() + exchange.getRequestURI()),
              "Authorization",
              exchange.getRequestHeaders().getFirst("Authorization"),
              "Accept",
              exchange.getRequestHeaders().getFirst("Accept"));
      send(exchange, reply.status(), reply.header("Content-Type"), reply.json());
    }
  }

  private static void send(HttpExchange exchange, int status, String type, JsonNode body)
      throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String run(List<String> command) {
    try (ChildProcess process =
        ChildProcess.startAnswering("generated-client", folder, Map.of(), command)) {
      int exitCode = process.exitCode();
      assertThat(exitCode).as(process.out() + process.err()).isZero();
      return process.out();
    }
  }
}
