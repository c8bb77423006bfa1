package dev.callrecords.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallMergeTest {

  private static Call call(String fields) {
    String document =
        "{\"id\":\"a\",\"created_at\":\"2026-10-01T08:00:00Z\"," + fields.replace('\'', '"') + "}";
    return ((CallDocument.Live) CallDocument.parse(document.getBytes(StandardCharsets.UTF_8)))
        .call();
  }

  private static Call full() {
    return call(
        "'status':'completed','agent_id':'ag','from_number':'+12025550186',"
            + "'to_number':'+12025550187','direction':'inbound','duration':5,"
            + "'transcript_segments':[{'speaker':'agent','text':'Hi.','start_time':0,'end_time':1}],"
            + "'sentiment':'neutral','call_summary':'S','metadata':{'k':1,'vendor':{'a':1}},"
            + "'started_at':'2026-10-01T08:00:01Z','ended_at':'2026-10-01T08:00:06Z'");
  }

  @Test
  void of_documentThatSaysLess_takesNothingAway() {
    Call merged = CallMerge.of(full(), call("'status':'completed'"));

    assertThat(merged).usingRecursiveComparison().isEqualTo(full());
  }

  @Test
  void of_documentThatSaysMore_addsIt() {
    Call merged = CallMerge.of(call("'status':'in-progress'"), full());

    assertThat(merged).usingRecursiveComparison().isEqualTo(full());
  }

  @Test
  void of_lateDocument_doesNotOpenTheCallAgain() {
    Call merged =
        CallMerge.of(
            full(),
            call(
                "'status':'in-progress','duration':2,'transcript':'Half a tr','call_summary':'T'"));

    assertThat(merged.status()).isEqualTo("completed");
    assertThat(merged.duration()).isEqualTo(5);
    assertThat(merged.transcript().segments()).hasSize(1);
  }

  @Test
  void of_plainText_replacesNoTurns() {
    Call merged = CallMerge.of(full(), call("'status':'completed','transcript':'Agent: Hi.'"));

    assertThat(merged.transcript().segments()).hasSize(1);
  }

  @Test
  void of_metadata_areSideBySideOneLevelDown() {
    Call merged =
        CallMerge.of(
            full(), call("'status':'completed','metadata':{'k':'new','vendor':{'b':'x'}}"));

    assertThat(merged.metadata()).containsEntry("k", "new");
    assertThat((Map<?, ?>) merged.metadata().get("vendor")).hasSize(2);
  }

  @Test
  void of_createdAt_isTheEarlierOne() {
    Call later = call("'status':'completed'").withRecording(Recording.Unplayable.NONE);
    Call earlier =
        ((CallDocument.Live)
                CallDocument.parse(
                    "{\"id\":\"a\",\"status\":\"failed\",\"created_at\":\"2026-09-30T08:00:00Z\"}"
                        .getBytes(StandardCharsets.UTF_8)))
            .call();

    Instant expected = Instant.parse("2026-09-30T08:00:00Z");
    assertThat(CallMerge.of(later, earlier).createdAt()).isEqualTo(expected);
    assertThat(CallMerge.of(earlier, later).createdAt()).isEqualTo(expected);
  }

  @Test
  void keepsRecording_availableOrDeleted_isTrue() {
    assertThat(CallMerge.keepsRecording(new Recording.Available("k", null, null, null))).isTrue();
    assertThat(CallMerge.keepsRecording(Recording.Unplayable.DELETED)).isTrue();
    assertThat(CallMerge.keepsRecording(Recording.Unplayable.PENDING)).isFalse();
    assertThat(CallMerge.keepsRecording(Recording.Unplayable.NONE)).isFalse();
  }
}
