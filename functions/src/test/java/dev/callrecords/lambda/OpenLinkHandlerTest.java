package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.FakeLinkStore;
import dev.callrecords.domain.FakeSigner;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.OpenLink;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingStore;
import dev.callrecords.domain.RecordingStore.Stored;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenLinkHandlerTest {

  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
  private static final LinkToken TOKEN = new LinkToken("crl_" + "t".repeat(43));
  private static final SharedLink LINK =
      new SharedLink(
          TOKEN.linkId(),
          Samples.TENANT,
          Samples.CALL_ID,
          LinkTarget.RECORDING,
          "for Sarah",
          FakeSigner.NOW,
          "0123abcd",
          FakeSigner.NOW.plusSeconds(60),
          null,
          0,
          null);

  private final Log log = new Log();
  private final FakeCallStore calls = new FakeCallStore();
  private final FakeLinkStore links = new FakeLinkStore();
  private RecordingStore recordings = key -> new Stored.Playable(139_244, null);
  private Instant now = FakeSigner.NOW;

  private Response open(Event event) {
    PresignRecording presign =
        new PresignRecording(
            calls, recordings, new FakeSigner(), new LinkPolicy(Duration.ofDays(1)));
    OpenLink openLink = new OpenLink(links, calls, presign, new AuditLog(log.out()), () -> now);
    return Response.of(new OpenLinkHandler(openLink, log.out()), event);
  }

  /** The event of a route without authorizer. */
  private static Event event(String token) {
    return new Event().without("authorizer").pathParameter("token", token);
  }

  private Response open(String accept) {
    links.put(LINK);
    return open(event(TOKEN.reveal()).header("accept", accept));
  }

  private void put(Recording recording) {
    calls.with(Samples.TENANT, Samples.call(recording, Transcript.empty()));
  }

  @Test
  void open_goodLink_redirectsToTheRecording() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = open(BROWSER);

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.headers())
        .containsEntry(
            "Location", "https://storage.example.com/" + Samples.RECORDING_KEY + "?token=xyz")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Referrer-Policy", "no-referrer")
        .containsEntry("X-Robots-Tag", "noindex");
    assertThat(response.body()).isEmpty();
    JsonNode audit = log.lines().getFirst();
    assertThat(audit.path("audit").textValue()).isEqualTo("link_opened");
    assertThat(audit.path("link_id").textValue()).isEqualTo(LINK.id().value());
    assertThat(audit.path("key_id").textValue()).isEqualTo("0123abcd");
    assertThat(log.text()).doesNotContain(TOKEN.reveal(), "Sarah", "storage.example.com");
  }

  @Test
  void open_parametersThatOthersAdded_areIgnored() {
    calls.with(Samples.TENANT, Samples.call());
    links.put(LINK);

    assertThat(open(event(TOKEN.reveal()).query("fbclid", "1")).status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "crl_", "crl_0", "%", "<script>"})
  void open_unknownOrMalformedToken_isOneAnswer(String token) {
    Response response = open(event(token));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEqualTo(open(event("unknown")).body());
    assertThat(response.code()).isEqualTo("link_not_found");
    assertThat(response.headers()).containsEntry("X-Robots-Tag", "noindex");
    JsonNode line = log.lines().getFirst();
    assertThat(line.path("refused").textValue()).isEqualTo("unknown");
    assertThat(line.has("fault")).isFalse();
  }

  @Test
  void open_expiredOrRevokedLink_isGone() {
    now = LINK.expiresAt();
    assertThat(open("*/*").code()).isEqualTo("link_expired");
    links.revoke(LINK.tenant(), LINK.callId(), LINK.id(), now);
    Response response = open(event(TOKEN.reveal()));

    assertThat(response.status()).isEqualTo(410);
    assertThat(response.code()).isEqualTo("link_revoked");
  }

  static Stream<Recording> endedRecordings() {
    return Stream.of(
        Recording.Unplayable.DELETED, Samples.availableUntil(FakeSigner.NOW.minusSeconds(1)));
  }

  @ParameterizedTest
  @MethodSource("endedRecordings")
  void open_endedRecording_isDeleted(Recording recording) {
    put(recording);

    Response response = open("*/*");

    assertThat(response.status()).isEqualTo(410);
    assertThat(response.code()).isEqualTo("recording_deleted");
  }

  @Test
  void open_callThatIsGone_isDeleted() {
    assertThat(open("*/*").code()).isEqualTo("recording_deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, 409, recording_not_ready",
    "NONE, 404, recording_not_found",
    "FAILED, 404, recording_failed",
    "UNKNOWN, 500, record_corrupt"
  })
  void open_otherStates_areThoseOfTheRecording(
      Recording.Unplayable state, int status, String code) {
    put(state);

    Response response = open("*/*");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.code()).isEqualTo(code);
  }

  @Test
  void open_missingObject_isAFaultOfTheCall() {
    calls.with(Samples.TENANT, Samples.call());
    recordings = key -> Stored.Unplayable.MISSING;

    assertThat(open("*/*").code()).isEqualTo("recording_not_found");
    JsonNode line = log.lines().getLast();
    assertThat(line.path("fault").textValue()).isEqualTo("RecordingObjectMissing");
    assertThat(line.path("call_id").textValue()).isEqualTo(Samples.CALL_ID.value());
  }

  @Test
  void open_restoredObject_saysWhenToRetry() {
    calls.with(Samples.TENANT, Samples.call());
    recordings = key -> Stored.Unplayable.BEING_RESTORED;

    Response response = open("*/*");

    assertThat(response.code()).isEqualTo("recording_archived");
    assertThat(response.headers()).containsEntry("Retry-After", "300");
  }

  @Test
  void open_browserAndPendingRecording_isAPageThatSaysToReload() {
    put(Recording.Unplayable.PENDING);

    Response response = open(BROWSER);

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8")
        .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .containsEntry("Vary", "Accept, Accept-Encoding")
        .containsEntry("X-Robots-Tag", "noindex")
        .containsEntry("Retry-After", "5");
    assertThat(response.body())
        .contains("<h1>Recording not ready</h1>", "Reload this page in a few seconds.")
        .contains("<meta name=\"robots\" content=\"noindex\">")
        .doesNotContain("<script", "style", "href", "src=");
  }

  @Test
  void open_browserAndScriptForAToken_isNotReflected() {
    Response response = open(event("<script>alert(1)</script>").header("accept", BROWSER));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).contains("<h1>Link not found</h1>").doesNotContain("alert");
  }

  @Test
  void open_browserAndFailure_isAPageToo() {
    calls.with(Samples.TENANT, Samples.call());
    recordings =
        key -> {
          throw new DependencyException(DependencyException.Kind.BUSY, "busy");
        };

    Response response = open(BROWSER);

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("Reload this page in a minute.");
    // Counted, so recorded.
    assertThat(log.lines().getFirst().path("audit").textValue()).isEqualTo("link_opened");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html | true",
        "text/* | true",
        "text/html;q=0.9,*/*;q=0.8 | true",
        "*/* | false",
        "'' | false",
        "application/json | false",
        "text/html, application/json | false",
        "text/html;q=0.5, application/problem+json;q=0.6 | false",
        "image/png | false"
      })
  void open_accept_choosesThePage(String accept, boolean page) {
    Response response = open(event("unknown").header("accept", accept));

    assertThat(response.body().startsWith("<!doctype html>")).isEqualTo(page);
  }
}
