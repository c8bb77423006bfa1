package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
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

final class CallVersionTest {

  private static final Selection STATUS = new Selection(Set.of(CallField.STATUS));

  @Test
  void of_sameCall_isTheSame22Characters() {
    assertThat(whole(Samples.call())).isEqualTo(whole(Samples.call())).matches("[\\w-]{22}");
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
  void of_callThatDiffersInAnything_differs(Call other) {
    assertThat(whole(other)).isNotEqualTo(whole(Samples.call()));
  }

  @Test
  void of_allCallsThatDiffer_differFromEachOther() {
    List<String> versions = otherCalls().map(CallVersionTest::whole).toList();

    assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
  }

  @Test
  void of_namesOfMetadataInAnyOrder_isTheSame() {
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    inner.put("x", "1");
    inner.put("y", null);
    Map<String, @Nullable Object> innerTurned = new LinkedHashMap<>();
    innerTurned.put("y", null);
    innerTurned.put("x", "1");
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("a", List.of(inner));
    one.put("b", true);
    Map<String, @Nullable Object> other = new LinkedHashMap<>();
    other.put("b", true);
    other.put("a", List.of(innerTurned));

    assertThat(whole(Samples.callWithMetadata(one)))
        .isEqualTo(whole(Samples.callWithMetadata(other)));
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
  void of_metadataThatDiffers_differs() {
    List<String> versions = metadata().map(map -> whole(Samples.callWithMetadata(map))).toList();

    assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
  }

  @Test
  void of_recordingBecomesAvailable_differsForWhoMayHearItAndWantsTheLink() {
    Call pending = Samples.call().withRecording(Recording.Unplayable.PENDING);
    Call available = Samples.call();

    assertThat(CallVersion.of(pending, Selection.everything(), true))
        .isNotEqualTo(CallVersion.of(available, Selection.everything(), true));
    assertThat(CallVersion.of(pending, Selection.everything(), false))
        .isEqualTo(CallVersion.of(available, Selection.everything(), false));
    assertThat(CallVersion.of(pending, STATUS, true))
        .isEqualTo(CallVersion.of(available, STATUS, true));
  }

  @Test
  void of_keyThatMayNotHear_differs() {
    assertThat(CallVersion.of(Samples.minimalCall(), Selection.everything(), false))
        .isNotEqualTo(CallVersion.of(Samples.minimalCall(), Selection.everything(), true));
  }

  @ParameterizedTest
  @EnumSource
  void of_otherFieldsChosen_differs(CallField field) {
    EnumSet<CallField> rest = EnumSet.allOf(CallField.class);
    rest.remove(field);

    assertThat(CallVersion.of(Samples.minimalCall(), new Selection(rest), true))
        .isNotEqualTo(whole(Samples.minimalCall()));
  }

  @Test
  void of_fieldThatIsNotChosenChanges_isTheSame() {
    assertThat(CallVersion.of(change(CallField.CALL_SUMMARY), STATUS, true))
        .isEqualTo(CallVersion.of(Samples.call(), STATUS, true));
  }

  private static String whole(Call call) {
    return CallVersion.of(call, Selection.everything(), true);
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
