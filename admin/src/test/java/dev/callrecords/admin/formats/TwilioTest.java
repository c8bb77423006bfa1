package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TwilioTest {

  private static final String CALL =
      "sid:'CA5', account_sid:'AC1', status:'completed', from:'+12025550178', to:'+12025550179',"
          + "date_created:'Thu, 01 Oct 2026 08:00:00 +0000'";
  private static final String CHANNELS =
      "transcript:{sid:'GT1', redaction:true, channel:{participants:["
          + "{channel_participant:1, role:'Customer'}, {channel_participant:2, role:'Agent'}]}}";

  private static Mapped call(String more) {
    return Mapped.of(VendorFormat.TWILIO, "{" + CALL + more + "}");
  }

  private static Mapped with(String more) {
    return Mapped.of(VendorFormat.TWILIO, "{call:{" + CALL + "}, " + more + "}");
  }

  @Test
  void map_callAlone_hasTheFieldsOfACall() {
    Mapped call =
        call(
            ", direction:'inbound', start_time:'Thu, 01 Oct 2026 10:00:01 +0200',"
                + "end_time:'Thu, 01 Oct 2026 08:00:31 +0000', duration:'30', answered_by:null,"
                + "price:'-0.01'");

    assertThat(call.field("id")).isEqualTo("CA5");
    assertThat(call.field("agent_id")).isNull();
    assertThat(call.field("from_number")).isEqualTo("+12025550178");
    assertThat(call.field("to_number")).isEqualTo("+12025550179");
    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:01Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:00:31Z");
    assertThat(call.field("duration")).isEqualTo("30");
    assertThat(call.extra("price")).isEqualTo("-0.01");
    assertThat(call.extra("answered_by")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"outbound-api, outbound", "outbound-dial, outbound", "inbound, inbound"})
  void map_direction_isOneOfTwoWords(String direction, String expected) {
    assertThat(call(", direction:'" + direction + "'").field("direction")).isEqualTo(expected);
  }

  @Test
  void map_datesOfIso_areReadToo() {
    assertThat(call(", start_time:'2026-10-01T08:00:01Z'").field("started_at"))
        .isEqualTo("2026-10-01T08:00:01Z");
  }

  @Test
  void map_sentences_areOrderedByIndexWithTextTimesAndMayOverlap() {
    Mapped call =
        with(
            CHANNELS
                + ", sentences:{sentences:[{sentence_index:1, media_channel:2, start_time:'2.5',"
                + " end_time:'4', transcript:'B'},{sentence_index:0, media_channel:1,"
                + " start_time:'1.20', end_time:'3', transcript:'A'}]}");

    assertThat(call.turns()).containsExactly("caller 1.2-3: A", "agent 2.5-4: B");
    assertThat(call.extra("transcript_redacted")).isEqualTo("true");
    assertThat(call.extra("transcript_sid")).isEqualTo("GT1");
  }

  @Test
  void map_sentencesOfALaterRecording_countFromItsStart() {
    Mapped call =
        Mapped.of(
            VendorFormat.TWILIO,
            "{call:{"
                + CALL
                + ", start_time:'Thu, 01 Oct 2026 08:00:00 +0000'}, recording:{sid:'RE1',"
                + "start_time:'Thu, 01 Oct 2026 08:00:05 +0000'}, "
                + CHANNELS
                + ", sentences:[{sentence_index:0, media_channel:1, start_time:'0.5', end_time:'1',"
                + "transcript:'A'}]}");

    assertThat(call.turns()).containsExactly("caller 0.5-1: A");
    assertThat(call.extra("recording_sid")).isEqualTo("RE1");
  }

  @Test
  void map_channelWithoutRole_needsAWord() {
    String document =
        "{call:{"
            + CALL
            + "}, sentences:[{sentence_index:0, media_channel:1, start_time:'0', end_time:'1',"
            + "transcript:'A'}]}";

    assertThat(Mapped.of(VendorFormat.TWILIO, document).faults())
        .containsExactly("/sentences/0 is spoken by 1: say who that is, such as 1=agent");
    assertThat(Mapped.of(VendorFormat.TWILIO, document, Map.of("1", "agent")).turns())
        .containsExactly("agent 0-1: A");
  }

  @Test
  void map_recording_isFetchedAsWav() {
    assertThat(
            with("recording:{status:'completed', media_url:'https://t.example/RE1'}")
                .call()
                .recordingUrl())
        .isEqualTo("https://t.example/RE1.wav");
  }

  @ParameterizedTest
  @CsvSource({"absent, failed", "failed, failed", "deleted, deleted", "processing, pending"})
  void map_recordingThatIsNotThere_isInItsState(String status, String expected) {
    Mapped call =
        with("recording:{status:'%s', media_url:'https://t.example/R'}".formatted(status));

    assertThat(call.field("recording", "status")).isEqualTo(expected);
    assertThat(call.call().recordingUrl()).isNull();
  }

  @Test
  void map_operatorResults_areSummaryAndSentiment() {
    Mapped call =
        with(
            "operator_results:{operator_results:["
                + "{operator_type:'text_generation', text_generation_results:{result:'S'}},"
                + "{operator_type:'conversation_classify', predicted_label:'Positive'},"
                + "{operator_type:'conversation_classify', predicted_label:'sales'}]}");

    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("sentiment")).isEqualTo("positive");
  }

  @Test
  void read_partsAlone_areNamed() {
    assertThat(Mapped.of(VendorFormat.TWILIO, "{sid:'RE1', account_sid:'AC1'}").faults())
        .containsExactly(
            " looks like Twilio's recording alone; put it as `recording` into one object with its"
                + " `call`");
    assertThat(Mapped.of(VendorFormat.TWILIO, "{sid:'GT1', service_sid:'GA1'}").faults())
        .singleElement()
        .asString()
        .contains("Twilio's transcript alone");
    assertThat(Mapped.of(VendorFormat.TWILIO, "{sentences:[{sentence_index:0}]}").faults())
        .singleElement()
        .asString()
        .contains("Twilio's sentences alone");
  }
}
