package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContactLensTest {

  private static final String ANALYSIS =
      "JobStatus:'COMPLETED', CustomerMetadata:{ContactId:'cc-1',"
          + "InputS3Uri:'s3://bucket/x/cc-1_20261001T08:00_UTC.wav'}";

  private static Mapped analysis(String more) {
    return Mapped.of(VendorFormat.CONNECT, "{" + ANALYSIS + more + "}");
  }

  private static Mapped withContact(String contact) {
    return Mapped.of(
        VendorFormat.CONNECT, "{contact:" + contact + ", contact_lens:{" + ANALYSIS + "}}");
  }

  @Test
  void map_analysisAlone_hasNeitherNumbersNorAgentNorStart() {
    Mapped call =
        analysis(
            ", Categories:{MatchedCategories:['Refund']}, ConversationCharacteristics:{"
                + "TotalConversationDurationMillis:90499,"
                + "ContactSummary:{PostContactSummary:{Content:'S'}}}");

    assertThat(call.field("id")).isEqualTo("cc-1");
    assertThat(call.field("status")).isEqualTo("completed");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:00Z");
    assertThat(call.field("started_at")).isNull();
    assertThat(call.field("from_number")).isNull();
    assertThat(call.field("agent_id")).isNull();
    assertThat(call.field("direction")).isNull();
    assertThat(call.field("duration")).isEqualTo("90");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.extra("categories")).isEqualTo("[\"Refund\"]");
    assertThat(call.call().recordingUrl()).isEqualTo("s3://bucket/x/cc-1_20261001T08:00_UTC.wav");
  }

  @Test
  void map_contact_hasTheRest() {
    Mapped call =
        withContact(
            "{Contact:{InitiationMethod:'INBOUND', InitiationTimestamp:'2026-10-01T10:00:03+02:00',"
                + "DisconnectTimestamp:1790841663.5, CustomerEndpoint:{Address:'+12025550180'},"
                + "SystemEndpoint:{Address:'+12025550181'}, AgentInfo:{Id:'ag'},"
                + "Attributes:{tier:'gold'}}}");

    assertThat(call.field("direction")).isEqualTo("inbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550180");
    assertThat(call.field("to_number")).isEqualTo("+12025550181");
    assertThat(call.field("agent_id")).isEqualTo("ag");
    assertThat(call.field("started_at")).isEqualTo("2026-10-01T08:00:03Z");
    assertThat(call.field("created_at")).isEqualTo("2026-10-01T08:00:03Z");
    assertThat(call.field("ended_at")).isEqualTo("2026-10-01T08:01:03.500Z");
    assertThat(call.field("metadata", "tier")).isEqualTo("gold");
  }

  @Test
  void map_outboundContact_systemCalls() {
    Mapped call =
        withContact(
            "{InitiationMethod:'OUTBOUND', InitiationTimestamp:'2026-10-01T08:00:03Z',"
                + "CustomerEndpoint:{Address:'+12025550180'},"
                + "SystemEndpoint:{Address:'+12025550181'}, Agent:{ARN:'arn:x'}}");

    assertThat(call.field("direction")).isEqualTo("outbound");
    assertThat(call.field("from_number")).isEqualTo("+12025550181");
    assertThat(call.field("to_number")).isEqualTo("+12025550180");
    assertThat(call.field("agent_id")).isEqualTo("arn:x");
  }

  @Test
  void map_redactedTwin_hasAnotherId() {
    Mapped raw = analysis(", ContentMetadata:{Output:'Raw'}");
    Mapped redacted = analysis(", ContentMetadata:{Output:'Redacted'}");

    assertThat(raw.field("id")).isEqualTo("cc-1");
    assertThat(redacted.field("id")).isEqualTo("cc-1-redacted");
    assertThat(redacted.extra("id")).isEqualTo("cc-1");
    assertThat(redacted.extra("output")).isEqualTo("Redacted");
  }

  @ParameterizedTest
  @CsvSource({"-5, negative", "-1, negative", "-0.9, neutral", "0.99, neutral", "1, positive"})
  void map_score_isAWord(String score, String word) {
    Mapped call =
        analysis(
            ", ConversationCharacteristics:{Sentiment:{OverallSentiment:{AGENT:-5, CUSTOMER:%s}}}"
                .formatted(score));

    assertThat(call.field("sentiment")).isEqualTo(word);
  }

  @Test
  void map_turns_areByRoleWhateverTheirSentiment() {
    Mapped call =
        analysis(
            ", Participants:[{ParticipantId:'p-1', ParticipantRole:'AGENT'},{ParticipantId:'p-2',"
                + " ParticipantRole:'CUSTOMER'}], Transcript:[{BeginOffsetMillis:480,"
                + " EndOffsetMillis:3350, ParticipantId:'p-1', Content:'A',"
                + "Sentiment:'MIXED'},{BeginOffsetMillis:4000, EndOffsetMillis:5000,"
                + " ParticipantId:'p-2', Content:'B'},{BeginOffsetMillis:6000,"
                + " EndOffsetMillis:7000, ParticipantId:'CUSTOMER',Content:'C'}]");

    assertThat(call.turns())
        .containsExactly("agent 0.48-3.35: A", "caller 4-5: B", "caller 6-7: C");
    assertThat(call.field("sentiment")).isNull();
  }

  @Test
  void map_noTimeAnywhere_leavesCreatedAtToTheOperator() {
    Mapped call =
        Mapped.of(
            VendorFormat.CONNECT,
            "{CustomerMetadata:{ContactId:'cc', InputS3Uri:'s3://b/cc_20261399T99:99_UTC.wav'}}");

    assertThat(call.field("created_at")).isNull();
    assertThat(call.call().origin("created_at")).hasToString("/CustomerMetadata/InputS3Uri");
  }

  @Test
  void read_otherDocuments_areNamed() {
    assertThat(Mapped.of(VendorFormat.CONNECT, "{ContactId:'c', Segments:[]}").faults())
        .containsExactly(
            " looks like Contact Lens' stream of a running contact; import the file of its"
                + " analysis");
    assertThat(
            Mapped.of(
                    VendorFormat.CONNECT, "{JobStatus:'FAILED', CustomerMetadata:{ContactId:'c'}}")
                .faults())
        .containsExactly(
            " looks like Contact Lens' analysis that is FAILED; import one that is COMPLETED");
  }
}
