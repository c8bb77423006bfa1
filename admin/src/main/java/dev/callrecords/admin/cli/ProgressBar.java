package dev.callrecords.admin.cli;

import dev.callrecords.admin.Importer.Counts;
import java.util.Locale;

/** Progress line of an import: share done, rate, and time left. */
final class ProgressBar {

  private static final int WIDTH = 30;

  private final long totalBytes;
  private final long startNanos = System.nanoTime();
  private final StatusLine line = new StatusLine();

  /**
   * Creates a bar.
   *
   * @param totalBytes 0 when that is not known: then there is no bar, only the rate
   */
  ProgressBar(long totalBytes) {
    this.totalBytes = totalBytes;
  }

  void show(Counts counts) {
    line.show(() -> line(counts, (System.nanoTime() - startNanos) / 1e9));
  }

  /** Makes place for other lines. */
  void clear() {
    line.clear();
  }

  private String line(Counts counts, double seconds) {
    long done = counts.written() + counts.rejected() + counts.leftErased();
    String rate = String.format(Locale.ROOT, "%d calls, %.0f/s", done, done / seconds);
    if (totalBytes == 0) {
      return rate;
    }
    double share = Math.clamp((double) counts.bytes() / totalBytes, 0, 1);
    int full = (int) (share * WIDTH);
    String left = share == 0 ? "" : ", " + time(Math.round(seconds / share - seconds)) + " left";
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %s%s",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        share * 100,
        rate,
        left);
  }

  private static String time(long seconds) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
