package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TranscriptHandlerTest {

  private final FakeCallStore calls = new FakeCallStore();
  private final Log log = new Log();

  @Test
  void get_nothingAsked_is200WithSegments() {
    calls.with(Samples.TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Vary", "Accept, Accept-Encoding")
        .doesNotContainKey("Link");
    assertThat(response.json().path("call_id").asText()).isEqualTo(Samples.CALL_ID.value());
    assertThat(response.json().path("transcript_segments")).hasSize(2);
    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
    assertThat(log.line().get("route").asText()).isEqualTo("GET /v1/calls/{call_id}/transcript");
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json",
    "txt, text/plain",
    "vtt, text/vtt",
    "srt, application/x-subrip",
    "csv, text/csv"
  })
  void get_formatOrAccept_areThatForm(String format, String mediaType) {
    calls.with(Samples.TENANT, Samples.call());

    Response asked = get(new Event().query("format", format).header("accept", "text/html"));
    Response accepted = get(new Event().header("accept", mediaType));

    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.headers().get("Content-Type")).startsWith(mediaType);
    assertThat(accepted.headers()).isEqualTo(asked.headers());
    assertThat(accepted.body()).isEqualTo(asked.body());
  }

  @Test
  void get_nothingThatTheClientTakes_is406AndNothingIsRead() {
    Response response = get(new Event().header("accept", "text/html"));

    assertThat(response.status()).isEqualTo(406);
    assertThat(response.code()).isEqualTo("not_acceptable");
    assertThat(response.json().path("available"))
        .extracting(form -> form.path("format").asText())
        .containsExactly("json", "txt", "vtt", "srt", "csv");
    assertThat(calls.reads()).isEmpty();
  }

  @Test
  void get_noSuchCall_is404() {
    calls.with(Samples.OTHER_TENANT, Samples.call());

    Response response = get(new Event());

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.code()).isEqualTo("call_not_found");
  }

  @Test
  void get_wrongParameters_areAllListed() {
    Response response =
        get(
            new Event()
                .query("format", "pdf")
                .query("page", "0")
                .query("consistent", "yes")
                .query("fields", "id"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(response.json().path("errors"))
        .extracting(error -> error.path("parameter").asText())
        .containsExactlyInAnyOrder("format", "page", "consistent", "fields");
    assertThat(calls.reads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.5", "one", "9999999999", "1,2", " 1"})
  void get_pageThatIsNone_is400(String page) {
    assertThat(get(new Event().query("page", page)).status()).isEqualTo(400);
  }

  @Test
  void get_pastTheLastPage_is404() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Event().query("page", "2")).code()).isEqualTo("page_not_found");
  }

  @ParameterizedTest
  @CsvSource({"true, STRONG", "false, EVENTUAL"})
  void get_consistent_isHandedOn(String value, Consistency expected) {
    var _ = get(new Event().query("consistent", value));

    assertThat(calls.reads()).containsExactly(expected);
  }

  @Test
  void get_keyWithoutCallsRead_is403() {
    Response response = get(new Event().scopes("recordings:read"));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.code()).isEqualTo("insufficient_scope");
  }

  @Test
  void get_clientHasIt_is304WithoutBody() {
    calls.with(Samples.TENANT, Samples.call());
    String tag = Objects.requireNonNull(get(new Event()).headers().get("ETag"));

    Response response = get(new Event().header("if-none-match", "\"x\", W/" + tag));

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers())
        .containsEntry("ETag", tag)
        .containsEntry("Cache-Control", "no-store")
        .doesNotContainKeys("Content-Type", "Content-Encoding");
    assertThat(get(new Event().query("format", "vtt").header("if-none-match", tag)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"json, gzip", "json, identity", "txt, gzip", "txt, identity", "csv, identity"})
  void get_largeTranscript_comesWholeByFollowingLinks(String format, String encoding) {
    List<Segment> segments = new ArrayList<>();
    // Neither compresses nor escapes well.
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      StringBuilder text = new StringBuilder("x");
      for (int j = 0; j < 200_000; j++) {
        text.append((char) (j % 3 == 0 ? 1 + random.nextInt(8) : 33 + random.nextInt(90)));
      }
      segments.add(
          Samples.segment("agent", text.toString(), Integer.toString(i), Integer.toString(i + 1)));
    }
    calls.with(Samples.TENANT, Samples.call(Recording.Unplayable.NONE, Transcript.of(segments)));
    StringBuilder whole = new StringBuilder();
    int pages = 0;
    String link;
    do {
      Event event =
          new Event()
              .header("accept-encoding", encoding)
              .query("format", format)
              .query("page", Integer.toString(++pages));
      Response response = get(event);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.bytes()).hasSizeLessThanOrEqualTo(6 * 1024 * 1024);
      if (format.equals("json")) {
        for (JsonNode segment : response.json().path("transcript_segments")) {
          whole.append(segment.path("text").asText());
        }
      } else {
        whole.append(response.body());
      }
      link = response.headers().get("Link");
      if (link != null) {
        assertThat(link)
            .isEqualTo(
                "</v1/calls/%s/transcript?page=%d&format=%s>; rel=\"next\""
                    .formatted(Samples.CALL_ID, pages + 1, format));
      }
    } while (link != null);

    assertThat(pages).isGreaterThan(1);
    if (format.equals("json")) {
      String expected = String.join("", segments.stream().map(Segment::text).toList());
      assertThat(whole.toString().equals(expected)).isTrue();
    }
  }

  private Response get(Event event) {
    return Response.of(new TranscriptHandler(new GetTranscript(calls), log.out()), event);
  }
}
