package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.integration.support.Shell.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class ImportTest {

  private static final JsonMapper JSON = new JsonMapper();

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private static String call(String id, String more) {
    return "{\"id\":\"%s\",\"status\":\"completed\",\"created_at\":\"2024-01-15T10:30:00Z\"%s}"
        .formatted(id, more);
  }

  private static String call(String id) {
    return call(id, "");
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertCounts(Result result, long written, long rejected) {
    assertThat(result.last().path("written").asLong()).as(result.toString()).isEqualTo(written);
    assertThat(result.last().path("rejected").asLong()).isEqualTo(rejected);
  }

  // What goes in

  @Test
  void import_whatTheApiAnswers_canBePutBack(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Path reference = Stand.repository().resolve("functions/src/test/resources/reference-call.json");
    JsonNode document = JSON.readTree(reference.toFile());

    Result result =
        stand.shell(folder).run("import", "--tenant", tenant, "--json", reference.toString());

    assertThat(result.exitCode()).as(result.toString()).isZero();
    String id = document.path("id").textValue();
    String answered = stand.get(tenant, "/v1/calls/" + id).body();
    assertCounts(
        stand.shell(folder).runWithInput(answered, "import", "--tenant", tenant, "--json", "-"),
        1,
        0);
    JsonNode again = JSON.readTree(stand.get(tenant, "/v1/calls/" + id).body());
    assertThat(again).isEqualTo(JSON.readTree(answered));
    document
        .properties()
        .forEach(field -> {
          if (!field.getKey().startsWith("recording_url")) {
            assertThat(again.get(field.getKey())).isEqualTo(field.getValue());
          }
        });
  }

  @Test
  void import_withoutRecording_keepsTheOneThatIsStored(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("a.wav"), "sound");
    write(folder, "calls.jsonl", call("a"));
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");
    assertThat(stand.get(tenant, "/v1/calls/a/recording").statusCode()).isEqualTo(200);
    Files.delete(folder.resolve("a.wav"));

    Result result = stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(stand.get(tenant, "/v1/calls/a/recording").statusCode()).isEqualTo(200);
  }

  @Test
  void import_gzipArrayAndManyLines_areRead(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    for (String part : new String[] {call("g1") + "\n", call("g2")}) {
      // Two members, as appending to a gzip file makes them.
      try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
        out.write(part.getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.write(folder.resolve("calls.gz"), gzip.toByteArray());
    write(folder, "array.json", "[\n  " + call("a1") + ",\n  " + call("a2") + "\n]\n");
    write(
        folder,
        "pretty.json",
        "\uFEFF" + JSON.readTree(call("p1")).toPrettyString() + "\n" + call("p2") + call("p3"));

    Result result =
        stand
            .shell(folder)
            .runWithInput(
                gzip.toByteArray(),
                "import",
                "--tenant",
                tenant,
                "--json",
                "calls.gz",
                "array.json",
                "pretty.json");
    Result piped =
        stand
            .shell(folder)
            .runWithInput(gzip.toByteArray(), "import", "--tenant", tenant, "--json", "-");

    assertCounts(result, 7, 0);
    assertCounts(piped, 2, 0);
    assertThat(stand.calls(tenant)).isEqualTo(7);
  }

  @Test
  void import_twice_changesNothing(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    write(folder, "calls.jsonl", Generated.calls(40));
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");
    var before = stand.items(tenant);

    Result again = stand.shell(folder).run("import", "--tenant", tenant, "--json", "calls.jsonl");

    assertCounts(again, 40, 0);
    assertThat(stand.items(tenant)).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void import_dryRun_checksAndWritesNothing(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("a.wav"), "sound");
    write(folder, "calls.jsonl", call("a") + "\n" + call("b", ",\"duration\":\"x\"") + "\n");

    Result result =
        stand.shell(folder).run("import", "--tenant", tenant, "--json", "--dry-run", "calls.jsonl");

    assertThat(result.exitCode()).isEqualTo(1);
    assertCounts(result, 1, 1);
    assertThat(stand.items(tenant)).isEmpty();
    assertThat(stand.recordings(tenant)).isEmpty();
  }

  @Test
  void import_deleteAfter_isKeptWhenPutBackWithoutIt(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    write(folder, "a.json", call("a", ",\"delete_after\":\"2099-01-01T00:00:00Z\""));
    write(folder, "b.json", call("a"));
    stand.shell(folder).run("import", "--tenant", tenant, "a.json");
    stand.shell(folder).run("import", "--tenant", tenant, "b.json");

    assertThat(stand.items(tenant).getFirst())
        .containsEntry("delete_after", AttributeValue.fromN("4070908800"));
  }

  // Recordings

  @Test
  void import_recordings_arePlayable(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Path audio = Files.createDirectory(folder.resolve("audio"));
    Files.writeString(audio.resolve("one.mp3"), "first");
    Files.writeString(audio.resolve("b.ogg"), "second");
    write(
        folder,
        "calls.jsonl",
        call(
                "a",
                ",\"recording\":{\"status\":\"available\",\"content_type\":\"audio/mpeg\",\"size\":5,"
                    + "\"duration\":1.5,\"file\":\"one.mp3\"}")
            + "\n"
            + call("b"));

    Result result =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--recordings", "audio", "--json", "calls.jsonl");

    assertCounts(result, 2, 0);
    JsonNode first = JSON.readTree(stand.get(tenant, "/v1/calls/a/recording").body());
    assertThat(first.path("content_type").textValue()).isEqualTo("audio/mpeg");
    assertThat(first.path("size").longValue()).isEqualTo(5);
    assertThat(first.path("duration").doubleValue()).isEqualTo(1.5);
    JsonNode second = JSON.readTree(stand.get(tenant, "/v1/calls/b/recording").body());
    assertThat(second.path("content_type").textValue()).isEqualTo("audio/ogg");
  }

  @Test
  void import_recordingsThatCannotBe_areFaults(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.writeString(folder.resolve("secret.wav"), "secret");
    Files.createSymbolicLink(inside.resolve("link.wav"), folder.resolve("secret.wav"));
    Files.writeString(inside.resolve("short.wav"), "1234");
    Files.writeString(inside.resolve("words.txt"), "1234");
    String available = ",\"recording\":{\"status\":\"available\"%s}";
    write(
        inside,
        "calls.jsonl",
        String.join(
            "\n",
            call("up", available.formatted(",\"file\":\"../secret.wav\"")),
            call("root", available.formatted(",\"file\":\"/etc/secret.wav\"")),
            call("link", available.formatted(",\"file\":\"link.wav\"")),
            call("gone", available.formatted(",\"file\":\"gone.wav\"")),
            call("cut", available.formatted(",\"file\":\"short.wav\",\"size\":5")),
            call("text", available.formatted(",\"file\":\"words.txt\"")),
            call("none", available.formatted("")),
            call("pending", ",\"recording\":{\"status\":\"pending\",\"file\":\"short.wav\"}")));

    Result result =
        stand.shell(folder).run("import", "--tenant", tenant, "--json", "inside/calls.jsonl");

    assertThat(result.exitCode()).isEqualTo(1);
    assertCounts(result, 0, 8);
    assertThat(
            result.lines().stream()
                .filter(line -> line.has("field"))
                .map(line -> line.path("line").asText() + " " + line.path("field").asText()))
        .containsExactlyInAnyOrder(
            "1 recording.file",
            "2 recording.file",
            "3 recording.file",
            "4 recording.file",
            "5 recording.size",
            "6 recording.file",
            "7 recording.file",
            "8 recording.file");
    assertThat(stand.recordings(tenant)).isEmpty();
    assertThat(stand.items(tenant)).isEmpty();
  }

  // Bad records

  @Test
  void import_badRecords_areAllNamedAndKeptAndStopNoGoodOnes(@TempDir Path folder)
      throws IOException {
    String tenant = Stand.newTenant();
    String wrong =
        call(
            "w",
            ",\"duration\":1.5,\"agent_id\":7,\"metadata\":[],\"colour\":1,"
                + "\"transcript_segments\":[{\"speaker\":\"agent\",\"text\":\"x\",\"start_time\":0},"
                + "{\"speaker\":1,\"text\":\"x\",\"start_time\":1e200,\"end_time\":2}]");
    String[] bad = {
      wrong,
      "{\"id\":\"cut\",\"status\":\"comp",
      "{\"id\":\"open\",\"metadata\":{",
      "no json at all",
      "{\"id\":\"no/id\"}",
      call("twice", ",\"status\":\"busy\""),
      "[]",
      call("half", ",\"call_summary\":\"\\ud800\""),
      call("deep", ",\"metadata\":" + "{\"a\":".repeat(31) + "1" + "}".repeat(31)),
      call("nameless", ",\"metadata\":{\"\":1}"),
      call("long", ",\"metadata\":{\"n\":1" + "0".repeat(38) + "1}"),
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bad.length; i++) {
      text.append(bad[i]).append('\n').append(call("good" + i)).append('\n');
    }
    write(folder, "calls.jsonl", text.toString());

    Result result =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "bad.jsonl", "--json", "calls.jsonl");

    assertThat(result.exitCode()).isEqualTo(1);
    assertCounts(result, bad.length, bad.length);
    assertThat(stand.calls(tenant)).isEqualTo(bad.length);
    assertThat(Files.readAllLines(folder.resolve("bad.jsonl"))).containsExactly(bad);
    assertThat(
            result.lines().stream()
                .filter(line -> line.has("field") && line.path("line").asLong() == 1)
                .map(line -> line.path("field").asText()))
        .containsExactlyInAnyOrder(
            "duration",
            "agent_id",
            "metadata",
            "colour",
            "transcript_segments[0].end_time",
            "transcript_segments[1].speaker",
            "transcript_segments[1].start_time");
    assertThat(
            result.lines().stream()
                .filter(line -> line.has("field"))
                .map(line -> line.path("line").asLong())
                .distinct())
        .containsExactly(1L, 3L, 5L, 7L, 9L, 11L, 13L, 15L, 17L, 19L, 21L);
  }

  @Test
  void import_faultInAPrettyRecord_isNamedByItsOwnLine(@TempDir Path folder) throws IOException {
    write(
        folder,
        "call.json",
        """

        {
          "id": "a",
          "created_at": "yesterday",
          "metadata": {"b": [1,
            1e999]}
        }
        """);

    Result result = stand.shell(folder).run("import", "--tenant", Stand.newTenant(), "call.json");

    assertThat(result.err())
        .contains("call.json:4: created_at must be a timestamp")
        .contains("call.json:6: metadata.b[1] must be a number of up to 38 digits")
        .contains("call.json:2: status is missing");
  }

  @Test
  void import_sameIdTwice_takesTheFirst(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    write(folder, "a.jsonl", call("x", ",\"sentiment\":\"first\"") + "\n" + call("y") + "\n");
    write(folder, "b.jsonl", call("z") + "\n" + call("x", ",\"sentiment\":\"second\""));

    Result result =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "r", "--json", "a.jsonl", "b.jsonl");

    assertCounts(result, 3, 1);
    assertThat(result.out()).contains("is there already, in line 1 of a.jsonl");
    assertThat(stand.call(tenant, "x").path("sentiment").textValue()).isEqualTo("first");
    assertThat(Files.readString(folder.resolve("r"))).contains("second");
  }

  @Test
  void import_tooLarge_isRefusedAndKept(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String summary = call("summary", ",\"call_summary\":\"" + "x".repeat(410_000) + "\"");
    String record = call("record", ",\"call_summary\":\"" + "y".repeat(17 << 20) + "\"");
    byte[] noise = new byte[600_000];
    new Random(1).nextBytes(noise);
    String segment =
        call(
            "segment",
            ",\"transcript_segments\":[{\"speaker\":\"a\",\"text\":\""
                + Base64.getEncoder().encodeToString(noise)
                + "\",\"start_time\":0,\"end_time\":1}]");
    write(folder, "calls.jsonl", String.join("\n", summary, record, call("fits"), segment) + "\n");

    Result result =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "r", "--json", "calls.jsonl");

    assertCounts(result, 1, 3);
    assertThat(Files.readAllLines(folder.resolve("r")))
        .containsExactlyInAnyOrder(summary, record, segment);
    assertThat(stand.calls(tenant)).isEqualTo(1);
  }

  @Test
  void import_truncatedGzip_putsInWhatIsWhole(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(Generated.calls(200).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("calls.gz"), Arrays.copyOf(gzip.toByteArray(), gzip.size() / 2));

    Result result = stand.shell(folder).run("import", "--tenant", tenant, "--json", "calls.gz");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("gzip data");
    assertThat(stand.calls(tenant)).isPositive().isEqualTo(result.last().path("written").asLong());
  }

  @Test
  void import_rejectsOnAFullDisk_stopsAndLosesNothing(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String good = Generated.calls(30);
    write(folder, "calls.jsonl", good + "broken\n" + call("after") + "\n");

    Result full =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "/dev/full", "--json", "calls.jsonl");

    assertThat(full.exitCode()).isEqualTo(4);
    assertThat(full.err()).contains("/dev/full");
    assertThat(stand.calls(tenant)).isLessThanOrEqualTo(30);

    Result again =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "r", "--json", "calls.jsonl");
    assertCounts(again, 31, 1);
    assertThat(Files.readString(folder.resolve("r"))).isEqualTo("broken\n");
    assertThat(stand.calls(tenant)).isEqualTo(31);
  }

  @Test
  void import_rejectsFileInUse_isRefused(@TempDir Path folder) throws IOException {
    write(folder, "calls.jsonl", call("a"));
    write(folder, "kept", "rejects of before");

    Result kept =
        stand.shell(folder).run("import", "--tenant", "t", "--rejects", "kept", "calls.jsonl");
    Result own =
        stand
            .shell(folder)
            .run("import", "--tenant", "t", "--rejects", "calls.jsonl", "calls.jsonl");

    assertThat(kept.exitCode()).isEqualTo(4);
    assertThat(Files.readString(folder.resolve("kept"))).isEqualTo("rejects of before");
    assertThat(own.exitCode()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("calls.jsonl"))).isEqualTo(call("a"));
  }

  // Tombstones

  @Test
  void import_erasedCall_isLeftErasedUnlessRevived(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    write(folder, "calls.jsonl", call("a", ",\"sentiment\":\"mixed\"") + "\n" + call("b"));
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");
    stand.shell(folder).run("erase", "--tenant", tenant, "--yes", "a");

    Result left =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--rejects", "r", "--json", "calls.jsonl");

    assertThat(left.exitCode()).isZero();
    assertCounts(left, 1, 0);
    assertThat(left.last().path("left_erased").asLong()).isEqualTo(1);
    assertThat(left.err()).contains("calls.jsonl:1").contains("--revive");
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(404);
    assertThat(Files.size(folder.resolve("r"))).isZero();

    Result revived =
        stand.shell(folder).run("import", "--tenant", tenant, "--revive", "--json", "calls.jsonl");

    assertCounts(revived, 2, 0);
    assertThat(stand.call(tenant, "a").path("sentiment").textValue()).isEqualTo("mixed");
  }

  @Test
  void import_tombstone_erasesNoCallThatIsThere(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String tombstone = "{\"id\":\"%s\",\"deleted_at\":\"2024-03-01T00:00:00Z\"}";
    write(folder, "live.jsonl", call("a"));
    write(folder, "gone.jsonl", tombstone.formatted("a") + "\n" + tombstone.formatted("b"));
    stand.shell(folder).run("import", "--tenant", tenant, "live.jsonl");

    Result result = stand.shell(folder).run("import", "--tenant", tenant, "--json", "gone.jsonl");

    assertCounts(result, 1, 1);
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(200);
    assertThat(stand.get(tenant, "/v1/calls/b/recording").statusCode()).isEqualTo(410);
  }
}
