package dev.callrecords.aws;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
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

  private static final Watch WATCH = new Watch();

  private Deadline() {}

  /**
   * Does the work of a request within the time of one, and gives it up when it takes longer.
   *
   * <p>What gives it up is an interruption. The HTTP client ends its own waits before, but not all
   * are: the SDK rests before it asks again, and credentials come over a client of their own.
   *
   * @param remainingMillis how long Lambda lets the function run on
   * @throws DependencyException when the time is over
   */
  public static <T> T within(int remainingMillis, Supplier<T> work) {
    Duration time = shorter(LONGEST, Duration.ofMillis(remainingMillis).minus(RESERVE));
    long end = System.nanoTime() + time.toNanos();
    Request request = WATCH.begin(end + GRACE.toNanos());
    RuntimeException failure = null;
    try {
      T result = ScopedValue.where(END, end).call(work::get);
      if (!request.givenUp) {
        return result;
      }
    } catch (RuntimeException e) {
      if (!request.givenUp) {
        throw e;
      }
      failure = e;
    } finally {
      WATCH.end(request);
      // An interruption that came too late for this request is not meant for the next one.
      Thread.interrupted();
    }
    throw new DependencyException(Kind.TIMEOUT, "The request was given up", failure);
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
    try {
      return task.get(LONGEST.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
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
    if (!left.isPositive()) {
      throw new DependencyException(Kind.TIMEOUT, "No time was left to ask");
    }
    return shorter(wanted, left);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** A request that is worked on. */
  private static final class Request {

    final Thread worker = Thread.currentThread();

    /** In terms of {@link System#nanoTime()}. */
    final long giveUpAt;

    volatile boolean givenUp;

    Request(long giveUpAt) {
      this.giveUpAt = giveUpAt;
    }
  }

  /**
   * A thread that interrupts requests whose time is over. It rests no longer than a request may
   * take, so that next to none has to wake it: that would cost more than all else here.
   */
  private static final class Watch implements Runnable {

    /** Guarded by this. */
    private final List<Request> requests = new ArrayList<>(1);

    /** In terms of {@link System#nanoTime()}; guarded by this. */
    private long restsUntil = System.nanoTime();

    Watch() {
      Thread.ofPlatform().daemon().name("deadline").start(this);
    }

    synchronized Request begin(long giveUpAt) {
      Request request = new Request(giveUpAt);
      requests.add(request);
      if (giveUpAt - restsUntil < 0) {
        notify();
      }
      return request;
    }

    /** Ends a request, after which it is not interrupted. */
    synchronized void end(Request request) {
      requests.remove(request);
    }

    @Override
    public synchronized void run() {
      try {
        while (true) {
          long now = System.nanoTime();
          long rest = LONGEST.plus(GRACE).toNanos();
          for (Request request : requests) {
            long left = request.giveUpAt - now;
            if (left <= 0 && !request.givenUp) {
              request.givenUp = true;
              request.worker.interrupt();
            } else if (left > 0) {
              rest = Math.min(rest, left);
            }
          }
          restsUntil = now + rest;
          TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody has this thread to interrupt it", e);
      }
    }
  }
}
