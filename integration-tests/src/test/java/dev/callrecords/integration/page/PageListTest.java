package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.OpenApi;
import dev.callrecords.integration.support.Tab;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list of the page in a browser: filters, pages, the way back. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PageListTest {

  @AutoClose private final LocalPage page = new LocalPage();

  private final Browser browser;

  PageListTest(Browser browser) {
    this.browser = browser;
  }

  @Test
  void filters_chosen_areInTheAddressAndSurviveBackAndReload() {
    try (Tab tab = page.open(browser, "")) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              const rows = count => until(() => !one('[aria-busy]') && all('tbody tr').length === count);
              await rows(5);
              put(one('[name=status]'), 'busy');
              await rows(1);
              const filtered = location.hash;
              one('tbody a').click();
              await until(() => one('.call h1'));
              const call = location.hash.split('=')[0];
              history.back();
              await rows(1);
              const back = [location.hash, one('[name=status]').value];
              history.back();
              await rows(5);
              history.forward();
              await rows(1);
              one('tbody a').click();
              (await until(() => one('.home'))).click();
              await rows(1);
              return {filtered, call, back, home: location.hash};
              """);
      assertThat(seen)
          .isEqualTo(
              Json.read(
                  """
                  {"filtered": "#status=busy", "call": "#call", "back": ["#status=busy", "busy"],
                   "home": "#status=busy"}
                  """));

      tab.evaluate("location.reload()");
      assertThat(
              LocalPage.run(
                      tab,
                      """
                      await until(() => all('tbody tr').length === 1);
                      return one('[name=status]').value;
                      """)
                  .textValue())
          .isEqualTo("busy");
      assertThat(tab.complaints()).noneMatch(it -> it.contains("Policy"));
    }
  }

  @Test
  void pages_followed_showEveryCallOnceAndGoBack() {
    try (Tab tab = page.open(browser, "limit=2")) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              const ids = () => all('tbody a').map(it => it.hash.slice(6));
              const shown = [];
              const turned = async how => {
                const before = ids().join();
                how();
                await until(() => !one('[aria-busy]') && ids().length > 0 && ids().join() !== before);
                shown.push(ids());
              };
              await turned(() => {});
              const next = () => all('.pages a').find(it => it.textContent === 'Next page');
              await turned(() => next().click());
              await turned(() => next().click());
              const last = next() === undefined;
              await turned(() => history.back());
              await turned(() => all('.pages a').find(it => it.textContent === 'First page').click());
              return {shown, last, limit: one('[name=limit]').value};
              """);

      JsonNode shown = seen.path("shown");
      Set<String> all = new TreeSet<>();
      for (int i = 0; i < 3; i++) {
        shown.path(i).valueStream().map(JsonNode::textValue).forEach(all::add);
      }
      assertThat(all).hasSize(5);
      assertThat(seen.path("last").booleanValue()).isTrue();
      assertThat(shown.path(3)).isEqualTo(shown.path(1));
      assertThat(shown.path(4)).isEqualTo(shown.path(0));
      assertThat(seen.path("limit").textValue()).isEqualTo("2");
    }
  }

  /** The days are those of the reader: local midnights, and the last day is in. */
  @Test
  void filters_all_areSentAsTheApiTakesThem() {
    try (Tab tab = page.open(browser, "")) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              await until(() => one('tbody tr'));
              one('.filters details').open = true;
              const values = {
                phone_number: '+1 (604) 555-1234', from_date: '2024-01-15', to_date: '2024-01-15', status: 'completed',
                direction: 'outbound', sentiment: 'positive', agent_id: '550e8400-e29b-41d4-a716-446655440000',
                min_duration: '100', max_duration: '200', order: 'asc', limit: '10'};
              for (const [name, value] of Object.entries(values)) one(`[name=${name}]`).value = value;
              button('Find').click();
              await until(() => all('tbody tr').length === 1);
              return {
                rows: all('tbody tr').length,
                days: [new Date(2024, 0, 15).toISOString(), new Date(2024, 0, 16).toISOString()]};
              """);

      assertThat(seen.path("rows").intValue()).isEqualTo(1);
      String query =
          tab.requests().stream().filter(url -> url.contains("agent_id")).findFirst().orElseThrow();
      List<String> parameters = Arrays.asList(query.split("[?&]", -1));
      assertThat(parameters)
          .contains(
              "phone_number=%2B16045551234",
              "from_date=" + seen.at("/days/0").textValue().replace(":", "%3A"),
              "to_date=" + seen.at("/days/1").textValue().replace(":", "%3A"));
      assertThat(parameters.stream().skip(1).map(it -> it.split("=", 2)[0]))
          .containsExactlyInAnyOrderElementsOf(
              OpenApi.document().operation("GET", "/v1/calls").orElseThrow().parameters().stream()
                  .filter(it -> it.in().equals("query") && !it.name().equals("cursor"))
                  .map(OpenApi.Parameter::name)
                  .toList());
    }
  }

  @Test
  void list_nothingFound_saysSo() {
    try (Tab tab = page.open(browser, "agent_id=no-such-agent")) {
      assertThat(
              LocalPage.run(tab, "return (await until(() => one('.nothing'))).textContent;")
                  .textValue())
          .isEqualTo("No call is like that. Change or clear the filters.");
    }
  }
}
