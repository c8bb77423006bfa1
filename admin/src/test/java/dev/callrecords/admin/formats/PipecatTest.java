package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PipecatTest {

  private static Mapped call(String more) {
    return Mapped.of(
        VendorFormat.PIPECAT,
        "{call_id:'pc/7', started_at:'2026-10-01T08:00:00Z', turns:[" + more + "]}");
  }

  @Test
  void map_turns_areByEventWithoutEnds() {
    Mapped call =
        call(
            "{event:'on_assistant_turn_stopped', content:'Hello.',"
                + "timestamp:'2026-10-01T10:00:01.100+02:00'},"
                + "{event:'on_user_turn_stopped', content:'Hi there.',"
                + "timestamp:'2026-10-01T08:00:01.600+00:00'},"
                + "{event:'on_user_turn_stopped', content:'', timestamp:'2026-10-01T08:00:05Z'}");

    assertThat(call.turns()).containsExactly("agent 1.1-1.6: Hello.", "caller 1.6-2.6: Hi there.");
    assertThat(call.field("status")).isEqualTo("in-progress");
  }

  @Test
  void map_knownFields_areKept() {
    Mapped call =
        Mapped.of(
            VendorFormat.PIPECAT,
            "{call_id:'p', agent_id:'ag', from_number:'+12025550182', to_number:'+12025550183',"
                + "direction:'inbound', started_at:'2026-10-01T08:00:00Z',"
                + "ended_at:'2026-10-01T08:00:21Z', metadata:{k:'v'},"
                + "recording_url:'https://p.example/a', turns:[]}");

    assertThat(call.field("agent_id")).isEqualTo("ag");
    assertThat(call.field("from_number")).isEqualTo("+12025550182");
    assertThat(call.field("to_number")).isEqualTo("+12025550183");
    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:21Z");
    assertThat(call.field("duration")).isEqualTo("21");
    assertThat(call.field("metadata", "k")).isEqualTo("v");
    assertThat(call.call().recordingUrl()).isEqualTo("https://p.example/a");
  }

  @Test
  void map_idOfAnotherForm_isItsHash() {
    Mapped call = call("");

    // The first 40 characters of the SHA-256 of pc/7.
    assertThat(call.field("id")).isEqualTo("id-928e0e7ad2a04c4c1f82ed4680307bc54441eecf");
    assertThat(call.extra("id")).isEqualTo("pc/7");
    assertThat(call("").field("id")).isEqualTo(call.field("id"));
  }

  @Test
  void read_timeWithoutOffset_isAFault() {
    assertThat(
            call("{event:'on_user_turn_stopped', content:'Hi.', timestamp:'2026-10-01T08:00:05'}")
                .faults())
        .containsExactly(
            "/turns/0/timestamp must be a time of ISO 8601 with its offset, such as"
                + " 2024-01-15T10:30:15Z");
  }
}
