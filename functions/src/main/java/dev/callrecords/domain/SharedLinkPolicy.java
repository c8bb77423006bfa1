package dev.callrecords.domain;

import java.time.Duration;

/**
 * How long shared links may live.
 *
 * @param maxLifetime the operator's limit
 */
public record SharedLinkPolicy(Duration maxLifetime) {

  /** The shortest life that can be asked for. */
  public static final Duration MIN_LIFETIME = Duration.ofSeconds(60);

  /** The longest life that an operator can allow. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(30);

  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(1);

  /** Returns the default lifetime: a day, or the operator's limit when less. */
  public Duration defaultLifetime() {
    return maxLifetime.compareTo(DEFAULT_LIFETIME) < 0 ? maxLifetime : DEFAULT_LIFETIME;
  }
}
