package dev.callrecords.admin.formats;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Single words, of which neighbours by the same speaker are a turn. */
final class Words {

  /**
   * A word.
   *
   * @param label the platform's letter or number for the speaker; null if it has none
   * @param start seconds from the start of the recording; null if unknown, like the end
   */
  record Word(
      @Nullable String label,
      String text,
      @Nullable BigDecimal start,
      @Nullable BigDecimal end,
      Place place) {}

  private Words() {}

  /** Adds the turns that the words are, unless no word says whose it is. */
  static void addTurns(List<Word> words, CallDraft call) {
    if (words.stream().allMatch(word -> word.label() == null)) {
      return;
    }
    int first = 0;
    for (int next = 1; next <= words.size(); next++) {
      if (next == words.size()
          || !Objects.equals(words.get(next).label(), words.get(first).label())) {
        addTurn(words.subList(first, next), call);
        first = next;
      }
    }
  }

  private static void addTurn(List<Word> words, CallDraft call) {
    call.turn(
        words.getFirst().label(),
        null,
        words.stream().map(Word::text).collect(Collectors.joining(" ")),
        words.getFirst().start(),
        words.getLast().end(),
        words.getFirst().place());
  }
}
