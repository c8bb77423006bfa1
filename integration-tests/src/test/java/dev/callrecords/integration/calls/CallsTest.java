package dev.callrecords.integration.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Invocation;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LogLines;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code GET /v1/calls/{call_id}}, over HTTP. */
@ExtendWith(StackExtension.class)
final class CallsTest {

  private static final TenantId TENANT = new TenantId("calls-test");
  private static final String ROUTE = "GET /v1/calls/{call_id}";

  private final Stack stack;
  private final Api api;
  private final Api acmeDental;

  CallsTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(TENANT);
    this.acmeDental = stack.api(SampleCalls.ACME_DENTAL);
  }

  // What is answered

  @Test
  void get_referenceCall_isTheContractFieldForField() {
    Reply reply = acmeDental.call(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json().fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "agent_id",
            "from_number",
            "to_number",
            "direction",
            "status",
            "duration",
            "recording_url",
            "recording_url_expires_at",
            "transcript",
            "transcript_segments",
            "sentiment",
            "call_summary",
            "metadata",
            "started_at",
            "ended_at",
            "created_at");
    // As text: 5.2 is 5.2, and not 5.20.
    assertThat(
            Json.without(reply.json(), "recording_url", "recording_url_expires_at", "metadata")
                .toString())
        .isEqualTo(
            Json.without(Json.resource("/contract/call.json"), "recording_url", "metadata")
                .toString());
    // DynamoDB keeps no order of the names in a map.
    assertThat(reply.json().path("metadata"))
        .isEqualTo(Json.resource("/contract/call.json").path("metadata"));
  }

  @Test
  void get_referenceCall_linkEndsWithinAnHour() {
    Instant before = Instant.now();
    JsonNode call = acmeDental.call(SampleCalls.COMPLETED).json();

    assertThat(call.path("recording_url").textValue())
        .startsWith(stack.cloud().s3() + "/recordingsbucket/recordings/acme-dental/");
    assertThat(Instant.parse(call.path("recording_url_expires_at").textValue()))
        .isBetween(
            before.plus(Duration.ofHours(1)).minusSeconds(1),
            Instant.now().plus(Duration.ofHours(1)));
  }

  @Test
  void get_referenceCall_logsNothingOfIt() {
    Reply reply = acmeDental.call(SampleCalls.COMPLETED);

    JsonNode line = stack.log().of(reply, ROUTE);
    assertThat(line.path("level").textValue()).isEqualTo("INFO");
    assertThat(line.path("status").intValue()).isEqualTo(200);
    assertThat(line.path("tenant").textValue()).isEqualTo("acme-dental");
    assertThat(line.path("key_id").textValue()).isEqualTo(ApiKey.keyId(acmeDental.key().hash()));
    assertThat(stack.log().textOf(reply).lines()).hasSize(2);
    assertThat(stack.log().textOf(reply))
        .doesNotContain(
            acmeDental.key().reveal(),
            acmeDental.key().hash(),
            SampleCalls.COMPLETED.value(),
            "+1604",
            "Sarah",
            "recordings/",
            "X-Amz-");
  }

  @Test
  void get_runningCall_hasNullsAndNoLink() {
    JsonNode call = acmeDental.call(SampleCalls.RUNNING).json();

    assertThat(call.path("status").textValue()).isEqualTo("in-progress");
    assertThat(call.size()).isEqualTo(17);
    for (String field :
        List.of(
            "duration",
            "recording_url",
            "recording_url_expires_at",
            "transcript",
            "sentiment",
            "call_summary",
            "ended_at")) {
      assertThat(call.get(field)).as(field).isNotNull();
      assertThat(call.get(field).isNull()).as(field).isTrue();
    }
    assertThat(call.get("transcript_segments").toString()).isEqualTo("[]");
    assertThat(call.get("metadata").toString()).isEqualTo("{}");
  }

  @Test
  void get_busyCall_hasNoLink() {
    JsonNode call = acmeDental.call(SampleCalls.BUSY).json();

    assertThat(call.path("status").textValue()).isEqualTo("busy");
    assertThat(call.path("duration").toString()).isEqualTo("0");
    assertThat(call.get("recording_url").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip"})
  void get_threeHours_isWhole(String encoding) {
    Reply reply =
        encoding.isEmpty()
            ? acmeDental.call(SampleCalls.THREE_HOURS)
            : acmeDental.get("/v1/calls/" + SampleCalls.THREE_HOURS, "Accept-Encoding", encoding);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Encoding")).isEqualTo(encoding);
    JsonNode call = Json.read(encoding.isEmpty() ? reply.body() : reply.inflated());
    List<Segment> segments = SampleCalls.threeHours().transcript().segments();
    assertThat(segments).hasSize(2700);
    assertThat(call.path("transcript_segments")).hasSize(2700);
    for (int i = 0; i < segments.size(); i++) {
      Segment expected = segments.get(i);
      JsonNode actual = call.path("transcript_segments").path(i);
      assertThat(actual.path("speaker").textValue()).isEqualTo(expected.speaker());
      assertThat(actual.path("text").textValue()).isEqualTo(expected.text());
      assertThat(actual.path("start_time").decimalValue())
          .isEqualByComparingTo(expected.startTime());
      assertThat(actual.path("end_time").decimalValue()).isEqualByComparingTo(expected.endTime());
    }
    assertThat(call.path("transcript").textValue())
        .isEqualTo(SampleCalls.threeHours().transcript().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "*"})
  void get_clientTakesGzip_isCompressed(String accepted) {
    String path = "/v1/calls/" + SampleCalls.RECORDING_FAILED;
    Reply plain = acmeDental.get(path);
    Reply compressed = acmeDental.get(path, "Accept-Encoding", accepted);

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(compressed.header("Content-Type")).isEqualTo("application/json");
    assertThat(compressed.inflated()).isEqualTo(plain.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip;q=0", "identity"})
  void get_clientDoesNotTakeGzip_isPlain(String accepted) {
    Reply reply = acmeDental.get("/v1/calls/" + SampleCalls.COMPLETED, "Accept-Encoding", accepted);

    assertThat(reply.header("Content-Encoding")).isEmpty();
    assertThat(reply.json().path("status").textValue()).isEqualTo("completed");
  }

  @Test
  void get_smallAnswer_isNotCompressed() {
    Reply reply = api.get("/v1/calls/unknown", "Accept-Encoding", "gzip");

    assertThat(reply.header("Content-Encoding")).isEmpty();
    assertThat(reply.problem()).isEqualTo("call_not_found");
  }

  @Test
  void get_consistent_isTheSame() {
    Reply reply = acmeDental.get("/v1/calls/" + SampleCalls.RUNNING + "?consistent=true");

    assertThat(reply.text()).isEqualTo(acmeDental.call(SampleCalls.RUNNING).text());
  }

  @Test
  void get_plainTextTranscript_isServedAsItIs() {
    CallId id = Calls.newId();
    String text = "Agent: Grüezi!\n\nCaller: \uD83D\uDE00 \"hi\"";
    put(Calls.call(id, Transcript.ofPlainText(text)));

    JsonNode call = api.call(id).json();

    assertThat(call.path("transcript").textValue()).isEqualTo(text);
    assertThat(call.path("transcript_segments").toString()).isEqualTo("[]");
  }

  @Test
  void get_segmentsOfForeignWriters_areTheSameInBothForms() throws IOException {
    CallId plain = Calls.newId();
    putItem(callItem(plain, Map.of("transcript_items", AttributeValue.fromN("1"))));
    putItem(
        transcriptItem(
            plain,
            0,
            AttributeValue.fromL(
                List.of(
                    segment("agent", "Hello.", AttributeValue.fromN("0.50"), "5.20"),
                    segment("caller", "Bonjour, ça va ?", AttributeValue.fromS("5.8"), "10.0")))));
    CallId compressed = Calls.newId();
    putItem(callItem(compressed, Map.of()));
    putItem(
        transcriptItem(
            compressed,
            0,
            gzip(
                """
                [ {"end_time": 5.20, "start_time": "0.50", "confidence": [0.9, {}], "speaker": "agent",
                   "text": "Hello."} ]
                """)));
    putItem(
        transcriptItem(
            compressed,
            1,
            gzip(
                """
                [{"speaker":"caller","text":"Bonjour, \\u00e7a va ?","start_time":58e-1,"end_time":1E1}]\
                """)));

    Reply first = api.call(plain);
    Reply second = api.call(compressed);

    assertThat(first.json().path("transcript_segments").toString())
        .isEqualTo(
            "[{\"speaker\":\"agent\",\"text\":\"Hello.\",\"start_time\":0.5,\"end_time\":5.2},{\"speaker\":\"caller\",\"text\":\"Bonjour,"
                + " ça va ?\",\"start_time\":5.8,\"end_time\":10}]");
    assertThat(second.text().replace(compressed.value(), plain.value())).isEqualTo(first.text());
  }

  @Test
  void get_attributesOfForeignWriters_areReadForgivinglyAndNeverLeave() {
    CallId id = Calls.newId();
    putItem(
        callItem(
            id,
            Map.of(
                "duration", AttributeValue.fromS("125"),
                "status", AttributeValue.fromS("transferred"),
                "sentiment", AttributeValue.fromNul(true),
                "internal_cost", AttributeValue.fromN("17"),
                "metadata",
                    AttributeValue.fromM(
                        Map.of(
                            "n", AttributeValue.fromN("1.50"),
                            "list",
                                AttributeValue.fromL(
                                    List.of(
                                        AttributeValue.fromBool(true),
                                        AttributeValue.fromNul(true))))))));

    Reply reply = api.call(id);

    JsonNode call = reply.json();
    assertThat(call.path("duration").toString()).isEqualTo("125");
    assertThat(call.path("status").textValue()).isEqualTo("transferred");
    assertThat(call.get("sentiment").isNull()).isTrue();
    assertThat(call.path("metadata").path("n").toString()).isEqualTo("1.5");
    assertThat(call.path("metadata").path("list").toString()).isEqualTo("[true,null]");
    assertThat(reply.text()).doesNotContain("internal_cost", "\"pk\"", "schema_version");
    assertThat(call.size()).isEqualTo(17);
  }

  @Test
  void get_moreThanAnAnswerHolds_needsGzip() {
    CallId id = Calls.newId();
    put(Calls.call(id, Calls.transcript(400, "word ".repeat(2000))));

    Reply plain = api.call(id);
    Reply compressed = api.get("/v1/calls/" + id, "Accept-Encoding", "gzip");

    assertThat(plain.status()).isEqualTo(500);
    assertThat(plain.problem()).isEqualTo("record_too_large");
    assertThat(plain.json().path("detail").textValue()).contains("Accept-Encoding: gzip");
    assertThat(stack.log().of(plain, ROUTE).path("fault").textValue()).isEqualTo("RecordTooLarge");
    assertThat(compressed.status()).isEqualTo(200);
    assertThat(compressed.inflated()).hasSizeGreaterThan(6 * 1024 * 1024);
    assertThat(Json.read(compressed.inflated()).path("transcript_segments")).hasSize(400);
  }

  // Who may see it

  @Test
  void get_foreignUnknownAndErasedCall_areAlikeByteForByte() {
    Reply foreign = acmeDental.call(SampleCalls.OTHER_TENANT);
    Reply unknown = acmeDental.call(Calls.newId());
    Reply erased = acmeDental.call(SampleCalls.ERASED);

    assertThat(stack.api(SampleCalls.HARBOR_HOTEL).call(SampleCalls.OTHER_TENANT).status())
        .isEqualTo(200);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("call_not_found");
    for (Reply other : List.of(foreign, erased)) {
      assertThat(other.status()).isEqualTo(404);
      assertThat(other.lastingHeaders()).isEqualTo(unknown.lastingHeaders());
      assertThat(other.text().replace(other.requestId(), unknown.requestId()))
          .isEqualTo(unknown.text());
      assertThat(stack.log().of(other, ROUTE).path("level").textValue()).isEqualTo("INFO");
    }
  }

  @Test
  void get_pastDeleteAfter_isNotFound() {
    CallId past = Calls.newId();
    CallId future = Calls.newId();
    long now = Instant.now().getEpochSecond();
    putItem(callItem(past, Map.of("delete_after", AttributeValue.fromN(Long.toString(now - 1)))));
    putItem(
        callItem(future, Map.of("delete_after", AttributeValue.fromN(Long.toString(now + 600)))));

    assertThat(api.call(past).problem()).isEqualTo("call_not_found");
    assertThat(api.recording(past).problem()).isEqualTo("recording_deleted");
    assertThat(api.call(future).status()).isEqualTo(200);
  }

  @Test
  void get_withoutScopeForRecordings_hasNoLink() {
    ApiKey key = stack.key(SampleCalls.ACME_DENTAL, EnumSet.of(Scope.CALLS_READ));

    Reply reply = new Api(stack.url(), key).call(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("recording_url").isNull()).isTrue();
    assertThat(reply.json().get("recording_url_expires_at").isNull()).isTrue();
  }

  @Test
  void get_withoutScopeForCalls_isForbidden() {
    ApiKey key = stack.key(SampleCalls.ACME_DENTAL, EnumSet.of(Scope.RECORDINGS_READ));

    Reply reply = new Api(stack.url(), key).call(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.problem()).isEqualTo("insufficient_scope");
    assertThat(reply.json().path("detail").textValue()).contains("calls:read");
  }

  @Test
  void get_revokedKey_isForbidden() {
    ApiKey key = stack.key(TENANT);
    stack
        .deployment()
        .dynamoDb()
        .updateItem(update ->
            update
                .tableName(stack.deployment().keysTable())
                .key(Map.of("key_hash", AttributeValue.fromS(key.hash())))
                .updateExpression("SET revoked_at = :now")
                .expressionAttributeValues(
                    Map.of(":now", AttributeValue.fromS(Instant.now().toString()))));

    assertForbidden(new Api(stack.url(), key).call(SampleCalls.COMPLETED), "revoked");
  }

  @Test
  void get_expiredKey_isForbidden() {
    ApiKey key =
        stack
            .deployment()
            .keys()
            .create(TENANT, EnumSet.allOf(Scope.class), "expired", Instant.now().minusSeconds(1));

    assertForbidden(new Api(stack.url(), key).call(SampleCalls.COMPLETED), "expired");
  }

  @Test
  void get_unknownKey_isForbidden() {
    ApiKey key = ApiKey.parse("crk_" + "A".repeat(43)).orElseThrow();

    assertForbidden(new Api(stack.url(), key).call(SampleCalls.COMPLETED), "unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer crk_",
        "Bearer crk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.",
        "Basic bG9jYWw6bG9jYWw=",
        "crk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void get_malformedKey_isForbidden(String authorization) {
    Reply reply =
        Http.get(
            URI.create(stack.url() + "/v1/calls/" + SampleCalls.COMPLETED),
            "Authorization",
            authorization);

    assertForbidden(reply, "malformed");
  }

  private void assertForbidden(Reply reply, String reason) {
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Forbidden\"}");
    assertThat(stack.log().of(reply, "authorize").path("refused").textValue()).isEqualTo(reason);
  }

  @Test
  void get_keyThatCannotBeRead_isTheGatewaysError() {
    ApiKey key = stack.key(TENANT);
    stack
        .deployment()
        .dynamoDb()
        .putItem(put ->
            put.tableName(stack.deployment().keysTable())
                .item(Map.of("key_hash", AttributeValue.fromS(key.hash()))));

    Reply reply = new Api(stack.url(), key).call(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    assertThat(stack.log().of(reply, "authorize").path("fault").textValue())
        .isEqualTo("RecordCorrupt");
  }

  @Test
  void get_noAuthorization_isUnauthorized() {
    Reply reply = Http.get(URI.create(stack.url() + "/v1/calls/" + SampleCalls.COMPLETED));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Unauthorized\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"authorizer\": null",
        "\"authorizer\": {\"lambda\": null}",
        "\"authorizer\": {\"lambda\": {\"scopes\": \"calls:read\", \"key_id\": \"0123abcd\"}}",
        "\"authorizer\": {\"lambda\": {\"tenant_id\": \"acme-dental\", \"key_id\": \"0123abcd\"}}",
        "\"authorizer\": {\"lambda\": {\"tenant_id\": \"acme-dental#x\", \"scopes\":"
            + " \"calls:read\", \"key_id\": \"0123abcd\"}}",
        "\"authorizer\": {\"jwt\": {\"claims\": {\"tenant_id\": \"acme-dental\"}}}"
      })
  void handler_withoutCaller_isUnauthenticated(String authorizer) throws IOException {
    RequestStreamHandler handler =
        stack.deployment().handler("GetCallFunction", new LogLines().stream());

    JsonNode answer =
        Invocation.of(
            handler,
            """
            {"version": "2.0", "requestContext": {%s}, "headers": {"tenant_id": "acme-dental"},
             "pathParameters": {"call_id": "%s"}}
            """
                .formatted(authorizer, SampleCalls.COMPLETED));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(401);
    assertThat(answer.path("headers").path("WWW-Authenticate").textValue()).isEqualTo("Bearer");
    assertThat(Json.read(answer.path("body").textValue()).path("code").textValue())
        .isEqualTo("unauthenticated");
  }

  // What is refused

  @Test
  void get_everyAnswer_hasTheHeaders() {
    for (Reply reply :
        List.of(
            acmeDental.call(SampleCalls.COMPLETED),
            acmeDental.call(SampleCalls.ERASED),
            acmeDental.get("/v1/calls/" + SampleCalls.BUSY + "?consistent=perhaps"))) {
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.header("Strict-Transport-Security"))
          .isEqualTo("max-age=63072000; includeSubDomains");
      assertThat(reply.header("Content-Security-Policy"))
          .isEqualTo("default-src 'none'; frame-ancestors 'none'");
      assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(reply.header("X-Request-Id")).isNotEmpty().isEqualTo(reply.requestId());
    }
  }

  @Test
  void get_unknownAndWrongParameters_areAllNamed() {
    Reply reply =
        acmeDental.get("/v1/calls/" + SampleCalls.COMPLETED + "?limit=5&consistent=perhaps");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.path("type").textValue())
        .isEqualTo("urn:callrecords:problem:invalid_parameter");
    assertThat(problem.path("code").textValue()).isEqualTo("invalid_parameter");
    assertThat(problem.path("status").intValue()).isEqualTo(400);
    assertThat(problem.path("title").textValue()).isNotEmpty();
    assertThat(problem.path("detail").textValue()).isNotEmpty();
    assertThat(problem.path("request_id").textValue()).isEqualTo(reply.requestId());
    assertThat(problem.path("errors").findValuesAsText("parameter"))
        .containsExactlyInAnyOrder("limit", "consistent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%20b",
        "a+b",
        "caf%C3%A9",
        "..%2Fx",
        "a%23call",
        "x%00",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void get_malformedCallId_isRefused(String id) {
    Reply reply = acmeDental.get("/v1/calls/" + id);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid_call_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v1", "/v1/calls/", "/v2/calls", "/v2/calls/x", "/v1/calls/x/transcripts"})
  void get_noSuchRoute_isTheGatewaysNotFound(String path) {
    Reply reply = acmeDental.get(path);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Not Found\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void gateway_otherMethod_isNotFound(String method) {
    Reply reply =
        Http.send(
            method,
            URI.create(stack.url() + "/v1/calls/" + SampleCalls.COMPLETED),
            "Authorization",
            "Bearer " + acmeDental.key().reveal());

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Not Found\"}");
  }

  // What is broken

  @Test
  void get_incompleteTranscript_isCorrupt() {
    CallId id = Calls.newId();
    put(Calls.call(id, Calls.transcript(3, "One of three.")));
    stack
        .deployment()
        .dynamoDb()
        .deleteItem(delete ->
            delete
                .tableName(stack.deployment().callsTable())
                .key(keys(id, TranscriptItem.sortKey(0))));

    assertCorrupt(api.call(id));
  }

  @Test
  void get_gapInTranscript_isCorrupt() throws IOException {
    CallId id = Calls.newId();
    putItem(callItem(id, Map.of()));
    putItem(transcriptItem(id, 0, gzip("[]")));
    putItem(transcriptItem(id, 2, gzip("[]")));

    assertCorrupt(api.call(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[1]",
        "[][]",
        "[{\"speaker\":\"agent\",\"text\":\"x\",\"start_time\":0}]",
        "[{\"speaker\":\"agent\",\"text\":\"x\",\"start_time\":0,\"end_time\":\"soon\"}]"
      })
  void get_segmentsThatCannotBeRead_areCorrupt(String segments) throws IOException {
    CallId id = Calls.newId();
    putItem(callItem(id, Map.of()));
    putItem(transcriptItem(id, 0, gzip(segments)));

    assertCorrupt(api.call(id));
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud83d, \\ufffd",
    "\\ud83dx, \\ufffdx",
    "x\\ude00, x\\ufffd",
    "\\ude00\\ud83d, \\ufffd\\ufffd",
    "\\u0000, \\u0000"
  })
  void get_textThatIsNoUnicode_hasReplacementCharacters(String escaped, String answered)
      throws IOException {
    CallId id = Calls.newId();
    putItem(callItem(id, Map.of()));
    String segments =
        "[{\"speaker\":\"agent\",\"text\":\"%s\",\"start_time\":0,\"end_time\":1}]"
            .formatted(escaped);
    putItem(transcriptItem(id, 0, gzip(segments)));

    Reply reply = api.call(id);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("transcript_segments"))
        .isEqualTo(Json.read(segments.replace(escaped, answered)));
  }

  @Test
  void get_segmentsThatInflateWithoutEnd_areTooLarge() throws IOException {
    CallId id = Calls.newId();
    putItem(callItem(id, Map.of()));
    putItem(transcriptItem(id, 0, gzip("[" + " ".repeat(65 * 1024 * 1024) + "]")));

    Reply reply = api.call(id);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.problem()).isEqualTo("record_too_large");
  }

  @Test
  void get_callWithoutStatus_isCorrupt() {
    CallId id = Calls.newId();
    Map<String, AttributeValue> item = callItem(id, Map.of());
    item.remove("status");
    putItem(item);

    assertCorrupt(api.call(id));
  }

  private void assertCorrupt(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(500);
    assertThat(reply.problem()).isEqualTo("record_corrupt");
    JsonNode line = stack.log().of(reply, ROUTE);
    assertThat(line.path("level").textValue()).isEqualTo("ERROR");
    assertThat(line.path("fault").textValue()).isEqualTo("RecordCorrupt");
  }

  // What is stored

  private void put(Call call) {
    stack.deployment().callWriter().put(TENANT, call);
  }

  private void putItem(Map<String, AttributeValue> item) {
    stack
        .deployment()
        .dynamoDb()
        .putItem(put -> put.tableName(stack.deployment().callsTable()).item(item));
  }

  private static Map<String, AttributeValue> keys(CallId id, String sortKey) {
    return Map.of(
        CallItem.PARTITION_KEY, AttributeValue.fromS(CallItem.partitionKey(TENANT, id)),
        CallItem.SORT_KEY, AttributeValue.fromS(sortKey));
  }

  /** Returns the least that a writer must write, and more. */
  private static Map<String, AttributeValue> callItem(CallId id, Map<String, AttributeValue> more) {
    Map<String, AttributeValue> item = new HashMap<>(keys(id, CallItem.SORT_KEY_VALUE));
    item.put("status", AttributeValue.fromS("completed"));
    item.put("created_at", AttributeValue.fromS("2024-03-01T12:00:00Z"));
    item.putAll(more);
    return item;
  }

  private static Map<String, AttributeValue> transcriptItem(
      CallId id, int index, AttributeValue segments) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(keys(id, TranscriptItem.sortKey(index)));
    item.put("segments", segments);
    return item;
  }

  private static AttributeValue segment(
      String speaker, String text, AttributeValue start, String end) {
    return AttributeValue.fromM(
        Map.of(
            "speaker", AttributeValue.fromS(speaker),
            "text", AttributeValue.fromS(text),
            "start_time", start,
            "end_time", AttributeValue.fromN(end)));
  }

  private static AttributeValue gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return AttributeValue.fromB(SdkBytes.fromByteArray(bytes.toByteArray()));
  }
}
