package dev.callrecords.admin.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Formats that have what was said and nothing of the call: Deepgram and AssemblyAI. */
final class TranscriptsTest {

  private static final Map<String, String> NUMBERS = Map.of("0", "agent", "1", "caller");
  private static final Map<String, String> LETTERS = Map.of("A", "agent", "B", "caller");

  private static Mapped deepgram(String results, Map<String, String> speakers) {
    return Mapped.transcript(
        VendorFormat.DEEPGRAM,
        "{metadata:{request_id:'dg-1'}, results:{" + results + "}}",
        speakers);
  }

  private static Mapped assemblyAi(String more, Map<String, String> speakers) {
    return Mapped.transcript(
        VendorFormat.ASSEMBLYAI,
        "{id:'aa-1', status:'completed', audio_url:'https://a.example/x'" + more + "}",
        speakers);
  }

  @Test
  void deepgram_utterances_areSecondsBySpeaker() {
    Mapped call =
        deepgram(
            "channels:[{}], summary:{short:'S'}, sentiments:{average:{sentiment:'negative'}},"
                + "utterances:[{speaker:0, channel:0, start:0.5, end:1.75, transcript:'Hi.'},"
                + "{speaker:1, channel:0, start:2, end:3, transcript:'Hello.'}]",
            NUMBERS);

    assertThat(call.turns()).containsExactly("agent 0.5-1.75: Hi.", "caller 2-3: Hello.");
    assertThat(call.field("id")).isEqualTo("c-1");
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.field("sentiment")).isEqualTo("negative");
    assertThat(call.extra("request_id")).isEqualTo("dg-1");
    assertThat(call.field("recording")).isNull();
  }

  @Test
  void deepgram_severalChannels_areTheSpeakers() {
    Mapped call =
        deepgram(
            "channels:[{},{}], utterances:[{speaker:0, channel:1, start:0, end:1, transcript:'A'},"
                + "{speaker:0, channel:0, start:2, end:3, transcript:'B'}]",
            NUMBERS);

    assertThat(call.turns()).containsExactly("caller 0-1: A", "agent 2-3: B");
  }

  @Test
  void deepgram_noUtterances_joinsWordsOfOneSpeaker() {
    Mapped call =
        deepgram(
            "channels:[{alternatives:[{transcript:'Hi there. Yes.', words:["
                + "{word:'hi', punctuated_word:'Hi', start:0, end:0.4, speaker:0},"
                + "{word:'there', punctuated_word:'there.', start:0.5, end:1, speaker:0},"
                + "{word:'yes', start:2, end:2.5, speaker:1}]}]}]",
            NUMBERS);

    assertThat(call.turns()).containsExactly("agent 0-1: Hi there.", "caller 2-2.5: yes");
    assertThat(call.field("transcript")).isNull();
  }

  @Test
  void deepgram_wordsOfChannels_areInOrderOfTime() {
    Mapped call =
        deepgram(
            "channels:[{alternatives:[{words:[{word:'b', start:2, end:3}]}]},"
                + "{alternatives:[{words:[{word:'a', start:0, end:1}]}]}]",
            NUMBERS);

    assertThat(call.turns()).containsExactly("caller 0-1: a", "agent 2-3: b");
  }

  @Test
  void deepgram_noSpeakers_keepsTheText() {
    Mapped call =
        deepgram(
            "channels:[{alternatives:[{transcript:'Hi.', words:[{word:'hi', start:0, end:1}]}]}]",
            Map.of());

    assertThat(call.turns()).isEmpty();
    assertThat(call.field("transcript")).isEqualTo("Hi.");
  }

  @Test
  void deepgram_speakerWithoutAWord_isAFault() {
    assertThat(
            deepgram(
                    "channels:[{}], utterances:[{speaker:7, start:0, end:1, transcript:'A'}]",
                    NUMBERS)
                .faults())
        .containsExactly("/results/utterances/0 is spoken by 7: say who that is, such as 7=agent");
  }

  @Test
  void deepgram_liveMessage_isNamed() {
    assertThat(Mapped.of(VendorFormat.DEEPGRAM, "{type:'Results', channel_index:[0,1]}").faults())
        .containsExactly(
            " looks like Deepgram's message of a live stream; import the response for a recorded"
                + " file");
  }

  @Test
  void assemblyAi_utterances_areMillisecondsByLetter() {
    Mapped call =
        assemblyAi(
            ", text:'Hi. Hello.', summary:'S', redact_pii:true, utterances:["
                + "{speaker:'A', start:510, end:1740, text:'Hi.'},"
                + "{speaker:'B', start:2480, end:4670, text:'Hello.'}]",
            LETTERS);

    assertThat(call.turns()).containsExactly("agent 0.51-1.74: Hi.", "caller 2.48-4.67: Hello.");
    assertThat(call.field("transcript")).isNull();
    assertThat(call.field("call_summary")).isEqualTo("S");
    assertThat(call.extra("transcript_redacted")).isEqualTo("true");
    assertThat(call.extra("transcript_id")).isEqualTo("aa-1");
    assertThat(call.call().recordingUrl()).isEqualTo("https://a.example/x");
    assertThat(call.field("recording", "status")).isEqualTo("pending");
  }

  @Test
  void assemblyAi_channels_areTheSpeakers() {
    assertThat(
            assemblyAi(
                    ", utterances:[{channel:'1', start:0, end:1000, text:'A'}]",
                    Map.of("1", "caller"))
                .turns())
        .containsExactly("caller 0-1: A");
  }

  @Test
  void assemblyAi_noUtterances_joinsWordsElseKeepsTheText() {
    String words =
        ", text:'Hi there.', utterances:null, words:[{text:'Hi', start:0, end:300%s},"
            + "{text:'there.', start:400, end:900%s}]";

    assertThat(assemblyAi(words.formatted(",speaker:'B'", ",speaker:'B'"), LETTERS).turns())
        .containsExactly("caller 0-0.9: Hi there.");
    Mapped plain = assemblyAi(words.formatted(",speaker:null", ",speaker:null"), LETTERS);
    assertThat(plain.turns()).isEmpty();
    assertThat(plain.field("transcript")).isEqualTo("Hi there.");
  }

  @Test
  void assemblyAi_notCompletedOrWebhook_isNamed() {
    assertThat(
            Mapped.transcript(
                    VendorFormat.ASSEMBLYAI,
                    "{id:'a', status:'error', error:'x', audio_url:'u'}",
                    LETTERS)
                .faults())
        .containsExactly(
            " looks like AssemblyAI's transcript that is error; import one that is completed");
    assertThat(
            Mapped.of(VendorFormat.ASSEMBLYAI, "{transcript_id:'a', status:'completed'}").faults())
        .containsExactly(" looks like AssemblyAI's webhook; import the transcript that it names");
  }

  @Test
  void read_transcriptWithoutACall_isAFault() {
    assertThat(Mapped.of(VendorFormat.DEEPGRAM, "{metadata:{request_id:'d'}, results:{}}").faults())
        .containsExactly(
            " looks like Deepgram's response, which says nothing of the call: give it as the"
                + " transcript of a call");
  }

  @Test
  void readTranscript_fieldsOfTheCall_comeFirst() {
    Mapped call =
        Mapped.transcript(
            VendorFormat.ASSEMBLYAI,
            "{id:'a', status:'completed', audio_url:'https://a.example/x', summary:'theirs',"
                + "utterances:[{speaker:'A', start:0, end:1000, text:'Hi.'}]}",
            "{id:'mine', status:'failed', created_at:'2026-10-01T08:00:00Z', call_summary:'mine',"
                + "sentiment:null, metadata:{k:1}, recording:{status:'none'}}",
            LETTERS);

    assertThat(call.field("id")).isEqualTo("mine");
    assertThat(call.field("status")).isEqualTo("failed");
    assertThat(call.field("call_summary")).isEqualTo("mine");
    assertThat(call.field("metadata", "k")).isEqualTo("1");
    assertThat(call.extra("transcript_id")).isEqualTo("a");
    assertThat(call.field("recording", "status")).isEqualTo("none");
    assertThat(call.call().recordingUrl()).isNull();
    assertThat(call.turns()).containsExactly("agent 0-1: Hi.");
  }
}
