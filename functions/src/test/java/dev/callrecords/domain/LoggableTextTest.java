package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Values that may reach a log by accident print nothing confidential. */
final class LoggableTextTest {

  @Test
  void toString_call_isItsIdAlone() {
    assertThat(Samples.call()).hasToString("Call[7f3d8e00-a1b2-4c3d-9e4f-567890abcdef]");
  }

  @Test
  void toString_listedCallAndFilter_sayNothingOfTheCall() {
    assertThat(Samples.listedCall()).hasToString("ListedCall[" + Samples.CALL_ID + "]");
    assertThat(new CallFilter(null, null, "+1", null, null, null, null, null, null))
        .hasToString("CallFilter");
  }

  @Test
  void toString_segment_isItsTimesAlone() {
    assertThat(Samples.segment("agent", "secret", "0.5", "5.2")).hasToString("Segment[0.5 to 5.2]");
  }

  @Test
  void toString_link_isItsEndAlone() {
    assertThat(new RecordingLink("https://secret", Instant.EPOCH, 60))
        .hasToString("RecordingLink[expires 1970-01-01T00:00:00Z]");
  }
}
