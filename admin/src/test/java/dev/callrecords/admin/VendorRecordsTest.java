package dev.callrecords.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.admin.formats.VendorFormat;
import dev.callrecords.domain.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of platforms in an import: which they are, and what is wrong where. */
final class VendorRecordsTest {

  private static final RecordFormat AUTO = new VendorRecords(null, Map.of(), Map.of());
  private static final String RETELL =
      "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"%s\",\"call_status\":\"ended\","
          + "\"start_timestamp\":1790841600000%s}}";

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static CallDocument.Live read(RecordFormat format, String record) {
    return (CallDocument.Live) format.read(record.getBytes(StandardCharsets.UTF_8)).document();
  }

  private static VendorRecords retell(Map<String, String> metadata) {
    return new VendorRecords(VendorFormat.RETELL, Map.of(), metadata);
  }

  @Test
  void run_arrayLinesAndObject_areAllRead() throws IOException {
    Path array =
        file("array.json", "[" + RETELL.formatted("a", "") + "," + RETELL.formatted("b", "") + "]");
    Path lines =
        file("lines.jsonl", RETELL.formatted("c", "") + "\n" + RETELL.formatted("d", "") + "\n");
    Path object = file("object.json", RETELL.formatted("e", "").replace(",", ",\n"));

    DryRun run = DryRun.in(AUTO, array, lines, object);

    assertThat(run.faults).isEmpty();
    assertThat(run.written()).isEqualTo(5);
  }

  @Test
  void run_auto_tellsFormatsApart() throws IOException {
    Path lines =
        file(
            "mixed.jsonl",
            RETELL.formatted("a", "")
                + """

                {"call_id":"p","started_at":"2026-10-01T08:00:00Z","turns":[]}
                {"id":"x","status":"completed"}
                """);

    DryRun run = DryRun.in(AUTO, lines);

    assertThat(run.written()).isEqualTo(2);
    assertThat(run.faults)
        .singleElement()
        .asString()
        .startsWith("3: looks like no document of vapi, retell, elevenlabs, bland,");
  }

  @Test
  void run_faults_haveTheirLineAndPointerAndStopNoOther() throws IOException {
    Path lines =
        file(
            "calls.json",
            "["
                + RETELL.formatted("a", ",\n\"metadata\":7,\n\"duration_ms\":\"x\"")
                + ",\n"
                + RETELL.formatted("b", "")
                + "]");

    DryRun run = DryRun.in(retell(Map.of()), lines);

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.faults)
        .containsExactlyInAnyOrder(
            "2: /call/metadata must be an object", "3: /call/duration_ms must be a number");
  }

  @Test
  void run_faultOfTheCallDocument_isNamedByItsPlaceAtThePlatform() throws IOException {
    Path missing =
        file("missing.json", "{\"call_id\":\"a\",\n\"call_status\":null,\"transcript_object\":[]}");
    Path half =
        file(
            "half.json",
            RETELL.formatted(
                "b",
                """
                ,
                "transcript_object":[
                {"role":"user","content":"\\ud800","words":[]}]\
                """));

    DryRun run = DryRun.in(retell(Map.of()), missing, half);

    assertThat(run.faults)
        .containsExactlyInAnyOrder(
            "2: /call_status as status is missing",
            "1: /start_timestamp as created_at is missing",
            "3: /call/transcript_object/0 as transcript_segments[0].text must be whole Unicode: it"
                + " has half of a surrogate pair");
  }

  @Test
  void run_anotherPlatform_isNamed() throws IOException {
    Path started =
        file("started.json", "{\"event\":\"call_started\",\"call\":{\"call_id\":\"a\"}}");

    assertThat(DryRun.in(AUTO, started).faults)
        .containsExactly("1: looks like Retell's call_started; import call_analyzed");
    assertThat(DryRun.in(new VendorRecords(VendorFormat.VAPI, Map.of(), Map.of()), started).faults)
        .containsExactly("1: looks like Retell's call_started: import it as retell, not as vapi");
  }

  @Test
  void run_sameCallTwice_isNoFault() throws IOException {
    Path lines = file("twice.jsonl", RETELL.formatted("a", "") + "\n" + RETELL.formatted("a", ""));

    assertThat(DryRun.in(AUTO, lines).faults).isEmpty();
  }

  @Test
  void run_audioBesideADocument_isFoundByTheId() throws IOException {
    Path call =
        file(
            "call.json", RETELL.formatted("a", ",\"recording_url\":\"https://example.com/a.wav\""));
    Files.write(folder.resolve("a.wav"), new byte[0]);

    assertThat(DryRun.in(AUTO, call).faults)
        .singleElement()
        .asString()
        .contains("recording.file has no sound");
  }

  @Test
  void read_metadata_isAddedToThatOfTheDocument() {
    CallDocument.Live live =
        read(
            retell(Map.of("batch", "7", "lead", "ours")),
            RETELL.formatted("a", ",\"metadata\":{\"lead\":\"theirs\",\"x\":1}"));

    assertThat(live.call().metadata())
        .containsEntry("batch", "7")
        .containsEntry("lead", "ours")
        .containsKeys("x", "vendor");
  }

  @Test
  void read_recordingUrl_isPendingAndBesideTheDocument() {
    RecordFormat.Imported imported =
        AUTO.read(
            RETELL
                .formatted("a", ",\"recording_url\":\"https://example.com/a\"")
                .getBytes(StandardCharsets.UTF_8));

    assertThat(imported.isPartial()).isTrue();
    assertThat(imported.recordingUrl()).isEqualTo("https://example.com/a");
    assertThat(((CallDocument.Live) imported.document()).call().recording())
        .isEqualTo(Recording.Unplayable.PENDING);
  }

  // A transcript in another file

  private static final String DEEPGRAM =
      "{\"metadata\":{\"request_id\":\"d\"},\"results\":{\"channels\":[],\"utterances\":["
          + "{\"speaker\":0,\"start\":0.5,\"end\":1,\"transcript\":\"Hi.\"}]}}";
  private static final String CALL =
      "{\"id\":\"a\",\"status\":\"completed\",\"created_at\":\"2026-10-01T08:00:00Z\"}";

  @Test
  void withTranscript_call_hasTheTurns() throws IOException {
    RecordFormat format =
        new VendorRecords(null, Map.of("0", "agent"), Map.of())
            .withTranscript(file("deepgram.json", DEEPGRAM));

    assertThat(read(format, CALL).call().transcript().text()).isEqualTo("Agent: Hi.");
  }

  @Test
  void withTranscript_faults_nameTheFileAndThePlaceOrTheField() throws IOException {
    Path transcript = file("deepgram.json", DEEPGRAM);
    RecordFormat noWord =
        new VendorRecords(VendorFormat.DEEPGRAM, Map.of(), Map.of()).withTranscript(transcript);
    RecordFormat format =
        new VendorRecords(VendorFormat.DEEPGRAM, Map.of("0", "agent"), Map.of())
            .withTranscript(transcript);
    RecordFormat broken =
        new VendorRecords(VendorFormat.DEEPGRAM, Map.of(), Map.of())
            .withTranscript(file("broken.json", "{"));

    assertThatThrownBy(() -> read(noWord, CALL))
        .isInstanceOf(InvalidCallException.class)
        .hasMessage(
            "has a transcript, %s: /results/utterances/0 is spoken by 0: say who that is, such as"
                + " 0=agent",
            transcript);
    assertThatThrownBy(() -> read(format, CALL.replace("status", "state")))
        .hasMessageContaining("state is no field of a call, and would be lost")
        .hasMessageContaining("status is missing");
    assertThatThrownBy(() -> read(broken, CALL))
        .hasMessageContaining("broken.json, that is not one object of JSON");
    assertThatThrownBy(() -> read(format, "[]")).hasMessage("is not one object of JSON");
  }

  @Test
  void withTranscript_noFile_throws() {
    VendorRecords records = new VendorRecords(null, Map.of(), Map.of());

    assertThatThrownBy(() -> records.withTranscript(folder.resolve("none.json")))
        .isInstanceOf(LocalFileException.class);
  }
}
