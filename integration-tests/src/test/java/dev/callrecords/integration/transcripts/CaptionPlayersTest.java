package dev.callrecords.integration.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Cue;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.PageServer;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Captions as real players read them: ffmpeg, and the {@code <track>} of a browser. Both programs
 * must be on the machine; {@code .ci/run} puts them there.
 */
@NeedsTools({"ffmpeg", "ffprobe", "chromium"})
@ExtendWith({StackExtension.class, BrowserExtension.class})
final class CaptionPlayersTest {

  private static final TenantId TENANT = new TenantId("caption-players");

  /** Texts and times that break careless captions. */
  private static final List<Segment> HOSTILE =
      List.of(
          segment("agent", "Plain.", "0", "0.5"),
          segment("agent", "1\n00:00:00.000 --> 00:00:09.000\n\nNOTE", "0.6", "0.8"),
          segment("a-->b", "<script>alert(1)</script><b>bold</b> & &amp; <v Caller>", "0.8", "1.2"),
          segment("caller", "{\\an8}{y:b}<font color=red>red</font>", "1.2", "1.6"),
          segment("caller", "x".repeat(300) + " and " + "y".repeat(50), "1.6", "2"),
          segment("agent", "שלום, קוראים לי שרה. مرحبا بالعالم \u202Eback", "2", "2.4"),
          segment("agent", "", "2.4", "2.8"),
          segment("", " \n", "2.8", "3"),
          segment("agent", "Overlapping", "3", "5"),
          segment("caller", "the one before", "3.5", "4"),
          segment("agent", "No length", "4.5", "4.5"),
          segment("agent", "At once", "5", "6"),
          segment("caller", "with this", "5", "5.5"),
          segment("agent", "Backwards", "6", "5.9"),
          segment("agent", "WEBVTT", "7", "7.5"),
          segment("agent", "STYLE ::cue { display: none }", "7.5", "8"),
          segment("caller", "C:\\new\\Notes\\hello\\", "7.7", "7.9"),
          segment("agent", "日本語の字幕 \uD83D\uDE00 \u0000\u0007", "8", "8.5"));

  private static final String PAGE =
      """
      <!doctype html>
      <meta charset="utf-8">
      <video id="video"><track id="track" kind="captions" default></video>
      """;

  /** Script that returns the browser's cues, and those shown while a caller speaks. */
  private static final String WATCH =
      """
      const video = document.getElementById('video');
      const track = document.getElementById('track');
      await new Promise((done, fail) => {
        track.onload = done;
        track.onerror = () => fail(new Error('the track does not load'));
        track.src = '/call.vtt';
      });
      track.track.mode = 'showing';
      const cues = [...track.track.cues].map(cue => {
        const shown = document.createElement('div');
        shown.append(cue.getCueAsHTML());
        return {
          id: cue.id, start: cue.startTime, end: cue.endTime, text: shown.textContent,
          voices: [...shown.querySelectorAll('span')].map(span => span.title),
          elements: [...shown.querySelectorAll('*')].map(element => element.localName)};
      });
      video.src = URL.createObjectURL(await (await fetch('/call.wav')).blob());
      await new Promise(done => video.onloadeddata = done);
      video.currentTime = 6;
      await new Promise(done => video.onseeked = done);
      const active = [...track.track.activeCues].map(cue => cue.id);
      return {cues, active};
      """;

  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LINE_HEIGHT = 20;

  /** Of 255; white text has an edge of greys. */
  private static final int LIT = 60;

  @TempDir private Path folder;

  private final Stack stack;
  private final Browser browser;

  CaptionPlayersTest(Stack stack, Browser browser) {
    this.stack = stack;
    this.browser = browser;
  }

  private static Segment segment(String speaker, String text, String start, String end) {
    return new Segment(speaker, text, new BigDecimal(start), new BigDecimal(end));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vtt", "srt"})
  void ffprobe_hostileTexts_findsEveryCueAtItsTime(String format) throws Exception {
    Path file = saveHostile(format);

    JsonNode packets =
        Json.read(run("ffprobe", "-v", "error", "-of", "json", "-show_packets", file.toString()))
            .path("packets");

    List<Cue> cues = Cue.of(HOSTILE);
    assertThat(packets).hasSameSizeAs(cues);
    for (int i = 0; i < cues.size(); i++) {
      assertThat(millis(packets.path(i).path("pts_time"))).isEqualTo(cues.get(i).startMillis());
      assertThat(millis(packets.path(i).path("duration_time")))
          .isEqualTo(cues.get(i).endMillis() - cues.get(i).startMillis());
    }
  }

  private static long millis(JsonNode seconds) {
    return Cue.millis(new BigDecimal(seconds.textValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vtt", "srt"})
  void ffmpeg_hostileTexts_convertsWithoutComplaint(String format) throws Exception {
    Path file = saveHostile(format);

    String ass = run("ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "ass", "-");

    List<String> lines = ass.lines().filter(line -> line.startsWith("Dialogue:")).toList();
    // It drops cues in which nothing is to be seen.
    assertThat(lines).hasSizeBetween(HOSTILE.size() - 2, HOSTILE.size());
    assertThat(ass)
        .contains("Plain.", "x".repeat(300), "שלום", "日本語の字幕", "script")
        // No text has become markup: neither bold, nor a position, nor a colour.
        .doesNotContain("{\\b1}", "{\\an8}", "{\\c")
        .containsPattern("NOTE\\R");
  }

  /** Each text is compared with a harmless one of about the same width. */
  @ParameterizedTest
  @CsvSource({
    "vtt, {\\an8}Down, (/an8)Down",
    "vtt, {{first_name}}, ((first_name))",
    "vtt, C:\\new\\Notes\\hello, C:/new/Notes/hello",
    "srt, {\\an8}Down, ❴/an8❵Down",
    "srt, {{first_name}}, ❴❴first_name❵❵",
    "srt, '{\\pos(9,9)}{y:b}', '❴/pos(9,9)❵❴y:b❵'",
    "srt, C:\\new\\Notes\\hello, C:/new/Notes/hello",
    "srt, \\\\N\\{x\\}\\, //N/❴x/❵/",
    "srt, <i>x</i> &lt;, ‹i›x‹/i› &lt;"
  })
  void ffmpeg_signsOfMarkup_areDrawnWholeAndAtTheBottom(String format, String text, String plain)
      throws Exception {
    Drawing drawn = draw(save(format, List.of(segment("", text, "0", "1"))));
    Drawing expected = draw(save(format, List.of(segment("", plain, "0", "1"))));

    assertThat(drawn.top()).isCloseTo(expected.top(), within(LINE_HEIGHT / 3));
    assertThat(drawn.width()).isCloseTo(expected.width(), withinPercentage(10));
  }

  /** Where a picture is lit, in pixels. */
  private record Drawing(int top, int left, int right) {

    int width() {
      return right - left + 1;
    }
  }

  /** Returns the picture of the first cue on black, which must not be empty. */
  private Drawing draw(Path subtitles) throws IOException {
    run(
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        "color=black:size=" + WIDTH + "x" + HEIGHT + ":duration=0.1",
        "-vf",
        "subtitles=" + subtitles.getFileName(),
        "-frames:v",
        "1",
        "-pix_fmt",
        "gray",
        "-f",
        "rawvideo",
        "drawn.gray");
    byte[] pixels = Files.readAllBytes(folder.resolve("drawn.gray"));
    assertThat(pixels).hasSize(WIDTH * HEIGHT);
    int[] lit = IntStream.range(0, pixels.length).filter(i -> (pixels[i] & 0xFF) > LIT).toArray();
    assertThat(lit).as("what is lit").isNotEmpty();
    return new Drawing(
        lit[0] / WIDTH,
        IntStream.of(lit).map(i -> i % WIDTH).min().orElseThrow(),
        IntStream.of(lit).map(i -> i % WIDTH).max().orElseThrow());
  }

  @Test
  void browser_sampleCall_showsTheCueOfTheCallerWhileTheCallerSpeaks() throws Exception {
    Reply captions =
        stack
            .api(SampleCalls.ACME_DENTAL)
            .get("/v1/calls/" + SampleCalls.COMPLETED + "/transcript", "Accept", "text/vtt");

    JsonNode seen = inBrowser(captions.body());

    assertThat(seen.path("cues")).hasSize(2);
    assertThat(seen.at("/cues/0/voices/0").textValue()).isEqualTo("Agent");
    assertThat(seen.at("/cues/1/text").textValue().replace('\n', ' '))
        .isEqualTo("Yes, I'll be there. Thank you for the reminder.");
    assertThat(seen.path("active")).hasSize(1);
    assertThat(seen.at("/active/0").textValue()).isEqualTo("2");
  }

  @Test
  void browser_hostileTexts_areShownAsTheyWereSaid() throws Exception {
    JsonNode seen = inBrowser(Files.readAllBytes(saveHostile("vtt")));

    List<Cue> cues = Cue.of(HOSTILE);
    assertThat(seen.path("cues")).hasSameSizeAs(cues);
    for (int i = 0; i < cues.size(); i++) {
      JsonNode cue = seen.path("cues").path(i);
      Segment segment = HOSTILE.get(i);
      assertThat(cue.path("id").textValue()).isEqualTo(Integer.toString(i + 1));
      assertThat(Cue.millis(cue.path("start").decimalValue())).isEqualTo(cues.get(i).startMillis());
      assertThat(Cue.millis(cue.path("end").decimalValue())).isEqualTo(cues.get(i).endMillis());
      assertThat(folded(cue.path("text").textValue())).isEqualTo(folded(segment.text()));
      // The voice is the only element that there is.
      assertThat(cue.path("elements").valueStream().map(JsonNode::textValue))
          .allMatch("span"::equals)
          .hasSize(segment.speaker().isEmpty() ? 0 : 1);
      assertThat(cue.at("/voices/0").asText("")).isEqualToIgnoringCase(segment.speaker());
    }
  }

  private static String folded(String text) {
    // The word joiner parts a backslash from its letter, and is not seen.
    return text.replaceAll("[\\s\\p{Cntrl}\u00A0]+", " ").replace("\u2060", "").strip();
  }

  private Path saveHostile(String format) throws IOException {
    return save(format, HOSTILE);
  }

  private Path save(String format, List<Segment> segments) throws IOException {
    CallId id = Calls.newId();
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Transcript.of(segments)));
    Reply reply =
        stack.api(TENANT).get("/v1/calls/" + id + "/transcript?consistent=true&format=" + format);
    assertThat(reply.status()).isEqualTo(200);
    return Files.write(folder.resolve("call." + format), reply.body());
  }

  /** Runs a program, which must succeed without warnings, and returns its output. */
  private String run(String... command) {
    try (ChildProcess process =
        ChildProcess.startAnswering("player", folder, Map.of(), List.of(command))) {
      int exitCode = process.exitCode();
      assertThat(process.err()).as("complaints").isEmpty();
      assertThat(exitCode).isZero();
      return process.out();
    }
  }

  /** Returns what a page with these captions shows. */
  private JsonNode inBrowser(byte[] captions) throws Exception {
    byte[] audio =
        Files.readAllBytes(
            Repository.path(
                "local/src/main/resources/samples/acme-dental/" + SampleCalls.COMPLETED + ".wav"));
    try (PageServer pages = PageServer.start(PAGE)) {
      pages.serve("/call.vtt", "text/vtt", captions);
      pages.serve("/call.wav", "audio/wav", audio);
      try (Tab tab = browser.open(pages.origin())) {
        return tab.evaluate(WATCH);
      }
    }
  }
}
