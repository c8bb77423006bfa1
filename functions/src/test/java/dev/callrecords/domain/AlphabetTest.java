package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlphabetTest {

  private static final Alphabet ALPHABET = Alphabet.ofRanges("ac09--");

  @Test
  void has_everyCharacter_onlyThoseOfItsRanges() {
    StringBuilder all = new StringBuilder();
    for (int each = 0; each <= Character.MAX_VALUE; each++) {
      if (ALPHABET.has((char) each)) {
        all.append((char) each);
      }
    }

    assertThat(all).hasToString("-0123456789abc");
  }

  @ParameterizedTest
  @CsvSource({
    "a-9, true",
    "abc-0, true",
    "ab, false",
    "abc-01, false",
    "abd, false",
    "Abc, false",
    "'abc ', false",
    "abä, false",
    "ab\u0161, false"
  })
  void spells_threeToFive_onlyOfItsCharacters(String text, boolean expected) {
    assertThat(ALPHABET.spells(text, 3, 5)).isEqualTo(expected);
  }

  @Test
  void spells_nothing_onlyWhereNothingMayBe() {
    assertThat(ALPHABET.spells("", 0, 5)).isTrue();
    assertThat(ALPHABET.spells("", 1, 5)).isFalse();
  }
}
