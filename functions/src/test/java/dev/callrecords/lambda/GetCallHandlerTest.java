package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.FakeSigner;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.FakeDynamoDb;
import dev.callrecords.http.Resources;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class GetCallHandlerTest {

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeSigner signer = new FakeSigner();
  private final Log log = new Log();

  @Test
  void get_contractsCall_is200WithTheContractsDocument() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Content-Encoding", "gzip")
        .containsEntry("X-Request-Id", "JKJaXmPLvHcESHA=")
        .containsEntry("Cache-Control", "no-store");
    assertThat(response.body())
        .isEqualTo(
            Response.json(new String(Resources.read("reference-call.json"), StandardCharsets.UTF_8))
                .toString()
                .replace("recordings/abc123.wav", Samples.RECORDING_KEY));
    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void get_keyWithoutRecordingsRead_is200WithoutLink() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().scopes("calls:read"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("recording_url").isNull()).isTrue();
    assertThat(response.json().get("recording_url_expires_at").isNull()).isTrue();
    assertThat(signer.signed()).isEmpty();
    assertThat(log.fault()).isEmpty();
  }

  @Test
  void get_recordingKeyThatMustNotBeSigned_is200WithoutLinkAndOurFault() {
    calls.with(
        Samples.TENANT,
        Samples.call(
            new Recording.Available("recordings/harbor-hotel/a.wav", null, null, null),
            Transcript.empty()));

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("recording_url").isNull()).isTrue();
    assertThat(response.json().get("recording_url_expires_at").isNull()).isTrue();
    assertThat(signer.signed()).isEmpty();
    assertThat(log.fault()).isEqualTo("RecordingKeyRefused");
    assertThat(log.line().get("level").asText()).isEqualTo("ERROR");
  }

  @ParameterizedTest
  @CsvSource({"true, STRONG", "false, EVENTUAL"})
  void get_consistent_isHandedOn(String value, Consistency expected) {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().query("consistent", value)).status()).isEqualTo(200);
    assertThat(calls.reads()).containsExactly(expected);
  }

  @Test
  void get_fields_areThoseInTheContractsOrderAndNothingElseIsReadOrSigned() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().query("fields", "status,call_summary,id,status"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().fieldNames())
        .toIterable()
        .containsExactly("id", "status", "call_summary");
    assertThat(calls.readsWithoutTranscript()).isEqualTo(1);
    assertThat(calls.reads()).hasSize(1);
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "price", "id,price", "id,", "id,,status", "ID", "id status"})
  void get_fieldsThatAreNone_is400ThatListsTheKnownOnes(String fields) {
    Response response = get(new Event().query("fields", fields));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(response.json().at("/errors/0/parameter").asText()).isEqualTo("fields");
    assertThat(response.json().at("/errors/0/detail").asText())
        .endsWith(
            "known: id, agent_id, from_number, to_number, direction, status, duration,"
                + " recording_url, recording_url_expires_at, transcript, transcript_segments,"
                + " sentiment, call_summary, metadata, started_at, ended_at, created_at");
    assertThat(calls.reads()).isEmpty();
  }

  @Test
  void get_matchingTag_returns304WithoutBody() {
    calls.with(Samples.TENANT, Samples.call());
    String tag = Objects.requireNonNull(get(new Event()).headers().get("ETag"));
    assertThat(tag).matches("W/\"[0-9a-f]{16}\"");

    Response response = get(new Event().header("if-none-match", tag));

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers())
        .containsEntry("ETag", tag)
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("X-Request-Id", "JKJaXmPLvHcESHA=")
        .doesNotContainKeys("Content-Type", "Content-Encoding");
    assertThat(log.lines().getLast().get("status").asInt()).isEqualTo(304);
  }

  @Test
  void get_recordingHasBecomeAvailable_is200WithTheLink() {
    calls.with(Samples.TENANT, Samples.call().withRecording(Recording.Unplayable.PENDING));
    String tag = Objects.requireNonNull(get(new Event()).headers().get("ETag"));
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().header("if-none-match", tag));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("recording_url").isTextual()).isTrue();
  }

  @Test
  void get_noSuchCall_is404() {
    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.code()).isEqualTo("call_not_found");
    assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void get_foreignDeletedPastAndMissing_areTheSame404ButForTheRequestId() {
    CallId foreign = new CallId("11111111-1111-1111-1111-111111111111");
    CallId deleted = new CallId("22222222-2222-2222-2222-222222222222");
    CallId past = new CallId("33333333-3333-3333-3333-333333333333");
    CallId missing = new CallId("44444444-4444-4444-4444-444444444444");
    Map<String, AttributeValue> pastItem = new HashMap<>(item(Samples.TENANT, past));
    pastItem.put("delete_after", AttributeValue.fromN("1"));
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                item(Samples.OTHER_TENANT, foreign),
                CallItem.writeTombstone(Samples.TENANT, deleted, Instant.EPOCH, null),
                pastItem));
    CallStore store = new DynamoDbCallStore(table, "calls", Clock.systemUTC(), () -> {});

    List<String> answers =
        Stream.of(foreign, deleted, past, missing)
            .map(id -> {
              String requestId = "request-" + id;
              Response response = get(store, new Event().callId(id.value()).requestId(requestId));
              assertThat(response.json().get("request_id").asText()).isEqualTo(requestId);
              assertThat(response.headers()).containsEntry("X-Request-Id", requestId);
              return new String(response.bytes(), StandardCharsets.UTF_8).replace(requestId, "?");
            })
            .toList();

    assertThat(answers).hasSize(4).containsOnly(answers.getFirst());
    assertThat(answers.getFirst()).contains("\"statusCode\":404").doesNotContain("1111");
  }

  private static Map<String, AttributeValue> item(TenantId tenant, CallId id) {
    Map<String, AttributeValue> item =
        new HashMap<>(CallItem.write(tenant, Samples.minimalCall(), 0));
    item.put("pk", AttributeValue.fromS(CallItem.partitionKey(tenant, id)));
    item.put("id", AttributeValue.fromS(id.value()));
    return item;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "..", "a#b", "a/b", "a.b"})
  void get_malformedCallId_is400(String id) {
    Response response = get(new Event().callId(id));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_call_id");
    assertThat(response.json().get("errors").findValuesAsText("parameter"))
        .containsExactly("call_id");
    assertThat(response.body()).doesNotContain("a b");
    assertThat(calls.reads()).isEmpty();
  }

  @Test
  void get_severalFaults_areAllNamedAtOnce() {
    Response response =
        get(
            new Event()
                .callId("a b")
                .query("consistent", "maybe")
                .query("expires_in", "60")
                .query("expand", "id"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_call_id");
    assertThat(response.json().get("errors").findValuesAsText("parameter"))
        .containsExactlyInAnyOrder("call_id", "consistent", "expand", "expires_in");
  }

  @ParameterizedTest
  @CsvSource({"consistent, maybe", "consistent, 'true,true'", "consistent, ''", "unknown, 1"})
  void get_badQuery_is400AndNothingIsRead(String name, String value) {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().query(name, value));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(response.json().get("errors").findValuesAsText("parameter")).containsExactly(name);
    assertThat(calls.reads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "recordings:read", "calls:write"})
  void get_keyWithoutCallsRead_is403(String scopes) {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().scopes(scopes));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.code()).isEqualTo("insufficient_scope");
    assertThat(response.json().get("detail").asText()).contains("calls:read");
    assertThat(calls.reads()).isEmpty();
    assertThat(log.fault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "7",
        "{\"lambda\": null}",
        "{\"lambda\": {}}",
        "{\"lambda\": []}",
        """
        {"lambda": {"scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": null, "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": 7, "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": ["acme-dental"], "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": "Acme", "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": "acme#dental", "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": "", "scopes": "calls:read", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": "acme-dental", "key_id": "0123abcd"}}\
        """,
        """
        {"lambda": {"tenant_id": "acme-dental", "scopes": ["calls:read"], "key_id": "0123abcd"}}\
        """,
        """
        {"tenant_id": "acme-dental", "scopes": "calls:read", "key_id": "0123abcd"}\
        """,
        """
        {"jwt": {"claims": {"tenant_id": "acme-dental"}, "scopes": ["calls:read"]}}\
        """
      })
  void get_withoutGoodAuthorizerContext_is401(String authorizer) {
    calls.with(Samples.TENANT, Samples.call());

    assertUnauthenticated(get(new Event().authorizer(authorizer)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "not json", "[]"})
  void get_eventThatIsNone_is401WithTheInvocationsId(String event) {
    Response response = Response.of(handler(calls), event.getBytes(StandardCharsets.UTF_8));

    assertUnauthenticated(response);
    assertThat(response.headers())
        .containsEntry("X-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
  }

  private void assertUnauthenticated(Response response) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.code()).isEqualTo("unauthenticated");
    assertThat(response.headers())
        .containsEntry("WWW-Authenticate", "Bearer")
        .containsEntry("Content-Type", "application/problem+json");
    assertThat(calls.reads()).isEmpty();
    assertThat(log.fault()).isEqualTo("CallerMissing");
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY, 503, dependency_busy, DependencyBusy, 1",
    "TIMEOUT, 504, dependency_timeout, DependencyTimeout,",
    "REFUSED, 500, internal_error, InternalError,",
    "CORRUPT, 500, record_corrupt, RecordCorrupt,",
    "TOO_LARGE, 500, record_too_large, RecordTooLarge,"
  })
  void get_storeFails_isThatProblemAndLogged(
      Kind kind, int status, String code, String fault, String retryAfter) {
    Response response =
        get(
            failing(() -> new DependencyException(kind, "secret of ours", new Exception("secret"))),
            new Event());

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.code()).isEqualTo(code);
    assertThat(response.headers().get("Retry-After")).isEqualTo(retryAfter);
    assertThat(response.body()).doesNotContain("secret");
    assertThat(log.fault()).isEqualTo(fault);
    assertThat(log.line().get("level").asText()).isEqualTo("ERROR");
    assertThat(log.line().get("failure").asText()).isEqualTo("secret of ours");
    boolean concernsCall = kind != Kind.BUSY && kind != Kind.TIMEOUT;
    assertThat(log.line().path("call_id").asText())
        .isEqualTo(concernsCall ? Samples.CALL_ID.value() : "");
  }

  static Stream<Throwable> defects() {
    return Stream.of(
        new IllegalStateException("secret"),
        new NullPointerException("secret"),
        new AssertionError("secret"),
        new NoClassDefFoundError("secret"),
        new RuntimeException("secret", new Exception("secret")));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void get_defectOfOurs_isInternalErrorThatLeaksNothing(Throwable defect) {
    Response response = get(failing(() -> defect), new Event());

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.code()).isEqualTo("internal_error");
    assertThat(new String(response.bytes(), StandardCharsets.UTF_8)).doesNotContain("secret");
    assertThat(log.fault()).isEqualTo("InternalError");
    assertThat(log.text()).contains(defect.getClass().getName()).doesNotContain("secret");
  }

  @ParameterizedTest
  @MethodSource("dev.callrecords.lambda.Log#broken")
  void get_logCannotBeWritten_isAnsweredAllTheSame(PrintStream broken) {
    calls.with(Samples.TENANT, Samples.call());
    GetCallHandler handler =
        new GetCallHandler(new GetCall(calls, signer, new LinkPolicy(Duration.ofDays(1))), broken);

    assertThat(Response.of(handler, new Event()).status()).isEqualTo(200);
  }

  static Stream<Error> errorsOfTheMachine() {
    return Stream.of(new StackOverflowError(), new OutOfMemoryError("secret"));
  }

  @ParameterizedTest
  @MethodSource("errorsOfTheMachine")
  void get_errorOfTheMachine_isNotCaught(Error error) {
    assertThatThrownBy(() -> get(failing(() -> error), new Event())).isSameAs(error);
  }

  @Test
  void get_signerFails_isThatProblem() {
    calls.with(Samples.TENANT, Samples.call());
    GetCall getCall =
        new GetCall(
            calls,
            (key, terms) -> {
              throw new DependencyException(Kind.BUSY, "No credentials");
            },
            new LinkPolicy(Duration.ofDays(1)));

    Response response = Response.of(new GetCallHandler(getCall, log.out()), new Event());

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.code()).isEqualTo("dependency_busy");
  }

  @Test
  void get_threeHourCall_comesBackWhole() {
    Random random = new Random(7);
    List<Segment> segments =
        IntStream.range(0, 2700)
            .mapToObj(
                i -> Samples.segment("agent", noise(random, 60), i * 4 + ".1", i * 4 + 3 + ".9"))
            .toList();
    Call call = Samples.call(Recording.Unplayable.NONE, Transcript.of(segments));
    calls.with(Samples.TENANT, call);

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("transcript_segments")).hasSize(2700);
    assertThat(response.json().get("transcript").asText()).isEqualTo(call.transcript().text());
  }

  @Test
  void get_largeCallThatCompresses_isWholeWithGzipAndTooLargeWithout() {
    String text = "Yes, I would like that very much. ".repeat(100_000);
    calls.with(
        Samples.TENANT,
        Samples.call(
            Recording.Unplayable.NONE,
            Transcript.of(List.of(Samples.segment("agent", text, "0", "1")))));

    Response compressed = get(new Event());
    Response plain = get(new Event().header("accept-encoding", "identity"));

    assertThat(compressed.status()).isEqualTo(200);
    assertThat(compressed.json().get("transcript").asText()).isEqualTo("Agent: " + text);
    assertThat(plain.status()).isEqualTo(500);
    assertThat(plain.code()).isEqualTo("record_too_large");
    assertThat(plain.json().get("detail").asText()).contains("Accept-Encoding: gzip");
    assertThat(log.lines().getLast().get("fault").asText()).isEqualTo("RecordTooLarge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "id,transcript", "id,transcript_segments"})
  void get_transcriptThatDoesNotFitEvenCompressed_isLeftOutAndLinkedTo(String fields) {
    Segment segment = Samples.segment("agent", noise(new Random(7), 4_800_000), "0", "1");
    calls.with(Samples.TENANT, Samples.call(Samples.AVAILABLE, Transcript.of(List.of(segment))));

    Response response = get(fields.isEmpty() ? new Event() : new Event().query("fields", fields));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry(
            "Link",
            "</v1/calls/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef/transcript>; rel=\"transcript\"")
        .containsKey("ETag");
    JsonNode call = response.json();
    assertThat(call.path("id").asText()).isEqualTo(Samples.CALL_ID.value());
    if (call.has("transcript")) {
      assertThat(call.path("transcript").isNull()).isTrue();
    }
    assertThat(call.path("transcript_segments")).isEmpty();
    if (fields.isEmpty()) {
      assertThat(call.path("recording_url").isTextual()).isTrue();
      assertThat(call.path("call_summary").asText()).isEqualTo(Samples.call().summary());
    }
    assertThat(log.fault()).isEmpty();
    assertThat(log.line().get("status").asInt()).isEqualTo(200);
  }

  @Test
  void get_matchingTagOfTheAnswerWithoutTranscript_returns304() {
    Segment segment = Samples.segment("agent", noise(new Random(7), 4_800_000), "0", "1");
    calls.with(Samples.TENANT, Samples.call(Samples.AVAILABLE, Transcript.of(List.of(segment))));
    String tag = Objects.requireNonNull(get(new Event()).headers().get("ETag"));

    Response response = get(new Event().header("if-none-match", tag));

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers()).containsEntry("ETag", tag).doesNotContainKey("Content-Type");
  }

  @Test
  void get_transcriptThatDoesNotFitEvenCompressedWithoutGzip_isTooLargeAndSaysSo() {
    Segment segment = Samples.segment("agent", noise(new Random(7), 4_800_000), "0", "1");
    calls.with(Samples.TENANT, Samples.call(Samples.AVAILABLE, Transcript.of(List.of(segment))));

    Response response = get(new Event().header("accept-encoding", "identity"));

    assertThat(response.code()).isEqualTo("record_too_large");
    assertThat(response.json().get("detail").asText()).contains("Accept-Encoding: gzip");
  }

  @Test
  void get_callThatDoesNotFitEvenWithoutItsTranscript_isTooLargeAndNeverCut() {
    calls.with(
        Samples.TENANT, Samples.callWithMetadata(Map.of("noise", noise(new Random(7), 4_800_000))));

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.code()).isEqualTo("record_too_large");
    assertThat(response.json().get("detail").asText()).doesNotContain("gzip");
    assertThat(response.bytes().length).isLessThan(2000);
    assertThat(log.fault()).isEqualTo("RecordTooLarge");
  }

  private static String noise(Random random, int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return Base64.getEncoder().encodeToString(noise);
  }

  private Response get(Event event) {
    return get(calls, event);
  }

  private Response get(CallStore store, Event event) {
    return Response.of(handler(store), event);
  }

  private GetCallHandler handler(CallStore store) {
    return new GetCallHandler(
        new GetCall(store, signer, new LinkPolicy(Duration.ofDays(1))), log.out());
  }

  private static CallStore failing(Supplier<Throwable> failure) {
    return new CallStore() {
      @Override
      public Optional<Call> find(TenantId tenant, CallId id, Consistency consistency) {
        throw GetCallHandlerTest.<RuntimeException>sneaky(failure.get());
      }

      @Override
      public Optional<Call> findWithoutTranscript(
          TenantId tenant, CallId id, Consistency consistency) {
        throw GetCallHandlerTest.<RuntimeException>sneaky(failure.get());
      }

      @Override
      public Optional<Recording> findRecording(
          TenantId tenant, CallId id, Consistency consistency) {
        throw GetCallHandlerTest.<RuntimeException>sneaky(failure.get());
      }
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T sneaky(Throwable failure) throws T {
    throw (T) failure;
  }
}
