package dev.callrecords.integration.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.ApiDoc;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LocalProcess;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.PageServer;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Playback in a browser: the page of {@code docs/api.md} on an allowed and a foreign origin. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PlaybackTest {

  /** Fills the page's form in, presses the second segment, and waits until that is heard. */
  private static final String PLAY_SECOND_SEGMENT =
      """
      const until = async condition => {
        while (!condition()) await new Promise(done => setTimeout(done, 20));
      };
      const form = document.querySelector('form');
      form.api.value = api;
      form.key.value = key;
      form.call.value = id;
      form.querySelector('button').click();
      const segments = document.getElementById('segments').children;
      await until(() => segments.length > 1);
      const player = document.querySelector('audio');
      const captions = player.textTracks[0];
      await until(() => captions.cues?.length > 1 && player.readyState === player.HAVE_ENOUGH_DATA);
      const before = player.currentTime;
      segments[1].querySelector('button').click();
      await until(() => player.error || player.currentTime > before + 6.3);
      return {
        segments: segments.length, error: player.error?.message ?? null,
        paused: player.paused, duration: player.duration,
        playedFrom: player.played.start(player.played.length - 1), playedTo: player.currentTime,
        active: captions.activeCues.length, caption: document.getElementById('caption').innerText};
      """;

  /** Script that reads the headers of an answer and of a range of the recording. */
  private static final String READ_HEADERS =
      """
      const call = await fetch(
        `${api}/v1/calls/${id}`, {headers: {Authorization: `Bearer ${key}`}});
      const link = (await call.json()).recording_url;
      const part = await fetch(link, {headers: {Range: 'bytes=44-143'}});
      const read = (answer, names) =>
        Object.fromEntries(names.map(name => [name, answer.headers.get(name)]));
      return {
        call: read(call, ['ETag', 'X-Request-Id']),
        part: read(part, ['Content-Range', 'Content-Length', 'Accept-Ranges', 'ETag']),
        status: part.status, bytes: (await part.arrayBuffer()).byteLength};
      """;

  /** Tries everything that a page might. */
  private static final String TRY_ALL =
      """
      const call = `${api}/v1/calls/${id}`;
      const outcome = request => request.then(answer => answer.status, error => error.name);
      const play = crossOrigin => new Promise(done => {
        const video = document.createElement('video');
        video.crossOrigin = crossOrigin;
        video.onerror = () => done('error');
        video.onloadeddata = () => done('plays');
        video.src = link;
      });
      return {
        api: await outcome(fetch(call)),
        apiWithKey: await outcome(fetch(call, {headers: {Authorization: `Bearer ${key}`}})),
        recording: await outcome(fetch(link)),
        partOfRecording: await outcome(fetch(link, {headers: {Range: 'bytes=0-9'}})),
        redirected: await outcome(
          fetch(`${call}/recording?redirect=true`, {headers: {Authorization: `Bearer ${key}`}})),
        player: await play('anonymous'),
        playerWithoutReader: await play(null)};
      """;

  @AutoClose private final PageServer allowed;
  @AutoClose private final PageServer other;
  @AutoClose private final LocalProcess server;

  private final Browser browser;

  PlaybackTest(Browser browser) throws IOException {
    this.browser = browser;
    String page = ApiDoc.example("play in a page");
    this.allowed = PageServer.start(page);
    this.other = PageServer.start(page);
    this.server =
        LocalProcess.serve(
            Repository.path("."),
            "--allowed-origins",
            "https://app.example.com," + allowed.origin());
  }

  private Map<String, String> constants() {
    return Map.of(
        "api", server.url(), "key", server.key().reveal(), "id", SampleCalls.COMPLETED.value());
  }

  private Api api() {
    return new Api(server.url(), server.key());
  }

  private URI link() {
    return api().recording(SampleCalls.COMPLETED).link();
  }

  @Test
  void page_secondSegmentPressed_playsFromThereWithItsCaption() {
    JsonNode segment = api().call(SampleCalls.COMPLETED).json().at("/transcript_segments/1");
    try (Tab tab = browser.open(allowed.origin())) {
      JsonNode seen = tab.evaluate(constants(), PLAY_SECOND_SEGMENT);

      assertThat(seen.path("error").isNull()).as(seen.toString()).isTrue();
      assertThat(seen.path("segments").intValue()).isEqualTo(2);
      assertThat(seen.path("duration").doubleValue()).isEqualTo(8.7);
      assertThat(seen.path("paused").booleanValue()).isFalse();
      // It was played on from where the segment starts, and nothing before it.
      double start = segment.path("start_time").doubleValue();
      assertThat(seen.path("playedFrom").doubleValue()).isBetween(start - 0.1, start + 0.1);
      assertThat(seen.path("playedTo").doubleValue())
          .isBetween(start + 0.3, segment.path("end_time").doubleValue());
      assertThat(seen.path("active").intValue()).isEqualTo(1);
      assertThat(seen.path("caption").textValue()).isEqualTo(segment.path("text").textValue());
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void page_allowedOrigin_readsWhatIsExposed() {
    try (Tab tab = browser.open(allowed.origin())) {
      JsonNode seen = tab.evaluate(constants(), READ_HEADERS);

      assertThat(seen.at("/call/ETag").textValue()).startsWith("W/\"");
      assertThat(seen.at("/call/X-Request-Id").textValue()).isNotEmpty();
      assertThat(seen.path("status").intValue()).isEqualTo(206);
      assertThat(seen.path("bytes").intValue()).isEqualTo(100);
      assertThat(seen.at("/part/Content-Range").textValue()).isEqualTo("bytes 44-143/139244");
      assertThat(seen.at("/part/Content-Length").textValue()).isEqualTo("100");
      assertThat(seen.at("/part/Accept-Ranges").textValue()).isEqualTo("bytes");
      assertThat(seen.at("/part/ETag").textValue()).matches("\"[0-9a-f]+\"");
    }
  }

  @Test
  void page_otherOrigin_canReadNeitherCallNorRecording() {
    Map<String, String> constants = new HashMap<>(constants());
    constants.put("link", link().toString());
    try (Tab tab = browser.open(other.origin())) {
      assertThat(tab.evaluate(constants, TRY_ALL))
          .isEqualTo(
              Json.read(
                  """
                  {"api": "TypeError", "apiWithKey": "TypeError", "recording": "TypeError",
                   "partOfRecording": "TypeError", "redirected": "TypeError", "player": "error",
                   "playerWithoutReader": "plays"}
                  """));
    }
    // The same page where it is allowed: a redirect to a third origin takes the page's away.
    try (Tab tab = browser.open(allowed.origin())) {
      assertThat(tab.evaluate(constants, TRY_ALL))
          .isEqualTo(
              Json.read(
                  """
                  {"api": 401, "apiWithKey": 200, "recording": 200,
                   "partOfRecording": 206, "redirected": "TypeError", "player": "plays",
                   "playerWithoutReader": "plays"}
                  """));
    }
  }

  @Test
  void recordings_originThatLooksLikeAnAllowedOne_isToldNothing() {
    URI link = link();
    for (String origin :
        new String[] {allowed.origin().replace('.', 'x'), allowed.origin() + "0", "null"}) {
      assertThat(Http.get(link, "Origin", origin).header("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(Http.get(link, "Origin", allowed.origin()).header("Access-Control-Allow-Origin"))
        .isEqualTo(allowed.origin());
  }
}
