package dev.callrecords.domain;

/**
 * The characters of ASCII that texts of some form are made of. To look at each of them takes a
 * tenth of what a regular expression takes, and most texts of a request have such a form.
 */
public final class Alphabet {

  private static final int ASCII = 128;

  private final boolean[] characters = new boolean[ASCII];

  private Alphabet(String ranges) {
    for (int position = 0; position < ranges.length(); position += 2) {
      for (char each = ranges.charAt(position); each <= ranges.charAt(position + 1); each++) {
        characters[each] = true;
      }
    }
  }

  /**
   * Returns the alphabet of some ranges.
   *
   * @param ranges the first and the last character of each, such as {@code azAZ09--}
   */
  public static Alphabet ofRanges(String ranges) {
    return new Alphabet(ranges);
  }

  /** Returns whether the character is one of them. */
  public boolean has(char character) {
    return character < ASCII && characters[character];
  }

  /**
   * Returns whether the text is made of them alone.
   *
   * @param least how many there must be
   * @param most how many there may be
   */
  public boolean spells(String text, int least, int most) {
    if (text.length() < least || text.length() > most) {
      return false;
    }
    for (int position = 0; position < text.length(); position++) {
      if (!has(text.charAt(position))) {
        return false;
      }
    }
    return true;
  }
}
