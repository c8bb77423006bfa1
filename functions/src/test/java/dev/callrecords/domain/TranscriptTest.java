package dev.callrecords.domain;

import static dev.callrecords.domain.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TranscriptTest {

  @Test
  void text_ofTheContractsSegments_isTheContractsTranscript() {
    assertThat(Samples.TRANSCRIPT.text()).isEqualTo(Samples.TRANSCRIPT_TEXT);
  }

  @Test
  void text_oneSegment_hasNoBlankLine() {
    assertThat(Transcript.of(List.of(segment("agent", "Hello.", "0", "1"))).text())
        .isEqualTo("Agent: Hello.");
  }

  @ParameterizedTest
  @CsvSource({
    "agent, Agent",
    "Agent, Agent",
    "AGENT, AGENT",
    "voice agent, Voice agent",
    "élise, Élise",
    "ǆemal, ǅemal",
    "𐐨x, 𐐀x",
    "2nd caller, 2nd caller",
    "'', ''"
  })
  void text_speaker_isCapitalisedAndOtherwiseKept(String speaker, String shown) {
    assertThat(Transcript.of(List.of(segment(speaker, "Hi.", "0", "1"))).text())
        .isEqualTo(shown + ": Hi.");
  }

  @Test
  void text_severalTurnsOfOneSpeaker_areNotMerged() {
    assertThat(
            Transcript.of(
                    List.of(segment("agent", "One.", "0", "1"), segment("agent", "Two.", "1", "2")))
                .text())
        .isEqualTo("Agent: One.\n\nAgent: Two.");
  }

  @Test
  void of_unsorted_isSortedByStart() {
    Segment first = segment("agent", "a", "0.5", "9");
    Segment second = segment("caller", "b", "2", "3");
    Segment third = segment("agent", "c", "10", "11");

    Transcript transcript = Transcript.of(List.of(third, first, second));

    assertThat(transcript.segments()).containsExactly(first, second, third);
    assertThat(transcript.text()).isEqualTo("Agent: a\n\nCaller: b\n\nAgent: c");
  }

  @Test
  void of_startingTogether_staysAsGiven() {
    Segment first = segment("caller", "a", "1", "9");
    Segment second = segment("agent", "b", "1.0", "3");
    Segment earlier = segment("agent", "c", "0", "1");

    assertThat(Transcript.of(List.of(first, second)).segments()).containsExactly(first, second);
    assertThat(Transcript.of(List.of(first, second, earlier)).segments())
        .containsExactly(earlier, first, second);
  }

  @Test
  void of_noSegments_hasNoText() {
    assertThat(Transcript.of(List.of()).text()).isNull();
  }

  @Test
  void ofPlainText_anyText_isUnchangedWithoutSegments() {
    Transcript transcript = Transcript.ofPlainText("agent: hello\r\ncaller: hi ");

    assertThat(transcript.text()).isEqualTo("agent: hello\r\ncaller: hi ");
    assertThat(transcript.segments()).isEmpty();
  }

  @Test
  void empty_always_hasNeitherTextNorSegments() {
    assertThat(Transcript.empty().text()).isNull();
    assertThat(Transcript.empty().segments()).isEmpty();
  }
}
