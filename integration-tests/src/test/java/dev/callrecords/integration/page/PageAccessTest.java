package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.MissingTools;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accessibility of the page: WCAG 2.2 AA by axe-core, keyboard, narrow and dark screens. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PageAccessTest {

  /** Script that goes through all views, with everything unfolded, and lists what axe finds. */
  private static final String FINDINGS =
      """
      const findings = [];
      const check = async view => {
        const {violations} = await axe.run(document, {resultTypes: ['violations']});
        for (const {id, nodes} of violations) findings.push(`${view}: ${id}: ${nodes[0].failureSummary}`);
        if (document.documentElement.scrollWidth > innerWidth) findings.push(`${view} is too wide`);
      };
      await until(() => one('tbody tr'));
      one('.filters details').open = true;
      await check('list');
      for (const [view, id] of Object.entries({completed, failed, running})) {
        location.hash = `call=${id}&t=1`;
        await until(() => one('.message') && one('.message').textContent !== 'Looking for the recording');
        all('details').forEach(it => { it.open = true; });
        if (one('.search')) put(one('.search input'), 'the');
        if (button('Captions')) button('Captions').click();
        await check(view);
      }
      button('Shortcuts').click();
      await check('shortcuts');
      button('Close').click();
      location.hash = 'call=no-such-call';
      await until(() => one('.fault'));
      await check('fault');
      button('Forget the API key').click();
      await until(() => one('.key'));
      await check('key');
      return findings;
      """;

  @AutoClose private final LocalPage page = new LocalPage();

  private final Browser browser;

  PageAccessTest(Browser browser) {
    this.browser = browser;
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 320", "dark, 320"})
  void views_all_areFaultlessByAxe(String scheme, int width) throws IOException {
    Path axe = MissingTools.assumeAxe("PageAccessTest");
    try (Tab tab = browser.open("about:blank")) {
      tab.resize(width, 800);
      tab.prefer("prefers-color-scheme", scheme);
      tab.navigate(page.url() + "/#key=" + page.server().key().reveal());
      tab.evaluate(Files.readString(axe));

      JsonNode findings =
          LocalPage.run(
              tab,
              Map.of(
                  "completed", SampleCalls.COMPLETED.value(),
                  "failed", SampleCalls.RECORDING_FAILED.value(),
                  "running", SampleCalls.RUNNING.value()),
              FINDINGS);

      assertThat(findings).isEqualTo(Json.read("[]"));
    }
  }

  @Test
  void keyboard_alone_findsPlaysSeeksAndSearches() {
    try (Tab tab = page.open(browser, "")) {
      LocalPage.run(tab, "await until(() => one('tbody tr'));");
      tabTo(tab, "document.activeElement.hash === '#call=" + SampleCalls.COMPLETED + "'");
      tab.press("Enter");
      LocalPage.run(tab, "await until(() => one('.play') && !one('.play').disabled);");

      tabTo(tab, "document.activeElement.matches('[role=slider]')");
      tab.press("ArrowRight");
      assertThat(time(tab)).isEqualTo(5);
      tab.press("Home");
      assertThat(time(tab)).isZero();
      playByKey(tab);
      tab.press("k");
      LocalPage.run(tab, "await until(() => one('audio').paused);");

      tabTo(tab, "document.activeElement.matches('.turn .at')");
      tab.press("ArrowDown");
      tab.press("Enter");
      LocalPage.run(tab, "await until(() => one('audio').currentTime > 5.8);");
      tab.press("k");
      tab.press("/");
      for (String letter : List.of("t", "h", "e")) {
        tab.press(letter);
      }
      tab.press("Enter");
      assertThat(LocalPage.run(tab, "return one('.count').value;").textValue()).isEqualTo("1 of 2");
    }
  }

  /** Single keys can be turned off (WCAG 2.1.4): they disturb who dictates. */
  @Test
  void shortcuts_turnedOff_doNothing() {
    try (Tab tab = page.openCall(browser, SampleCalls.COMPLETED)) {
      LocalPage.run(tab, "await until(() => one('.play') && !one('.play').disabled);");
      tab.press("?");
      LocalPage.run(tab, "one('.help input').click(); button('Close').click();");
      tab.press("l");

      assertThat(time(tab)).isZero();
      LocalPage.run(
          tab, "button('Shortcuts').click(); one('.help input').click(); button('Close').click();");
      tab.press("l");
      assertThat(time(tab)).isEqualTo(8.7);
    }
  }

  /** A definition shows where the focus is, and goes away at Escape (WCAG 1.4.13). */
  @Test
  void definition_focused_isShownUntilEscape() {
    try (Tab tab = page.openCall(browser, SampleCalls.COMPLETED)) {
      LocalPage.run(tab, "await until(() => one('.term'));");
      tabTo(tab, "document.activeElement.matches('.term')");
      String shown = "return one('.tip').checkVisibility();";

      assertThat(LocalPage.run(tab, shown).booleanValue()).isTrue();
      tab.press("Escape");
      assertThat(LocalPage.run(tab, shown).booleanValue()).isFalse();
    }
  }

  /** Presses the button again where the recording was being loaded anew. */
  private static void playByKey(Tab tab) {
    boolean plays = false;
    for (int attempt = 0; attempt < 3 && !plays; attempt++) {
      LocalPage.run(tab, "await until(() => one('.play') && !one('.play').disabled);");
      tabTo(tab, "document.activeElement.matches('.play')");
      tab.press("Enter");
      plays =
          LocalPage.run(
                  tab,
                  """
                  const plays = () => one('audio')?.currentTime > 0.2;
                  for (const end = performance.now() + 10000; !plays() && performance.now() < end;) {
                    await new Promise(done => setTimeout(done, 20));
                  }
                  return plays();
                  """)
              .booleanValue();
    }
    assertThat(plays).isTrue();
  }

  private static void tabTo(Tab tab, String condition) {
    for (int i = 0; i < 60; i++) {
      if (tab.evaluate("return " + condition).booleanValue()) {
        return;
      }
      tab.press("Tab");
    }
    throw new AssertionError("Not reached by the Tab key: " + condition);
  }

  private static double time(Tab tab) {
    return LocalPage.run(tab, "return Number(one('[role=slider]').getAttribute('aria-valuenow'));")
        .doubleValue();
  }
}
