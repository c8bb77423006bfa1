package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.FakeSigner;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingStore;
import dev.callrecords.domain.RecordingStore.Stored;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresignRecordingHandlerTest {

  private static final String LINK =
      "https://storage.example.com/" + Samples.RECORDING_KEY + "?token=xyz";

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeSigner signer = new FakeSigner();
  private final Log log = new Log();
  private RecordingStore recordings = key -> new Stored.Playable(139244, null);
  private Duration maxLifetime = Duration.ofDays(1);

  @Test
  void get_available_is200WithTheContractsDocument() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("Content-Type", "application/json");
    assertThat(response.body())
        .isEqualTo(
            """
            {"call_id":"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef","recording_url":"%s",\
            "expires_at":"2026-11-22T14:05:09Z","expires_in":3600,"content_type":"audio/wav",\
            "size":139244,"duration":8.7}\
            """
                .formatted(LINK));
    assertThat(signer.signed())
        .singleElement()
        .satisfies(terms -> {
          assertThat(terms.lifetime()).isEqualTo(Duration.ofHours(1));
          assertThat(terms.disposition()).isEqualTo(Disposition.INLINE);
        });
    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
    assertThat(log.line().get("route").asText()).isEqualTo("GET /v1/calls/{call_id}/recording");
  }

  @Test
  void get_redirect_is302WithLocationAndNoBody() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().query("redirect", "true"));

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.headers())
        .containsEntry("Location", LINK)
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Referrer-Policy", "no-referrer");
    assertThat(response.body()).isEmpty();
    assertThat(log.line().get("status_class").asText()).isEqualTo("3xx");
  }

  @Test
  void get_redirectOfWhatCannotBePlayed_isTheProblemAllTheSame() {
    assertThat(get(new Event().query("redirect", "true")).status()).isEqualTo(404);
  }

  @Test
  void get_attachment_isSavedUnderTheCallsName() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().query("disposition", "attachment")).status()).isEqualTo(200);
    assertThat(signer.signed())
        .singleElement()
        .satisfies(terms -> {
          assertThat(terms.disposition()).isEqualTo(Disposition.ATTACHMENT);
          assertThat(terms.fileName()).isEqualTo("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.wav");
        });
  }

  @ParameterizedTest
  @CsvSource({"60", "61", "3600", "86399", "86400"})
  void get_expiresInWithinTheBounds_isTheLinksLife(long seconds) {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().query("expires_in", Long.toString(seconds)));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("expires_in").asLong()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "59", "86401", "60.5", "-60", "1h", "60,60"})
  void get_expiresInOutOfBounds_is400ThatNamesThem(String value) {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().query("expires_in", value));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(response.json().at("/errors/0/parameter").asText()).isEqualTo("expires_in");
    assertThat(response.json().at("/errors/0/detail").asText()).contains("from 60 to 86400");
    assertThat(signer.signed()).isEmpty();
  }

  @Test
  void get_lowerLimitOfTheOperator_isNamedAndIsTheDefault() {
    maxLifetime = Duration.ofMinutes(15);
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().query("expires_in", "901")).json().at("/errors/0/detail").asText())
        .contains("from 60 to 900");
    assertThat(get(new Event().query("expires_in", "900")).status()).isEqualTo(200);
    assertThat(get(new Event()).json().get("expires_in").asLong()).isEqualTo(900);
  }

  @ParameterizedTest
  @CsvSource({"true, STRONG", "false, EVENTUAL"})
  void get_consistent_isHandedOn(String value, Consistency expected) {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().query("consistent", value)).status()).isEqualTo(200);
    assertThat(calls.reads()).containsExactly(expected);
  }

  @Test
  void get_severalFaults_areAllNamedAtOnce() {
    Response response =
        get(
            new Event()
                .callId("a b")
                .query("consistent", "maybe")
                .query("expires_in", "5")
                .query("disposition", "sideways")
                .query("redirect", "1")
                .query("format", "mp3"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_call_id");
    assertThat(response.json().get("errors").findValuesAsText("parameter"))
        .containsExactlyInAnyOrder(
            "call_id", "consistent", "expires_in", "disposition", "redirect", "format");
    assertThat(calls.reads()).isEmpty();
  }

  static Stream<Arguments> states() {
    return Stream.of(
        Arguments.of(Recording.Unplayable.PENDING, 409, "recording_not_ready", "", "5"),
        Arguments.of(Recording.Unplayable.NONE, 404, "recording_not_found", "", null),
        Arguments.of(Recording.Unplayable.FAILED, 404, "recording_failed", "", null),
        Arguments.of(Recording.Unplayable.DELETED, 410, "recording_deleted", "", null),
        Arguments.of(Recording.Unplayable.UNKNOWN, 500, "record_corrupt", "RecordCorrupt", null),
        Arguments.of(
            new Recording.Available("recordings/harbor-hotel/a.wav", null, null, null),
            404,
            "recording_not_found",
            "RecordingKeyRefused",
            null),
        Arguments.of(
            new Recording.Available(null, null, null, null),
            404,
            "recording_not_found",
            "RecordingKeyRefused",
            null));
  }

  @ParameterizedTest
  @MethodSource("states")
  void get_stateOfTheRecording_isThatProblem(
      Recording recording, int status, String code, String fault, String retryAfter) {
    calls.with(Samples.TENANT, Samples.call(recording, Transcript.empty()));

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.code()).isEqualTo(code);
    assertThat(response.headers().get("Retry-After")).isEqualTo(retryAfter);
    assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(signer.signed()).isEmpty();
    assertThat(log.fault()).isEqualTo(fault);
    assertThat(log.line().get("level").asText()).isEqualTo(fault.isEmpty() ? "INFO" : "ERROR");
  }

  @ParameterizedTest
  @CsvSource({"ARCHIVED,", "BEING_RESTORED, 300"})
  void get_archived_is409WithRetryAfterOnlyWhileItIsRestored(
      Stored.Unplayable stored, String retryAfter) {
    recordings = key -> stored;
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.code()).isEqualTo("recording_archived");
    assertThat(response.headers().get("Retry-After")).isEqualTo(retryAfter);
    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void get_objectMissing_is404AndOurFault() {
    recordings = key -> Stored.Unplayable.MISSING;
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.code()).isEqualTo("recording_not_found");
    assertThat(signer.signed()).isEmpty();
    assertThat(log.fault()).isEqualTo("RecordingObjectMissing");
    assertThat(log.line().get("level").asText()).isEqualTo("ERROR");
  }

  @Test
  void get_neverRecordedObjectMissingAndKeyRefused_lookTheSameToTheCaller() {
    calls.with(Samples.TENANT, Samples.call(Recording.Unplayable.NONE, Transcript.empty()));
    byte[] neverRecorded = get(new Event()).bytes();
    recordings = key -> Stored.Unplayable.MISSING;
    calls.with(Samples.TENANT, Samples.call());
    byte[] missing = get(new Event()).bytes();
    calls.with(
        Samples.TENANT,
        Samples.call(new Recording.Available("x", null, null, null), Transcript.empty()));
    byte[] refused = get(new Event()).bytes();

    assertThat(missing).isEqualTo(neverRecorded);
    assertThat(refused).isEqualTo(neverRecorded);
  }

  @Test
  void get_tombstoneOfOwnTenant_is410() {
    calls.withTombstone(Samples.TENANT, Samples.CALL_ID);

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(410);
    assertThat(response.code()).isEqualTo("recording_deleted");
  }

  @Test
  void get_tombstoneAndCallOfForeignTenant_areTheSame404AsNone() {
    byte[] none = get(new Event()).bytes();
    calls.with(Samples.OTHER_TENANT, Samples.call());
    byte[] foreign = get(new Event()).bytes();
    calls.withTombstone(Samples.OTHER_TENANT, Samples.CALL_ID);
    byte[] foreignTombstone = get(new Event()).bytes();

    assertThat(new String(none, StandardCharsets.UTF_8)).contains("call_not_found");
    assertThat(foreign).isEqualTo(none);
    assertThat(foreignTombstone).isEqualTo(none);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "calls:read"})
  void get_keyWithoutRecordingsRead_is403(String scopes) {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().scopes(scopes));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.code()).isEqualTo("insufficient_scope");
    assertThat(response.json().get("detail").asText()).contains("recordings:read");
    assertThat(calls.reads()).isEmpty();
  }

  @Test
  void get_keyWithRecordingsReadAlone_is200() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().scopes("recordings:read")).status()).isEqualTo(200);
  }

  @Test
  void get_withoutAuthorizerContext_is401() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event().authorizer("{}"));

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.headers()).containsEntry("WWW-Authenticate", "Bearer");
    assertThat(calls.reads()).isEmpty();
    assertThat(log.fault()).isEqualTo("CallerMissing");
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY, 503, dependency_busy, DependencyBusy",
    "TIMEOUT, 504, dependency_timeout, DependencyTimeout",
    "REFUSED, 500, internal_error, InternalError"
  })
  void get_storeOfRecordingsFails_isThatProblem(Kind kind, int status, String code, String fault) {
    calls.with(Samples.TENANT, Samples.call());
    recordings =
        key -> {
          throw new DependencyException(kind, "s3:HeadObject");
        };

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.code()).isEqualTo(code);
    assertThat(signer.signed()).isEmpty();
    assertThat(log.fault()).isEqualTo(fault);
  }

  private Response get(Event event) {
    PresignRecording presignRecording =
        new PresignRecording(calls, recordings, signer, new LinkPolicy(maxLifetime));
    return Response.of(new PresignRecordingHandler(presignRecording, log.out()), event);
  }
}
