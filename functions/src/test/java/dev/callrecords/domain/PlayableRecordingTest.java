package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlayableRecordingTest {

  private static final Instant END = Instant.parse("2026-11-22T13:05:10Z");

  @ParameterizedTest
  @CsvSource({
    "a.wav, audio/x-wav, audio/x-wav",
    "a.wav, audio/vnd.dlna.adts, audio/vnd.dlna.adts",
    "a.wav,, audio/wav",
    "a.mp3,, audio/mpeg",
    "a.ogg,, audio/ogg",
    "a.m4a,, audio/mp4",
    "a.bin, audio/wav, audio/wav",
    "a.bin,, application/octet-stream",
    // What a browser would run is not served, whatever a writer stored.
    "a.wav, text/html, audio/wav",
    "a.wav, image/svg+xml, audio/wav",
    "a.wav, 'audio/wav; codecs=1', audio/wav",
    "a.wav, 'audio/wav,text/html', audio/wav",
    "a.wav, AUDIO/WAV, audio/wav",
    "a.wav, audio/, audio/wav",
    "a.bin, text/html, application/octet-stream",
    "a.svg, image/svg+xml, application/octet-stream",
    "a.bin, '', application/octet-stream"
  })
  void contentType_ofARecording_isTheStoredOneOfAudioOrTheExtensions(
      String file, @Nullable String stored, String expected) {
    assertThat(recording(file, stored).contentType()).isEqualTo(expected);
  }

  @Test
  void contentType_lineBreakInTheStoredOne_isNotServed() {
    assertThat(recording("a.wav", "audio/wav\r\nX-Evil: 1").contentType()).isEqualTo("audio/wav");
    assertThat(recording("a.wav", "audio/wav\n").contentType()).isEqualTo("audio/wav");
  }

  @Test
  void terms_anyRecording_fileNameIsCallIdWithExtension() {
    assertThat(
            recording("x/other.mp3", null).terms(Duration.ofHours(1), Disposition.ATTACHMENT, END))
        .isEqualTo(
            new Terms(
                Duration.ofHours(1),
                END,
                Disposition.ATTACHMENT,
                "7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.mp3",
                "audio/mpeg"));
  }

  @Test
  void terms_keyWithoutAudioExtension_fileNameIsTheCallId() {
    assertThat(
            recording("a.exe", null).terms(Duration.ofHours(1), Disposition.INLINE, END).fileName())
        .isEqualTo("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef");
  }

  @ParameterizedTest
  @CsvSource({
    "a.wav, text/html, INLINE",
    "a.bin, audio/wav, INLINE",
    "a.html, text/html, ATTACHMENT",
    "a,, ATTACHMENT"
  })
  void terms_inlineWanted_isInlineOnlyOfAudio(
      String file, @Nullable String stored, Disposition expected) {
    assertThat(
            recording(file, stored)
                .terms(Duration.ofHours(1), Disposition.INLINE, END)
                .disposition())
        .isEqualTo(expected);
  }

  private static PlayableRecording recording(String file, @Nullable String contentType) {
    String key = "recordings/" + Samples.TENANT + "/" + file;
    return new PlayableRecording(
        Samples.CALL_ID,
        RecordingKey.parse(Samples.TENANT, key).orElseThrow(),
        new Recording.Available(key, contentType, null, null));
  }
}
