package dev.callrecords.integration.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/calls/{call_id}/transcript}, over HTTP. */
@ExtendWith(StackExtension.class)
final class TranscriptsTest {

  private static final TenantId TENANT = new TenantId("transcripts-test");
  private static final String REFERENCE = "/v1/calls/" + SampleCalls.COMPLETED + "/transcript";
  private static final Pattern LINK = Pattern.compile("<([^>]+)>; rel=\"(\\w+)\"");

  private final Stack stack;
  private final Api api;
  private final Api acmeDental;

  TranscriptsTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(TENANT);
    this.acmeDental = stack.api(SampleCalls.ACME_DENTAL);
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json",
    "txt, text/plain",
    "vtt, text/vtt",
    "srt, application/x-subrip",
    "csv, text/csv"
  })
  void get_eachFormByParameterAndByHeader_isTheSame(String format, String mediaType) {
    Reply asked = acmeDental.get(REFERENCE + "?format=" + format, "Accept", "image/png");
    Reply accepted = acmeDental.get(REFERENCE, "Accept", "image/png, " + mediaType + ";q=0.1");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.header("Content-Type")).startsWith(mediaType);
    assertThat(asked.header("Cache-Control")).isEqualTo("no-store");
    assertThat(accepted.lastingHeaders()).isEqualTo(asked.lastingHeaders());
    assertThat(accepted.text()).isEqualTo(asked.text());
  }

  @Test
  void get_segments_areThoseOfTheCall() {
    JsonNode call = acmeDental.call(SampleCalls.COMPLETED).json();

    assertThat(acmeDental.get(REFERENCE).json().path("transcript_segments"))
        .isEqualTo(call.path("transcript_segments"));
  }

  @Test
  void get_threeHours_isOnePageInEveryForm() {
    for (String format : List.of("json", "txt", "vtt", "srt", "csv")) {
      Reply reply =
          acmeDental.get(
              "/v1/calls/" + SampleCalls.THREE_HOURS + "/transcript?format=" + format,
              "Accept-Encoding",
              "gzip");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(reply.header("Link")).isEmpty();
    }
  }

  @Test
  void get_plainTranscript_isText() throws Exception {
    CallId id = Calls.newId();
    stack
        .deployment()
        .callWriter()
        .put(TENANT, Calls.call(id, Transcript.ofPlainText("As is.\n\nSo")));
    String path = "/v1/calls/" + id + "/transcript?consistent=true&format=";

    assertThat(api.get(path + "txt").text()).isEqualTo("As is.\n\nSo");
    assertThat(api.get(path + "json").json().path("transcript_segments")).isEmpty();
    assertThat(api.get(path + "vtt").text()).isEqualTo("WEBVTT\n");
  }

  @Test
  void get_foreignUnknownAndErased_areTheSame404() {
    for (CallId id :
        List.of(SampleCalls.OTHER_TENANT, SampleCalls.ERASED, new CallId("never-was"))) {
      Reply reply = acmeDental.get("/v1/calls/" + id + "/transcript");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.problem()).isEqualTo("call_not_found");
    }
  }

  @Test
  void get_keyWithoutCallsRead_is403() {
    Api other =
        new Api(stack.url(), stack.key(SampleCalls.ACME_DENTAL, Set.of(Scope.RECORDINGS_READ)));

    assertThat(other.get(REFERENCE).problem()).isEqualTo("insufficient_scope");
  }

  /** GetCall omits a transcript of several days; following its links returns it whole. */
  @Test
  void get_callTooLargeForOneAnswer_isHadWholeByFollowingLinks() throws Exception {
    CallId id = Calls.newId();
    List<Segment> segments = noise();
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Transcript.of(segments)));

    Reply call = api.get("/v1/calls/" + id + "?consistent=true", "Accept-Encoding", "gzip");
    assertThat(call.status()).isEqualTo(200);
    JsonNode document = Json.read(call.plainText());
    assertThat(document.path("transcript").isNull()).isTrue();
    assertThat(document.path("transcript_segments")).isEmpty();
    assertThat(document.path("id").textValue()).isEqualTo(id.value());
    assertThat(link(call, "transcript")).isEqualTo("/v1/calls/" + id + "/transcript");
    assertThat(api.get("/v1/calls/" + id + "?consistent=true").problem())
        .isEqualTo("record_too_large");
    Call whole = Calls.call(id, Transcript.of(segments));
    assertThat(api.get("/v1/calls/" + id + "?fields=status").json().path("status").textValue())
        .isEqualTo(whole.status());

    for (String encoding : List.of("gzip", "identity")) {
      List<String> texts = new ArrayList<>();
      int pages = 0;
      String next = link(call, "transcript");
      while (!next.isEmpty()) {
        Reply page = api.get(next, "Accept-Encoding", encoding);
        assertThat(page.status()).isEqualTo(200);
        for (JsonNode segment : Json.read(page.plainText()).path("transcript_segments")) {
          texts.add(segment.path("text").textValue());
        }
        pages++;
        next = link(page, "next");
      }
      assertThat(pages).isGreaterThan(1);
      assertThat(texts.equals(segments.stream().map(Segment::text).toList())).isTrue();
    }
  }

  private static String link(Reply reply, String relation) {
    Matcher link = LINK.matcher(reply.header("Link"));
    return link.matches() && link.group(2).equals(relation) ? link.group(1) : "";
  }

  private static List<Segment> noise() {
    Random random = new Random(3);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      byte[] bytes = new byte[90_000];
      random.nextBytes(bytes);
      segments.add(
          new Segment(
              "agent",
              Base64.getEncoder().encodeToString(bytes),
              BigDecimal.valueOf(i),
              BigDecimal.valueOf(i + 1)));
    }
    return segments;
  }
}
