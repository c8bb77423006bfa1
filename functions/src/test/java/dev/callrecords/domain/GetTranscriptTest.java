package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.GetTranscript.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GetTranscriptTest {

  private final FakeCallStore calls = new FakeCallStore();

  @Test
  void get_call_isFoundWithItsTranscript() {
    calls.with(Samples.TENANT, Samples.call());

    assertThat(get(Consistency.EVENTUAL)).isEqualTo(new Outcome.Found(Samples.TRANSCRIPT));
  }

  @Test
  void get_callThatWasNotTranscribed_isFound() {
    calls.with(Samples.TENANT, Samples.minimalCall());

    assertThat(get(Consistency.EVENTUAL)).isEqualTo(new Outcome.Found(Transcript.empty()));
  }

  @Test
  void get_foreignTenantOrNeverExisted_isNotFound() {
    assertThat(get(Consistency.EVENTUAL)).isEqualTo(new Outcome.NotFound());
    calls.with(Samples.OTHER_TENANT, Samples.call());
    assertThat(get(Consistency.EVENTUAL)).isEqualTo(new Outcome.NotFound());
  }

  @ParameterizedTest
  @EnumSource
  void get_consistency_isHandedOn(Consistency consistency) {
    var _ = get(consistency);

    assertThat(calls.reads()).containsExactly(consistency);
  }

  private Outcome get(Consistency consistency) {
    return new GetTranscript(calls)
        .get(Samples.caller(Scope.CALLS_READ), Samples.CALL_ID, consistency);
  }
}
