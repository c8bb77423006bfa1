package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VendorFormatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "VAPI|{message:{type:'end-of-call-report', call:{id:'a'}}}",
        "VAPI|{message:{type:'hang'}}",
        "RETELL|{event:'call_started', call:{call_id:'a'}}",
        "RETELL|{call_id:'a', call_status:'ended'}",
        "ELEVENLABS|{type:'post_call_audio', data:{conversation_id:'a'}}",
        "BLAND|{call_id:'a', queue_status:'complete'}",
        "BLAND|{data:{call_id:'a', payload:{}}}",
        "TWILIO|{call:{sid:'CA1'}}",
        "TWILIO|{sid:'RE1', account_sid:'AC1'}",
        "CONNECT|{CustomerMetadata:{ContactId:'a'}}",
        "CONNECT|{contact:{}, contact_lens:{CustomerMetadata:{ContactId:'a'}}}",
        "DEEPGRAM|{metadata:{request_id:'a'}, results:{}}",
        "ASSEMBLYAI|{id:'a', status:'completed', audio_url:'u'}",
        "LIVEKIT|{chat_history:{items:[]}}",
        "PIPECAT|{call_id:'a', turns:[]}",
        "VCON|{vcon:'0.4.0', uuid:'a', parties:[]}"
      })
  void detect_document_isTheFormat(VendorFormat format, String document) {
    assertThat(VendorFormat.detect(Mapped.json(document))).contains(format);
  }

  @Test
  void detect_anythingElse_isEmpty() {
    assertThat(VendorFormat.detect(Mapped.json("{id:'a', status:'completed'}"))).isEmpty();
    assertThat(VendorFormat.detect(Mapped.json("[]"))).isEmpty();
    assertThat(VendorFormat.detect(Mapped.json("'text'"))).isEmpty();
  }

  @Test
  void read_documentOfAnotherFormat_namesBoth() {
    assertThat(Mapped.of(VendorFormat.VAPI, "{event:'call_analyzed', call:{call_id:'a'}}").faults())
        .containsExactly(" looks like Retell's call_analyzed: import it as retell, not as vapi");
    assertThat(Mapped.of(VendorFormat.VAPI, "{}").faults())
        .containsExactly(" looks like no document of vapi");
  }

  @Test
  void read_callersVendor_isKeptBesideOurs() {
    Mapped call =
        Mapped.of(
            VendorFormat.PIPECAT,
            "{call_id:'p', started_at:'2026-10-01T08:00:00Z', metadata:{vendor:'ACME'}, turns:[]}");

    assertThat(call.field("metadata", "vendor")).isEqualTo("ACME");
    assertThat(call.field("metadata", "_vendor", "format")).isEqualTo("pipecat");
  }

  @Test
  void read_speakers_comeBeforeThePlatformsRoles() {
    Mapped call =
        Mapped.of(
            VendorFormat.RETELL,
            "{call_id:'c', call_status:'ended', start_timestamp:1790841600000, transcript_object:["
                + "{role:'transfer_target', content:'Hi.', words:[{start:0, end:1}]}]}",
            Map.of("transfer_target", "colleague"));

    assertThat(call.turns()).containsExactly("colleague 0-1: Hi.");
  }

  @Test
  void origin_fieldOrWhatIsAroundIt_isThePlace() {
    VendorCall call =
        Mapped.of(
                VendorFormat.RETELL,
                "{event:'call_ended', call:{call_id:'c', start_timestamp:1790841600000,"
                    + "metadata:{a:{b:1}}, transcript_object:["
                    + "{role:'user', content:'late', words:[{start:5, end:6}]},"
                    + "{role:'user', content:'early', words:[{start:1, end:2}]}]}}")
            .call();

    assertThat(call.origin("status")).hasToString("/call/call_status");
    assertThat(call.origin("metadata.a.b")).hasToString("/call/metadata");
    assertThat(call.origin("transcript_segments[0].text")).hasToString("/call/transcript_object/1");
    assertThat(call.origin("recording.status")).hasToString("");
  }
}
