package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.PresignRecording.Outcome;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresignRecordingTest {

  private static final Caller CALLER = Samples.caller(Scope.RECORDINGS_READ);

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeSigner signer = new FakeSigner();
  private final List<String> heads = new ArrayList<>();
  private OptionalLong size = OptionalLong.of(139244);

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
                Disposition.ATTACHMENT,
                Samples.CALL_ID + ".wav",
                "audio/wav"));
  }

  @Test
  void presign_size_isTheObjectsOwn() {
    size = OptionalLong.of(7);
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign())
        .isInstanceOfSatisfying(
            Outcome.Linked.class, linked -> assertThat(linked.size()).isEqualTo(7));
  }

  @Test
  void presign_unknownTypeAndDuration_isLinkedWithoutThem() {
    String key = "recordings/acme-dental/audio";
    calls.with(
        Samples.TENANT,
        Samples.call(new Recording.Available(key, null, null, null), Transcript.empty()));

    assertThat(presign())
        .isInstanceOfSatisfying(
            Outcome.Linked.class,
            linked -> {
              assertThat(linked.contentType()).isNull();
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
    size = OptionalLong.empty();
    calls.with(Samples.TENANT, Samples.call());

    assertThat(presign()).isEqualTo(Outcome.NoLink.OBJECT_MISSING);
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "recordings/harbor-hotel/a.wav",
        "recordings/acme-dental-2/a.wav",
        "recordings/acme-dental//a.wav"
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
          return size;
        };
    return new PresignRecording(calls, recordings, signer, new LinkPolicy(Duration.ofDays(1)));
  }
}
