package dev.callrecords.domain;

import java.time.Duration;

/**
 * How long links may live.
 *
 * @param maxLifetime the operator's limit
 */
public record LinkPolicy(Duration maxLifetime) {

  /** The shortest life that can be asked for. */
  public static final Duration MIN_LIFETIME = Duration.ofSeconds(60);

  /** The longest life that an operator can allow. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(1);

  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  /** Returns the default lifetime of a link: an hour, or the operator's limit when less. */
  public Duration defaultLifetime() {
    return maxLifetime.compareTo(DEFAULT_LIFETIME) < 0 ? maxLifetime : DEFAULT_LIFETIME;
  }
}
