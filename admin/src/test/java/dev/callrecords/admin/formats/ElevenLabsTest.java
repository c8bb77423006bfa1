package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ElevenLabsTest {

  private static final String TIMES = "start_time_unix_secs:1790841600, call_duration_secs:20";

  private static Mapped call(String metadata, String more) {
    return Mapped.of(
        VendorFormat.ELEVENLABS,
        "{type:'post_call_transcription', data:{conversation_id:'conv_1', status:'done',"
            + " user_id:null,metadata:{"
            + TIMES
            + metadata
            + "}"
            + more
            + "}}");
  }

  @Test
  void map_transcription_hasTheFieldsOfACall() {
    Mapped call =
        call(
            ", termination_reason:'done', phone_call:{direction:'inbound', call_sid:'CA7',"
                + "external_number:'+12025550174', agent_number:'+12025550175'}",
            ", agent_id:'ag', analysis:{transcript_summary:'S', call_successful:'success',"
                + "data_collection_results:{d:{value:1}}},"
                + "conversation_initiation_client_data:{dynamic_variables:{branch:'w'}}");

    assertThat(call.field("id")).isEqualTo("conv_1");
    assertThat(call.field("agent_id")).isEqualTo("ag");
    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550174");
    assertThat(call.field("to_number")).isEqualTo("+12025550175");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:20Z");
    assertThat(call.field("duration")).isEqualTo("20");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("metadata", "branch")).isEqualTo("w");
    assertThat(call.extra("termination_reason")).isEqualTo("done");
    assertThat(call.extra("call_successful")).isEqualTo("success");
    assertThat(call.extra("data_collection_results")).isEqualTo("{\"d\":{\"value\":1}}");
    assertThat(call.extra("call_sid")).isEqualTo("CA7");
  }

  @Test
  void map_outbound_agentCalls() {
    Mapped call =
        call(
            ", phone_call:{direction:'outbound', external_number:'+12025550174',"
                + "agent_number:'+12025550175'}",
            "");

    assertThat(call.field("from_number")).isEqualTo("+12025550175");
    assertThat(call.field("to_number")).isEqualTo("+12025550174");
  }

  @Test
  void map_web_hasNoNumbers() {
    assertThat(call("", "").field("from_number")).isNull();
    assertThat(call(", phone_call:null", "").field("to_number")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "done, completed",
    "failed, failed",
    "initiated, initiated",
    "in-progress, in-progress",
    "processing, in-progress"
  })
  void map_status_isTheStatus(String status, String expected) {
    Mapped call =
        Mapped.of(
            VendorFormat.ELEVENLABS,
            "{conversation_id:'c', transcript:[], status:'%s', metadata:{%s}}"
                .formatted(status, TIMES));

    assertThat(call.field("status")).isEqualTo(expected);
  }

  @Test
  void map_nullMessages_areNoTurns() {
    assertThat(
            call(
                    "",
                    ", transcript:[{role:'agent', message:null, time_in_call_secs:1},"
                        + "{role:'user', message:'Hi.', time_in_call_secs:2}]")
                .turns())
        .containsExactly("caller 2-3: Hi.");
  }

  @Test
  void map_turnsInOneSecond_shareTheTimeUpToTheNext() {
    assertThat(
            call(
                    "",
                    ", transcript:[{role:'agent', message:'One two three four.',"
                        + " time_in_call_secs:7},{role:'user', message:'Yes, great, thank you.',"
                        + " time_in_call_secs:7},{role:'agent', message:'Bye.',"
                        + " time_in_call_secs:8}]")
                .turns())
        .containsExactly(
            "agent 7-8: One two three four.",
            "caller 7-8: Yes, great, thank you.",
            "agent 8-9: Bye.");
  }

  @Test
  void map_lastTurn_endsWithTheCall() {
    assertThat(
            call(
                    "",
                    ", transcript:[{role:'agent', message:'One two three four five six.',"
                        + "time_in_call_secs:19}]")
                .turns())
        .containsExactly("agent 19-20: One two three four five six.");
  }

  @Test
  void map_interrupted_isWhatWasSaid() {
    assertThat(
            call(
                    "",
                    ", transcript:[{role:'agent', message:'It is', original_message:'It is NOT"
                        + " SAID',interrupted:true, time_in_call_secs:0}]")
                .turns())
        .containsExactly("agent 0-1: It is");
  }

  @Test
  void map_audio_isFetchedByTheApi() {
    assertThat(call("", ", has_audio:true").call().recordingUrl())
        .isEqualTo("https://api.elevenlabs.io/v1/convai/conversations/conv_1/audio");
    assertThat(call("", ", has_audio:false").field("recording", "status")).isEqualTo("none");
    assertThat(call("", "").field("recording")).isNull();
  }

  @Test
  void map_audioDeleted_isDeleted() {
    Mapped call =
        call(
            ", deletion_settings:{deleted_audio_at_time_unix_secs:1790900000}", ", has_audio:true");

    assertThat(call.field("recording", "status")).isEqualTo("deleted");
    assertThat(call.call().recordingUrl()).isNull();
  }

  @Test
  void read_audioEvent_isNamed() {
    assertThat(
            Mapped.of(
                    VendorFormat.ELEVENLABS,
                    "{type:'post_call_audio', data:{conversation_id:'c', full_audio:'AAAA'}}")
                .faults())
        .containsExactly(" looks like ElevenLabs' post_call_audio; import post_call_transcription");
  }

  @Test
  void read_millisecondsForSeconds_isAFault() {
    assertThat(
            Mapped.of(
                    VendorFormat.ELEVENLABS,
                    "{conversation_id:'c', transcript:[], status:'done',"
                        + "metadata:{start_time_unix_secs:1790841600000}}")
                .faults())
        .containsExactly(
            "/metadata/start_time_unix_secs is no time of the years 2000 to 2199 in seconds since"
                + " 1970");
  }
}
