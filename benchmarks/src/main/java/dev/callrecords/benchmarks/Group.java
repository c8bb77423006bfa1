package dev.callrecords.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is measured in one run. */
enum Group {
  /** Fresh processes on one core, up to their first answer. */
  COLD,
  /** The same with the CPU share of small memory sizes. */
  SHARES,
  /** Processes restored from a snapshot. */
  SNAPSHOT,
  /** CPU of requests to processes that have had many. */
  WARM,
  /** CPU, bytes and read units of longer and longer calls. */
  GROWTH,
  /** Time, CPU and read units of pages of a list, as the table grows. */
  LIST,
  /** Time and memory of the handler and its parts, by JMH. */
  HANDLER;

  /** Returns the name as {@code -Dgroup=} takes it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Group> parse(String text) {
    return Arrays.stream(values()).filter(group -> group.text().equals(text)).findFirst();
  }
}
