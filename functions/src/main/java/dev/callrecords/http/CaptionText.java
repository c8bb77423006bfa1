package dev.callrecords.http;

import dev.callrecords.domain.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text of cues and turns: on separate lines, with times. */
final class CaptionText {

  /** Usual line length of subtitles, in characters. */
  private static final int LINE = 42;

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private static final Pattern GAP = Pattern.compile("[\\p{javaWhitespace}\\p{javaISOControl}]+");

  private CaptionText() {}

  /**
   * Folds white space, line breaks and control characters into single spaces and trims the text. So
   * no speaker can imitate another cue or turn.
   */
  static String fold(String text) {
    return GAP.matcher(text).replaceAll(" ").strip();
  }

  /** Returns the speaker and what is said, {@code Agent: ...}, on one line. */
  static String turn(Segment segment) {
    String speaker = fold(segment.speakerName());
    String text = fold(segment.text());
    if (speaker.isEmpty()) {
      return text;
    }
    return text.isEmpty() ? speaker + ":" : speaker + ": " + text;
  }

  /**
   * Returns folded text in lines of up to 42 characters, broken between words. A longer word stays
   * whole on a line: where a script without spaces may be broken, the player knows better.
   *
   * @return at least one line
   */
  static List<String> wrap(String folded) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int length = 0;
    for (String word : folded.split(" ", -1)) {
      int wordLength = word.codePointCount(0, word.length());
      if (!line.isEmpty() && length + 1 + wordLength > LINE) {
        lines.add(line.toString());
        line.setLength(0);
        length = 0;
      }
      if (!line.isEmpty()) {
        line.append(' ');
        length++;
      }
      line.append(word);
      length += wordLength;
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * Returns a time as {@code 00:00:00.500}, with more digits of hours where it needs them.
   *
   * @param point what stands before the milliseconds
   */
  static String time(long millis, char point) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        millis / HOUR,
        millis % HOUR / MINUTE,
        millis % MINUTE / SECOND,
        point,
        millis % SECOND);
  }
}
