package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time limit of a request; interrupts the thread that exceeds it.
 *
 * <p>It is the last resort: the timeouts of the AWS clients are shorter and tell what was slow, but
 * they do not bound several calls together, nor the resolving of credentials.
 */
public final class Deadline {

  /** A little more than one call of a client may take. */
  private static final Duration MAX = Duration.ofMillis(4750);

  /** Time to write an answer and a log line before Lambda ends the function. */
  private static final Duration RESERVE = Duration.ofMillis(250);

  /** How soon a thread is interrupted again: the SDK clears an interruption with its timeouts. */
  private static final Duration REPEAT = Duration.ofMillis(50);

  /** Runs all timeouts, also those of the AWS clients. */
  static final ScheduledThreadPoolExecutor TIMER = newTimer();

  private Deadline() {}

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timeouts").factory());
    timer.setRemoveOnCancelPolicy(true);
    // A tick below all timeouts heads the queue, so scheduling another wakes no thread.
    var _ = timer.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
    return timer;
  }

  /**
   * Does the work of a request on this thread. Interrupts it when the request takes too long.
   *
   * @param remainingMillis milliseconds until Lambda ends the function
   * @throws DependencyException of kind TIMEOUT when the time is over
   */
  public static <T> T within(int remainingMillis, Supplier<T> work) {
    long limitMillis = Math.min(MAX.toMillis(), remainingMillis - RESERVE.toMillis());
    if (limitMillis <= 0) {
      throw new DependencyException(Kind.TIMEOUT, "No time was left for the request");
    }
    Interruption interruption = new Interruption();
    ScheduledFuture<?> timeout =
        TIMER.scheduleWithFixedDelay(
            interruption, limitMillis, REPEAT.toMillis(), TimeUnit.MILLISECONDS);
    RuntimeException failure = null;
    try {
      T result = work.get();
      if (!interruption.finish()) {
        return result;
      }
    } catch (RuntimeException e) {
      if (!interruption.finish()) {
        throw e;
      }
      failure = e;
    } finally {
      interruption.finish();
      timeout.cancel(false);
      // An interruption that came too late for this request must not reach the next one.
      Thread.interrupted();
    }
    throw new DependencyException(Kind.TIMEOUT, "The request exceeded its deadline", failure);
  }

  /** Interrupts the thread that created it, unless that has finished. */
  private static final class Interruption implements Runnable {

    private @Nullable Thread worker = Thread.currentThread();
    private boolean interrupted;

    @Override
    public synchronized void run() {
      if (worker != null) {
        interrupted = true;
        worker.interrupt();
      }
    }

    /** Ends the work, after which it is not interrupted; returns whether it was. */
    synchronized boolean finish() {
      worker = null;
      return interrupted;
    }
  }
}
