package dev.callrecords.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LocalProcess;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.OpenApi;
import dev.callrecords.integration.support.RawHttp;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference that the local server shows, as its reader uses it. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class ReferencePageTest {

  private static final String ORIGIN = "https://app.example.com";

  /** Script that opens the route of one call and sends its request with the defaults. */
  private static final String TRY_IT_OUT =
      """
      const until = async found => {
        for (;;) {
          const element = found();
          if (element) return element;
          await new Promise(done => setTimeout(done, 20));
        }
      };
      const route = await until(() => [...document.querySelectorAll('.opblock')].find(route =>
        route.querySelector('.opblock-summary-path').dataset.path === '/v1/calls/{call_id}'));
      const routes = [...document.querySelectorAll('.opblock')].map(route =>
        route.querySelector('.opblock-summary-method').textContent + ' ' +
        route.querySelector('.opblock-summary-path').dataset.path);
      route.querySelector('.opblock-summary-control').click();
      (await until(() => route.querySelector('.try-out__btn'))).click();
      (await until(() => route.querySelector('.execute'))).click();
      const answer = await until(() => route.querySelector('.live-responses-table'));
      return {
        routes,
        server: document.querySelector('.computed-url code').textContent,
        asked: answer.parentElement.querySelector('.request-url pre').textContent,
        status: answer.querySelector('tbody .response-col_status').textContent.trim(),
        body: answer.querySelector('tbody .response-col_description pre').textContent};
      """;

  @AutoClose
  private final LocalProcess server =
      LocalProcess.serve(Repository.path("."), "--allowed-origins", ORIGIN);

  private final Browser browser;

  ReferencePageTest(Browser browser) {
    this.browser = browser;
  }

  @Test
  void reference_tryItOut_showsTheSampleCallWithTheKeyOfTheGreeting() {
    assertThat(server.process().out()).contains("  " + server.url() + "/docs\n");
    try (Tab tab = browser.open(server.url() + "/docs")) {
      JsonNode seen = tab.evaluate(TRY_IT_OUT);

      assertThat(seen.path("routes").valueStream().map(JsonNode::textValue))
          .containsExactlyInAnyOrderElementsOf(
              OpenApi.document().operations().stream().map(OpenApi.Operation::toString).toList());
      assertThat(seen.path("server").textValue()).isEqualTo(server.url());
      assertThat(seen.path("asked").textValue())
          .startsWith(server.url() + "/v1/calls/" + SampleCalls.COMPLETED);
      assertThat(seen.path("status").textValue()).isEqualTo("200");
      assertThat(Json.read(seen.path("body").textValue()).path("status").textValue())
          .isEqualTo("completed");

      assertThat(tab.requests())
          .contains(server.url() + "/openapi.yaml")
          .allMatch(url -> url.startsWith(server.url() + "/") || url.startsWith("data:"));
      assertThat(tab.complaints()).isEmpty();
    }
    String log = server.process().out().split("Requests are logged below.\n", 2)[1];
    assertThat(log).contains("\"status\":200").doesNotContain(server.key().reveal());
    assertThat(server.process().err()).isEmpty();
  }

  /** A foreign name that resolves to this machine would be the same origin (DNS rebinding). */
  @ParameterizedTest
  @CsvSource({
    "/docs, evil.example, 421",
    "/docs, 127.0.0.1.evil.example, 421",
    "/docs, localhost:3000, 200",
    "/v1/calls/x, evil.example, 421",
    "/v1/calls/x, localhost:3000, 401",
    "/, evil.example, 421",
    "/none, 127.0.0.1, 404"
  })
  void server_askedByAName_answersForThisMachineOnly(String path, String host, int status)
      throws IOException {
    String answer = RawHttp.get(URI.create(server.url()), path, host);

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer.contains(server.key().reveal())).isEqualTo(status == 200);
  }

  @Test
  void page_itsFiles_areNotKeptAndMayLoadOnlyEachOther() {
    for (String path : List.of("/docs", "/docs/swagger-ui-bundle.js", "/openapi.yaml")) {
      Reply reply = Http.get(URI.create(server.url() + path), "Origin", ORIGIN);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
      assertThat(reply.header("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self';")
          .doesNotContain("unsafe", "http", "*");
      assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      // There is a key in the page, which is not for other origins.
      assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/",
        "/docs/../openapi.yaml",
        "/docs/%2e%2e/template.yaml",
        "/docs/swagger-ui.js",
        "/docs/docs.html",
        "/docs//etc/passwd",
        "/template.yaml"
      })
  void page_otherFiles_areNotServed(String path) {
    Reply reply = Http.get(URI.create(server.url() + path));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo("{\"message\":\"Not Found\"}");
  }
}
