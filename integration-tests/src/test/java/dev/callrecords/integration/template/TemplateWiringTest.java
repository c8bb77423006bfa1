package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.LinkItem;
import dev.callrecords.local.SampleCalls;
import dev.callrecords.local.Table;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The template against the code: what one declares, the other uses, and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TemplateWiringTest extends TemplateAssertions {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path OPENAPI = Path.of("..", "openapi.yaml");
  private static final CallId OBJECT_MISSING = new CallId("object-missing");
  private static final CallId FOREIGN_KEY = new CallId("foreign-key");
  private static final CallId CORRUPT = new CallId("corrupt");

  private @Nullable RecordedDeployment deployment;
  private final Set<String> answers = new TreeSet<>();

  /** Asks for every outcome of every function once, and uses the links. */
  @BeforeAll
  void askForEverything() throws IOException, InterruptedException {
    RecordedDeployment api = RecordedDeployment.start();
    deployment = api;
    putOddCalls(api);
    String full = key(api, EnumSet.allOf(Scope.class), null);
    String callsOnly = key(api, EnumSet.of(Scope.CALLS_READ), null);
    String recordingsOnly = key(api, EnumSet.of(Scope.RECORDINGS_READ), null);
    String expired = key(api, EnumSet.allOf(Scope.class), Instant.parse("2024-01-01T00:00:00Z"));
    String revoked = key(api, EnumSet.allOf(Scope.class), null);
    revoke(api, revoked);

    for (String path :
        List.of("/v1/calls/%s", "/v1/calls/%s/recording", "/v1/calls/%s/transcript")) {
      for (CallId id :
          List.of(
              SampleCalls.COMPLETED,
              SampleCalls.RUNNING,
              SampleCalls.BUSY,
              SampleCalls.RECORDING_FAILED,
              SampleCalls.ERASED,
              SampleCalls.THREE_HOURS,
              SampleCalls.OTHER_TENANT,
              OBJECT_MISSING,
              FOREIGN_KEY,
              CORRUPT)) {
        ask(api, path.formatted(id), full);
      }
      String completed = path.formatted(SampleCalls.COMPLETED);
      ask(api, completed + "?consistent=true", full);
      ask(api, completed + "?unknown=1", full);
      ask(api, path.formatted("not%20an%20id"), full);
      ask(api, completed, callsOnly);
      ask(api, completed, recordingsOnly);
      ask(api, completed, expired);
      ask(api, completed, revoked);
      ask(api, completed, "crk_" + "A".repeat(43));
      ask(api, completed, "not-a-key");
      ask(api, completed, null);
    }
    String calls = "/v1/calls";
    ask(api, calls + "?phone_number=%2B14155551234", full);
    ask(api, calls + "?cursor=none", full);
    ask(api, calls + "?unknown=1", full);
    String listOnly = key(api, EnumSet.of(Scope.CALLS_LIST), null);
    ask(api, calls, callsOnly);
    ask(api, calls, null);
    ask(api, calls, revoked);
    ask(api, calls + "?limit=1", listOnly);
    ask(api, "/v1/calls/" + SampleCalls.COMPLETED, listOnly);
    // With the call that cannot be read.
    ask(api, calls, full);
    String recording = "/v1/calls/" + SampleCalls.COMPLETED + "/recording";
    ask(api, recording + "?redirect=true", full);
    ask(api, "/v1/calls/" + SampleCalls.COMPLETED + "?fields=status", full);
    ask(api, "/v1/calls/" + SampleCalls.COMPLETED + "/transcript?page=2", full);
    ask(api, recording + "?disposition=attachment&expires_in=60", full);
    askForLinks(api, full, callsOnly);
  }

  private void askForLinks(RecordedDeployment api, String full, String callsOnly)
      throws IOException, InterruptedException {
    for (CallId id :
        List.of(
            SampleCalls.COMPLETED,
            SampleCalls.RUNNING,
            SampleCalls.BUSY,
            SampleCalls.RECORDING_FAILED,
            SampleCalls.OTHER_TENANT,
            OBJECT_MISSING)) {
      String links = "/v1/calls/" + id + "/links";
      JsonNode made = ask(api, "POST", links, full);
      String url = made.path("url").asText();
      String link = links + "/" + made.path("id").asText();
      if (!url.isEmpty()) {
        String open = url.substring(url.indexOf("/l/"));
        ask(api, open, null);
        ask(api, links, full);
        ask(api, "DELETE", link, full);
        ask(api, open, null);
      }
    }
    String links = "/v1/calls/" + SampleCalls.COMPLETED + "/links";
    for (String method : List.of("POST", "GET")) {
      ask(api, method, links + "?unknown=1", full);
      ask(api, method, links, callsOnly);
      ask(api, method, links, null);
    }
    ask(api, "GET", "/v1/calls/" + SampleCalls.OTHER_TENANT + "/links", full);
    ask(api, "DELETE", links + "/none", full);
    ask(api, "DELETE", links + "/none", callsOnly);
    ask(api, "DELETE", links + "/none", null);
    ask(api, "/l/none", null);
  }

  @AfterAll
  void stop() {
    api().close();
  }

  @Test
  void everyOutcomeOfEveryFunctionWasAskedFor() {
    assertThat(answers)
        .containsExactly(
            "/ 200",
            "/ 400 invalid_call_id",
            "/ 400 invalid_parameter",
            "/ 401",
            "/ 403",
            "/ 403 insufficient_scope",
            "/ 404 call_not_found",
            "/ 500 record_corrupt",
            "/calls 200",
            "/calls 400 invalid_cursor",
            "/calls 400 invalid_parameter",
            "/calls 401",
            "/calls 403",
            "/calls 403 insufficient_scope",
            "/calls 500 record_corrupt",
            "/l 302",
            "/l 404 link_not_found",
            "/l 404 recording_not_found",
            "/l 409 recording_not_ready",
            "/l 410 link_revoked",
            "/links 200",
            "/links 201",
            "/links 204",
            "/links 400 invalid_parameter",
            "/links 401",
            "/links 403 insufficient_scope",
            "/links 404 call_not_found",
            "/links 404 link_not_found",
            "/links 404 recording_failed",
            "/links 404 recording_not_found",
            "/recording 200",
            "/recording 302",
            "/recording 400 invalid_call_id",
            "/recording 400 invalid_parameter",
            "/recording 401",
            "/recording 403",
            "/recording 403 insufficient_scope",
            "/recording 404 call_not_found",
            "/recording 404 recording_failed",
            "/recording 404 recording_not_found",
            "/recording 409 recording_not_ready",
            "/recording 410 recording_deleted",
            "/recording 500 record_corrupt",
            "/transcript 200",
            "/transcript 400 invalid_call_id",
            "/transcript 400 invalid_parameter",
            "/transcript 401",
            "/transcript 403",
            "/transcript 403 insufficient_scope",
            "/transcript 404 call_not_found",
            "/transcript 404 page_not_found",
            "/transcript 500 record_corrupt",
            "link 200",
            "link 206");
  }

  @Test
  void everyRoleMayDoWhatItsFunctionDoesAndNoMore() {
    for (String name : FUNCTIONS) {
      assertThat(rightsOf(name)).as(name).isEqualTo(needsOf(name));
    }
  }

  /** The rights of a role at DynamoDB and S3, with what they are about. */
  private Set<String> rightsOf(String name) {
    Set<String> rights = new TreeSet<>();
    for (JsonNode statement :
        properties(name + "Role").at("/Policies/0/PolicyDocument/Statement")) {
      for (String action : texts(statement.path("Action"))) {
        if (action.startsWith("dynamodb:")) {
          for (JsonNode resource : oneOrMore(statement.path("Resource"))) {
            String table = resource.at("/Fn::GetAtt/0").asText();
            rights.add(
                action
                    + " "
                    + (table.isEmpty()
                        ? resource
                            .path("Fn::Sub")
                            .asText()
                            .replaceFirst("\\$\\{(\\w+)\\.Arn}", "$1")
                        : table));
          }
        } else if (action.startsWith("s3:")) {
          rights.add(action + " " + statement.at("/Resource/Fn::Sub").asText());
        } else if (action.startsWith("kms:")) {
          String service = statement.at("/Condition/StringEquals/kms:ViaService/Fn::Sub").asText();
          rights.add(action + " via " + service.replaceFirst("\\..*", ""));
        }
      }
    }
    return rights;
  }

  private static List<JsonNode> oneOrMore(JsonNode resources) {
    return resources.isArray() ? items(resources) : List.of(resources);
  }

  /** The permissions that a function and its links needed, decryption included. */
  private Set<String> needsOf(String name) {
    Set<String> needs = new TreeSet<>();
    String bucket = api().direct().recordingsBucket();
    for (RecordingEndpoint.Call call : api().calls(name + "Function")) {
      String resource =
          call.resource().startsWith(bucket + "/recordings/")
              ? "${RecordingsBucket.Arn}/recordings/*"
              : call.resource();
      needs.add(call.action() + " " + resource);
      needs.add("kms:Decrypt via " + call.action().replaceFirst(":.*", ""));
    }
    return needs;
  }

  @Test
  void everyRouteOfTheTemplateIsServedLocallyAndNoOther() throws IOException, InterruptedException {
    Set<String> routes = routes();
    assertThat(routes).hasSize(8);
    for (String route : routes) {
      String[] parts = route.replaceAll("\\{\\w+}", "x").split(" ", -1);
      int withoutKey = route.equals("GET /l/{token}") ? 404 : 401;
      assertThat(api().send(parts[0], parts[1], null).statusCode()).as(route).isEqualTo(withoutKey);
      assertThat(api().send("PUT", parts[1], null).statusCode()).as(route).isEqualTo(404);
      assertThat(api().send("GET", parts[1] + "/a/more", null).statusCode()).isEqualTo(404);
    }
    assertThat(api().send("GET", "/v1", null).statusCode()).isEqualTo(404);
  }

  @Test
  void functionsCountByTheRoutesOfTheTemplate() throws IOException {
    Set<String> logged = new TreeSet<>();
    for (String line : api().log().lines().toList()) {
      JsonNode entry = JSON.readTree(line);
      if (!entry.has("audit")) {
        logged.add(entry.path("route").asText());
      }
    }
    Set<String> expected = new TreeSet<>(routes());
    expected.add("authorize");
    assertThat(logged).isEqualTo(expected);
  }

  @Test
  void publishedContractHasTheRoutesOfTheTemplate() throws IOException {
    assumeTrue(Files.exists(OPENAPI), "There is no openapi.yaml yet");
    Set<String> published = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path :
        yaml(Files.readString(OPENAPI)).path("paths").properties()) {
      for (String method : names(path.getValue())) {
        if (Set.of("get", "put", "post", "delete", "patch", "head", "options").contains(method)) {
          published.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    assertThat(published).isEqualTo(routes());
  }

  private Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (JsonNode function : resources("AWS::Serverless::Function").values()) {
      for (JsonNode event : function.path("Events")) {
        routes.add(
            event.at("/Properties/Method").asText() + " " + event.at("/Properties/Path").asText());
      }
    }
    return routes;
  }

  /** Java's own, and that of a key, which stand-ins do not have. */
  private static final Set<String> OPTIONAL = Set.of("JAVA_TOOL_OPTIONS", "DATA_KEY_ARN");

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // Two virtual machines per function.
  void everyHandlerNeedsTheVariablesThatAreDeclaredForIt()
      throws IOException, InterruptedException {
    for (String name : FUNCTIONS) {
      String handler = function(name).path("Handler").asText();
      Map<String, String> declared = new LinkedHashMap<>();
      Map<String, String> endpoints = new LinkedHashMap<>();
      for (String variable : names(function(name).at("/Environment/Variables"))) {
        // These are the SDK's own. It has defaults for them, which our links do not use.
        if (variable.startsWith("AWS_ENDPOINT_URL_")) {
          endpoints.put(variable, "https://service.eu-west-1.amazonaws.com");
        } else if (!OPTIONAL.contains(variable)) {
          declared.put(variable, variable.endsWith("_SECONDS") ? "3600" : "x");
        }
      }
      Set<String> missed = new TreeSet<>();
      Matcher matcher = Pattern.compile("([A-Z_]+) is not set").matcher(make(handler, Map.of()));
      while (matcher.find()) {
        missed.add(matcher.group(1));
      }
      assertThat(missed).as(handler).isEqualTo(new TreeSet<>(declared.keySet()));
      Map<String, String> all = new LinkedHashMap<>(declared);
      all.putAll(endpoints);
      assertThat(make(handler, all)).as(handler).isEqualTo("made");
    }
  }

  /** Makes a handler in a virtual machine with these variables and no others of ours. */
  private static String make(String handler, Map<String, String> variables)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HandlerVariables.class.getName(),
                handler)
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("AWS_REGION", "us-east-1");
    // Before a snapshot it waits for a hook with what it does first; here none comes.
    builder.environment().put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    builder.environment().putAll(variables);
    return awaitOutput(builder.start()).trim();
  }

  /** Waits for the end of a process, and returns all that it printed. */
  private static String awaitOutput(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  /** Java does not start with an option that it does not know. */
  @Test
  void optionsForJavaAreOnesThatItKnows() throws IOException, InterruptedException {
    for (String name : FUNCTIONS) {
      String options = function(name).at("/Environment/Variables/JAVA_TOOL_OPTIONS").asText();
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(options.split(" ", -1)));
      command.addAll(List.of("-XX:+UseSerialGC", "-version"));

      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = awaitOutput(process);

      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output).doesNotContain("warning");
    }
  }

  @Test
  void tablesOfTheTemplateHaveTheKeysOfTheItems() throws IOException {
    Map<String, List<@Nullable String>> keys = new LinkedHashMap<>();
    for (Table table : Template.read(TemplateFile.PATH).tables()) {
      List<@Nullable String> attributes = new ArrayList<>();
      attributes.add(table.key().hashKey());
      attributes.add(table.key().rangeKey());
      attributes.add(table.timeToLive());
      keys.put(table.name(), attributes);
    }
    List<@Nullable String> ofLinks = new ArrayList<>();
    ofLinks.add(LinkItem.LINK_HASH);
    ofLinks.add(null);
    ofLinks.add(CallItem.DELETE_AFTER);
    List<@Nullable String> ofKeys = new ArrayList<>();
    ofKeys.add(KeyItem.KEY_HASH);
    ofKeys.add(null);
    ofKeys.add(null);
    assertThat(keys)
        .isEqualTo(
            Map.of(
                "CallsTable",
                List.of(CallItem.PARTITION_KEY, CallItem.SORT_KEY, CallItem.DELETE_AFTER),
                "ApiKeysTable",
                ofKeys,
                "LinksTable",
                ofLinks));
  }

  private void ask(RecordedDeployment api, String path, @Nullable String key)
      throws IOException, InterruptedException {
    ask(api, "GET", path, key);
  }

  private JsonNode ask(RecordedDeployment api, String method, String path, @Nullable String key)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = api.send(method, path, key);
    String rest =
        path.replaceFirst("\\?.*", "")
            .replaceFirst("/v1/calls/[^/]+/?", "")
            .replaceFirst("^(links|/l)/.*", "$1")
            .replaceFirst("^/(v1/)?", "");
    String kind = "/" + rest + " ";
    JsonNode body =
        response.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(response.body());
    answers.add((kind + response.statusCode() + " " + body.path("code").asText()).trim());
    String link =
        response.headers().firstValue("Location").orElse(body.path("recording_url").asText(""));
    // Where a link leads to nothing, following it teaches nothing about rights.
    if (link.contains(SampleCalls.COMPLETED + ".wav")) {
      answers.add("link " + api.fetch(link).statusCode());
      answers.add("link " + api.fetch(link, "Range", "bytes=0-9").statusCode());
    }
    return body;
  }

  private static void putOddCalls(RecordedDeployment api) {
    api.direct()
        .callWriter()
        .put(SampleCalls.ACME_DENTAL, call(OBJECT_MISSING, "acme-dental/object-missing.wav"));
    api.direct()
        .callWriter()
        .put(SampleCalls.ACME_DENTAL, call(FOREIGN_KEY, "harbor-hotel/foreign.wav"));
    api.direct()
        .dynamoDb()
        .putItem(put ->
            put.tableName(api.direct().callsTable())
                .item(
                    Map.of(
                        CallItem.PARTITION_KEY,
                        AttributeValue.fromS(SampleCalls.ACME_DENTAL + "#" + CORRUPT),
                        CallItem.SORT_KEY,
                        AttributeValue.fromS(CallItem.SORT_KEY_VALUE),
                        "list_pk",
                        AttributeValue.fromS(SampleCalls.ACME_DENTAL.value()),
                        "list_sk",
                        AttributeValue.fromS("2024-01-15T10:30:00.000Z#" + CORRUPT),
                        "recording",
                        AttributeValue.fromS("not a map"))));
  }

  private static Call call(CallId id, String recordingKey) {
    return new Call(
        id,
        null,
        null,
        null,
        null,
        "completed",
        null,
        new Recording.Available("recordings/" + recordingKey, "audio/wav", 1L, null),
        Transcript.of(List.of()),
        null,
        null,
        Map.of(),
        null,
        null,
        Instant.parse("2024-01-15T10:30:00Z"));
  }

  private static String key(
      RecordedDeployment api, EnumSet<Scope> scopes, @Nullable Instant expiresAt) {
    return api.direct()
        .keys()
        .create(SampleCalls.ACME_DENTAL, scopes, "wiring", expiresAt)
        .reveal();
  }

  private static void revoke(RecordedDeployment api, String key) {
    String hash = ApiKey.parse(key).orElseThrow().hash();
    api.direct()
        .dynamoDb()
        .updateItem(update ->
            update
                .tableName(api.direct().keysTable())
                .key(Map.of(KeyItem.KEY_HASH, AttributeValue.fromS(hash)))
                .updateExpression("SET revoked_at = :now")
                .expressionAttributeValues(
                    Map.of(":now", AttributeValue.fromS("2024-01-01T00:00:00Z"))));
  }

  private RecordedDeployment api() {
    if (deployment == null) {
      throw new IllegalStateException("The API was not started");
    }
    return deployment;
  }
}
