package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.callrecords.admin.CallGenerator;
import dev.callrecords.admin.formats.VendorFormat;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports of what voice platforms hand out, with the audio that they still have. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class ImportFormatsTest {

  private static final String ENDED =
      """
      {"event": "call_ended", "call": {"call_id": "call_x", "call_status": "ended",
        "start_timestamp": 1790841600000, "end_timestamp": 1790841612000, "duration_ms": 12000,
        "agent_id": "ag", "metadata": {"lead": 7}, "disconnection_reason": "user_hangup",
        "transcript_object": [{"role": "agent", "content": "Hello.",
          "words": [{"word": "Hello.", "start": 0.5, "end": 1.5}]}]}}
      """;
  private static final String ANALYZED =
      """
      {"event": "call_analyzed", "call": {"call_id": "call_x", "call_status": "ended",
        "start_timestamp": 1790841600000, "end_timestamp": 1790841612000, "duration_ms": 12000,
        "agent_id": "ag", "call_analysis": {"call_summary": "A greeting.",
          "user_sentiment": "Neutral", "call_successful": true}}}
      """;

  private final byte[] wav = new CallGenerator(1).wav(0);
  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private Result run(Path folder, String tenant, String... arguments) {
    List<String> all = new ArrayList<>(List.of("import", "--tenant", tenant, "--json"));
    all.addAll(List.of(arguments));
    return stand.shell(folder).run(all.toArray(String[]::new));
  }

  @Test
  void import_twoDocumentsOfACall_addUpInAnyOrder(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("ended.json"), ENDED);
    Files.writeString(folder.resolve("analyzed.json"), ANALYZED);
    String forward = Stand.newTenant();
    String backward = Stand.newTenant();
    String together = Stand.newTenant();

    assertThat(run(folder, forward, "--from", "retell", "ended.json").exitCode()).isZero();
    assertThat(run(folder, forward, "--from", "retell", "analyzed.json").exitCode()).isZero();
    assertThat(run(folder, backward, "--from", "auto", "analyzed.json").exitCode()).isZero();
    assertThat(run(folder, backward, "--from", "auto", "ended.json").exitCode()).isZero();
    Result both = run(folder, together, "--from", "retell", "analyzed.json", "ended.json");

    JsonNode call = stand.call(forward, "call_x");
    assertThat(call.path("call_summary").asText()).isEqualTo("A greeting.");
    assertThat(call.path("sentiment").asText()).isEqualTo("neutral");
    assertThat(call.path("transcript").asText()).isEqualTo("Agent: Hello.");
    assertThat(call.path("metadata").path("lead").asInt()).isEqualTo(7);
    assertThat(call.path("metadata").path("vendor").path("disconnection_reason").asText())
        .isEqualTo("user_hangup");
    assertThat(call.path("metadata").path("vendor").path("call_successful").asBoolean()).isTrue();
    assertThat(stand.call(backward, "call_x")).isEqualTo(call);
    assertThat(both.last().path("written").asInt()).isEqualTo(2);
    assertThat(stand.call(together, "call_x")).isEqualTo(call);
    run(folder, together, "--from", "retell", "ended.json", "analyzed.json");
    assertThat(stand.call(together, "call_x")).isEqualTo(call);
  }

  @Test
  void import_faults_haveLineAndPointerAndKeepTheDocument(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String bad = ENDED.strip().replace("1790841600000", "\"soon\"");
    Files.writeString(folder.resolve("calls.json"), "[" + bad + ",\n" + ANALYZED + "]");

    Result result = run(folder, tenant, "--from", "retell", "--rejects", "bad.json", "calls.json");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.last().path("written").asInt()).isEqualTo(1);
    assertThat(result.lines().getFirst().path("field").asText()).isEqualTo("/call/start_timestamp");
    assertThat(result.lines().getFirst().path("line").asInt()).isEqualTo(2);
    assertThat(folder.resolve("bad.json")).hasContent(bad);
  }

  @Test
  void import_transcript_belongsToTheCall(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(
        folder.resolve("call.json"),
        "{\"id\":\"gym\",\"status\":\"completed\",\"created_at\":\"2026-10-01T08:00:00Z\"}");
    Files.writeString(
        folder.resolve("assemblyai.json"),
        """
        {"id": "t", "status": "completed", "audio_url": "https://a.example/x", "utterances": [
          {"speaker": "A", "start": 500, "end": 1500, "text": "Gym, hello."},
          {"speaker": "B", "start": 2000, "end": 3000, "text": "Hi."}]}
        """);

    Result result =
        run(
            folder,
            tenant,
            "--from",
            "assemblyai",
            "--transcript",
            "assemblyai.json",
            "--speaker",
            "A=agent",
            "--speaker",
            "B=caller",
            "--metadata",
            "source=gym",
            "call.json");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    JsonNode call = stand.call(tenant, "gym");
    assertThat(call.path("transcript").asText()).isEqualTo("Agent: Gym, hello.\n\nCaller: Hi.");
    assertThat(call.path("metadata").path("source").asText()).isEqualTo("gym");
    assertThat(stand.get(tenant, "/v1/calls/gym/recording").statusCode()).isEqualTo(409);
  }

  @Test
  void import_recordingsFolder_isSearchedByThePlatformsId(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("ended.json"), withLink("https://a.example/x"));
    Files.createDirectory(folder.resolve("audio"));
    Files.write(folder.resolve("audio/call_x.wav"), wav);

    run(folder, tenant, "--from", "retell", "ended.json");
    assertThat(recording(tenant)).isEqualTo(409);
    run(folder, tenant, "--from", "retell", "--recordings", "audio", "ended.json");
    assertThat(recording(tenant)).isEqualTo(200);
    run(folder, tenant, "--from", "retell", "ended.json");
    assertThat(recording(tenant)).isEqualTo(200);
  }

  private int recording(String tenant) {
    return stand.get(tenant, "/v1/calls/call_x/recording").statusCode();
  }

  private static String withLink(String url) {
    return ENDED.replace("\"agent_id\"", "\"recording_url\": \"" + url + "\", \"agent_id\"");
  }

  private Result fetch(TlsServer server, Path folder, String tenant, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "import",
                "--tenant",
                tenant,
                "--from",
                "retell",
                "--fetch-recordings",
                "--header",
                "X-Key: not-to-be-shown",
                "--header-host",
                "127.0.0.1"));
    all.addAll(List.of(more));
    return server.trustedBy(stand.shell(folder)).run(all.toArray(String[]::new));
  }

  @Test
  void import_fetchRecordings_goesOnWithThoseThatArePending(@TempDir Path folder)
      throws IOException {
    String tenant = Stand.newTenant();
    List<String> keys = new CopyOnWriteArrayList<>();
    AtomicInteger status = new AtomicInteger(403);
    try (TlsServer server =
        new TlsServer(
            folder,
            exchange -> {
              keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
              answer(exchange, status.get());
            })) {
      Files.writeString(folder.resolve("ended.json"), withLink(server.url("/secret-path?t=1")));

      Result refused = fetch(server, folder, tenant, "--private-hosts", "ended.json");
      assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(1);
      assertThat(refused.out()).startsWith("done: 1 calls written");
      assertThat(refused.err())
          .contains("1 recordings could not be fetched and are pending")
          .contains("call_x: 127.0.0.1 answered 403");
      assertThat(refused.err() + refused.out()).doesNotContain("not-to-be-shown", "secret-path");
      assertThat(recording(tenant)).isEqualTo(409);

      status.set(200);
      Result fetched = fetch(server, folder, tenant, "--private-hosts", "--json", "ended.json");
      assertThat(fetched.exitCode()).as(fetched.toString()).isZero();
      assertThat(fetched.last().path("recordings_pending").asInt()).isZero();
      assertThat(recording(tenant)).isEqualTo(200);

      status.set(500);
      assertThat(fetch(server, folder, tenant, "--private-hosts", "ended.json").exitCode())
          .isZero();
      assertThat(keys).containsExactly("not-to-be-shown", "not-to-be-shown");
      assertThat(recording(tenant)).isEqualTo(200);
    }
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, status == 200 ? wav.length : -1);
      if (status == 200) {
        exchange.getResponseBody().write(wav);
      }
    }
  }

  @Test
  void import_privateHosts_areNotAskedUnlessAllowed(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    AtomicInteger asked = new AtomicInteger();
    try (TlsServer server =
        new TlsServer(
            folder,
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 200);
            })) {
      Files.writeString(folder.resolve("ended.json"), withLink(server.url("/a")));

      Result result = fetch(server, folder, tenant, "--json", "ended.json");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.lines().getFirst().path("pending").asText()).isEqualTo("call_x");
      assertThat(result.lines().getFirst().path("reason").asText()).contains("--private-hosts");
      assertThat(asked).hasValue(0);
    }
  }

  @Test
  void import_erasedCall_isLeftErasedAndNotFetched(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    AtomicInteger asked = new AtomicInteger();
    try (TlsServer server =
        new TlsServer(
            folder,
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 200);
            })) {
      Files.writeString(folder.resolve("ended.json"), withLink(server.url("/a")));
      run(folder, tenant, "--from", "retell", "ended.json");
      stand.shell(folder).run("erase", "--tenant", tenant, "--yes", "call_x");

      Result result = fetch(server, folder, tenant, "--private-hosts", "--json", "ended.json");

      assertThat(result.last().path("left_erased").asInt()).as(result.toString()).isEqualTo(1);
      assertThat(asked).hasValue(0);
    }
  }

  @Test
  void import_optionsThatDoNotFit_areNamedWithoutTheirValues(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("a.json"), ENDED);
    String[][] wrong = {
      {"--from", "teams", "a.json"},
      {"--speaker", "A=agent", "a.json"},
      {"--fetch-recordings", "a.json"},
      {"--from", "auto", "--header", "X-Key: not-to-be-shown", "a.json"},
      {"--from", "auto", "--fetch-recordings", "--header", "X-Key: not-to-be-shown", "a.json"},
      {
        "--from",
        "auto",
        "--fetch-recordings",
        "--header",
        "not-to-be-shown",
        "--header-host",
        "a.example",
        "a.json"
      },
      {
        "--from",
        "auto",
        "--fetch-recordings",
        "--header",
        "Host: not-to-be-shown",
        "--header-host",
        "a.example",
        "a.json"
      }
    };

    for (String[] arguments : wrong) {
      Result result = run(folder, "t", arguments);

      assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
      assertThat(result.err()).contains("--").doesNotContain("not-to-be-shown");
    }
  }

  @Test
  void export_toVcon_isReadBackByImport(@TempDir Path folder) throws IOException {
    String from = Stand.newTenant();
    String to = Stand.newTenant();
    Files.writeString(folder.resolve("ended.json"), ENDED);
    Files.write(folder.resolve("call_x.wav"), wav);
    run(folder, from, "--from", "retell", "ended.json");
    Files.createDirectory(folder.resolve("audio"));

    Result exported =
        stand
            .shell(folder)
            .run("export", "--tenant", from, "--to", "vcon", "--recordings", "audio", "call_x");
    assertThat(exported.exitCode()).as(exported.toString()).isZero();
    Files.writeString(folder.resolve("vcon.json"), exported.out());
    Result imported = run(folder, to, "--from", "auto", "--recordings", "audio", "vcon.json");

    assertThat(imported.exitCode()).as(imported.toString()).isZero();
    assertThat(stand.call(to, "call_x")).isEqualTo(stand.call(from, "call_x"));
    assertThat(recording(to)).isEqualTo(200);
  }

  // The document

  @Test
  void import_theDocument_namesEveryFormatAsTheHelpDoes(@TempDir Path folder) {
    String document = Repository.text("docs/import.md");
    String help =
        new Shell(folder, URI.create("http://a"), URI.create("http://a"))
            .runBare("import", "--help")
            .out()
            .replaceAll("\\s+", " ");

    for (VendorFormat format : VendorFormat.values()) {
      assertThat(document).contains("\n| `" + format.id() + "` |");
      assertThat(help).contains(" " + format.id() + ",");
    }
  }

  @Test
  void import_theDocumentsTurnsOfPipecat_areACall(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String document = Repository.text("docs/import.md");
    int start = document.indexOf("```json") + "```json".length();
    Files.writeString(
        folder.resolve("pipecat.json"), document.substring(start, document.indexOf("```", start)));

    Result result = run(folder, tenant, "--from", "auto", "pipecat.json");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(stand.call(tenant, "pc-18").path("transcript").asText())
        .isEqualTo("Agent: Harbour desk, hello.\n\nCaller: Is the ferry running?");
  }
}
