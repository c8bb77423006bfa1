package dev.callrecords.domain;

import java.time.Duration;

/**
 * How long links may live.
 *
 * @param longest the operator's limit
 */
public record LinkPolicy(Duration longest) {

  /** The shortest life that can be asked for. */
  public static final Duration SHORTEST = Duration.ofSeconds(60);

  /** The longest life that an operator can allow. */
  public static final Duration LONGEST = Duration.ofDays(1);

  private static final Duration USUAL = Duration.ofHours(1);

  /**
   * Returns the life of a link for which none was asked: an hour, or the operator's limit when that
   * is less.
   */
  public Duration usual() {
    return longest.compareTo(USUAL) < 0 ? longest : USUAL;
  }
}
