package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({"900000, 4500", "10000, 4500", "5000, 4500", "4000, 3500", "2000, 1500"})
  void atMost_longerThanIsLeft_isWhatIsLeft(int remainingMillis, long millis) {
    Duration time = Deadline.within(remainingMillis, () -> Deadline.atMost(MINUTE));

    assertThat(time)
        .isLessThanOrEqualTo(Duration.ofMillis(millis))
        .isGreaterThan(Duration.ofMillis(millis - 1000));
  }

  @Test
  void atMost_shorterThanIsLeft_isAsGiven() {
    Duration second = Duration.ofSeconds(1);

    assertThat(Deadline.<Duration>within(10_000, () -> Deadline.atMost(second))).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 0, -1, Integer.MIN_VALUE})
  void atMost_nothingLeft_isATimeout(int remainingMillis) {
    assertThatThrownBy(() -> Deadline.within(remainingMillis, () -> Deadline.atMost(MINUTE)))
        .isInstanceOfSatisfying(
            DependencyException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));
  }

  @Test
  void atMost_outsideOfARequest_isAsGiven() {
    assertThat(Deadline.atMost(MINUTE)).isEqualTo(MINUTE);
  }

  /** Not even a lock that nobody gives back makes a request wait longer. */
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
