package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlandTest {

  private static Mapped call(String more) {
    return Mapped.of(
        VendorFormat.BLAND,
        "{call_id:'b-1', queue_status:'complete', status:'completed',"
            + "created_at:'2026-10-01T08:00:00.000Z', started_at:'2026-10-01T08:00:02.000Z'"
            + more
            + "}");
  }

  @Test
  void map_details_hasTheFieldsOfACall() {
    Mapped call =
        call(
            ", from:'+12025550176', to:'+12025550177', inbound:false, pathway_id:'pw',"
                + "end_at:'2026-10-01T08:00:32.000Z', summary:'S', metadata:{list:'l'},"
                + "variables:{v:1}, answered_by:'human', price:0.09, call_ended_by:'USER'");

    assertThat(call.field("id")).isEqualTo("b-1");
    assertThat(call.field("agent_id")).isEqualTo("pw");
    assertThat(call.field("from_number")).isEqualTo("+12025550176");
    assertThat(call.field("to_number")).isEqualTo("+12025550177");
    assertThat(call.field("direction")).isEqualTo("outbound");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:02Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:32Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("metadata", "list")).isEqualTo("l");
    assertThat(call.extra("variables")).isEqualTo("{\"v\":1}");
    assertThat(call.extra("answered_by")).isEqualTo("human");
    assertThat(call.extra("price")).isEqualTo("0.09");
    assertThat(call.extra("call_ended_by")).isEqualTo("USER");
  }

  @Test
  void map_inboundWithPersona_hasAgentAndDirection() {
    Mapped call = call(", inbound:true, persona_id:'pe'");

    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("agent_id")).isEqualTo("pe");
    assertThat(call("").field("direction")).isNull();
    assertThat(call("").field("agent_id")).isNull();
  }

  @Test
  void map_threeDurations_takesSecondsBeforeTimesBeforeMinutes() {
    String times = ", end_at:'2026-10-01T08:00:32.000Z', call_length:9.5";

    assertThat(call(times + ", corrected_duration:'41'").field("duration")).isEqualTo("41");
    assertThat(call(times).field("duration")).isEqualTo("30");
    assertThat(call(", call_length:1.5").field("duration")).isEqualTo("90");
  }

  @ParameterizedTest
  @CsvSource({
    "busy, complete, busy",
    "no-answer, complete, no-answer",
    "canceled, complete, canceled",
    "failed, complete, failed",
    "something, complete, completed",
    "something, queued, queued",
    "something, started, in-progress",
    "something, call_error, failed"
  })
  void map_status_isTheStatusElseThatOfTheQueue(String status, String queue, String expected) {
    Mapped call =
        Mapped.of(
            VendorFormat.BLAND,
            "{call_id:'b', created_at:'2026-10-01T08:00:00Z', status:'%s', queue_status:'%s'}"
                .formatted(status, queue));

    assertThat(call.field("status")).isEqualTo(expected);
  }

  @Test
  void map_turns_countFromTheStartAndLeaveActionsOut() {
    Mapped call =
        call(
            ", concatenated_transcript:'agent-action: Tool', transcripts:["
                + "{user:'assistant', text:'Good day.', created_at:'2026-10-01T08:00:03.500Z'},"
                + "{user:'agent-action', text:'Tool: x', created_at:'2026-10-01T08:00:04.000Z'},"
                + "{user:'user', text:'Hi.', created_at:'2026-10-01T08:00:05.000+00:00'},"
                + "{user:'robot', text:'Bye.', created_at:'2026-10-01T08:00:05.500Z'}]");

    assertThat(call.turns())
        .containsExactly("agent 1.5-2.5: Good day.", "caller 3-3.5: Hi.", "agent 3.5-4.5: Bye.");
    assertThat(call.field("transcript")).isNull();
  }

  @Test
  void map_webhook_isUnpacked() {
    Mapped call =
        Mapped.of(
            VendorFormat.BLAND,
            "{data:{call_id:'b-2', payload:{created_at:'2026-10-01T08:00:00Z', status:'busy'}}}");

    assertThat(call.field("id")).isEqualTo("b-2");
    assertThat(call.field("status")).isEqualTo("busy");
  }

  @Test
  void map_recording_isNoneUnlessRecorded() {
    assertThat(call(", record:true, recording_url:'https://b.example/r'").call().recordingUrl())
        .isEqualTo("https://b.example/r");
    assertThat(call(", record:false, recording_url:null").field("recording", "status"))
        .isEqualTo("none");
    assertThat(call(", record:true").field("recording")).isNull();
  }

  @Test
  void read_durationThatIsNoNumber_isAFault() {
    assertThat(call(", corrected_duration:'41s'").faults())
        .containsExactly("/corrected_duration must be a number");
    assertThat(call(", corrected_duration:'-3'").faults())
        .containsExactly("/corrected_duration is less than nothing, as the length of a call");
    assertThat(call(", corrected_duration:'1e999999999'").faults())
        .containsExactly("/corrected_duration is out of bounds");
  }
}
