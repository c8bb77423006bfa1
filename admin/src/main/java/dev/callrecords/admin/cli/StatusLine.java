package dev.callrecords.admin.cli;

import java.time.Duration;
import java.util.function.Supplier;

/** The last line of a terminal, written over as work goes on. */
final class StatusLine {

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private long shownNanos;
  private boolean shown;

  /** Shows a text, on a terminal and at most ten times a second. */
  void show(Supplier<String> text) {
    long now = System.nanoTime();
    if (!Terminal.errIsTerminal() || now - shownNanos < BETWEEN.toNanos()) {
      return;
    }
    shownNanos = now;
    shown = true;
    Terminal.ERR.raw("\r\033[K" + text.get());
    Terminal.ERR.flush();
  }

  /** Makes place for other lines. */
  void clear() {
    if (shown) {
      Terminal.ERR.raw("\r\033[K");
      shown = false;
    }
  }
}
