package dev.callrecords.benchmarks;

import java.util.List;
import java.util.Map;

/** A row of the table of goals in {@code docs/performance.md}. */
enum Goal {
  SNAPSHOT_FIRST(
      Group.SNAPSHOT,
      "first request after restore from a snapshot (CRIU stand-in, primed) / tutorial Java's,"
          + " unprimed",
      "0.04",
      "0.025"),
  SNAPSHOT_TO_EMPTY(
      Group.SNAPSHOT,
      "restore + first request, whole / the same for an empty handler",
      "1.4",
      "1.25"),
  SNAPSHOT_TO_NODE(
      Group.SNAPSHOT,
      "restore + first request, whole / Node 20 cold start of the same function",
      "0.80",
      "0.65"),
  ZIP_SHARES(
      Group.SHARES,
      "plain zip cold total / tutorial Java, init boost then 512 MB share; 1024 MB share",
      "0.25; 0.38",
      "0.18; 0.29"),
  WARM(
      Group.WARM,
      "warm CPU per request, whole process / tutorial Java; / Node 20",
      "0.60; 0.65",
      "0.45; 0.50"),
  HANDLER(
      Group.HANDLER,
      "handler code outside the DynamoDB round trip, reference call: time; allocation",
      "60 us; 48 KB",
      "30 us; 20 KB"),
  GROWTH(
      Group.GROWTH,
      "growth of GetCall's CPU with the transcript (1, 10, 60, 180 min)",
      "linear, 3 h call under 12 ms warm",
      "6 ms"),
  CALL_READ_UNITS(
      Group.GROWTH,
      "read units, GetCall at 1 / 10 / 60 / 180 min",
      "0.5 / 1 / 3 / 7.5",
      "0.5 / 0.5 / 2.5 / 7"),
  RECORDING_READ_UNITS(Group.GROWTH, "read units, PresignRecording", "0.5 always", ""),
  SIZE(
      Group.COLD,
      "zip of the functions / peak RSS in the first ten requests of a plain cold start",
      "12 MB / 120 MB",
      "8 MB / 75 MB");

  private final Group group;
  private final String text;
  private final String must;
  private final String stretch;

  Goal(Group group, String text, String must, String stretch) {
    this.group = group;
    this.text = text;
    this.must = must;
    this.stretch = stretch;
  }

  /** Returns the whole table in Markdown, with what was measured of each goal so far. */
  static String table(Map<Goal, String> measured) {
    StringBuilder table =
        new StringBuilder("| goal | must | stretch | measured |\n|---|---|---|---|\n");
    for (Goal goal : values()) {
      String result =
          measured.getOrDefault(
              goal, "not measured: run mvn -q -Pbenchmarks -Dgroup=" + goal.group.text());
      table.append(
          String.join(" | ", List.of("| " + goal.text, goal.must, goal.stretch, result + " |\n")));
    }
    return table.toString();
  }
}
