package dev.callrecords.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.benchmarks.Statistics.Ratio;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a group measured: as a table, as JSON, and as a picture. */
final class Report {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Group group;
  private final String title;

  /** Values by what was measured, and by whose. */
  private final Map<String, Map<String, List<Double>>> metrics = new LinkedHashMap<>();

  /** What values are compared with, by what was measured. */
  private final Map<String, List<Baseline>> baselines = new LinkedHashMap<>();

  private final Map<String, String> notMeasured = new LinkedHashMap<>();
  private @Nullable String whyNothing;
  private final Map<Goal, String> goals = new EnumMap<>(Goal.class);

  /**
   * What the values of rows are divided by.
   *
   * @param row the name of the row that a row is compared with
   */
  private record Baseline(String name, UnaryOperator<String> row) {

    String head() {
      return "/ " + name;
    }

    List<Double> of(String name, Map<String, List<Double>> values) {
      return values.getOrDefault(row.apply(name), List.of());
    }
  }

  /** Creates a report; its title says how things were measured. */
  Report(Group group, String title) {
    this.group = group;
    this.title = title;
  }

  /**
   * Adds a round's value; all of a metric have the same number of rounds.
   *
   * @param metric with its unit, such as {@code cold ms}
   */
  void add(String name, String metric, double value) {
    metrics
        .computeIfAbsent(metric, key -> new LinkedHashMap<>())
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(value);
  }

  /** Lets the table have columns of ratios to some baselines. */
  void compare(String metric, List<Way> with) {
    baselines.put(
        metric, with.stream().map(way -> new Baseline(way.text(), name -> way.text())).toList());
  }

  /** Adds a column with the ratio of each row to its baseline row. */
  void compare(String metric, Way with, UnaryOperator<String> rowOf) {
    baselines.put(metric, List.of(new Baseline(with.text(), rowOf)));
  }

  /** Says what this machine could not measure, and why. */
  void notMeasured(String what, String why) {
    notMeasured.put(what, why.replaceAll("\\s+", " "));
  }

  /** Says that this machine could not measure the group, and why. */
  void nothingMeasured(String what, String why) {
    notMeasured(what, why);
    whyNothing = notMeasured.get(what);
  }

  /** Says what was measured of a goal. */
  void goal(Goal goal, String measured) {
    goals.put(goal, measured);
  }

  /** Returns the values of a metric, round by round; empty when there are none. */
  List<Double> values(Way way, String metric) {
    return values(way.text(), metric);
  }

  /** Returns the values of a row, round by round; empty when there are none. */
  List<Double> values(String name, String metric) {
    return metrics.getOrDefault(metric, Map.of()).getOrDefault(name, List.of());
  }

  /** Returns a median, or why there is none. */
  String median(Way way, String metric, String form) {
    List<Double> values = values(way, metric);
    return values.isEmpty()
        ? "not measured: " + reason(way.text())
        : String.format(Locale.ROOT, form, Statistics.median(values));
  }

  /** Returns a ratio with its interval, or why there is none. */
  String ratio(Way way, Way baseline, String metric) {
    for (Way needed : List.of(way, baseline)) {
      if (whyNothing != null || values(needed, metric).isEmpty()) {
        return "not measured: " + reason(needed.text());
      }
    }
    return Statistics.ratio(values(way, metric), values(baseline, metric)).toString();
  }

  private String reason(String name) {
    String why = whyNothing == null ? notMeasured.get(name) : whyNothing;
    return why == null ? name + " took no part" : why;
  }

  /** Returns the table in Markdown. */
  String table() {
    Set<String> names = new LinkedHashSet<>();
    metrics.values().forEach(values -> names.addAll(values.keySet()));
    StringBuilder table = new StringBuilder(group.text() + ": " + title + "\n\n");
    List<String> head = new ArrayList<>(List.of("medians (quartiles)"));
    for (String metric : metrics.keySet()) {
      head.add(metric);
      baselines.getOrDefault(metric, List.of()).forEach(baseline -> head.add(baseline.head()));
    }
    if (!names.isEmpty()) {
      row(table, head);
      row(table, head.stream().map(cell -> "---").toList());
    }
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      metrics.forEach((metric, values) -> {
        List<Double> own = values.getOrDefault(name, List.of());
        row.add(own.isEmpty() ? "" : spread(own));
        for (Baseline baseline : baselines.getOrDefault(metric, List.of())) {
          List<Double> other = baseline.of(name, values);
          row.add(
              own.isEmpty() || own.size() != other.size()
                  ? ""
                  : Statistics.ratio(own, other).toString());
        }
      });
      row(table, row);
    }
    notMeasured.forEach(
        (what, why) -> table.append("\nnot measured: ").append(what).append(": ").append(why));
    return table.append("\n").toString();
  }

  private static void row(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String spread(List<Double> values) {
    return "%s (%s-%s)"
        .formatted(
            Statistics.text(Statistics.median(values)),
            Statistics.text(Statistics.quantile(values, 0.25)),
            Statistics.text(Statistics.quantile(values, 0.75)));
  }

  /** Writes the results as JSON, and a chart of one metric where there is one. */
  void write(Path folder, String pictured) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(group.text() + ".json"), JSON.writeValueAsString(json()) + "\n");
      Map<String, List<Double>> values = metrics.getOrDefault(pictured, Map.of());
      if (!values.isEmpty()) {
        Files.writeString(
            folder.resolve(group.text() + ".svg"),
            Chart.bars(group.text() + ": " + pictured, values));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The results cannot be written to " + folder, e);
    }
  }

  private ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("group", group.text());
    root.put("title", title);
    ObjectNode machine = root.putObject("machine");
    machine.put("java", Runtime.version().toString());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    ObjectNode measured = root.putObject("metrics");
    metrics.forEach((metric, byName) -> {
      ObjectNode ofMetric = measured.putObject(metric);
      byName.forEach((name, values) -> {
        ObjectNode entry = ofMetric.putObject(name);
        entry.put("median", Statistics.rounded(Statistics.median(values)));
        for (Baseline baseline : baselines.getOrDefault(metric, List.of())) {
          List<Double> other = baseline.of(name, byName);
          if (values.size() == other.size()) {
            Ratio ratio = Statistics.ratio(values, other);
            ObjectNode ratioEntry = entry.putObject(baseline.head());
            ratioEntry.put("median", Statistics.rounded(ratio.median()));
            ratioEntry.put("low", Statistics.rounded(ratio.low()));
            ratioEntry.put("high", Statistics.rounded(ratio.high()));
          }
        }
        values.forEach(value -> entry.withArray("rounds").add(Statistics.rounded(value)));
      });
    });
    ObjectNode without = root.putObject("not_measured");
    notMeasured.forEach(without::put);
    ObjectNode ofGoals = root.putObject("goals");
    goals.forEach((goal, text) -> ofGoals.put(goal.name(), text));
    return root;
  }

  /** Returns what the last runs of all groups said of the goals. */
  static Map<Goal, String> goals(Path folder) {
    Map<Goal, String> goals = new EnumMap<>(Goal.class);
    try {
      for (Group group : Group.values()) {
        Path file = folder.resolve(group.text() + ".json");
        if (Files.exists(file)) {
          JsonNode measured = JSON.readTree(file.toFile()).path("goals");
          // Another version may have had other goals.
          for (Goal goal : Goal.values()) {
            if (measured.has(goal.name())) {
              goals.put(goal, measured.path(goal.name()).textValue());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The results in " + folder + " cannot be read", e);
    }
    return goals;
  }
}
