package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class ExportTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int CALLS = 50;

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20240115, -7})
  void export_imported_exportsTheSameAgain(long seed, @TempDir Path folder) throws IOException {
    String first = Stand.newTenant();
    String second = Stand.newTenant();
    Path audio = Files.createDirectory(folder.resolve("made"));
    StringBuilder made = new StringBuilder();
    Random random = new Random(seed);
    for (int i = 0; i < CALLS; i++) {
      made.append(document("c" + i, random, audio)).append('\n');
    }
    Files.writeString(folder.resolve("made.jsonl"), made);
    Result put =
        stand
            .shell(folder)
            .run("import", "--tenant", first, "--recordings", "made", "--json", "made.jsonl");
    assertThat(put.exitCode()).as(put.toString()).isZero();

    Result once = export(folder, first, "one");
    Files.writeString(folder.resolve("once.jsonl"), once.out());
    Result again =
        stand
            .shell(folder)
            .run("import", "--tenant", second, "--recordings", "one", "--json", "once.jsonl");
    assertThat(again.exitCode()).as(again.toString()).isZero();
    Result twice = export(folder, second, "two");

    assertThat(once.lines()).hasSize(CALLS);
    assertThat(twice.lines()).containsExactlyInAnyOrderElementsOf(once.lines());
    try (Stream<Path> files = Files.list(folder.resolve("one"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(folder.resolve("two").resolve(file.getFileName()))
                  .hasSameBinaryContentAs(file));
    }
    for (int i = 0; i < CALLS; i += 10) {
      assertThat(stand.call(second, "c" + i)).isEqualTo(stand.call(first, "c" + i));
    }
  }

  @Test
  void export_ids_areInTheirOrder(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(30));
    List<String> ids =
        Shell.lines(Generated.calls(30)).stream().map(call -> call.path("id").asText()).toList();
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");

    Result result =
        stand
            .shell(folder)
            .run("export", "--tenant", tenant, "--json", ids.get(7), "missing", ids.get(2));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.lines().stream().map(call -> call.path("id").asText()))
        .containsExactly(ids.get(7), ids.get(2));
    assertThat(result.err()).contains("missing");
  }

  /** GET says nothing of the recording's state: the rest is the same. */
  @Test
  void export_everyCall_isAsTheApiAnswers(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(25));
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");

    for (JsonNode line : export(folder, tenant, "none").lines()) {
      ((ObjectNode) line).remove("recording");
      assertThat(stand.call(tenant, line.path("id").asText())).isEqualTo(line);
    }
  }

  /** JSON can write half of a surrogate pair, as an escape; UTF-8 cannot. */
  @Test
  void export_halfASurrogatePairOfAnotherWriter_isAsAnsweredAndImported(@TempDir Path folder)
      throws IOException {
    String first = Stand.newTenant();
    String second = Stand.newTenant();
    putHalfPairs(first);

    Result exported = export(folder, first, "none");
    Files.writeString(folder.resolve("calls.jsonl"), exported.out());
    Result imported =
        stand.shell(folder).run("import", "--tenant", second, "--json", "calls.jsonl");

    assertThat(imported.exitCode()).as(imported.toString()).isZero();
    JsonNode call = exported.lines().getFirst();
    assertThat(call.at("/transcript_segments/0/speaker").textValue()).isEqualTo("a\uFFFD");
    ((ObjectNode) call).remove("recording");
    assertThat(stand.call(first, "half")).isEqualTo(call);
    for (String path :
        List.of(
            "",
            "/transcript?format=json",
            "/transcript?format=txt",
            "/transcript?format=vtt",
            "/transcript?format=srt",
            "/transcript?format=csv")) {
      HttpResponse<String> read = stand.get(first, "/v1/calls/half" + path);
      HttpResponse<String> again = stand.get(second, "/v1/calls/half" + path);
      assertThat(read.statusCode()).isEqualTo(200);
      assertThat(read.body())
          .contains("T\uFFFD\uFFFD!")
          .containsIgnoringCase("a\uFFFD")
          .doesNotContainIgnoringCase("\\ud83d");
      assertThat(again.body()).isEqualTo(read.body());
      assertThat(again.headers().firstValue("ETag"))
          .isPresent()
          .isEqualTo(read.headers().firstValue("ETag"));
    }
  }

  /** A compressible transcript fits its items, but exceeds the import's limit. */
  @Test
  void export_callLargerThanImportTakes_isSaidAndTheOthersAreExported(@TempDir Path folder)
      throws IOException {
    String tenant = Stand.newTenant();
    String segment =
        """
        {"speaker":"a","text":"%s","start_time":0,"end_time":1}\
        """
            .formatted("x".repeat(11_000_000));
    putCompressed(tenant, "large", "[" + segment + "," + segment + "]");
    putHalfPairs(tenant);

    Result result = export(folder, tenant, "none");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("large", "16777216 bytes");
    assertThat(result.lines()).singleElement().returns("half", call -> call.path("id").textValue());
  }

  private void putHalfPairs(String tenant) throws IOException {
    putCompressed(
        tenant,
        "half",
        """
        [{"speaker":"a\\uD83D","text":"T\\uDE00\\uD83D!","start_time":0,"end_time":1}]\
        """);
  }

  private void putCompressed(String tenant, String id, String json) throws IOException {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(segments)) {
      gzip.write(json.getBytes(StandardCharsets.UTF_8));
    }
    put(
        Map.of(
            "pk", AttributeValue.fromS(tenant + "#" + id),
            "sk", AttributeValue.fromS("transcript#000"),
            "segments", AttributeValue.fromB(SdkBytes.fromByteArray(segments.toByteArray()))));
    put(
        Map.of(
            "pk", AttributeValue.fromS(tenant + "#" + id),
            "sk", AttributeValue.fromS("call"),
            "status", AttributeValue.fromS("completed"),
            "created_at", AttributeValue.fromS("2024-01-15T10:30:00Z")));
  }

  private void put(Map<String, AttributeValue> item) {
    stand
        .deployment
        .dynamoDb()
        .putItem(put -> put.tableName(stand.deployment.callsTable()).item(item));
  }

  @Test
  void export_recordingThatIsGone_isSaid(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("a.wav"), "sound");
    Files.writeString(
        folder.resolve("calls.jsonl"),
        "{\"id\":\"a\",\"status\":\"completed\",\"created_at\":\"2024-01-15T10:30:00Z\"}");
    stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");
    stand
        .deployment
        .s3()
        .deleteObject(delete ->
            delete
                .bucket(stand.deployment.recordingsBucket())
                .key("recordings/" + tenant + "/a.wav"));

    Result result = export(folder, tenant, "audio");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("not in the bucket");
    assertThat(result.lines()).hasSize(1);
  }

  private Result export(Path folder, String tenant, String audio) {
    return stand
        .shell(folder)
        .run("export", "--tenant", tenant, "--json", "--recordings", audio, "--all");
  }

  // Made-up documents, stranger than those of `generate`

  private static String document(String id, Random random, Path audio) throws IOException {
    ObjectNode call = JSON.createObjectNode();
    call.put("id", id);
    if (random.nextInt(12) == 0) {
      return call.put("deleted_at", instant(random)).toString();
    }
    call.put("status", random.nextInt(4) == 0 ? text(random) : "completed");
    call.put("created_at", instant(random));
    for (String name :
        List.of("agent_id", "from_number", "to_number", "direction", "sentiment", "call_summary")) {
      if (random.nextBoolean()) {
        call.put(name, text(random));
      }
    }
    if (random.nextBoolean()) {
      call.put("duration", random.nextLong());
    }
    if (random.nextBoolean()) {
      call.put("started_at", instant(random));
      call.put("ended_at", instant(random));
    }
    if (random.nextInt(5) == 0) {
      call.put("delete_after", "2099-01-01T00:00:0" + random.nextInt(10) + "Z");
    }
    if (random.nextInt(3) == 0) {
      call.put("transcript", text(random));
    } else {
      ArrayNode segments = call.putArray("transcript_segments");
      int count = random.nextInt(10) == 0 ? 800 : random.nextInt(6);
      for (int i = 0; i < count; i++) {
        segments
            .addObject()
            .put("speaker", text(random))
            .put("text", text(random))
            .put("start_time", number(random))
            .put("end_time", number(random));
      }
    }
    call.set("metadata", map(random, 0));
    recording(call, id, random, audio);
    return call.toString();
  }

  private static void recording(ObjectNode call, String id, Random random, Path audio)
      throws IOException {
    int kind = random.nextInt(6);
    if (kind == 5) {
      return;
    }
    ObjectNode recording = call.putObject("recording");
    recording.put("status", List.of("available", "pending", "none", "failed", "deleted").get(kind));
    if (kind == 0) {
      String extension = List.of("wav", "mp3", "ogg", "m4a").get(random.nextInt(4));
      byte[] sound = new byte[random.nextInt(1, 3000)];
      random.nextBytes(sound);
      Files.write(audio.resolve(id + "." + extension), sound);
      if (random.nextBoolean()) {
        recording.put("content_type", "audio/x-" + extension);
        recording.put("duration", number(random));
      }
    }
  }

  private static ObjectNode map(Random random, int level) {
    ObjectNode map = JSON.createObjectNode();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      String name = text(random) + i;
      switch (random.nextInt(level > 4 ? 5 : 7)) {
        case 0 -> map.put(name, text(random));
        case 1 -> map.put(name, number(random));
        case 2 -> map.put(name, random.nextBoolean());
        case 3 -> map.putNull(name);
        case 4 -> map.putArray(name).add(text(random)).add(number(random)).addNull();
        case 5 -> map.set(name, map(random, level + 1));
        default -> map.putArray(name).add(map(random, level + 1));
      }
    }
    return map;
  }

  /** Any characters, of any length from none, and no half pairs. */
  private static String text(Random random) {
    return random
        .ints(random.nextInt(20), 1, 0x1FFFF)
        .filter(character -> character < 0xD800 || character > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static BigDecimal number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> BigDecimal.valueOf(random.nextInt(-50, 5000), 1);
      case 1 -> new BigDecimal(new BigInteger(120, random), random.nextInt(-60, 100));
      case 2 -> BigDecimal.ZERO;
      default -> BigDecimal.valueOf(random.nextLong());
    };
  }

  private static String instant(Random random) {
    return Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L), random.nextInt(1_000_000_000))
        .toString();
  }
}
