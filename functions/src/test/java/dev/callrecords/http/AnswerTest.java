package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.PresignRecording.Outcome.Linked;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Selection;
import dev.callrecords.domain.Transcript;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AnswerTest {

  private static final GatewayRequest REQUEST = request("");
  private static final RecordingLink LINK =
      new RecordingLink(
          "https://storage.example.com/recordings/abc123.wav?token=xyz",
          Instant.parse("2026-11-22T14:05:09Z"),
          3600);

  /** Keeps numbers as they are written. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  @Test
  void call_contractsCall_isTheContractsDocument() throws IOException {
    String expected = MAPPER.readTree(Resources.read("reference-call.json")).toString();

    Answer answer = call(Samples.call(), LINK);

    assertThat(text(answer)).isEqualTo(expected);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/json")
        .containsOnlyKeys("Content-Type", "ETag");
    assertThat(answer.fault()).isNull();
  }

  @Test
  void call_nothingKnown_hasEveryFieldAllTheSame() {
    assertThat(text(call(Samples.minimalCall(), null)))
        .isEqualTo(
            """
            {"id":"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef","agent_id":null,"from_number":null,\
            "to_number":null,"direction":null,"status":"queued","duration":null,\
            "recording_url":null,"recording_url_expires_at":null,"transcript":null,\
            "transcript_segments":[],"sentiment":null,"call_summary":null,"metadata":{},\
            "started_at":null,"ended_at":null,"created_at":"2024-01-15T10:30:00Z"}\
            """);
  }

  @Test
  void call_plainTranscript_hasNoSegments() throws IOException {
    Call call = Samples.call(Recording.Unplayable.NONE, Transcript.ofPlainText("As it is"));

    JsonNode body = body(call(call, null));

    assertThat(body.get("transcript").asText()).isEqualTo("As it is");
    assertThat(body.get("transcript_segments")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5.2, 5.2",
    "125, 125",
    "1E+2, 100",
    "1E-7, 0.0000001",
    "-0.5, -0.5",
    "12345678901234567890123456789012345678, 12345678901234567890123456789012345678"
  })
  void call_numbers_areWrittenWithoutExponent(BigDecimal number, String expected) {
    Call call =
        Samples.callWithMetadata(Map.of("n", number)).withRecording(Recording.Unplayable.NONE);

    assertThat(text(call(call, null))).contains("\"metadata\":{\"n\":" + expected + "}");
  }

  @Test
  void call_segmentTimes_areWrittenWithoutExponent() {
    Call call =
        Samples.call(
            Recording.Unplayable.NONE,
            Transcript.of(List.of(Samples.segment("agent", "Hi.", "1E-7", "1E+2"))));

    assertThat(text(call(call, null))).contains("\"start_time\":0.0000001,\"end_time\":100}");
  }

  @Test
  void call_metadata_isAnyJson() {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("text", "Grüße \"😀\" \u0000\u2028");
    metadata.put("yes", true);
    metadata.put("nothing", null);
    metadata.put("list", Arrays.asList(BigDecimal.ONE, null, "a", List.of(), Map.of()));
    Map<String, @Nullable Object> inner = new HashMap<>();
    inner.put("", null);
    metadata.put("map", inner);

    String text = text(call(Samples.callWithMetadata(metadata), null));

    assertThat(text)
        .contains(
            "\"yes\":true,\"nothing\":null,\"list\":[1,null,\"a\",[],{}],\"map\":{\"\":null}}");
  }

  @Test
  void call_textOfAllScripts_isReadBackTheSame() throws IOException {
    String spoken = "Grüße, 你好, 😀, \"quoted\", \\, \u0000, \u2028, \ttab\n";
    Call call =
        Samples.call(
            Recording.Unplayable.NONE,
            Transcript.of(List.of(Samples.segment("agent", spoken, "0", "1"))));

    assertThat(body(call(call, null)).at("/transcript_segments/0/text").asText()).isEqualTo(spoken);
  }

  @Test
  void call_metadataThatIsNoJson_isRefused() {
    Call call = Samples.callWithMetadata(Map.of("a", 1.5));

    assertThatIllegalArgumentException().isThrownBy(() -> call(call, null));
  }

  @Test
  void call_matchingTag_returns304WithTheTagAlone() {
    String tag = Objects.requireNonNull(call(Samples.call(), LINK).headers().get("ETag"));
    RecordingLink later = new RecordingLink("https://example.com/", Instant.EPOCH, 60);

    Answer answer = call(request(tag), Samples.call(), later);

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.headers()).isEqualTo(Map.of("ETag", tag));
    assertThat(answer.body()).isNull();
    assertThat(call(request("\"other\""), Samples.call(), later).status()).isEqualTo(200);
  }

  @Test
  void call_fallback_isWithoutTranscriptAndHasTheTagOfTheWholeCall() throws IOException {
    Answer whole = call(Samples.call(), LINK);
    Answer fallback = fallback(whole);
    String tag = Objects.requireNonNull(fallback.headers().get("ETag"));

    assertThat(body(fallback).get("transcript").isNull()).isTrue();
    assertThat(body(fallback).get("call_summary").asText()).isEqualTo(Samples.call().summary());
    assertThat(fallback.headers())
        .containsEntry(
            "Link", "</v1/calls/" + Samples.CALL_ID + "/transcript>; rel=\"transcript\"");
    assertThat(tag).isEqualTo(whole.headers().get("ETag"));
    assertThat(call(request(tag), Samples.call(), LINK).status()).isEqualTo(304);
  }

  /** The client would never learn of the link to the transcript. */
  @Test
  void call_fallbackOfACallThatTheClientHasWithoutTranscript_isNot304() {
    Call untranscribed = Samples.call().withTranscript(Transcript.empty());
    String tag = Objects.requireNonNull(call(untranscribed, LINK).headers().get("ETag"));

    Answer fallback = fallback(call(request(tag), Samples.call(), LINK));

    assertThat(fallback.status()).isEqualTo(200);
    assertThat(fallback.headers()).containsKey("Link").doesNotContainEntry("ETag", tag);
  }

  private static Answer fallback(Answer answer) {
    return Objects.requireNonNull(answer.fallback()).get();
  }

  @Test
  void link_anyLink_isContractDocument() {
    Answer answer =
        Answer.link(new Linked(Samples.CALL_ID, LINK, "audio/wav", 139244, new BigDecimal("8.7")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).isEqualTo(Map.of("Content-Type", "application/json"));
    assertThat(text(answer))
        .isEqualTo(
            """
            {"call_id":"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef",\
            "recording_url":"https://storage.example.com/recordings/abc123.wav?token=xyz",\
            "expires_at":"2026-11-22T14:05:09Z","expires_in":3600,"content_type":"audio/wav",\
            "size":139244,"duration":8.7}\
            """);
  }

  @Test
  void link_durationUnknown_isNull() {
    assertThat(text(Answer.link(new Linked(Samples.CALL_ID, LINK, "audio/wav", 0, null))))
        .endsWith("\"size\":0,\"duration\":null}");
  }

  @Test
  void redirect_anyLink_hasLocationWithoutBody() {
    Answer answer = Answer.redirect(LINK);

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers()).isEqualTo(Map.of("Location", LINK.url()));
    assertThat(answer.body()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void problem_ofEveryCode_isAProblemDocument(ProblemCode code) {
    Answer answer = Answer.problem(REQUEST, code);

    assertThat(answer.status()).isEqualTo(code.status());
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(text(answer))
        .isEqualTo(
            """
            {"type":"urn:callrecords:problem:%s","title":"%s","status":%d,"detail":"%s",\
            "code":"%s","request_id":"JKJaXmPLvHcESHA="}\
            """
                .formatted(code.code(), code.title(), code.status(), code.detail(), code.code()));
  }

  @Test
  void problem_headers_areThoseOfTheCodeAlone() {
    for (ProblemCode code : ProblemCode.values()) {
      Map<String, String> expected = new HashMap<>();
      expected.put("Content-Type", "application/problem+json");
      switch (code) {
        case UNAUTHENTICATED -> expected.put("WWW-Authenticate", "Bearer");
        case RECORDING_NOT_READY -> expected.put("Retry-After", "5");
        case DEPENDENCY_BUSY -> expected.put("Retry-After", "1");
        default -> {}
      }

      assertThat(Answer.problem(REQUEST, code).headers()).isEqualTo(expected);
    }
  }

  @Test
  void problem_moreExactDetail_isInThePlaceOfTheCatalogues() throws IOException {
    JsonNode body = body(Answer.problem(REQUEST, ProblemCode.INSUFFICIENT_SCOPE, "Exactly."));

    assertThat(body.get("detail").asText()).isEqualTo("Exactly.");
    assertThat(body.get("title").asText()).isEqualTo("Insufficient scope");
  }

  @Test
  void badRequest_queryErrors_areAllListed() throws IOException {
    Answer answer =
        Answer.badRequest(
            REQUEST,
            true,
            List.of(new ParameterError("a", "must be b"), new ParameterError("c", "must be d")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer).get("code").asText()).isEqualTo("invalid_parameter");
    assertThat(body(answer).get("errors"))
        .hasToString(
            """
            [{"parameter":"a","detail":"must be b"},{"parameter":"c","detail":"must be d"}]\
            """);
  }

  @Test
  void badRequest_callIdAndQueryErrors_areListedTogether() throws IOException {
    Answer answer =
        Answer.badRequest(REQUEST, false, List.of(new ParameterError("a", "must be b")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer).get("code").asText()).isEqualTo("invalid_call_id");
    assertThat(body(answer).get("errors").findValuesAsText("parameter"))
        .containsExactly("call_id", "a");
  }

  @Test
  void withFault_anyFault_changesNothingThatTheCallerSees() {
    Answer answer = Answer.problem(REQUEST, ProblemCode.RECORDING_NOT_FOUND);

    Answer marked = answer.withFault(Fault.RECORDING_OBJECT_MISSING);

    assertThat(answer.fault()).isNull();
    assertThat(marked.fault()).isEqualTo(Fault.RECORDING_OBJECT_MISSING);
    assertThat(GatewayResponse.write(marked, REQUEST).toByteArray())
        .isEqualTo(GatewayResponse.write(answer, REQUEST).toByteArray());
  }

  private static String text(Answer answer) {
    return new String(Objects.requireNonNull(answer.body()), StandardCharsets.UTF_8);
  }

  private static JsonNode body(Answer answer) throws IOException {
    return MAPPER.readTree(text(answer));
  }

  private static Answer call(Call call, @Nullable RecordingLink link) {
    return call(REQUEST, call, link);
  }

  private static Answer call(GatewayRequest request, Call call, @Nullable RecordingLink link) {
    Caller caller = Samples.caller(Scope.CALLS_READ, Scope.RECORDINGS_READ);
    GetCall.Outcome.Found found = new GetCall.Outcome.Found(call, link, false);
    return Answer.call(request, caller, found, Selection.everything());
  }

  private static GatewayRequest request(String ifNoneMatch) {
    return new GatewayRequest(
        "JKJaXmPLvHcESHA=",
        Optional.empty(),
        Map.of(),
        Map.of(),
        Set.of(),
        true,
        "",
        ifNoneMatch,
        "GET",
        Optional.empty(),
        "",
        "");
  }
}
