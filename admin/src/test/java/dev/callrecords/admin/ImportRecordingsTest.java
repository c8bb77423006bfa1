package dev.callrecords.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Recordings in an import: links of the API, and audio beside a call. */
final class ImportRecordingsTest {

  private static final String CALL =
      "{\"id\":\"a\",\"status\":\"completed\",\"created_at\":\"2024-01-15T10:30:00Z\"%s}";
  private static final String LINK = ",\"recording_url\":\"https://example.com/a.wav?token=x\"";

  @TempDir private Path folder;

  private Path call(String more) throws IOException {
    return Files.writeString(folder.resolve("calls.json"), CALL.formatted(more));
  }

  private void audio(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the item of a call with a recording in a state. */
  private static List<Map<String, AttributeValue>> stored(String status) throws IOException {
    CallDocument.Live live = (CallDocument.Live) CallDocument.parse(bytes(CALL.formatted("")));
    Map<String, AttributeValue> item =
        new LinkedHashMap<>(CallItem.write(new TenantId("t"), live.call(), 0));
    item.put(
        CallItem.RECORDING, AttributeValue.fromM(Map.of("status", AttributeValue.fromS(status))));
    return List.of(item);
  }

  // The link of the API

  @Test
  void run_linkAndNothingStored_saysThatTheRecordingIsNotPutIn() throws IOException {
    DryRun run = DryRun.of(call(LINK));

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.notes)
        .singleElement()
        .asString()
        .startsWith("1: recording_url cannot be put in, and no recording is stored");
  }

  @ParameterizedTest
  @ValueSource(strings = {"available", "pending", "failed", "deleted"})
  void run_linkAndARecordingStored_saysThatItStays(String status) throws IOException {
    DryRun run = DryRun.over(stored(status), call(LINK));

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.notes)
        .containsExactly(
            "1: recording_url cannot be put in: the recording stays as stored, " + status);
  }

  @Test
  void run_noLinkOrWithStateOrAudio_saysNothing() throws IOException {
    assertThat(DryRun.of(call(",\"recording_url\":null")).notes).isEmpty();
    assertThat(DryRun.of(call("")).notes).isEmpty();
    assertThat(DryRun.of(call(LINK + ",\"recording\":{\"status\":\"none\"}")).notes).isEmpty();
    audio("a.wav", new CallGenerator(1).wav(0));
    assertThat(DryRun.of(call(LINK)).notes).isEmpty();
  }

  @Test
  void run_storedStateThatIsNotKnown_isAFault() throws IOException {
    assertThat(DryRun.over(stored("archived"), call("")).faults)
        .containsExactly(
            "1: recording is stored in a state that this version does not know: say what it is");
  }

  // Audio without sound

  private static byte[] wav(int declared, byte[] sound) {
    byte[] whole = new CallGenerator(1).wav(0);
    return little(44 + sound.length).put(whole, 0, 40).putInt(declared).put(sound).array();
  }

  private static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(bytes(type))
        .put(content)
        .array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] page(long granule, int bytes) {
    return little(28 + bytes)
        .put(bytes("OggS"))
        .putShort((short) 0)
        .putLong(granule)
        .put(26, (byte) 1)
        .put(27, (byte) bytes)
        .array();
  }

  private static byte[] id3(int bytes) {
    return ByteBuffer.allocate(10 + bytes)
        .put(bytes("ID3"))
        .put(6, new byte[] {0, 0, (byte) (bytes >> 7), (byte) (bytes & 0x7F)})
        .array();
  }

  private void assertSound(String name, byte[] content) throws IOException {
    assertThat(faults(name, content)).as(name + " of " + content.length).isEmpty();
  }

  private void assertNoSound(String name, byte[] content) throws IOException {
    String problem = content.length == 0 ? "empty" : "no more than the header of a recording";
    assertThat(faults(name, content))
        .as(name + " of " + content.length)
        .containsExactly(
            "1: recording.file has no sound: %s is %s".formatted(folder.resolve(name), problem));
  }

  private List<String> faults(String name, byte[] content) throws IOException {
    audio(name, content);
    List<String> faults = DryRun.of(call("")).faults;
    Files.delete(folder.resolve(name));
    return faults;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.wav", "a.mp3", "a.ogg", "a.m4a"})
  void run_emptyAudio_isAFault(String name) throws IOException {
    assertNoSound(name, new byte[0]);
    assertSound(name, bytes("whatever"));
  }

  @Test
  void run_headerOfWav_isAFault() throws IOException {
    byte[] sound = new byte[100];
    byte[] list = join(bytes("LIST"), little(8).putInt(4).putInt(0).array());

    assertNoSound("a.wav", wav(0, new byte[0]));
    assertNoSound("a.wav", wav(8000, new byte[0]));
    assertNoSound("a.wav", wav(0, list));
    assertNoSound("a.wav", Arrays.copyOf(wav(0, new byte[0]), 36));
    assertNoSound("a.wav", Arrays.copyOf(wav(0, new byte[0]), 10));
    assertSound("a.wav", wav(100, sound));
    assertSound("a.wav", wav(0, bytes("sound that a stopped recorder wrote")));
    assertSound("a.wav", wav(-1, sound));
    assertSound("a.wav", new CallGenerator(1).wav(0));
  }

  @Test
  void run_headerOfOgg_isAFault() throws IOException {
    assertNoSound("a.ogg", join(page(0, 19), page(0, 200)));
    assertSound("a.ogg", join(page(0, 19), page(0, 200), page(960, 100)));
    assertSound("a.ogg", join(page(0, 19), page(0, 200), page(-1, 100), page(48_000, 100)));
  }

  @Test
  void run_headerOfMp4_isAFault() throws IOException {
    byte[] type = box("ftyp", bytes("M4A isom"));
    byte[] large =
        ByteBuffer.allocate(20).putInt(1).put(bytes("mdat")).putLong(20).putInt(7).array();

    assertNoSound("a.m4a", join(type, box("moov", new byte[50])));
    assertNoSound("a.m4a", join(type, box("mdat", new byte[0]), box("moov", new byte[50])));
    assertNoSound("a.m4a", join(type, Arrays.copyOf(box("moov", new byte[50]), 20)));
    assertSound("a.m4a", join(type, box("moov", new byte[50]), box("mdat", new byte[5])));
    assertSound("a.m4a", join(type, large));
    assertSound("a.m4a", join(type, ByteBuffer.allocate(12).putInt(0).put(bytes("mdat")).array()));
  }

  @Test
  void run_tagsOfMp3_areAFault() throws IOException {
    byte[] oldTag = Arrays.copyOf(bytes("TAG"), 128);

    assertNoSound("a.mp3", id3(300));
    assertNoSound("a.mp3", join(id3(300), oldTag));
    assertSound("a.mp3", join(id3(300), new byte[] {(byte) 0xFF, (byte) 0xFB, 0, 0}));
  }

  @Test
  void run_namedAudioWithoutSound_isAFault() throws IOException {
    audio("b.wav", wav(0, new byte[0]));

    DryRun run = DryRun.of(call(",\"recording\":{\"status\":\"available\",\"file\":\"b.wav\"}"));

    assertThat(run.written()).isZero();
    assertThat(run.faults)
        .singleElement()
        .asString()
        .contains("has no sound: ", "b.wav is no more");
  }

  // Names

  @ParameterizedTest
  @ValueSource(strings = {"a.opus", "a.OPUS", "a.flac", "a.aac", "a.amr", "a.webm"})
  void run_audioOfAnotherFormatBesideTheCall_isNamed(String name) throws IOException {
    assertThat(faults(name, bytes("sound")))
        .containsExactly(
            "1: recording.file is missing, and beside the call lies "
                + name
                + ", which is no .wav, .mp3, .ogg or .m4a file: convert it, or move it away");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.WAV", "a.Mp3", "a.OGG", "a.M4A"})
  void run_audioWithOtherLettersInItsName_isPutIn(String name) throws IOException {
    audio(name, bytes("sound"));

    DryRun run = DryRun.of(call(",\"recording\":{\"status\":\"available\"}"));

    assertThat(run.faults).isEmpty();
    assertThat(run.written()).isEqualTo(1);
  }

  @Test
  void run_severalAudioFilesBesideTheCall_areNamed() throws IOException {
    audio("a.mp3", bytes("sound"));
    audio("a.opus", bytes("sound"));

    assertThat(faults("a.wav", bytes("sound")))
        .containsExactly(
            "1: recording.file is missing, and beside the call lie a.wav and a.mp3 and a.opus: name"
                + " one of them, or move the others away");
  }

  @Test
  void run_otherFilesBesideTheCall_areNoAudio() throws IOException {
    for (String name : List.of("a.json", "a.txt", "a", "b.opus", "aa.WAV", "a.b.opus", ".opus")) {
      audio(name, bytes("text"));
    }

    assertThat(DryRun.of(call("")).faults).isEmpty();
  }

  @Test
  void run_stateWithoutAudio_doesNotLookBesideTheCall() throws IOException {
    audio("a.opus", bytes("sound"));

    assertThat(DryRun.of(call(",\"recording\":{\"status\":\"pending\"}")).faults).isEmpty();
  }
}
