package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The time that a request has for everything it asks of AWS, all calls together.
 *
 * <p>It belongs to the thread that works on the request, so that no port and no use case hands it
 * on, and every client obeys it whether its user thinks of it or not.
 */
public final class Deadline {

  private static final Duration LONGEST = Duration.ofMillis(4500);

  /** What it takes to write an answer and a log line before Lambda ends the function. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  /** In terms of {@link System#nanoTime()}. */
  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private Deadline() {}

  /**
   * Does the work of a request within the time of one.
   *
   * @param remainingMillis how long Lambda lets the function run on
   */
  public static <T> T within(int remainingMillis, Supplier<T> work) {
    Duration time = shorter(LONGEST, Duration.ofMillis(remainingMillis).minus(RESERVE));
    return ScopedValue.where(END, System.nanoTime() + time.toNanos()).call(work::get);
  }

  /**
   * Returns how long something may take: as given or, when less is left to the request, that.
   * Outside of a request it is always as given.
   *
   * @throws DependencyException when nothing is left
   */
  static Duration atMost(Duration wanted) {
    if (!END.isBound()) {
      return wanted;
    }
    Duration left = Duration.ofNanos(END.get() - System.nanoTime());
    // The SDK counts in milliseconds and takes none for a time-out of zero.
    if (left.toMillis() < 1) {
      throw new DependencyException(Kind.TIMEOUT, "No time was left to ask");
    }
    return shorter(wanted, left);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
