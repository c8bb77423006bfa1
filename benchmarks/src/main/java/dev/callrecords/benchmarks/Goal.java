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
      "0.02"),
  SNAPSHOT_WHOLE(
      Group.SNAPSHOT, "restore + first request, whole / tutorial Java's", "0.20", "0.15"),
  ZIP_SHARES(
      Group.SHARES,
      "plain zip cold total / tutorial Java, init boost then 512 MB share; 1024 MB share",
      "0.23; 0.35",
      "0.18; 0.28"),
  WARM(
      Group.WARM,
      "warm CPU per request, whole process / tutorial Java; / Node 20",
      "0.78; 0.62",
      "0.65; 0.50"),
  HANDLER(
      Group.HANDLER,
      "handler code outside the DynamoDB round trip, reference call: time; allocation",
      "90 us; 64 KB",
      "60 us; 40 KB"),
  GROWTH(
      Group.GROWTH,
      "growth of GetCall's CPU with the transcript (1, 10, 60, 180 min)",
      "linear, 3 h call under 12 ms warm",
      "9 ms"),
  CALL_READ_UNITS(
      Group.GROWTH,
      "read units, GetCall at 1 / 10 / 60 / 180 min",
      "0.5 / 1 / 3 / 7.5",
      "0.5 / 0.5 / 2.5 / 7"),
  RECORDING_READ_UNITS(Group.GROWTH, "read units, PresignRecording", "0.5", ""),
  LIST_READ_UNITS(
      Group.LIST,
      "read units, a page of 50 listed calls; 100 calls of one number among 100,000",
      "4; 16",
      "4; 8"),
  LIST_CPU(
      Group.LIST, "a page of 50 calls, warm CPU / GetCall of the reference call", "2.5", "1.5"),
  LIST_GROWTH(
      Group.LIST,
      "time of a page, of 50; of one number: 100,000 calls / 1,000 calls",
      "1.5; 1.5",
      "1.2; 1.2"),
  SIZE(
      Group.COLD,
      "zip of the functions / peak RSS in the first ten requests of a plain cold start",
      "12 MB / 120 MB",
      "8 MB / 75 MB"),
  PREVIOUS_SNAPSHOT_FIRST(
      Group.SNAPSHOT,
      "first request after restore from a snapshot / the previous version's",
      "1.25"),
  PREVIOUS_COLD(Group.COLD, "plain zip cold total, one core / the previous version's", "1.12"),
  PREVIOUS_SHARES(
      Group.SHARES,
      "plain zip cold total, init boost then 512 MB share; 1024 MB share / the previous version's",
      "1.12; 1.12"),
  PREVIOUS_WARM(Group.WARM, "warm CPU per request, whole process / the previous version's", "1.15");

  private final Group group;
  private final String text;
  private final String must;
  private final String stretch;

  /** Whether it compares with a previous version, which takes part only when it is given. */
  private final boolean ofPrevious;

  Goal(Group group, String text, String must, String stretch) {
    this(group, text, must, stretch, false);
  }

  Goal(Group group, String text, String must) {
    this(group, text, must, "", true);
  }

  Goal(Group group, String text, String must, String stretch, boolean ofPrevious) {
    this.group = group;
    this.text = text;
    this.must = must;
    this.stretch = stretch;
    this.ofPrevious = ofPrevious;
  }

  /**
   * Returns the table in Markdown, with what was measured of each goal so far. Goals that compare
   * with a previous version are in it once one of them was measured.
   */
  static String table(Map<Goal, String> measured) {
    StringBuilder table =
        new StringBuilder("| goal | must | stretch | measured |\n|---|---|---|---|\n");
    boolean withPrevious = measured.keySet().stream().anyMatch(goal -> goal.ofPrevious);
    for (Goal goal : values()) {
      if (goal.ofPrevious && !withPrevious) {
        continue;
      }
      String option = goal.ofPrevious ? " -D" + Benchmarks.PREVIOUS + "=FOLDER" : "";
      String result =
          measured.getOrDefault(
              goal, "not measured: run mvn -q -Pbenchmarks -Dgroup=" + goal.group.text() + option);
      table.append(
          String.join(" | ", List.of("| " + goal.text, goal.must, goal.stretch, result + " |\n")));
    }
    return table.toString();
  }
}
