package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** How much later a request is given up than its calls, so that they can tell what was slow. */
  private static final Duration GRACE = Duration.ofMillis(250);

  /** In terms of {@link System#nanoTime()}. */
  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  /**
   * One thread, since Lambda has a process work on one request at a time; more when one is stuck.
   * They are not virtual: a wait of those costs more.
   */
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("request").factory());

  private Deadline() {}

  /**
   * Does the work of a request within the time of one, and gives it up when it takes longer.
   *
   * <p>On a thread of its own, because the SDK's time-outs do not always come: closing a connection
   * to stop waiting may wait itself.
   *
   * @param remainingMillis how long Lambda lets the function run on
   * @throws DependencyException when the time is over
   */
  public static <T> T within(int remainingMillis, Supplier<T> work) {
    Duration time = shorter(LONGEST, Duration.ofMillis(remainingMillis).minus(RESERVE));
    long end = System.nanoTime() + time.toNanos();
    FutureTask<T> task = new FutureTask<>(() -> ScopedValue.where(END, end).call(work::get));
    WORKERS.execute(task);
    return await(task, time.plus(GRACE));
  }

  /**
   * Does work that reads from the network without a time-out in all. It is done on a virtual
   * thread, since of those alone an interruption ends such a read.
   *
   * @throws DependencyException when it takes longer than any request, or is interrupted
   */
  static <T> T interruptibly(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.startVirtualThread(task);
    return await(task, LONGEST.plus(GRACE));
  }

  private static <T> T await(FutureTask<T> task, Duration time) {
    try {
      return task.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new DependencyException(Kind.TIMEOUT, "The request was given up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DependencyException(Kind.TIMEOUT, "The request was interrupted", e);
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      task.cancel(true);
    }
  }

  /** Returns what a supplier has thrown, or throws it when it is an error. */
  private static RuntimeException unchecked(@Nullable Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      case null, default -> new IllegalStateException("Thrown by no supplier", thrown);
    };
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
