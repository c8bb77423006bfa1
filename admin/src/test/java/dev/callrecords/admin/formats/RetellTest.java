package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetellTest {

  private static Mapped analyzed(String more) {
    return Mapped.of(
        VendorFormat.RETELL,
        "{event:'call_analyzed', call:{call_id:'call_a', call_status:'ended',"
            + "start_timestamp:1790841600123"
            + more
            + "}}");
  }

  @Test
  void map_analyzed_hasTheFieldsOfACall() {
    Mapped call =
        analyzed(
            ", end_timestamp:1790841661623, duration_ms:61500, agent_id:'ag', agent_version:3,"
                + "from_number:'+12025550172', to_number:'+12025550173', direction:'outbound',"
                + "disconnection_reason:'user_hangup', metadata:{lead:7},"
                + "telephony_identifier:{twilio_call_sid:'CA8'},"
                + "call_analysis:{call_summary:'S', user_sentiment:'Negative',"
                + "call_successful:false, custom_analysis_data:{n:1}}");

    assertThat(call.field("id")).isEqualTo("call_a");
    assertThat(call.field("agent_id")).isEqualTo("ag");
    assertThat(call.field("from_number")).isEqualTo("+12025550172");
    assertThat(call.field("to_number")).isEqualTo("+12025550173");
    assertThat(call.field("direction")).isEqualTo("outbound");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:00.123Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00.123Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:01:01.623Z");
    assertThat(call.field("duration")).isEqualTo("62");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("sentiment")).isEqualTo("negative");
    assertThat(call.field("metadata", "lead")).isEqualTo("7");
    assertThat(call.extra("disconnection_reason")).isEqualTo("user_hangup");
    assertThat(call.extra("custom_analysis_data")).isEqualTo("{\"n\":1}");
    assertThat(call.extra("call_successful")).isEqualTo("false");
    assertThat(call.extra("agent_version")).isEqualTo("3");
    assertThat(call.extra("twilio_call_sid")).isEqualTo("CA8");
  }

  @Test
  void map_sentimentUnknown_isNone() {
    assertThat(analyzed(", call_analysis:{user_sentiment:'Unknown'}").field("sentiment")).isNull();
  }

  @Test
  void map_cost_isTurnedFromCents() {
    assertThat(analyzed(", call_cost:{combined_cost:12.5}").extra("cost_usd")).isEqualTo("0.125");
  }

  @Test
  void map_webCall_hasNoNumbers() {
    Mapped call = analyzed(", call_type:'web_call'");

    assertThat(call.field("from_number")).isNull();
    assertThat(call.field("direction")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ended, user_hangup, completed",
    "error, error_unknown, failed",
    "ongoing, , in-progress",
    "registered, , queued",
    "not_connected, dial_busy, busy",
    "not_connected, dial_no_answer, no-answer",
    "not_connected, dial_failed, failed"
  })
  void map_callStatus_isTheStatus(String status, String reason, String expected) {
    Mapped call =
        Mapped.of(
            VendorFormat.RETELL,
            "{call_id:'c', start_timestamp:1790841600000, call_status:'%s', disconnection_reason:'%s'}"
                .formatted(status, reason == null ? "" : reason));

    assertThat(call.field("status")).isEqualTo(expected);
  }

  @Test
  void map_words_areTheTimesOfATurn() {
    Mapped call =
        analyzed(
            ", transcript:'Agent: Hi there.', transcript_object:["
                + "{role:'agent', content:'Hi there.', words:[{word:'Hi', start:0.4, end:0.6},"
                + "{word:'there.', start:0.7, end:1.25}]},"
                + "{role:'transfer_target', content:'Front desk.', words:[{start:9, end:10}]}]");

    assertThat(call.turns())
        .containsExactly("agent 0.4-1.25: Hi there.", "transfer_target 9-10: Front desk.");
    assertThat(call.field("transcript")).isNull();
  }

  @Test
  void map_turnWithoutWords_fitsBetweenItsNeighbours() {
    Mapped call =
        analyzed(
            ", transcript_object:["
                + "{role:'agent', content:'Parking?', words:[{start:1, end:2}]},"
                + "{role:'user', content:'Yes, one car, please, thanks.', words:[]},"
                + "{role:'agent', content:'Fine.', words:[{start:3.5, end:4}]}]");

    assertThat(call.turns())
        .containsExactly(
            "agent 1-2: Parking?",
            "caller 2-3.5: Yes, one car, please, thanks.",
            "agent 3.5-4: Fine.");
  }

  @Test
  void map_tools_areNoTurns() {
    Mapped call =
        analyzed(
            ", transcript_with_tool_calls:["
                + "{role:'tool_call_invocation', name:'x', arguments:'{}', time_sec:1},"
                + "{role:'user', content:'Hi.', words:[{start:2, end:3}]},"
                + "{role:'tool_call_result', content:'ok', time_sec:4}]");

    assertThat(call.turns()).containsExactly("caller 2-3: Hi.");
  }

  @Test
  void map_transferEnd_isNotTheEndOfTheCall() {
    assertThat(
            analyzed(", end_timestamp:1790841610000, transfer_end_timestamp:1790841900000")
                .field("ended_at"))
        .isEqualTo("2026-10-01T08:00:10Z");
  }

  @Test
  void map_recording_isTheOneOfAllChannelsElseTheScrubbedOne() {
    Mapped both =
        analyzed(
            ", recording_url:'https://r.example/a', scrubbed_recording_url:'https://r.example/b'");
    Mapped scrubbed = analyzed(", scrubbed_recording_url:'https://r.example/b'");

    assertThat(both.call().recordingUrl()).isEqualTo("https://r.example/a");
    assertThat(scrubbed.call().recordingUrl()).isEqualTo("https://r.example/b");
    assertThat(scrubbed.field("recording", "status")).isEqualTo("pending");
  }

  @Test
  void map_noDuration_isTheTimeBetweenStartAndEnd() {
    assertThat(analyzed(", end_timestamp:1790841612523").field("duration")).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "event_type"})
  void read_callStarted_isNamed(String name) {
    assertThat(
            Mapped.of(VendorFormat.RETELL, "{" + name + ":'call_started', call:{call_id:'c'}}")
                .faults())
        .containsExactly(" looks like Retell's call_started; import call_analyzed");
  }

  @Test
  void read_secondsForMilliseconds_isAFault() {
    assertThat(
            Mapped.of(
                    VendorFormat.RETELL,
                    "{call_id:'c', call_status:'ended', start_timestamp:1790841600}")
                .faults())
        .containsExactly(
            "/start_timestamp is no time of the years 2000 to 2199 in milliseconds since 1970");
  }
}
