package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TranscriptDocumentTest {

  private static final int PAGE_BYTES = 4 * 1024 * 1024;

  @Test
  void json_contractsCall_hasTheSegmentsOfTheCall() {
    assertThat(whole(TranscriptFormat.JSON, Samples.TRANSCRIPT))
        .isEqualTo(
            """
            {"call_id":"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef","transcript_segments":[\
            {"speaker":"agent","text":"Hello, this is Sarah from Acme Dental. I'm calling to\
             confirm your appointment tomorrow at 2pm.","start_time":0.5,"end_time":5.2},\
            {"speaker":"caller","text":"Yes, I'll be there. Thank you for the reminder.",\
            "start_time":5.8,"end_time":8.3}]}\
            """);
  }

  @Test
  void txt_contractsCall_hasALineForEachTurn() {
    assertThat(whole(TranscriptFormat.TXT, Samples.TRANSCRIPT))
        .isEqualTo(
            """
            [00:00:00.500] Agent: Hello, this is Sarah from Acme Dental. I'm calling to confirm\
             your appointment tomorrow at 2pm.
            [00:00:05.800] Caller: Yes, I'll be there. Thank you for the reminder.
            """);
  }

  @Test
  void vtt_contractsCall_hasVoicesAndLines() {
    assertThat(whole(TranscriptFormat.VTT, Samples.TRANSCRIPT))
        .isEqualTo(
            """
            WEBVTT

            1
            00:00:00.500 --> 00:00:05.200
            <v Agent>Hello, this is Sarah from Acme Dental. I'm
            calling to confirm your appointment
            tomorrow at 2pm.

            2
            00:00:05.800 --> 00:00:08.300
            <v Caller>Yes, I'll be there. Thank you for the
            reminder.
            """);
  }

  @Test
  void srt_contractsCall_hasCommasAndSpeakers() {
    assertThat(whole(TranscriptFormat.SRT, Samples.TRANSCRIPT))
        .isEqualTo(
            """
            1
            00:00:00,500 --> 00:00:05,200
            Agent: Hello, this is Sarah from Acme
            Dental. I'm calling to confirm your
            appointment tomorrow at 2pm.

            2
            00:00:05,800 --> 00:00:08,300
            Caller: Yes, I'll be there. Thank you for
            the reminder.
            """);
  }

  @Test
  void csv_contractsCall_hasAHeaderAndRows() {
    assertThat(whole(TranscriptFormat.CSV, Samples.TRANSCRIPT))
        .isEqualTo(
            "speaker,text,start_time,end_time\r\n"
                + "\"agent\",\"Hello, this is Sarah from Acme Dental. I'm calling to confirm your"
                + " appointment tomorrow at 2pm.\",0.5,5.2\r\n"
                + "\"caller\",\"Yes, I'll be there. Thank you for the reminder.\",5.8,8.3\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "JSON, '{\"call_id\":\"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef\",\"transcript_segments\":[]}'",
    "TXT, ''",
    "VTT, 'WEBVTT\n'",
    "SRT, ''",
    "CSV, 'speaker,text,start_time,end_time\r\n'"
  })
  void document_noSegments_isEmpty(TranscriptFormat format, String expected) {
    assertThat(whole(format, Transcript.empty())).isEqualTo(expected);
  }

  @Test
  void document_plainTranscript_isThatTextAsText() {
    Transcript plain = Transcript.ofPlainText("Agent: Hi.\n\nCaller: <Ho>");

    assertThat(whole(TranscriptFormat.TXT, plain)).isEqualTo("Agent: Hi.\n\nCaller: <Ho>");
    assertThat(whole(TranscriptFormat.VTT, plain)).isEqualTo("WEBVTT\n");
    assertThat(page(TranscriptFormat.TXT, plain, 2)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"TXT", "VTT", "SRT"})
  void text_lineBreaksAndArrows_makeNoOtherTurnAndNoOtherCue(TranscriptFormat format) {
    String hostile =
        "a\r\n\r\n2\n00:00:01.000 --> 00:00:09.000\u2028[00:00:02.000] Agent: b\u0000c";
    String text =
        whole(format, Transcript.of(List.of(Samples.segment("ag\nent", hostile, "0", "1"))));

    assertThat(text.lines().filter(line -> line.contains("-->") && !line.startsWith("[")))
        .hasSizeLessThan(2);
    assertThat(text.lines().filter(line -> line.startsWith("["))).hasSizeLessThan(2);
    assertThat(text).doesNotContain("\r", "\u2028", "\u0000", "\n2\n");
    assertThat(text).contains("Ag ent");
  }

  @Test
  void vtt_markup_isEscapedInTextAndVoice() {
    assertThat(
            whole(
                TranscriptFormat.VTT,
                Transcript.of(
                    List.of(Samples.segment("a>b&c", "<script>&amp; --> <v Agent>", "0", "1")))))
        .endsWith("\n<v A&gt;b&amp;c>&lt;script&gt;&amp;amp; --&gt; &lt;v Agent&gt;\n");
  }

  @Test
  void srt_markup_isReplaced() {
    assertThat(
            whole(
                TranscriptFormat.SRT,
                Transcript.of(
                    List.of(Samples.segment("a<b", "<i>A&B</i> --> {\\an8}{y:b}", "0", "1")))))
        .endsWith("\nA‹b: ‹i›A&B‹/i› --› ❴\\an8❵❴y:b❵\n");
  }

  /** To libass {@code \N}, {@code \n} and {@code \h} are codes, whatever the form says. */
  @ParameterizedTest
  @EnumSource(names = {"VTT", "SRT"})
  void captions_backslashBeforeALetterOfACode_isParted(TranscriptFormat format) {
    assertThat(
            whole(
                format,
                Transcript.of(List.of(Samples.segment("", "C:\\new\\\\Nx\\h\\x\\", "0", "1")))))
        .endsWith("\nC:\\\u2060new\\\\\u2060Nx\\\u2060h\\x\\\n");
  }

  @Test
  void captions_neitherSpeakerNorText_areABlank() {
    Transcript transcript =
        Transcript.of(
            List.of(Samples.segment("", " \n", "0", "1"), Samples.segment("agent", "", "1", "2")));

    assertThat(whole(TranscriptFormat.VTT, transcript))
        .contains("00:00:01.000\n&nbsp;\n")
        .endsWith("00:00:02.000\n<v Agent>\n");
    assertThat(whole(TranscriptFormat.SRT, transcript))
        .contains("00:00:01,000\n\u00A0\n")
        .endsWith("00:00:02,000\nAgent:\n");
    assertThat(whole(TranscriptFormat.TXT, transcript))
        .isEqualTo("[00:00:00.000] \n[00:00:01.000] Agent:\n");
  }

  @Test
  void captions_longWord_staysWholeOnALine() {
    String word = "x".repeat(200);

    assertThat(
            whole(
                TranscriptFormat.VTT,
                Transcript.of(List.of(Samples.segment("", "a " + word + " b", "0", "1")))))
        .endsWith("\na\n" + word + "\nb\n");
  }

  @Test
  void captions_supplementaryCharacters_countAsOne() {
    String faces = "\uD83D\uDE00".repeat(20);

    assertThat(CaptionText.wrap(faces + " " + faces + " a"))
        .containsExactly(faces + " " + faces, "a");
  }

  @Test
  void captions_anyText_isInLinesThatMakeItUpAgain() {
    String text = CaptionText.fold(" the quick  brown\tfox ".repeat(50));
    List<String> lines = CaptionText.wrap(text);

    assertThat(String.join(" ", lines)).isEqualTo(text);
    assertThat(lines).allMatch(line -> line.length() <= 42);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00:00:00.000",
    "999, 00:00:00.999",
    "3599999, 00:59:59.999",
    "360000000, 100:00:00.000"
  })
  void time_millis_areHoursMinutesSeconds(long millis, String expected) {
    assertThat(CaptionText.time(millis, '.')).isEqualTo(expected);
  }

  /** The apostrophe comes right before the sign: what stands between, spreadsheets may drop. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "^=1+1",
        "^+1",
        "^-1",
        "^@SUM(A1)",
        "^\uFF1D1",
        "^=",
        "^-",
        "\t^=1",
        "\r^=1",
        "\n^=1",
        " ^=1",
        "\u0000^=1",
        "\uFEFF\u200B^=1",
        "a;^=1+1;b",
        ";^=1",
        "; ;^=1",
        "a;\u0000 ^=1;^-1",
        "a\t^=1",
        "a|^=1",
        "a\r\n^=1",
        "a\u2028^=1\u0085^=2"
      })
  void csv_whatASpreadsheetWouldRun_isGuarded(String text) {
    String stored = text.replace("^", "");
    String guarded = text.replace('^', '\'');

    assertThat(row(stored, stored)).startsWith("\"" + guarded + "\",\"" + guarded + "\",");
  }

  @Test
  void csv_formulaBehindAQuote_isGuarded() {
    assertThat(row("\"=1", "a;\"=1\"")).startsWith("\"\"\"'=1\",\"a;\"\"'=1\"\"\",");
  }

  @Test
  @Timeout(60)
  void csv_longRunOfBreaks_isReadOnce() {
    String breaks = "\n;".repeat(200) + "\n".repeat(500_000);

    assertThat(row("agent", breaks)).startsWith("\"agent\",\"" + breaks + "\",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1", "a, +1 604", "a =1", "'=1", "1-1", "", "5", "a;b|c\td\n$1\\e"})
  void csv_otherText_isAsItIs(String text) {
    assertThat(row("agent", text)).startsWith("\"agent\",\"" + text + "\",");
  }

  @Test
  void csv_quotesAndLineBreaks_areKept() {
    assertThat(row("agent", "a \"b\",\r\nc"))
        .isEqualTo("\"agent\",\"a \"\"b\"\",\r\nc\",0.5,5.2\r\n");
  }

  @ParameterizedTest
  @EnumSource
  void page_largeTranscript_isCutAtSegmentsAndWholeAgain(TranscriptFormat format)
      throws IOException {
    Transcript transcript = large(100_000);
    List<String> pages = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    boolean last = false;
    while (!last) {
      TranscriptDocument.Page page = page(format, transcript, pages.size() + 1).orElseThrow();
      assertThat(page.body()).hasSizeLessThanOrEqualTo(PAGE_BYTES);
      sizes.add(page.body().length);
      pages.add(new String(page.body(), StandardCharsets.UTF_8));
      last = page.last();
    }

    assertThat(sizes).hasSizeBetween(2, 10);
    assertThat(page(format, transcript, pages.size() + 1)).isEmpty();
    // But for the last, no page has room for another segment.
    assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size > PAGE_BYTES - 1000);
    switch (format) {
      case JSON -> {
        int segments = 0;
        for (String page : pages) {
          JsonNode json = new ObjectMapper().readTree(page);
          assertThat(json.path("call_id").textValue()).isEqualTo(Samples.CALL_ID.value());
          assertThat(json.path("transcript_segments").path(0).path("start_time").intValue())
              .isEqualTo(segments);
          segments += json.path("transcript_segments").size();
        }
        assertThat(segments).isEqualTo(100_000);
      }
      case TXT -> assertThat(String.join("", pages).lines().count()).isEqualTo(100_000);
      case VTT -> {
        assertThat(pages.stream().allMatch(page -> page.startsWith("WEBVTT\n\n"))).isTrue();
        assertNumbersGoOn(pages);
      }
      case SRT -> assertNumbersGoOn(pages);
      case CSV -> {
        assertThat(pages.stream().allMatch(page -> page.startsWith("speaker,text,"))).isTrue();
        assertThat(String.join("", pages).lines().count()).isEqualTo(100_000L + pages.size());
      }
    }
  }

  private static void assertNumbersGoOn(List<String> pages) {
    List<Integer> numbers =
        String.join("\n", pages)
            .lines()
            .filter(line -> line.matches("[0-9]+"))
            .map(Integer::valueOf)
            .toList();
    assertThat(numbers.equals(IntStream.rangeClosed(1, 100_000).boxed().toList())).isTrue();
  }

  @Test
  void page_segmentLargerThanAPage_isAPageByItself() {
    Transcript transcript =
        Transcript.of(
            List.of(
                Samples.segment("agent", "a", "0", "1"),
                Samples.segment("agent", "b".repeat(PAGE_BYTES), "1", "2"),
                Samples.segment("agent", "c", "2", "3")));

    assertThat(page(TranscriptFormat.TXT, transcript, 1).orElseThrow().body()).hasSizeLessThan(50);
    assertThat(page(TranscriptFormat.TXT, transcript, 2).orElseThrow().body())
        .hasSizeGreaterThan(PAGE_BYTES);
    assertThat(page(TranscriptFormat.TXT, transcript, 3).orElseThrow().last()).isTrue();
  }

  private static Transcript large(int segments) {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      String text = "Segment " + i + (i % 10 == 0 ? ": \"quotes\" & <signs>, é, ".repeat(20) : "");
      all.add(Samples.segment("agent", text, Integer.toString(i), Integer.toString(i + 1)));
    }
    return Transcript.of(all);
  }

  private static String row(String speaker, String text) {
    String csv =
        whole(
            TranscriptFormat.CSV,
            Transcript.of(List.of(Samples.segment(speaker, text, "0.5", "5.2"))));
    return csv.substring(csv.indexOf("\r\n") + 2);
  }

  private static String whole(TranscriptFormat format, Transcript transcript) {
    TranscriptDocument.Page page = page(format, transcript, 1).orElseThrow();
    assertThat(page.last()).isTrue();
    return new String(page.body(), StandardCharsets.UTF_8);
  }

  private static Optional<TranscriptDocument.Page> page(
      TranscriptFormat format, Transcript transcript, int number) {
    return TranscriptDocument.of(format, Samples.CALL_ID, transcript).page(number);
  }
}
