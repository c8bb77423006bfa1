package dev.callrecords.admin;

import java.util.concurrent.ThreadLocalRandom;

/** Longer and longer pauses between attempts, so that what is overloaded can recover. */
final class Backoff {

  private static final int MOST_PAUSES = 10;
  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 10_000;

  private int pauses;

  /**
   * Waits, unless that was done often enough.
   *
   * @return whether to try again
   */
  boolean pause() {
    if (pauses == MOST_PAUSES) {
      return false;
    }
    long millis = Math.min(FIRST_MILLIS << pauses, LONGEST_MILLIS);
    pauses++;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }
}
