package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CallTest {

  @Test
  void withRecording_otherState_isOtherwiseTheSameCall() {
    Call call = Samples.call();

    Call changed = call.withRecording(Recording.Unplayable.DELETED);

    assertThat(changed.recording()).isEqualTo(Recording.Unplayable.DELETED);
    assertThat(changed.withRecording(call.recording())).isEqualTo(call);
  }

  @Test
  void at_otherPlace_isOtherwiseTheSameRecording() {
    Recording.Available moved = Samples.AVAILABLE.at("recordings/acme-dental/b.wav", 7);

    assertThat(moved)
        .isEqualTo(
            new Recording.Available(
                "recordings/acme-dental/b.wav",
                Samples.AVAILABLE.contentType(),
                7L,
                Samples.AVAILABLE.duration()));
  }
}
