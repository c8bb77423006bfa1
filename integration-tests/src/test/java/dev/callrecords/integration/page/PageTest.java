package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in a browser: a call that is played, followed and searched. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PageTest {

  @AutoClose private final LocalPage page = new LocalPage();

  private final Browser browser;

  PageTest(Browser browser) {
    this.browser = browser;
  }

  /** The first printed line is what a new user opens. */
  @Test
  void open_addressOfTheGreeting_takesTheKeyOutOfIt() {
    String address = page.server().process().out().lines().findFirst().orElseThrow();
    assertThat(address).isEqualTo(page.url() + "/#key=" + page.server().key().reveal());
    try (Tab tab = browser.open(address)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              await until(() => one('tbody tr'));
              return {
                address: location.href, kept: Object.keys(sessionStorage).length,
                elsewhere: localStorage.length + document.cookie.length,
                inPage: document.documentElement.outerHTML.includes(sessionStorage.getItem('key'))};
              """);

      assertThat(seen)
          .isEqualTo(
              Json.read(
                  """
                  {"address": "%s/", "kept": 1, "elsewhere": 0, "inPage": false}
                  """
                      .formatted(page.url())));
      assertThat(tab.requests())
          // Chromium's own icons are data.
          .allMatch(url -> url.startsWith(page.url() + "/") || url.startsWith("data:"))
          .noneMatch(url -> url.contains("crk_"));
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void call_played_isFollowedSoughtAndCaptioned() {
    try (Tab tab = page.openCall(browser, SampleCalls.COMPLETED)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              const play = await until(() => !one('.play').disabled && one('.play'));
              await until(() => !button('Captions').disabled);
              button('Captions').click();
              play.click();
              await until(() => one('audio').currentTime > 0.8);
              const first = one('[aria-current]').innerText;
              const caption = await until(() => one('.caption').textContent);
              all('.turn')[1].querySelector('.at').click();
              await until(() => one('audio').currentTime > 6);
              const second = one('[aria-current]').innerText;
              const heard = one('audio').played;
              one('.play').click();
              await until(() => one('audio').paused);
              return {
                first, second, caption, title: document.title,
                soughtTo: heard.start(heard.length - 1),
                slider: Number(one('[role=slider]').getAttribute('aria-valuenow')),
                length: one('.length').textContent};
              """);

      assertThat(seen.path("first").textValue()).contains("0:00", "Agent", "this is Sarah");
      assertThat(seen.path("second").textValue()).contains("0:05", "Caller", "I'll be there");
      assertThat(seen.path("caption").textValue()).contains("Hello, this is Sarah");
      assertThat(seen.path("soughtTo").doubleValue()).isBetween(5.7, 5.9);
      assertThat(seen.path("slider").doubleValue()).isBetween(6.0, 8.8);
      assertThat(seen.path("length").textValue()).isEqualTo(" / 0:08");
      assertThat(seen.path("title").textValue()).startsWith("+1 604 555 1234 to +1 415 555 1234");
      assertThat(tab.complaints()).isEmpty();
    }
  }

  /** The numbers are those of PageNumbersTest; here they are on the page, and explained. */
  @Test
  void call_shown_hasItsNumbersAndFacts() {
    try (Tab tab = page.openCall(browser, SampleCalls.RECORDING_FAILED)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              await until(() => one('.numbers'));
              return {
                facts: one('.facts').innerText.replaceAll('\\n', ' '),
                numbers: Object.fromEntries(all('.numbers > div').map(it =>
                  [it.querySelector('.term').textContent, it.querySelector('dd').textContent])),
                explained: all('.term').every(it =>
                  document.getElementById(it.getAttribute('aria-describedby')).textContent.length > 40),
                lanes: all('.timeline .name').map(it => it.textContent),
                bars: all('.lanes .bars').map(it => it.getAttribute('d').split('Z').length - 1)};
              """);

      assertThat(seen.path("facts").textValue())
          .contains("Completed", "Inbound", "0:24", "Neutral");
      assertThat(seen.path("numbers").path("Response time, median").textValue()).isEqualTo("0.8 s");
      assertThat(seen.path("numbers").path("Longest silence").textValue())
          .isEqualTo("0.8 sat 0:07");
      assertThat(seen.path("explained").booleanValue()).isTrue();
      assertThat(seen.path("lanes")).isEqualTo(Json.read("[\"Agent\", \"Caller\"]"));
      assertThat(seen.path("bars")).isEqualTo(Json.read("[2, 2]"));
    }
  }

  @Test
  void search_wordOfBothTurns_countsAndStepsThroughHits() {
    try (Tab tab = page.openCall(browser, SampleCalls.COMPLETED)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              const input = await until(() => one('.search input'));
              const count = () => one('.count').value;
              const hit = () => all('.turn').findIndex(it => it.classList.contains('hit'));
              const steps = [];
              const step = () => steps.push(`${count()} in ${hit()}`);
              // One in "appointment", two in "there" and "the".
              put(input, 'T');
              put(input, 'the');
              step();
              put(input, 'TOM');
              step();
              button('Next hit').click();
              step();
              put(input, 'r');
              step();
              button('Previous hit').click();
              step();
              button('Next hit').click();
              step();
              put(input, 'no such word');
              step();
              put(input, '(');
              step();
              put(input, '');
              step();
              return steps;
              """);

      assertThat(seen.valueStream().map(JsonNode::textValue))
          .containsExactly(
              "2 hits in -1",
              "1 hit in -1",
              "1 of 1 in 0",
              "10 hits in -1",
              "10 of 10 in 1",
              "1 of 10 in 0",
              "0 hits in -1",
              "0 hits in -1",
              " in -1");
    }
  }

  @Test
  void moment_inTheAddress_isSoughtAndCopied() {
    try (Tab tab = page.open(browser, "call=" + SampleCalls.COMPLETED + "&t=6.5")) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              let copied = null;
              navigator.clipboard.writeText = async text => { copied = text; };
              await until(() => !one('.play')?.disabled && one('audio'));
              const opened = [one('audio').currentTime, one('[aria-current] .who').textContent, one('audio').paused];
              location.hash = location.hash.replace('6.5', '1');
              await until(() => one('audio').currentTime === 1);
              button('Copy link').click();
              await until(() => copied);
              return {opened, copied, said: one('.message').textContent};
              """);

      assertThat(seen.path("opened")).isEqualTo(Json.read("[6.5, \"Caller\", true]"));
      assertThat(seen.path("copied").textValue())
          .isEqualTo(page.url() + "/#call=" + SampleCalls.COMPLETED + "&t=1");
      assertThat(seen.path("said").textValue()).isEqualTo("Link to 0:01 copied.");
    }
  }

  @Test
  void downloads_each_areWhatTheApiAnswers() {
    try (Tab tab = page.openCall(browser, SampleCalls.COMPLETED)) {
      JsonNode saved =
          LocalPage.run(
              tab,
              """
              const blobs = [];
              const links = [];
              const create = URL.createObjectURL;
              URL.createObjectURL = blob => (blobs.push(blob), create(blob));
              HTMLAnchorElement.prototype.click = function() { links.push(this); };
              await until(() => button('Recording') && one('audio'));
              await until(() => !button('Captions').disabled);
              blobs.length = 0;
              for (const form of ['Text', 'Captions (WebVTT)', 'Subtitles (SubRip)', 'Table (CSV)', 'Recording']) {
                const before = links.length;
                button(form).click();
                await until(() => links.length > before);
              }
              return {
                names: links.map(it => it.download), recording: links.at(-1).href,
                texts: await Promise.all(blobs.map(it => it.text()))};
              """);

      String id = SampleCalls.COMPLETED.value();
      assertThat(saved.path("names").valueStream().map(JsonNode::textValue))
          .containsExactly(id + ".txt", id + ".vtt", id + ".srt", id + ".csv", "");
      List<String> forms = List.of("txt", "vtt", "srt", "csv");
      for (int i = 0; i < forms.size(); i++) {
        assertThat(saved.path("texts").path(i).textValue())
            .isEqualTo(
                page.api()
                    .get("/v1/calls/" + id + "/transcript?format=" + forms.get(i))
                    .plainText());
      }
      Reply recording = Http.get(URI.create(saved.path("recording").textValue()));
      assertThat(recording.status()).isEqualTo(200);
      assertThat(recording.header("Content-Disposition")).contains("attachment", id + ".wav");
    }
  }

  @Test
  void texts_ofRightToLeftAndMarkup_areShownAsTheyAre() {
    CallId id = Calls.newId();
    String markup = "<img src=x onerror=alert(1)> & <b>canary</b>";
    page.put(
        Calls.call(
            id,
            Transcript.of(
                List.of(
                    new Segment("agent", "שלום, canary", new BigDecimal("0.5"), BigDecimal.TWO),
                    new Segment("<i>x</i>", markup, BigDecimal.TWO, new BigDecimal("3"))))));
    try (Tab tab = page.openCall(browser, id)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              await until(() => one('.turn'));
              return {
                direction: all('.turn p').map(it => getComputedStyle(it).direction),
                text: all('.turn p')[1].textContent, who: all('.who')[1].textContent,
                elements: all('img, i, b b, p b').length};
              """);

      assertThat(seen.path("direction")).isEqualTo(Json.read("[\"rtl\", \"ltr\"]"));
      assertThat(seen.path("text").textValue()).isEqualTo(markup);
      assertThat(seen.path("who").textValue()).isEqualTo("<i>x</i>");
      assertThat(seen.path("elements").intValue()).isZero();
      assertThat(tab.complaints()).noneMatch(it -> it.contains("Content Security Policy"));
    }
  }
}
