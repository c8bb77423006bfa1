package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VconTest {

  private static final String PARTIES =
      "parties:[{tel:'tel:+12025550184', role:'customer'}, {tel:'+12025550185', role:'agent'}]";
  private static final String RECORDING =
      "{type:'recording', start:'2026-10-01T08:00:00Z', duration:24.5, parties:[0,1],"
          + "originator:0, url:'https://v.example/a.wav'}";

  private static Mapped vcon(String more) {
    return vcon(more, Map.of());
  }

  private static Mapped vcon(String more, Map<String, String> speakers) {
    return Mapped.of(
        VendorFormat.VCON,
        "{vcon:'0.4.0', uuid:'u-1', created_at:'2026-10-02T09:00:00+02:00', "
            + (more.contains("parties:[{") ? "" : "parties:[], ")
            + more
            + "}",
        speakers);
  }

  @Test
  void map_recording_hasTheFieldsOfACall() {
    Mapped call =
        vcon(
            PARTIES
                + ", subject:'Table', dialog:["
                + RECORDING
                + "], analysis:[{type:'summary', body:'S'}, {type:'sentiment', body:'positive'},"
                + "{type:'other', body:{}}],"
                + "attachments:[{purpose:'tags', encoding:'json', body:'{\"table\":\"4\"}'}]");

    assertThat(call.field("id")).isEqualTo("u-1");
    assertThat(call.field("from_number")).isEqualTo("+12025550184");
    assertThat(call.field("to_number")).isEqualTo("+12025550185");
    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:24.500Z");
    assertThat(call.field("duration")).isEqualTo("25");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("sentiment")).isEqualTo("positive");
    assertThat(call.field("metadata", "table")).isEqualTo("4");
    assertThat(call.extra("subject")).isEqualTo("Table");
    assertThat(call.call().recordingUrl()).isEqualTo("https://v.example/a.wav");
  }

  @Test
  void map_madeAfterTheCall_wasCreatedWhenTheCallStarted() {
    assertThat(vcon("dialog:[" + RECORDING + "]").field("created_at"))
        .isEqualTo("2026-10-01T08:00:00Z");
    assertThat(vcon("dialog:[]").field("created_at")).isEqualTo("2026-10-02T07:00:00Z");
  }

  @Test
  void map_agentOriginates_isOutbound() {
    Mapped call =
        vcon(PARTIES + ", dialog:[" + RECORDING.replace("originator:0", "originator:1") + "]");

    assertThat(call.field("direction")).isEqualTo("outbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550185");
    assertThat(call.field("to_number")).isEqualTo("+12025550184");
  }

  @Test
  void map_textDialogs_countFromTheRecording() {
    Mapped call =
        vcon(
            PARTIES
                + ", dialog:[{type:'text', start:'2026-10-01T08:00:01Z', duration:2, originator:1,"
                + "body:'Hello.'}, "
                + RECORDING
                + ", {type:'text', start:'2026-10-01T08:00:04Z', parties:0, body:'Hi.'}]");

    assertThat(call.turns()).containsExactly("agent 1-3: Hello.", "caller 4-5: Hi.");
  }

  @Test
  void map_partiesWithoutRole_needAWord() {
    String document =
        "parties:[{tel:'+12025550184'}], dialog:["
            + RECORDING
            + ", {type:'text', start:'2026-10-01T08:00:04Z', parties:[0], body:'Hi.'}]";

    assertThat(vcon(document).faults())
        .containsExactly("/dialog/1 is spoken by 0: say who that is, such as 0=agent");
    assertThat(vcon(document, Map.of("0", "caller")).turns()).containsExactly("caller 4-5: Hi.");
  }

  @Test
  void map_otherRole_isTheSpeaker() {
    assertThat(
            vcon("parties:[{role:'customer'}, {role:'supervisor'}], dialog:["
                    + RECORDING
                    + ", {type:'text', start:'2026-10-01T08:00:04Z', parties:[1], body:'Hi.'}]")
                .turns())
        .containsExactly("supervisor 4-5: Hi.");
  }

  @Test
  void read_noVersion_isAVconAllTheSame() {
    assertThat(
            Mapped.of(
                    VendorFormat.VCON,
                    "{uuid:'u-2', created_at:'2026-10-02T07:00:00Z', parties:[]}")
                .field("id"))
        .isEqualTo("u-2");
  }

  @Test
  void map_bodyThatIsNoJson_isAFault() {
    assertThat(vcon("dialog:[], attachments:[{purpose:'tags', body:'{'}]").faults())
        .containsExactly("/attachments/0/body must be JSON, as its encoding says");
  }

  @Test
  void map_transcriptAnalysis_isTurnsOrText() {
    Mapped turns =
        vcon(
            PARTIES
                + ", dialog:["
                + RECORDING
                + "], analysis:[{type:'transcript', encoding:'json', body:'{"
                + "\"segments\":[{\"party\":1,\"text\":\"Hello.\",\"start\":1,\"end\":2.5}]}'}]");
    Mapped text = vcon("dialog:[" + RECORDING + "], analysis:[{type:'transcript', body:'Hi.'}]");

    assertThat(turns.turns()).containsExactly("agent 1-2.5: Hello.");
    assertThat(text.field("transcript")).isEqualTo("Hi.");
  }

  @ParameterizedTest
  @CsvSource({"busy, busy", "no-answer, no-answer", "hung-up, canceled", "congestion, failed"})
  void map_incomplete_isTheStatus(String disposition, String status) {
    Mapped call =
        vcon(
            "dialog:[{type:'incomplete', start:'2026-10-01T08:00:00Z', disposition:'%s'}]"
                .formatted(disposition));

    assertThat(call.field("status")).isEqualTo(status);
    assertThat(call.field("recording")).isNull();
  }

  @Test
  void map_soundInTheVcon_waitsForAFile() {
    Mapped call = vcon("dialog:[{type:'recording', start:'2026-10-01T08:00:00Z', body:'UklGRg'}]");

    assertThat(call.field("recording", "status")).isEqualTo("pending");
    assertThat(call.call().recordingUrl()).isNull();
  }

  @Test
  void map_tagsAsAList_areMetadata() {
    assertThat(
            vcon("dialog:[], attachments:[{type:'tags', body:['queue:sales:west','plain']}]")
                .field("metadata", "queue"))
        .isEqualTo("sales:west");
  }

  @Test
  void read_signedOrEncrypted_isNamed() {
    assertThat(Mapped.of(VendorFormat.VCON, "{payload:'x', signatures:[]}").faults())
        .containsExactly(" looks like a signed vCon; import its payload, decoded");
    assertThat(Mapped.of(VendorFormat.VCON, "{ciphertext:'x', recipients:[]}").faults())
        .containsExactly(" looks like an encrypted vCon; decrypt it first");
  }
}
