package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LiveKitTest {

  private static Mapped report(String more, String items) {
    return Mapped.of(
        VendorFormat.LIVEKIT,
        "{job_id:'AJ_1', room_id:'RM_1', room:'desk', timestamp:1790841630.5"
            + more
            + ", chat_history:{items:["
            + items
            + "]}}");
  }

  private static final String STARTED = ", audio_recording_started_at:1790841600.5";

  @Test
  void map_report_hasTheFieldsOfACall() {
    Mapped call = report(STARTED + ", audio_recording_path:'/tmp/a.ogg'", "");

    assertThat(call.field("id")).isEqualTo("AJ_1");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:00.500Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00.500Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:30.500Z");
    assertThat(call.field("duration")).isEqualTo("30");
    assertThat(call.extra("room")).isEqualTo("desk");
    assertThat(call.extra("room_id")).isEqualTo("RM_1");
    assertThat(call.field("recording", "status")).isEqualTo("pending");
    assertThat(call.call().recordingUrl()).isNull();
  }

  @Test
  void map_speakingTimes_countFromTheRecording() {
    assertThat(
            report(
                    STARTED,
                    "{type:'message', role:'assistant', content:['Hi.'], created_at:1790841603,"
                        + "metrics:{started_speaking_at:1790841601.75,"
                        + "stopped_speaking_at:1790841602.5}}")
                .turns())
        .containsExactly("agent 1.25-2: Hi.");
  }

  @Test
  void map_noSpeakingTimes_endsWhenItWasMade() {
    assertThat(
            report(
                    STARTED,
                    "{type:'message', role:'user', content:['One two three four five.'],"
                        + "created_at:1790841605.5},"
                        + "{type:'message', role:'assistant', content:['Ok.'], metrics:{},"
                        + "created_at:1790841606}")
                .turns())
        .containsExactly("caller 3-5: One two three four five.", "agent 5-5.5: Ok.");
  }

  @Test
  void map_promptAndTools_areNoTurns() {
    Mapped call =
        report(
            STARTED,
            "{type:'message', role:'system', content:['SECRET'], created_at:1790841600.5},"
                + "{type:'message', role:'developer', content:['SECRET'], created_at:1790841600.5},"
                + "{type:'function_call', name:'f', arguments:'{}', created_at:1790841601},"
                + "{type:'function_call_output', output:'x', created_at:1790841602}");

    assertThat(call.turns()).isEmpty();
    assertThat(call.call().document().toString()).doesNotContain("SECRET");
  }

  @Test
  void map_contentThatIsNoText_isLeftOut() {
    assertThat(
            report(
                    STARTED,
                    "{type:'message', role:'user', content:['See', {type:'image_content'},"
                        + "{type:'audio_content', transcript:'this.'}], created_at:1790841602.5}")
                .turns())
        .containsExactly("caller 1-2: See this.");
  }

  @Test
  void map_egress_hasNanosecondsAndTheLocation() {
    Mapped call =
        report(
            STARTED
                + ", egress:{file_results:[{started_at:'1790841599500000000',"
                + "location:'https://l.example/a.ogg'}]}",
            "{type:'message', role:'user', content:['Hi.'],"
                + "metrics:{started_speaking_at:1790841601, stopped_speaking_at:1790841602}}");

    assertThat(call.call().recordingUrl()).isEqualTo("https://l.example/a.ogg");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T07:59:59.500Z");
    assertThat(call.turns()).containsExactly("caller 1.5-2.5: Hi.");
  }

  @Test
  void map_noRecording_startsWithTheFirstItem() {
    Mapped call =
        report("", "{type:'message', role:'system', content:['x'], created_at:1790841601}");

    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:01Z");
    assertThat(call.field("recording")).isNull();
  }

  @Test
  void read_egressAlone_isNamed() {
    assertThat(Mapped.of(VendorFormat.LIVEKIT, "{event:'egress_ended', egressInfo:{}}").faults())
        .containsExactly(
            " looks like LiveKit's egress_ended; put its egressInfo as `egress` into the session"
                + " report");
  }
}
