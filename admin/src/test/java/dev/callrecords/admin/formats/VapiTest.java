package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VapiTest {

  /** A report whose call and rest are given. */
  private static Mapped report(String call, String rest) {
    return Mapped.of(
        VendorFormat.VAPI,
        "{message:{type:'end-of-call-report', call:{id:'v-1', createdAt:'2026-10-01T08:00:00.250Z'"
            + call
            + "}"
            + rest
            + "}}");
  }

  private static Mapped messages(String messages) {
    return report("", ", startedAt:'2026-10-01T08:00:10Z', artifact:{messages:[" + messages + "]}");
  }

  @Test
  void map_report_hasTheFieldsOfACall() {
    Mapped call =
        report(
            ", type:'inboundPhoneCall', assistantId:'as-9', metadata:{shop:'north'}"
                + ", phoneCallProviderId:'CA9'",
            ", startedAt:'2026-10-01T08:00:01.500Z', endedAt:'2026-10-01T08:01:00.000Z'"
                + ", cost:0.12, endedReason:'assistant-ended-call'"
                + ", customer:{number:'+12025550170'}, phoneNumber:{number:'+12025550171'}"
                + ", analysis:{summary:'A table was booked.', successEvaluation:'true'"
                + ", structuredData:{seats:2}}");

    assertThat(call.field("id")).isEqualTo("v-1");
    assertThat(call.field("agent_id")).isEqualTo("as-9");
    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550170");
    assertThat(call.field("to_number")).isEqualTo("+12025550171");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:01.500Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:01:00Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00.250Z");
    assertThat(call.field("duration")).isEqualTo("59");
    assertThat(call.field("call_summary")).isEqualTo("A table was booked.");
    assertThat(call.field("sentiment")).isNull();
    assertThat(call.field("metadata", "shop")).isEqualTo("north");
    assertThat(call.extra("ended_reason")).isEqualTo("assistant-ended-call");
    assertThat(call.extra("cost_usd")).isEqualTo("0.12");
    assertThat(call.extra("structured_data")).isEqualTo("{\"seats\":2}");
    assertThat(call.extra("success_evaluation")).isEqualTo("true");
    assertThat(call.extra("phone_call_provider_id")).isEqualTo("CA9");
  }

  @Test
  void map_outbound_customerIsCalled() {
    Mapped call =
        report(
            ", type:'outboundPhoneCall', customer:{number:'+12025550170'}",
            ", phoneNumber:{number:'+12025550171'}");

    assertThat(call.field("direction")).isEqualTo("outbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550171");
    assertThat(call.field("to_number")).isEqualTo("+12025550170");
  }

  @Test
  void map_webCall_hasNeitherDirectionNorNumbers() {
    Mapped call = report(", type:'webCall'", "");

    assertThat(call.field("direction")).isNull();
    assertThat(call.field("from_number")).isNull();
    assertThat(call.field("to_number")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "customer-busy, busy",
    "customer-did-not-answer, no-answer",
    "customer-ended-call, completed",
    "voicemail, completed",
    "pipeline-no-available-llm-model, failed",
    "assistant-request-returned-error, failed",
    "twilio-failed-to-connect-call, failed"
  })
  void map_endedReason_isTheStatus(String reason, String status) {
    assertThat(report("", ", endedReason:'" + reason + "'").field("status")).isEqualTo(status);
  }

  @Test
  void map_promptAndTools_areNoTurns() {
    Mapped call =
        messages(
            "{role:'system', message:'SECRET prompt', secondsFromStart:0},"
                + "{role:'bot', message:'Hello.', secondsFromStart:1, duration:900},"
                + "{role:'tool_calls', message:'', secondsFromStart:2},"
                + "{role:'tool_call_result', result:'x', secondsFromStart:3}");

    assertThat(call.turns()).containsExactly("agent 1-1.9: Hello.");
    assertThat(call.call().document().toString()).doesNotContain("SECRET");
  }

  @Test
  void map_duration_isMillisecondsWhateverIsDocumented() {
    assertThat(
            messages("{role:'user', message:'Hi.', secondsFromStart:2.5, duration:1250.75}")
                .turns())
        .containsExactly("caller 2.5-3.751: Hi.");
  }

  @Test
  void map_endTime_comesBeforeTheDurationOfSpeech() {
    Mapped call =
        messages(
            "{role:'assistant', message:'Hi.', secondsFromStart:2, time:1790841612000.5,"
                + "endTime:1790841615000.5, duration:1100}");

    assertThat(call.turns()).containsExactly("agent 2-5: Hi.");
  }

  @Test
  void map_noSecondsFromStart_countsFromTheStartOfTheCall() {
    // 2026-10-01T08:00:10Z is 1790841610.
    assertThat(
            messages("{role:'user', message:'Hi.', time:1790841613500, endTime:1790841614000}")
                .turns())
        .containsExactly("caller 3.5-4: Hi.");
  }

  @Test
  void map_noMessages_keepsTheTextOfTheTranscript() {
    Mapped call = report("", ", artifact:{transcript:'AI: Hi.'}");

    assertThat(call.turns()).isEmpty();
    assertThat(call.field("transcript")).isEqualTo("AI: Hi.");
  }

  @Test
  void map_recordings_takesBothVoicesInOneChannel() {
    Mapped call =
        report(
            "",
            ", artifact:{recordingUrl:'https://a.example/old',"
                + " recording:{stereoUrl:'https://a.example/s',mono:{combinedUrl:'https://a.example/m',"
                + " customerUrl:'https://a.example/c'}}}");

    assertThat(call.call().recordingUrl()).isEqualTo("https://a.example/m");
    assertThat(call.field("recording", "status")).isEqualTo("pending");
  }

  @Test
  void map_emptyLink_saysNothingOfARecording() {
    Mapped call = report("", ", artifact:{recordingUrl:''}");

    assertThat(call.call().recordingUrl()).isNull();
    assertThat(call.field("recording")).isNull();
  }

  @Test
  void map_callOfTheApi_isRead() {
    Mapped call =
        Mapped.of(
            VendorFormat.VAPI,
            "{id:'v-2', orgId:'o', type:'inboundPhoneCall', status:'ended', assistantId:'as-1',"
                + "createdAt:'2026-10-01T10:00:00+02:00', startedAt:'2026-10-01T10:00:05+02:00',"
                + "endedAt:'2026-10-01T10:00:09.5+02:00', endedReason:'customer-busy',"
                + "customer:{number:'+12025550170'}, analysis:{summary:'S'},"
                + "artifact:{messages:[{role:'bot', message:'Hi.', secondsFromStart:1}]}}");

    assertThat(call.field("id")).isEqualTo("v-2");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("duration")).isEqualTo("5");
    assertThat(call.field("from_number")).isEqualTo("+12025550170");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.turns()).containsExactly("agent 1-2: Hi.");
  }

  @Test
  void read_anotherMessage_namesIt() {
    assertThat(Mapped.of(VendorFormat.VAPI, "{message:{type:'status-update'}}").faults())
        .containsExactly(" looks like Vapi's status-update; import end-of-call-report");
    assertThat(
            Mapped.of(
                    VendorFormat.VAPI, "{id:'v', orgId:'o', type:'webCall', status:'in-progress'}")
                .faults())
        .containsExactly(
            " looks like Vapi's call that is in-progress; import it when it has ended");
  }

  @Test
  void read_wrongTypes_areNamedByTheirPlace() {
    Mapped call =
        report(
            ", metadata:['x']",
            ", startedAt:'yesterday', endedAt:7, artifact:{messages:[{role:'bot', message:'Hi.',"
                + "secondsFromStart:'soon'}]}");

    assertThat(call.faults())
        .containsExactlyInAnyOrder(
            "/message/startedAt must be a time of ISO 8601 with its offset, such as"
                + " 2024-01-15T10:30:15Z",
            "/message/endedAt must be a string",
            "/message/call/metadata must be an object",
            "/message/artifact/messages/0/secondsFromStart must be a number");
  }
}
