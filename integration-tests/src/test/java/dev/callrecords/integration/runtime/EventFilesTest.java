package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.integration.support.Invocation;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LogLines;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code events/}: each goes through Lambda's serializer and its function. */
@ExtendWith(StackExtension.class)
final class EventFilesTest {

  private static final String AUTHORIZE = "authorize";

  /** Functions by their folder. */
  static final Map<String, String> FUNCTIONS =
      Map.of(
          "get-call",
          "GetCallFunction",
          "presign-recording",
          "PresignRecordingFunction",
          "transcript",
          "TranscriptFunction",
          "list-calls",
          "ListCallsFunction",
          "links",
          "LinksFunction",
          "open-link",
          "OpenLinkFunction",
          AUTHORIZE,
          "AuthorizeFunction");

  private static final Map<String, Integer> STATUSES =
      Map.ofEntries(
          entry("get-call/completed.json", 200),
          entry("get-call/running.json", 200),
          entry("get-call/busy.json", 200),
          entry("get-call/three-hours.json", 200),
          entry("get-call/gzip.json", 200),
          entry("get-call/consistent.json", 200),
          entry("get-call/without-recordings-scope.json", 200),
          entry("get-call/erased.json", 404),
          entry("get-call/other-tenant.json", 404),
          entry("get-call/unknown-call.json", 404),
          entry("get-call/malformed-call-id.json", 400),
          entry("get-call/unknown-parameter.json", 400),
          entry("get-call/without-calls-scope.json", 403),
          entry("get-call/without-authorizer.json", 401),
          entry("get-call/fields.json", 200),
          entry("get-call/unknown-field.json", 400),
          entry("get-call/unchanged.json", 304),
          entry("presign-recording/ready.json", 200),
          entry("presign-recording/attachment.json", 200),
          entry("presign-recording/redirect.json", 302),
          entry("presign-recording/short-lived.json", 200),
          entry("presign-recording/pending.json", 409),
          entry("presign-recording/never-recorded.json", 404),
          entry("presign-recording/failed.json", 404),
          entry("presign-recording/erased.json", 410),
          entry("presign-recording/other-tenant.json", 404),
          entry("presign-recording/unknown-call.json", 404),
          entry("presign-recording/malformed-parameters.json", 400),
          entry("presign-recording/without-recordings-scope.json", 403),
          entry("presign-recording/without-authorizer.json", 401),
          entry("transcript/segments.json", 200),
          entry("transcript/captions.json", 200),
          entry("transcript/subtitles.json", 200),
          entry("transcript/spreadsheet.json", 200),
          entry("transcript/text.json", 200),
          entry("transcript/unchanged.json", 304),
          entry("transcript/not-acceptable.json", 406),
          entry("transcript/past-last-page.json", 404),
          entry("transcript/unknown-call.json", 404),
          entry("transcript/malformed-parameters.json", 400),
          entry("transcript/without-calls-scope.json", 403),
          entry("transcript/without-authorizer.json", 401),
          entry("list-calls/newest.json", 200),
          entry("list-calls/by-number.json", 200),
          entry("list-calls/lost-plus.json", 200),
          entry("list-calls/filtered.json", 200),
          entry("list-calls/first-page.json", 200),
          entry("list-calls/invalid-cursor.json", 400),
          entry("list-calls/malformed-parameters.json", 400),
          entry("list-calls/without-list-scope.json", 403),
          entry("list-calls/without-authorizer.json", 401),
          entry("links/create.json", 201),
          entry("links/create-with-members.json", 201),
          entry("links/create-base64.json", 201),
          entry("links/create-pending.json", 201),
          entry("links/create-malformed.json", 400),
          entry("links/create-cut-off.json", 400),
          entry("links/create-form.json", 415),
          entry("links/create-too-large.json", 413),
          entry("links/create-never-recorded.json", 404),
          entry("links/create-other-tenant.json", 404),
          entry("links/create-without-recordings-scope.json", 403),
          entry("links/list.json", 200),
          entry("links/list-malformed-parameters.json", 400),
          entry("links/revoke-unknown-link.json", 404),
          entry("links/without-links-scope.json", 403),
          entry("links/without-authorizer.json", 401),
          entry("open-link/unknown-token.json", 404),
          entry("open-link/malformed-token.json", 404),
          entry("open-link/browser.json", 404),
          entry("open-link/added-parameter.json", 404),
          entry("authorize/unknown-key.json", 403),
          entry("authorize/malformed-key.json", 403),
          entry("authorize/other-scheme.json", 403),
          entry("authorize/no-key.json", 403));

  /** The library's class for authorizers reads these as dates and writes them in other forms. */
  private static final Set<String> TIMES =
      Set.of("/requestContext/time", "/requestContext/timeEpoch");

  private static final Pattern TABLE_ROW =
      Pattern.compile("^\\| `([^`]+)` \\| [^|]+ \\| (\\d{3}) \\|$", Pattern.MULTILINE);

  private final Stack stack;

  EventFilesTest(Stack stack) {
    this.stack = stack;
  }

  /** Returns all event files, with or without an expectation. */
  static List<String> files() throws IOException {
    Path events = Repository.path("events");
    try (Stream<Path> files = Files.walk(events)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> events.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !Set.of("README.md", "env.json").contains(file))
          .sorted()
          .toList();
    }
  }

  /** Returns the function that a file is an event of. */
  static String function(String file) {
    return FUNCTIONS.getOrDefault(file.substring(0, file.indexOf('/')), "none");
  }

  @ParameterizedTest
  @MethodSource("files")
  void event_throughSerializerAndHandler_hasItsStatus(String file) throws IOException {
    assertThat(STATUSES).as("a file without an expectation").containsKey(file);
    String function = function(file);
    byte[] written = Files.readAllBytes(Repository.path("events/" + file));
    byte[] event =
        function.equals("AuthorizeFunction")
            ? throughSerializer(written, APIGatewayV2CustomAuthorizerEvent.class)
            : throughSerializer(written, APIGatewayV2HTTPEvent.class);
    LogLines log = new LogLines();

    JsonNode answer = Invocation.of(stack.deployment().handler(function, log.stream()), event);

    assertThat(status(answer)).isEqualTo(STATUSES.get(file));
    // Whatever the serializer does not know, an HTTP API does not send.
    assertHolds("", Json.read(event), Json.read(written));
  }

  private static int status(JsonNode answer) {
    return answer.has("isAuthorized")
        ? answer.path("isAuthorized").booleanValue() ? 200 : 403
        : answer.path("statusCode").intValue();
  }

  private static <T> byte[] throughSerializer(byte[] json, Class<T> type) {
    PojoSerializer<T> serializer =
        LambdaEventSerializers.serializerFor(type, EventFilesTest.class.getClassLoader());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    serializer.toJson(serializer.fromJson(new String(json, StandardCharsets.UTF_8)), bytes);
    return bytes.toByteArray();
  }

  /** Checks that everything expected is there; more may be. */
  private static void assertHolds(String place, JsonNode actual, JsonNode expected) {
    if (expected.isObject()) {
      expected
          .properties()
          .forEach(property ->
              assertHolds(
                  place + "/" + property.getKey(),
                  actual.path(property.getKey()),
                  property.getValue()));
    } else if (TIMES.contains(place)) {
      assertThat(actual.isValueNode()).as(place).isTrue();
    } else {
      assertThat(actual).as(place).isEqualTo(expected);
    }
  }

  @Test
  void expectations_all_haveAFile() throws IOException {
    assertThat(STATUSES.keySet()).isEqualTo(new TreeSet<>(files()));
  }

  @Test
  void readme_table_saysTheSame() {
    Map<String, Integer> table =
        TABLE_ROW
            .matcher(Repository.text("events/README.md"))
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> Integer.valueOf(row.group(2))));

    assertThat(table).isEqualTo(STATUSES);
  }

  /** {@code sam local} hands on no variable that the template does not declare. */
  @Test
  void environment_everyFunction_isWhatTheTemplateDeclares() {
    Template template = stack.template();
    Map<String, String> declared = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    for (String function : FUNCTIONS.values()) {
      names.addAll(template.variableNames(function));
      declared.putAll(template.variables(function));
    }
    // What stands in the template as it is need not be said again, and differs between functions.
    names.remove("JAVA_TOOL_OPTIONS");
    declared.remove("JAVA_TOOL_OPTIONS");

    JsonNode parameters = Json.read(Repository.text("events/env.json")).path("Parameters");

    assertThat(parameters.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(names);
    declared.forEach(
        (name, value) -> assertThat(parameters.path(name).textValue()).as(name).isEqualTo(value));
    for (String name : List.of("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_S3")) {
      // By number: of a name, the SDK would put the bucket before it.
      assertThat(URI.create(parameters.path(name).textValue()).getHost()).matches("[0-9.]+");
    }
  }

  /** Files are public, and so would be the keys in them. */
  @Test
  void keys_inFiles_areMadeUp() throws IOException {
    for (String file : files()) {
      String text = Repository.text("events/" + file);
      Pattern.compile("crk_[A-Za-z0-9_-]*")
          .matcher(text)
          .results()
          .forEach(key -> assertThat(key.group()).startsWith("crk_made-up-key-"));
    }
    for (String file : files()) {
      Pattern.compile("crl_[A-Za-z0-9_-]*")
          .matcher(Repository.text("events/" + file))
          .results()
          .forEach(token -> assertThat(token.group()).startsWith("crl_made-up-token"));
    }
    assertThat(ApiKey.parse("crk_made-up-key-that-opens-nothing-000000000000")).isPresent();
  }
}
