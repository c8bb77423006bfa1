package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.SampleCalls;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Words of the page for each state of a call and recording, and for failures. */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PageStatesTest {

  /** Waits until the page has said all that it has to say of a call. */
  private static final String WORDS =
      """
      await until(() => one('.message')?.textContent
        && one('.message').textContent !== 'Looking for the recording');
      return {
        status: one('.facts .status').textContent, sentence: one('.sentence')?.textContent ?? '',
        recording: one('.message').textContent, said: one('.said').innerText};
      """;

  @AutoClose private final LocalPage page = new LocalPage();

  private final Browser browser;

  PageStatesTest(Browser browser) {
    this.browser = browser;
  }

  private JsonNode words(CallId id) {
    try (Tab tab = page.openCall(browser, id)) {
      return LocalPage.run(tab, WORDS);
    }
  }

  @Test
  void call_running_saysThatItGoesOn() {
    assertThat(words(SampleCalls.RUNNING))
        .isEqualTo(
            Json.read(
                """
                {"status": "In progress",
                 "sentence": "The call is running. What is said appears here once it has been transcribed.",
                 "recording": "The recording is still being made. This page looks again by itself.",
                 "said": "Transcript\\n\\nNo transcript yet. This page looks again by itself."}
                """));
  }

  @Test
  void call_busy_saysThatThereIsNothing() {
    assertThat(words(SampleCalls.BUSY))
        .isEqualTo(
            Json.read(
                """
                {"status": "Busy", "sentence": "The line was busy, so nothing was said.",
                 "recording": "This call was not recorded.",
                 "said": "Transcript\\n\\nThere is no transcript of this call."}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FAILED  | The recording failed, so there is nothing to play.
          DELETED | The recording has been deleted.
          NONE    | This call was not recorded.
          """)
  void recording_unplayable_saysWhy(Recording.Unplayable state, String words) {
    CallId id = Calls.newId();
    page.put(Calls.call(id, state));

    assertThat(words(id).path("recording").textValue()).isEqualTo(words);
  }

  @Test
  void recording_lostFromTheBucket_isCalledNotRecorded() {
    CallId id = Calls.newId();
    page.put(Calls.call(id, Calls.available("recordings/acme-dental/lost.wav")));

    assertThat(words(id).path("recording").textValue()).isEqualTo("This call was not recorded.");
  }

  @ParameterizedTest
  @CsvSource({
    "queued, Queued",
    "initiated, Initiated",
    "ringing, Ringing",
    "no-answer, No answer",
    "failed, Failed",
    "canceled, Canceled",
    "transferred-to-mars, transferred-to-mars"
  })
  void status_any_hasAName(String status, String name) {
    CallId id = Calls.newId();
    Call call = Calls.call(id);
    page.put(
        new Call(
            id,
            null,
            null,
            null,
            null,
            status,
            null,
            call.recording(),
            call.transcript(),
            null,
            null,
            Map.of(),
            null,
            null,
            call.createdAt()));

    assertThat(words(id).path("status").textValue()).isEqualTo(name);
  }

  /** What changes in the meantime is shown without a reload. */
  @Test
  void call_completedWhileShown_isShownAnew() {
    CallId id = Calls.newId();
    Call done = Calls.call(id, Calls.transcript(2, "The end."));
    page.put(
        new Call(
            id,
            null,
            null,
            null,
            null,
            "in-progress",
            null,
            Recording.Unplayable.PENDING,
            Calls.call(id).transcript(),
            null,
            null,
            Map.of(),
            null,
            null,
            done.createdAt()));
    try (Tab tab = page.openCall(browser, id)) {
      LocalPage.run(tab, WORDS);
      page.put(done, Wav.tone(2, 8000), new BigDecimal("2"));

      JsonNode seen =
          LocalPage.run(
              tab,
              """
              await until(() => one('.turn') && !one('.play').disabled);
              return [one('.facts .status').textContent, all('.turn').length];
              """);

      assertThat(seen).isEqualTo(Json.read("[\"Completed\", 2]"));
    }
  }

  @Test
  void call_erasedOrUnknown_saysSoAndOffersNoRetry() {
    for (String id : new String[] {SampleCalls.ERASED.value(), "no-such-call", "not an id"}) {
      try (Tab tab = page.open(browser, "call=" + id.replace(" ", "%20"))) {
        JsonNode seen =
            LocalPage.run(
                tab,
                "const fault = await until(() => one('.fault'));"
                    + "return [fault.querySelector('h1').textContent, !button('Try again')];");

        assertThat(seen).as(id).isEqualTo(Json.read("[\"No such call\", true]"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CALLS_READ", "CALLS_LIST", "RECORDINGS_READ"})
  void key_lacksAScope_saysWhichOne(Scope missing) {
    String key = page.key(EnumSet.complementOf(EnumSet.of(missing))).reveal();
    String call = missing == Scope.CALLS_LIST ? "" : "&call=" + SampleCalls.COMPLETED;
    try (Tab tab = browser.open(page.url() + "/#key=" + key + call)) {
      String said =
          LocalPage.run(
                  tab,
                  """
                  return (await until(() => one('.fault') || (
                    one('.message')?.textContent.includes('scope') && one('.message')))).innerText;
                  """)
              .textValue();

      assertThat(said).contains(missing.text());
    }
  }

  @Test
  void key_refused_isAskedForAndTheAddressKept() {
    String wrong = "crk_" + "x".repeat(43);
    try (Tab tab = browser.open(page.url() + "/#key=" + wrong + "&call=" + SampleCalls.BUSY)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              Map.of("key", page.server().key().reveal()),
              """
              const input = await until(() => one('input[type=password]'));
              const said = one('.wrong').textContent;
              const kept = sessionStorage.length;
              input.value = 'crk_tooShort';
              button('Open').click();
              const shape = one('.wrong').textContent;
              input.value = ` ${key} `;
              button('Open').click();
              return {said, kept, shape, status: (await until(() => one('.facts .status'))).textContent};
              """);

      assertThat(seen.path("said").textValue()).startsWith("This key is not accepted");
      assertThat(seen.path("kept").intValue()).isZero();
      assertThat(seen.path("shape").textValue()).startsWith("A key is crk_ and 43 letters");
      assertThat(seen.path("status").textValue()).isEqualTo("Busy");
    }
  }

  @Test
  void key_forgotten_isGone() {
    try (Tab tab = page.openCall(browser, SampleCalls.BUSY)) {
      JsonNode seen =
          LocalPage.run(
              tab,
              """
              button('Forget the API key').click();
              await until(() => one('input[type=password]'));
              return [sessionStorage.length, document.body.innerText.includes('Busy')];
              """);

      assertThat(seen).isEqualTo(Json.read("[0, false]"));
    }
  }

  @Test
  void server_outOfReach_saysSoAndGoesOnWhenItIsBack() {
    try (Tab tab = page.open(browser, "")) {
      LocalPage.run(tab, "await until(() => one('tbody tr'));");
      tab.cutOff(true);
      String said =
          LocalPage.run(
                  tab,
                  "one('tbody a').click(); return (await until(() => one('.fault'))).innerText;")
              .textValue();
      tab.cutOff(false);

      assertThat(said).contains("You are offline", "Try again");
      LocalPage.run(tab, "await until(() => one('.facts'));");
    }
  }

  @ParameterizedTest
  @CsvSource({"500, internal_error", "503, dependency_busy", "504, dependency_timeout", "429, ''"})
  void service_inTrouble_offersARetry(int status, String code) {
    try (Tab tab = page.open(browser, "")) {
      JsonNode seen =
          LocalPage.run(
              tab,
              Map.of("status", Integer.toString(status), "code", code),
              """
              await until(() => one('tbody tr'));
              const real = fetch;
              window.fetch = async () => new Response(
                JSON.stringify(code ? {code, request_id: 'r-1'} : {message: 'Too Many Requests'}),
                {status: Number(status)});
              location.hash = 'status=busy';
              const said = (await until(() => one('.fault'))).innerText;
              button('Try again').click();
              await until(() => !one('[aria-busy]'));
              const still = one('.fault') !== null;
              window.fetch = real;
              button('Try again').click();
              await until(() => all('tbody tr').length === 1);
              return {said, still};
              """);

      assertThat(seen.path("said").textValue())
          .contains("The service has trouble", "Try again")
          .contains(code.isEmpty() ? "" : "r-1");
      assertThat(seen.path("still").booleanValue()).isTrue();
    }
  }

  /** A defect is no blank page either. */
  @Test
  void page_failsItself_saysSo() {
    try (Tab tab = page.open(browser, "")) {
      String said =
          LocalPage.run(
                  tab,
                  """
                  await until(() => one('tbody tr'));
                  setTimeout(() => { throw new Error('on purpose'); });
                  return (await until(() => one('.fault'))).innerText;
                  """)
              .textValue();

      assertThat(said).contains("The service has trouble", "Try again");
    }
  }
}
