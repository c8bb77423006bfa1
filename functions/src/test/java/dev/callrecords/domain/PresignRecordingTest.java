package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.PresignRecording.Outcome;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import dev.callrecords.domain.RecordingStore.Stored;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresignRecordingTest {

  private static final Caller CALLER = Samples.caller(Scope.RECORDINGS_READ);

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeSigner signer = new FakeSigner();
  private final List<String> heads = new ArrayList<>();
  private Stored stored = new Stored.Playable(139244, null);

  @Test
  void presign_availableAndThere_isLinked() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign())
        .isEqualTo(
            new Outcome.Linked(
                Samples.CALL_ID,
                new RecordingLink(
                    "https://storage.example.com/" + Samples.RECORDING_KEY + "?token=xyz",
                    FakeSigner.NOW.plusSeconds(300),
                    300),
                "audio/wav",
                139244,
                new BigDecimal("8.7")));
    assertThat(heads).containsExactly(Samples.RECORDING_KEY);
  }

  @Test
  void presign_lifetimeAndDisposition_areHandedToTheSigner() {
    calls.with(Samples.TENANT, Samples.call());

    var _ = presign();

    assertThat(signer.signed())
        .containsExactly(
            new Terms(
                Duration.ofMinutes(5),
                null,
                Disposition.ATTACHMENT,
                Samples.CALL_ID + ".wav",
                "audio/wav"));
  }

  @Test
  void presign_size_isTheObjectsOwn() {
    stored = new Stored.Playable(7, null);
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign())
        .isInstanceOfSatisfying(
            Outcome.Linked.class, linked -> assertThat(linked.size()).isEqualTo(7));
  }

  @Test
  void presign_unknownTypeAndDuration_isLinkedAsBytesWithoutDuration() {
    String key = "recordings/acme-dental/audio";
    calls.with(
        Samples.TENANT,
        Samples.call(new Recording.Available(key, null, null, null), Transcript.empty()));

    assertThat(presign())
        .isInstanceOfSatisfying(
            Outcome.Linked.class,
            linked -> {
              assertThat(linked.contentType()).isEqualTo("application/octet-stream");
              assertThat(linked.duration()).isNull();
            });
  }

  static Stream<Arguments> otherStates() {
    return Stream.of(
        Arguments.of(Recording.Unplayable.PENDING, Outcome.NoLink.NOT_READY),
        Arguments.of(Recording.Unplayable.NONE, Outcome.NoLink.NEVER_RECORDED),
        Arguments.of(Recording.Unplayable.FAILED, Outcome.NoLink.FAILED),
        Arguments.of(Recording.Unplayable.DELETED, Outcome.NoLink.DELETED));
  }

  @ParameterizedTest
  @MethodSource("otherStates")
  void presign_otherState_isThatOutcomeAndNothingIsSigned(Recording recording, Outcome outcome) {
    calls.with(Samples.TENANT, Samples.call(recording, Transcript.empty()));

    assertThat(presign()).isEqualTo(outcome);
    assertThat(heads).isEmpty();
    assertThat(signer.signed()).isEmpty();
  }

  @Test
  void presign_stateUnknown_isCorrupt() {
    calls.with(Samples.TENANT, Samples.call(Recording.Unplayable.UNKNOWN, Transcript.empty()));

    assertThatThrownBy(this::presign)
        .isInstanceOfSatisfying(
            DependencyException.class,
            e -> assertThat(e.kind()).isEqualTo(DependencyException.Kind.CORRUPT));
  }

  @Test
  void presign_deletedCall_isDeleted() {
    calls.withTombstone(Samples.TENANT, Samples.CALL_ID);

    assertThat(presign()).isEqualTo(Outcome.NoLink.DELETED);
  }

  @Test
  void presign_neverExisted_isCallNotFound() {
    assertThat(presign()).isEqualTo(Outcome.NoLink.CALL_NOT_FOUND);
  }

  @Test
  void presign_foreignTenant_isCallNotFound() {
    calls.with(Samples.OTHER_TENANT, Samples.call());

    assertThat(presign()).isEqualTo(Outcome.NoLink.CALL_NOT_FOUND);
  }

  @Test
  void presign_deletedCallOfForeignTenant_isCallNotFound() {
    calls.withTombstone(Samples.OTHER_TENANT, Samples.CALL_ID);

    assertThat(presign()).isEqualTo(Outcome.NoLink.CALL_NOT_FOUND);
  }

  @Test
  void presign_objectMissing_isThatAndNothingIsSigned() {
    stored = Stored.Unplayable.MISSING;
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign()).isEqualTo(Outcome.NoLink.OBJECT_MISSING);
    assertThat(signer.signed()).isEmpty();
  }

  static Stream<Arguments> archived() {
    return Stream.of(
        Arguments.of(Stored.Unplayable.ARCHIVED, Outcome.NoLink.ARCHIVED),
        Arguments.of(Stored.Unplayable.BEING_RESTORED, Outcome.NoLink.BEING_RESTORED));
  }

  @ParameterizedTest
  @MethodSource("archived")
  void presign_archived_isThatOutcomeAndNothingIsSigned(Stored archived, Outcome outcome) {
    stored = archived;
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign()).isEqualTo(outcome);
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,, 1", ", 2, 2", "1, 2, 1", "2, 1, 1"})
  void presign_recordingOrItsCopyEnds_linkIsAskedToEndWithTheFirst(
      @Nullable Integer deleted, @Nullable Integer archived, int expected) {
    stored = new Stored.Playable(139244, end(archived));
    calls.with(Samples.TENANT, endingAt(end(deleted)));

    assertThat(presign()).isInstanceOf(Outcome.Linked.class);
    assertThat(signer.signed()).extracting(Terms::end).containsExactly(end(expected));
  }

  @ParameterizedTest
  @CsvSource({"0,, DELETED", ", 0, ARCHIVED", "0, 1, DELETED", "1, 0, ARCHIVED", "0, 0, DELETED"})
  void presign_recordingOrItsCopyHasEnded_isThatOutcome(
      @Nullable Integer deleted, @Nullable Integer archived, Outcome.NoLink expected) {
    stored = new Stored.Playable(139244, end(archived));
    calls.with(Samples.TENANT, endingAt(end(deleted)));

    assertThat(presign()).isEqualTo(expected);
    assertThat(signer.signed()).isEmpty();
  }

  private static @Nullable Instant end(@Nullable Integer seconds) {
    return seconds == null ? null : FakeSigner.NOW.plusSeconds(seconds);
  }

  private static Call endingAt(@Nullable Instant end) {
    Recording recording = end == null ? Samples.AVAILABLE : Samples.availableUntil(end);
    return Samples.call(recording, Transcript.empty());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "recordings/harbor-hotel/a.wav",
        "recordings/acme-dental-2/a.wav",
        "recordings/acme-dental//a.wav",
        "recordings/acme-dental/./a.wav"
      })
  void presign_keyThatMustNotBeSigned_isNeitherLookedAtNorSigned(@Nullable String key) {
    calls.with(
        Samples.TENANT,
        Samples.call(new Recording.Available(key, null, null, null), Transcript.empty()));

    assertThat(presign()).isEqualTo(Outcome.NoLink.KEY_REFUSED);
    assertThat(heads).isEmpty();
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void presign_consistency_isHandedOn(Consistency consistency) {
    var _ =
        presignRecording()
            .presign(
                CALLER, Samples.CALL_ID, consistency, Duration.ofMinutes(5), Disposition.INLINE);

    assertThat(calls.reads()).containsExactly(consistency);
  }

  private Outcome presign() {
    return presignRecording()
        .presign(
            CALLER,
            Samples.CALL_ID,
            Consistency.EVENTUAL,
            Duration.ofMinutes(5),
            Disposition.ATTACHMENT);
  }

  private PresignRecording presignRecording() {
    RecordingStore recordings =
        key -> {
          heads.add(key.value());
          return stored;
        };
    return new PresignRecording(calls, recordings, signer, new LinkPolicy(Duration.ofDays(1)));
  }
}
