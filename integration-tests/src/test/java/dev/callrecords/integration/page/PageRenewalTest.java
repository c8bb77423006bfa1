package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Tab;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is heard while links end: the page exchanges them. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
final class PageRenewalTest {

  /** Large enough that no browser loads all of it ahead. */
  private static final byte[] MINUTE = Wav.tone(60, 96_000);

  /** Script that notes how far what is heard jumps at each exchange of players. */
  private static final String LISTEN =
      """
      window.noted = {jumps: [], silent: 0, doubled: 0, errors: 0};
      let last = null;
      let watched = new Set();
      setInterval(() => {
        for (const audio of all('audio')) {
          if (!watched.has(audio)) {
            watched.add(audio);
            audio.addEventListener('error', () => { if (audio.isConnected) noted.errors++; });
          }
        }
        const heard = all('audio').filter(it => !it.muted && !it.paused);
        if (heard.length > 1) noted.doubled++;
        if (heard.length === 0 && last) noted.silent++;
        if (heard.length !== 1) return;
        const now = {audio: heard[0], time: heard[0].currentTime, at: performance.now()};
        if (last && last.audio !== now.audio) {
          const expected = last.time + (now.at - last.at) / 1000 * now.audio.defaultPlaybackRate;
          noted.jumps.push(now.time - expected);
        }
        last = now;
      }, 5);
      """;

  @AutoClose private final ShortLinks links = new ShortLinks(MINUTE);

  private final Browser browser;

  PageRenewalTest(Browser browser) throws IOException {
    this.browser = browser;
  }

  private Tab open() {
    Tab tab = browser.open(links.url() + "/#key=crk_" + "x".repeat(43) + "&call=x");
    LocalPage.run(tab, "await until(() => one('.play') && !one('.play').disabled);");
    return tab;
  }

  @Test
  void playback_overManyLinks_goesOnWithoutAJump() {
    try (Tab tab = open()) {
      JsonNode noted =
          LocalPage.run(
              tab,
              LISTEN
                  + """
                  one('.play').click();
                  await until(() => all('audio').some(it => it.currentTime > 9));
                  return noted;
                  """);

      assertThat(links.links()).isGreaterThanOrEqualTo(4);
      assertThat(noted.path("jumps")).hasSizeGreaterThanOrEqualTo(3);
      // Less than a syllable; most are under 0.02 s.
      assertThat(noted.path("jumps").valueStream().mapToDouble(JsonNode::doubleValue))
          .as(noted.toString())
          .allMatch(jump -> Math.abs(jump) < 0.1);
      assertThat(noted.path("silent").intValue()).isZero();
      assertThat(noted.path("doubled").intValue()).isZero();
      assertThat(noted.path("errors").intValue()).isZero();
    }
  }

  @Test
  void playback_linkEndedWhilePaused_goesOnWithANewOne() throws InterruptedException {
    try (Tab tab = open()) {
      // The page asks for no link while it is paused.
      Thread.sleep(2500);
      assertThat(links.links()).isEqualTo(1);
      JsonNode time =
          LocalPage.run(
              tab,
              """
              all('.turn .at')[1].click();
              await until(() => one('audio')?.currentTime > 40.3 && !one('audio').paused);
              return one('.message').textContent;
              """);

      assertThat(time.textValue()).isEmpty();
    }
  }

  @Test
  void playback_linkRevokedMeanwhile_goesOnFromWhereItWas() {
    try (Tab tab = open()) {
      LocalPage.run(
          tab, "one('.play').click(); await until(() => one('audio').currentTime > 0.2);");
      links.endAll();
      JsonNode time =
          LocalPage.run(
              tab,
              """
              all('.turn .at')[1].click();
              await until(() => one('audio')?.currentTime > 40.3 && !one('audio').paused);
              return one('audio').currentTime;
              """);

      assertThat(time.doubleValue()).isLessThan(50);
    }
  }
}
