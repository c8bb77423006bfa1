package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeyTest {

  private static final String TEXT = "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
  private static final String HASH =
      "799ff11aa459bd1d6f0daf97c3d44e5f9a66755ff488f5ec9bf26dd9b0c51e84";

  @ParameterizedTest
  @CsvSource({
    TEXT + "," + HASH,
    "crk_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-,"
        + "1eac2e584b9d87fb74f95540637264851f1d7eae538841543a49ae4bfb9695b6"
  })
  void hash_ofTheWholeKey_isHexSha256(String text, String hash) {
    assertThat(ApiKey.parse(text).orElseThrow().hash()).isEqualTo(hash);
  }

  @Test
  void keyId_anyKey_isFirstEightDigitsOfHash() {
    assertThat(ApiKey.keyId(HASH)).isEqualTo("799ff11a");
  }

  @Test
  void toString_anyKey_isKeyIdOnly() {
    assertThat(ApiKey.parse(TEXT).orElseThrow()).hasToString("ApiKey[799ff11a]");
  }

  @Test
  void reveal_anyKey_isPlainText() {
    assertThat(ApiKey.parse(TEXT).orElseThrow().reveal()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "crk_",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef=",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcde+/",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefé",
        "crk-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg",
        " crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg",
        "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg\n"
      })
  void parse_malformed_isEmpty(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }

  @Test
  void parse_prefixInUpperCase_isEmpty() {
    assertThat(ApiKey.parse(TEXT.toUpperCase(Locale.ROOT))).isEmpty();
  }
}
