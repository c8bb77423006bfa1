package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordingKeyTest {

  private static final TenantId TENANT = new TenantId("acme");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recordings/acme/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.wav",
        "recordings/acme/a",
        "recordings/acme/2024/01/CALL_1.mp3",
        "recordings/acme/.wav",
        "recordings/acme/a./.b",
        "recordings/acme/acme-dental/a.wav",
        "recordings/acme/recordings/acme/a.wav"
      })
  void parse_keyOfTheTenant_isThatKey(String text) {
    assertThat(RecordingKey.parse(TENANT, text).orElseThrow().value()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "recordings/acme",
        "recordings/acme/",
        "recordings/harbor/a.wav",
        // The tenant is a prefix of another one's name, and the other way round.
        "recordings/acme-dental/a.wav",
        "recordings/acmea.wav",
        "recordings/acm/a.wav",
        "recordings/acme/../harbor/a.wav",
        "recordings/acme/..",
        "recordings/acme/a..wav",
        "recordings/acme//a.wav",
        "recordings/acme/./a.wav",
        "recordings/acme/a/./b.wav",
        "recordings/acme/.",
        "recordings/acme/a/.",
        "recordings/acme/a/./",
        "recordings/acme/a//b.wav",
        "recordings//acme/a.wav",
        "/recordings/acme/a.wav",
        "Recordings/acme/a.wav",
        "recordings/ACME/a.wav",
        "x/recordings/acme/a.wav",
        "transcripts/acme/a.wav",
        "recordings/acme/a b.wav",
        "recordings/acme/a%2e%2e/b.wav",
        "recordings/acme/a+b.wav",
        "recordings/acme/a?b.wav",
        "recordings/acme/a#b.wav",
        "recordings/acme/a\\b.wav",
        "recordings/acme/é.wav",
        "recordings/acme/a.wav\n",
        "\nrecordings/acme/a.wav",
        "recordings/acme/a\r\n.wav",
        "recordings/acme/a\0.wav",
        "recordings/acme/a\u007f.wav",
        "https://elsewhere.example.com/recordings/acme/a.wav"
      })
  void parse_anyOther_isEmpty(String text) {
    assertThat(RecordingKey.parse(TENANT, text)).isEmpty();
  }

  @Test
  void parse_none_isEmpty() {
    assertThat(RecordingKey.parse(TENANT, null)).isEmpty();
  }

  @Test
  void parse_tenantWithADot_cannotBe() {
    // A dot in a tenant's name would match any character in the contract's expression.
    assertThat(TenantId.parse("ac.e")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.wav, wav",
    "a.mp3, mp3",
    "a.ogg, ogg",
    "a.m4a, m4a",
    "a.b.wav, wav",
    ".wav, wav",
    "a.WAV,",
    "a.exe,",
    "a.html,",
    "a.,",
    "wav,",
    "a.wav/b,"
  })
  void extension_ofAKey_isOneOfAudioOrEmpty(String rest, String extension) {
    RecordingKey key = RecordingKey.parse(TENANT, "recordings/acme/" + rest).orElseThrow();

    assertThat(key.extension().orElse(null)).isEqualTo(extension);
  }
}
