package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TranscriptAnswerTest {

  private static final GatewayRequest PLAIN = request(false, "");
  private static final Transcript LARGE =
      Transcript.of(
          IntStream.range(0, 3)
              .mapToObj(i ->
                  Samples.segment(
                      "agent", "x".repeat(3_000_000), Integer.toString(i), Integer.toString(i + 1)))
              .toList());

  @ParameterizedTest
  @CsvSource({
    "JSON, application/json",
    "TXT, text/plain; charset=utf-8",
    "VTT, text/vtt; charset=utf-8",
    "SRT, application/x-subrip; charset=utf-8",
    "CSV, text/csv; charset=utf-8; header=present"
  })
  void transcript_eachForm_saysWhatItIs(TranscriptFormat format, String contentType) {
    Answer answer = answer(PLAIN, Samples.TRANSCRIPT, format, 1);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("Content-Type", contentType)
        .containsEntry("Vary", "Accept, Accept-Encoding")
        .doesNotContainKey("Link");
    assertThat(answer.headers().get("ETag")).matches("\"[0-9a-f]{16}\"");
  }

  @Test
  void transcript_notTheLastPage_linksToTheNext() {
    assertThat(answer(PLAIN, LARGE, TranscriptFormat.VTT, 1).headers())
        .containsEntry(
            "Link",
            "</v1/calls/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef/transcript?page=2&format=vtt>;"
                + " rel=\"next\"");
    assertThat(answer(PLAIN, LARGE, TranscriptFormat.VTT, 3).headers()).doesNotContainKey("Link");
    assertThat(
            Answer.transcript(PLAIN, Samples.CALL_ID, LARGE, TranscriptFormat.CSV, 2, true)
                .headers())
        .containsEntry(
            "Link",
            "</v1/calls/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef/transcript?page=3&format=csv"
                + "&consistent=true>; rel=\"next\"");
  }

  @Test
  void transcript_pastTheLastPage_isNotFound() {
    Answer answer = answer(PLAIN, Samples.TRANSCRIPT, TranscriptFormat.JSON, 2);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(text(answer)).contains("\"code\":\"page_not_found\"");
    assertThat(answer.headers()).doesNotContainKey("ETag");
  }

  @Test
  void transcript_tag_differsByFormPageAndCoding() {
    Set<String> tags = new HashSet<>();
    for (TranscriptFormat format : TranscriptFormat.values()) {
      for (int page = 1; page <= 3; page++) {
        tags.add(tag(answer(PLAIN, LARGE, format, page)));
        tags.add(tag(answer(request(true, ""), LARGE, format, page)));
      }
    }

    assertThat(tags).hasSize(30);
  }

  @Test
  void transcript_tag_isThatOfWhatIsSent() {
    // Too small to be compressed, so the client's wish makes no difference.
    assertThat(tag(answer(request(true, ""), Samples.TRANSCRIPT, TranscriptFormat.VTT, 1)))
        .isEqualTo(tag(answer(PLAIN, Samples.TRANSCRIPT, TranscriptFormat.VTT, 1)));
    assertThat(tag(answer(PLAIN, Samples.TRANSCRIPT, TranscriptFormat.VTT, 1)))
        .isNotEqualTo(
            tag(
                answer(
                    PLAIN,
                    Transcript.of(Samples.TRANSCRIPT.segments().subList(0, 1)),
                    TranscriptFormat.VTT,
                    1)));
  }

  @ParameterizedTest
  @EnumSource
  void transcript_clientHasIt_isNotModifiedWithoutBody(TranscriptFormat format) {
    String tag = tag(answer(PLAIN, Samples.TRANSCRIPT, format, 1));

    for (String header : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Answer answer = answer(request(false, header), Samples.TRANSCRIPT, format, 1);
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.body()).isNull();
      assertThat(answer.headers())
          .isEqualTo(Map.of("ETag", tag, "Vary", "Accept, Accept-Encoding"));
    }
    assertThat(answer(request(false, "\"other\""), Samples.TRANSCRIPT, format, 1).status())
        .isEqualTo(200);
  }

  @Test
  void transcript_clientHasItInAnotherCoding_isSent() {
    String tag = tag(answer(PLAIN, LARGE, TranscriptFormat.TXT, 1));

    assertThat(answer(request(true, tag), LARGE, TranscriptFormat.TXT, 1).status()).isEqualTo(200);
  }

  @Test
  void notAcceptable_always_listsAvailableFormats() {
    Answer answer = Answer.notAcceptable(PLAIN);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Vary", "Accept, Accept-Encoding");
    assertThat(text(answer))
        .contains(
            "\"code\":\"not_acceptable\"",
            """
            "available":[{"format":"json","media_type":"application/json"},\
            {"format":"txt","media_type":"text/plain"},{"format":"vtt","media_type":"text/vtt"},\
            {"format":"srt","media_type":"application/x-subrip"},\
            {"format":"csv","media_type":"text/csv"}]\
            """);
  }

  private static Answer answer(
      GatewayRequest request, Transcript transcript, TranscriptFormat format, int page) {
    return Answer.transcript(request, Samples.CALL_ID, transcript, format, page, false);
  }

  private static String tag(Answer answer) {
    return Objects.requireNonNull(answer.headers().get("ETag"));
  }

  private static String text(Answer answer) {
    return new String(Objects.requireNonNull(answer.body()), StandardCharsets.UTF_8);
  }

  private static GatewayRequest request(boolean acceptsGzip, String ifNoneMatch) {
    return new GatewayRequest(
        "id",
        Optional.empty(),
        Map.of(),
        Map.of(),
        Set.of(),
        acceptsGzip,
        "",
        ifNoneMatch,
        "GET",
        Optional.empty(),
        "",
        "");
  }
}
