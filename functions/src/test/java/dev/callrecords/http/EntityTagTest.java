package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallField;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Selection;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityTagTest {

  private static final Selection STATUS = new Selection(Set.of(CallField.STATUS));
  private static final RecordingLink LINK =
      new RecordingLink(
          "https://example.com/?token=xyz", Instant.parse("2026-11-22T14:05:09Z"), 60);

  @Test
  void ofCall_sameCall_isTheSameWeakTag() {
    assertThat(whole(Samples.call()))
        .isEqualTo(whole(Samples.call()))
        .matches("W/\"[0-9a-f]{16}\"");
  }

  static Stream<Call> otherCalls() {
    return Stream.of(
        change(CallField.ID),
        change(CallField.AGENT_ID),
        change(CallField.FROM_NUMBER),
        change(CallField.TO_NUMBER),
        change(CallField.DIRECTION),
        change(CallField.STATUS),
        change(CallField.DURATION),
        change(CallField.SENTIMENT),
        change(CallField.CALL_SUMMARY),
        change(CallField.METADATA),
        change(CallField.STARTED_AT),
        change(CallField.ENDED_AT),
        change(CallField.CREATED_AT),
        Samples.call().withTranscript(Transcript.empty()),
        Samples.call().withTranscript(Transcript.ofPlainText(Samples.TRANSCRIPT_TEXT)),
        segment("caller", "Hi.", "0.5", "5.2"),
        segment("agent", "Hi!", "0.5", "5.2"),
        segment("agent", "Hi.", "0.6", "5.2"),
        segment("agent", "Hi.", "0.5", "5.3"),
        segment("agentH", "i.", "0.5", "5.2"),
        Samples.call().withRecording(Recording.Unplayable.PENDING),
        Samples.call().withRecording(Recording.Unplayable.NONE),
        Samples.call().withRecording(Recording.Unplayable.FAILED),
        Samples.call().withRecording(Recording.Unplayable.DELETED),
        Samples.call().withRecording(Recording.Unplayable.UNKNOWN),
        Samples.call().withRecording(Samples.AVAILABLE.at("other", 1)));
  }

  @ParameterizedTest
  @MethodSource("otherCalls")
  void ofCall_anyChange_differs(Call other) {
    assertThat(whole(other)).isNotEqualTo(whole(Samples.call()));
  }

  @Test
  void ofCall_manyChanges_allDiffer() {
    List<String> tags = otherCalls().map(EntityTagTest::whole).toList();

    assertThat(new HashSet<>(tags)).hasSameSizeAs(tags);
  }

  static Stream<Map<String, @Nullable Object>> metadata() {
    return Stream.of(
        Map.of(),
        Map.of("a", "1"),
        Map.of("a", new BigDecimal("1")),
        Map.of("a", new BigDecimal("10")),
        Map.of("a", true),
        Map.of("a", false),
        new LinkedHashMap<>(java.util.Collections.singletonMap("a", null)),
        Map.of("a", ""),
        Map.of("a", List.of()),
        Map.of("a", Map.of()),
        Map.of("a", List.of("1")),
        Map.of("a", List.of("1", "2")),
        Map.of("a", List.of("2", "1")),
        Map.of("a", List.of(List.of("1"), "2")),
        Map.of("a", List.of(List.of("1", "2"))),
        Map.of("a", Arrays.asList("1", null)),
        Map.of("a", Map.of("1", "2")),
        Map.of("a", "1", "2", Map.of()));
  }

  @Test
  void ofCall_otherMetadata_differs() {
    List<String> tags = metadata().map(map -> whole(Samples.callWithMetadata(map))).toList();

    assertThat(new HashSet<>(tags)).hasSameSizeAs(tags);
  }

  @Test
  void ofCall_recordingBecomesAvailable_differsOnlyWhereALinkIsWantedAndAllowed() {
    Call pending = Samples.call().withRecording(Recording.Unplayable.PENDING);
    Call available = Samples.call();

    assertThat(ofCall(pending, Selection.everything(), true))
        .isNotEqualTo(ofCall(available, Selection.everything(), true));
    assertThat(ofCall(pending, Selection.everything(), false))
        .isEqualTo(ofCall(available, Selection.everything(), false));
    assertThat(ofCall(pending, STATUS, true)).isEqualTo(ofCall(available, STATUS, true));
  }

  @Test
  void ofCall_keyWithoutRecordingsRead_differs() {
    assertThat(ofCall(Samples.minimalCall(), Selection.everything(), false))
        .isNotEqualTo(ofCall(Samples.minimalCall(), Selection.everything(), true));
  }

  @ParameterizedTest
  @EnumSource
  void ofCall_otherFields_differs(CallField field) {
    EnumSet<CallField> rest = EnumSet.allOf(CallField.class);
    rest.remove(field);

    assertThat(ofCall(Samples.minimalCall(), new Selection(rest), true))
        .isNotEqualTo(whole(Samples.minimalCall()));
  }

  @Test
  void ofCall_changeOfAFieldNotChosen_isTheSame() {
    assertThat(ofCall(change(CallField.CALL_SUMMARY), STATUS, true))
        .isEqualTo(ofCall(Samples.call(), STATUS, true));
  }

  @ParameterizedTest
  @EnumSource(
      value = CallField.class,
      names = {"RECORDING_URL", "RECORDING_URL_EXPIRES_AT"})
  void ofCall_partOfTheLinkAndOneMoreField_differs(CallField field) {
    Selection one = new Selection(Set.of(field, CallField.STATUS));
    Selection both =
        new Selection(
            Set.of(CallField.RECORDING_URL, CallField.RECORDING_URL_EXPIRES_AT, CallField.STATUS));

    assertThat(ofCall(Samples.call(), one, true))
        .isNotEqualTo(ofCall(Samples.call(), both, true))
        .isNotEqualTo(ofCall(Samples.call(), STATUS, true));
  }

  static Stream<Selection> selectionsWithLink() {
    return Stream.of(
        Selection.everything(),
        new Selection(Set.of(CallField.RECORDING_URL)),
        new Selection(Set.of(CallField.RECORDING_URL_EXPIRES_AT, CallField.STATUS)),
        new Selection(Set.of(CallField.ID, CallField.RECORDING_URL)));
  }

  @ParameterizedTest
  @MethodSource("selectionsWithLink")
  void ofCall_otherLink_isTheSame(Selection selection) {
    RecordingLink later =
        new RecordingLink("https://example.com/longer/than/before", Instant.EPOCH, 60);

    assertThat(ofCall(Samples.call(), later, selection, true))
        .isEqualTo(ofCall(Samples.call(), LINK, selection, true));
    assertThat(new String(body(later, selection), StandardCharsets.UTF_8))
        .isNotEqualTo(new String(body(LINK, selection), StandardCharsets.UTF_8));
  }

  @Test
  void ofPage_samePage_isTheSameStrongTag() {
    assertThat(page(TranscriptFormat.VTT, 1, false, "text"))
        .isEqualTo(page(TranscriptFormat.VTT, 1, false, "text"))
        .matches("\"[0-9a-f]{16}\"");
  }

  @Test
  void ofPage_otherFormPageCodingOrBytes_differs() {
    List<String> tags =
        List.of(
            page(TranscriptFormat.VTT, 1, false, "text"),
            page(TranscriptFormat.SRT, 1, false, "text"),
            page(TranscriptFormat.VTT, 2, false, "text"),
            page(TranscriptFormat.VTT, 1, true, "text"),
            page(TranscriptFormat.VTT, 1, false, "text."));

    assertThat(new HashSet<>(tags)).hasSameSizeAs(tags);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"v1\"",
        "W/\"v1\"",
        "*",
        " * ",
        "\"v0\", \"v1\"",
        "\"v0\",W/\"v1\"",
        "W/\"v1\" , \"v2\"",
        ",, \"v1\" ,",
        "\"a,b\",\"v1\"",
        "garbage, \"v1\""
      })
  void matches_headerWithTheTag_isTrue(String header) {
    assertThat(new EntityTag(true, "v1").matches(header)).isTrue();
    assertThat(new EntityTag(false, "v1").matches(header)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "v1",
        "W/v1",
        "\"v1",
        "v1\"",
        "\"V1\"",
        "\"v1 \"",
        "\"v12\"",
        "\"v1-gzip\"",
        "\"*\"",
        "**",
        "'v1'",
        "\"W/v1\""
      })
  void matches_headerWithoutTheTag_isFalse(String header) {
    assertThat(new EntityTag(true, "v1").matches(header)).isFalse();
    assertThat(new EntityTag(false, "v1").matches(header)).isFalse();
  }

  private static String whole(Call call) {
    return ofCall(call, Selection.everything(), true);
  }

  private static String ofCall(Call call, Selection selection, boolean mayHear) {
    boolean playable = mayHear && call.recording() instanceof Recording.Available;
    return ofCall(call, playable ? LINK : null, selection, mayHear);
  }

  private static String ofCall(
      Call call, @Nullable RecordingLink link, Selection selection, boolean mayHear) {
    Bodies.CallBody body = Bodies.call(call, link, selection.fields());
    return EntityTag.ofCall(body, selection, mayHear, call.recording()).header();
  }

  private static byte[] body(RecordingLink link, Selection selection) {
    return Bodies.call(Samples.call(), link, selection.fields()).bytes();
  }

  private static String page(TranscriptFormat format, int page, boolean compressed, String plain) {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return EntityTag.ofPage(format, page, compressed, bytes).header();
  }

  private static Call segment(String speaker, String text, String start, String end) {
    return Samples.call()
        .withTranscript(Transcript.of(List.of(Samples.segment(speaker, text, start, end))));
  }

  /** Returns the contract's call with another value of a field. */
  private static Call change(CallField field) {
    Call call = Samples.call();
    return new Call(
        field == CallField.ID ? new CallId("other") : call.id(),
        field == CallField.AGENT_ID ? null : call.agentId(),
        field == CallField.FROM_NUMBER ? "+16045551230" : call.fromNumber(),
        field == CallField.TO_NUMBER ? null : call.toNumber(),
        field == CallField.DIRECTION ? null : call.direction(),
        field == CallField.STATUS ? "failed" : call.status(),
        field == CallField.DURATION ? null : call.duration(),
        call.recording(),
        call.transcript(),
        field == CallField.SENTIMENT ? null : call.sentiment(),
        field == CallField.CALL_SUMMARY ? "" : call.summary(),
        field == CallField.METADATA ? Map.of() : call.metadata(),
        field == CallField.STARTED_AT ? null : call.startedAt(),
        field == CallField.ENDED_AT ? null : call.endedAt(),
        field == CallField.CREATED_AT ? Instant.EPOCH : call.createdAt());
  }
}
