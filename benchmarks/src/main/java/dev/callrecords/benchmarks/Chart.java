package dev.callrecords.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws values as SVG. */
final class Chart {

  private static final int WIDTH = 860;
  private static final int LEFT = 190;
  private static final int RIGHT = 90;
  private static final int TOP = 50;
  private static final int ROW = 30;

  private Chart() {}

  /** Returns a bar chart of medians, with the interquartile range as a line. */
  static String bars(String title, Map<String, List<Double>> values) {
    double most =
        values.values().stream()
            .mapToDouble(rounds -> Statistics.quantile(rounds, 0.75))
            .max()
            .orElseThrow();
    double scale = (WIDTH - LEFT - RIGHT) / most;
    StringBuilder svg = head(title, TOP + ROW * values.size() + 10);
    int row = 0;
    for (Map.Entry<String, List<Double>> entry : values.entrySet()) {
      int y = TOP + ROW * row++;
      double median = Statistics.median(entry.getValue());
      double low = LEFT + scale * Statistics.quantile(entry.getValue(), 0.25);
      double high = LEFT + scale * Statistics.quantile(entry.getValue(), 0.75);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%d' y='%d' text-anchor='end'>%s</text>%n",
              LEFT - 8,
              y + 15,
              entry.getKey()));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%d' y='%d' width='%.1f' height='20' fill='#4878a8'/>%n",
              LEFT,
              y,
              scale * median));
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d='M%.1f %dH%.1f' stroke='#102030' stroke-width='2'/>%n",
              low,
              y + 10,
              high));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d'>%s</text>%n",
              high + 6,
              y + 15,
              Statistics.text(median)));
    }
    return svg.append("</svg>\n").toString();
  }

  /** Returns points joined by lines, over an axis of numbers. */
  static String lines(String title, Map<Integer, Double> points) {
    int height = 360;
    int bottom = height - 40;
    double mostX = points.keySet().stream().mapToDouble(x -> x).max().orElseThrow();
    double mostY = points.values().stream().mapToDouble(y -> y).max().orElseThrow();
    StringBuilder svg = head(title, height);
    StringBuilder path = new StringBuilder();
    for (Map.Entry<Integer, Double> point : points.entrySet()) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * point.getKey() / mostX;
      double y = bottom - (bottom - TOP) * point.getValue() / mostY;
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
      svg.append(
          String.format(Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='4' fill='#4878a8'/>%n", x, y));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%.1f'>%s</text>%n",
              x + 8,
              y + 5,
              Statistics.text(point.getValue())));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' text-anchor='middle'>%d</text>%n",
              x,
              bottom + 20,
              point.getKey()));
    }
    svg.append(String.format(Locale.ROOT, "<path d='%s' fill='none' stroke='#4878a8'/>%n", path));
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d='M%d %dV%dH%d' fill='none' stroke='#888'/>%n",
            LEFT,
            TOP,
            bottom,
            WIDTH - RIGHT));
    return svg.append("</svg>\n").toString();
  }

  /** Writes a picture into a file. */
  static void write(Path file, String svg) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, svg);
    } catch (IOException e) {
      throw new UncheckedIOException("The picture cannot be written to " + file, e);
    }
  }

  private static StringBuilder head(String title, int height) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                + " font-family='sans-serif' font-size='13'>%n",
            WIDTH,
            height));
    svg.append(String.format(Locale.ROOT, "<rect width='100%%' height='100%%' fill='white'/>%n"));
    svg.append(String.format(Locale.ROOT, "<text x='10' y='24' font-size='16'>%s</text>%n", title));
    return svg;
  }
}
