package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.GetCall.Outcome;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GetCallTest {

  private static final Caller CALLER = Samples.caller(Scope.CALLS_READ, Scope.RECORDINGS_READ);

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeSigner signer = new FakeSigner();

  @Test
  void get_callWithRecording_isFoundWithLink() {
    Call call = Samples.call();
    calls.with(Samples.TENANT, call);

    assertThat(get(CALLER, Duration.ofDays(1)))
        .isEqualTo(
            found(
                call,
                new RecordingLink(
                    "https://storage.example.com/" + Samples.RECORDING_KEY + "?token=xyz",
                    FakeSigner.NOW.plusSeconds(3600),
                    3600),
                false));
  }

  @Test
  void get_link_isInlineForAnHour() {
    calls.with(Samples.TENANT, Samples.call());

    var _ = get(CALLER, Duration.ofDays(1));

    assertThat(signer.signed())
        .containsExactly(
            new Terms(
                Duration.ofHours(1),
                null,
                Disposition.INLINE,
                Samples.CALL_ID + ".wav",
                "audio/wav"));
  }

  @Test
  void get_lowerLimitOfTheOperator_linkLivesThatLong() {
    calls.with(Samples.TENANT, Samples.call());

    var _ = get(CALLER, Duration.ofSeconds(90));

    assertThat(signer.signed()).extracting(Terms::lifetime).containsExactly(Duration.ofSeconds(90));
  }

  @Test
  void get_recordingThatEnds_linkIsAskedToEndNoLater() {
    Instant end = FakeSigner.NOW.plusSeconds(1);
    calls.with(Samples.TENANT, Samples.call(Samples.availableUntil(end), Transcript.empty()));

    var _ = get(CALLER, Duration.ofDays(1));

    assertThat(signer.signed()).extracting(Terms::end).containsExactly(end);
  }

  @Test
  void get_recordingEndsWhileItIsSigned_isFoundWithoutLink() {
    Call call = Samples.call(Samples.availableUntil(FakeSigner.NOW), Transcript.empty());
    calls.with(Samples.TENANT, call);

    assertThat(get(CALLER, Duration.ofDays(1))).isEqualTo(found(call, null, false));
  }

  @Test
  void get_keyWithoutRecordingsRead_isFoundAndNothingIsSigned() {
    Call call = Samples.call();
    calls.with(Samples.TENANT, call);

    assertThat(get(Samples.caller(Scope.CALLS_READ), Duration.ofDays(1)))
        .isEqualTo(found(call, null, false));
    assertThat(signer.signed()).isEmpty();
  }

  static Stream<Recording> unplayable() {
    return Stream.of(
        Recording.Unplayable.PENDING,
        Recording.Unplayable.NONE,
        Recording.Unplayable.FAILED,
        Recording.Unplayable.DELETED,
        Recording.Unplayable.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("unplayable")
  void get_nothingToPlay_isFoundAndNothingIsSigned(Recording recording) {
    Call call = Samples.call(recording, Transcript.empty());
    calls.with(Samples.TENANT, call);

    assertThat(get(CALLER, Duration.ofDays(1))).isEqualTo(found(call, null, false));
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "recordings/harbor-hotel/a.wav",
        "recordings/acme-dental/../harbor-hotel/a.wav",
        "recordings/acme-dental/",
        "recordings/acme-dental/./a.wav",
        "https://elsewhere.example.com/a.wav"
      })
  void get_keyThatMustNotBeSigned_isFoundAndNothingIsSigned(@Nullable String key) {
    Call call = Samples.call(new Recording.Available(key, null, null, null), Transcript.empty());
    calls.with(Samples.TENANT, call);

    assertThat(get(CALLER, Duration.ofDays(1))).isEqualTo(found(call, null, true));
    assertThat(signer.signed()).isEmpty();
  }

  @Test
  void get_keyThatMustNotBeSignedButScopeIsMissing_isNotOurFault() {
    Call call = Samples.call(new Recording.Available("x", null, null, null), Transcript.empty());
    calls.with(Samples.TENANT, call);

    assertThat(get(Samples.caller(Scope.CALLS_READ), Duration.ofDays(1)))
        .isEqualTo(found(call, null, false));
  }

  @Test
  void get_neverExisted_isNotFound() {
    assertThat(get(CALLER, Duration.ofDays(1))).isEqualTo(new Outcome.NotFound());
  }

  @Test
  void get_foreignTenant_isNotFound() {
    calls.with(Samples.OTHER_TENANT, Samples.call());

    assertThat(get(CALLER, Duration.ofDays(1))).isEqualTo(new Outcome.NotFound());
  }

  @ParameterizedTest
  @EnumSource
  void get_consistency_isHandedOn(Consistency consistency) {
    var _ =
        new GetCall(calls, signer, new LinkPolicy(Duration.ofDays(1)))
            .get(CALLER, Samples.CALL_ID, consistency, Selection.everything());

    assertThat(calls.reads()).containsExactly(consistency);
  }

  @Test
  void get_transcriptIsNotWanted_isReadWithoutIt() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(without(CallField.TRANSCRIPT, CallField.TRANSCRIPT_SEGMENTS)))
        .isInstanceOfSatisfying(
            Outcome.Found.class,
            found -> assertThat(found.call().transcript().segments()).isEmpty());
    assertThat(calls.readsWithoutTranscript()).isEqualTo(1);
    assertThat(calls.reads()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = CallField.class,
      names = {"TRANSCRIPT", "TRANSCRIPT_SEGMENTS"})
  void get_eitherTranscriptIsWanted_isReadWithIt(CallField field) {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Selection(Set.of(field))))
        .isInstanceOfSatisfying(
            Outcome.Found.class,
            found -> assertThat(found.call().transcript()).isEqualTo(Samples.TRANSCRIPT));
    assertThat(calls.readsWithoutTranscript()).isZero();
  }

  @Test
  void get_linkIsNotWanted_nothingIsSigned() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(without(CallField.RECORDING_URL, CallField.RECORDING_URL_EXPIRES_AT)))
        .isInstanceOfSatisfying(Outcome.Found.class, found -> assertThat(found.link()).isNull());
    assertThat(signer.signed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = CallField.class,
      names = {"RECORDING_URL", "RECORDING_URL_EXPIRES_AT"})
  void get_eitherPartOfTheLinkIsWanted_isSigned(CallField field) {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(new Selection(Set.of(field))))
        .isInstanceOfSatisfying(Outcome.Found.class, found -> assertThat(found.link()).isNotNull());
  }

  @Test
  void get_keyThatMustNotBeSignedButLinkIsNotWanted_isNoFault() {
    calls.with(
        Samples.TENANT,
        Samples.call(new Recording.Available("x", null, null, null), Transcript.empty()));

    assertThat(get(new Selection(Set.of(CallField.STATUS))))
        .isInstanceOfSatisfying(
            Outcome.Found.class, found -> assertThat(found.recordingKeyRefused()).isFalse());
  }

  private static Selection without(CallField... fields) {
    Set<CallField> rest = EnumSet.allOf(CallField.class);
    rest.removeAll(Set.of(fields));
    return new Selection(rest);
  }

  @Test
  void get_signerFails_isThatFailure() {
    DependencyException failure =
        new DependencyException(DependencyException.Kind.BUSY, "No credentials");
    calls.with(Samples.TENANT, Samples.call());
    GetCall getCall =
        new GetCall(
            calls,
            (key, terms) -> {
              throw failure;
            },
            new LinkPolicy(Duration.ofDays(1)));

    assertThatThrownBy(() ->
            getCall.get(CALLER, Samples.CALL_ID, Consistency.EVENTUAL, Selection.everything()))
        .isSameAs(failure);
  }

  private static Outcome found(
      Call call, @Nullable RecordingLink link, boolean recordingKeyRefused) {
    return new Outcome.Found(call, link, recordingKeyRefused);
  }

  private Outcome get(Caller caller, Duration maxLifetime) {
    return get(caller, maxLifetime, Selection.everything());
  }

  private Outcome get(Selection selection) {
    return get(CALLER, Duration.ofDays(1), selection);
  }

  private Outcome get(Caller caller, Duration maxLifetime, Selection selection) {
    return new GetCall(calls, signer, new LinkPolicy(maxLifetime))
        .get(caller, Samples.CALL_ID, Consistency.EVENTUAL, selection);
  }
}
