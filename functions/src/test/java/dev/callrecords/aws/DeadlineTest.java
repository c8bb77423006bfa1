package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineTest {

  @ParameterizedTest
  @ValueSource(ints = {250, 0, -1, Integer.MIN_VALUE})
  void within_noTimeLeft_isATimeoutWithoutAnyWork(int remainingMillis) {
    assertThatThrownBy(() ->
            Deadline.within(
                remainingMillis,
                () -> {
                  throw new AssertionError("There was time for work");
                }))
        .isInstanceOfSatisfying(
            DependencyException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));
  }

  @Test
  void within_workIsDone_returnsItsResultAndKeepsNoTimeout() {
    assertThat(Deadline.<String>within(10_000, () -> "result")).isEqualTo("result");
    // The tick stays, and for 50 ms what another test cancelled while it ran.
    assertThat(Deadline.TIMER.getQueue())
        .allMatch(task -> ((Delayed) task).getDelay(TimeUnit.MILLISECONDS) <= 1000);
  }

  /** The SDK clears the interruption of its timeouts, and with it the deadline's. */
  @Test
  void within_interruptionIsCleared_isInterruptedAgain() {
    assertThatThrownBy(() ->
            Deadline.within(
                260,
                () -> {
                  for (int interruptions = 0; interruptions < 3; ) {
                    interruptions += Thread.interrupted() ? 1 : 0;
                  }
                  return true;
                }))
        .isInstanceOfSatisfying(
            DependencyException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));
  }

  /** The next request of the same thread would fail by it. */
  @Test
  void within_interruptedTooLate_leavesTheThreadUninterrupted() {
    assertThatThrownBy(() ->
            Deadline.within(
                260,
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  return true;
                }))
        .isInstanceOf(DependencyException.class);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** Not even a lock that is never released makes a request wait longer. */
  @Test
  void within_workIsStuck_isGivenUpAndInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Supplier<Boolean> stuck =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return true;
        };

    assertThatThrownBy(() -> Deadline.within(600, stuck))
        .isInstanceOfSatisfying(
            DependencyException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalArgumentException(),
        new OutOfMemoryError(),
        new DependencyException(Kind.BUSY, "busy"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void within_workThrows_isThatVeryThrowable(Throwable thrown) {
    assertThatThrownBy(() ->
            Deadline.within(
                10_000,
                () -> {
                  if (thrown instanceof Error error) {
                    throw error;
                  }
                  throw (RuntimeException) thrown;
                }))
        .isSameAs(thrown);
  }
}
