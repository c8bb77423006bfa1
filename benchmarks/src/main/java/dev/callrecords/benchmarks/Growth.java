package dev.callrecords.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cost of a request by length of the call: CPU when warm, bytes, read units. */
final class Growth {

  private static final String CPU = "CPU ms per request";
  private static final int WARM_UP = 300;
  private static final int REQUESTS = 40;

  /** Tolerated ratio of the slopes of two adjacent sections, for noise. */
  private static final double STEEPER = 1.25;

  private final Rig rig;

  Growth(Rig rig) {
    this.rig = rig;
  }

  /** A process that is asked for calls of one length. */
  private record Running(Way way, int minutes, RuntimeApi api, Worker worker) {}

  /** Measures the functions and their previous version, alternating for each length of call. */
  Report measure(int rounds, Path pictures) {
    Report report =
        rig.report(
            Group.GROWTH,
            "the functions on one core over HTTPS, after %d requests, calls of 1 to 180 minutes,"
                    .formatted(WARM_UP)
                + " %d rounds of %d requests".formatted(rounds, REQUESTS));
    if (rig.hasPrevious()) {
      report.compare(CPU, Way.PREVIOUS, Growth::ofPrevious);
    }
    measureCpu(report, rounds);
    Map<Integer, Double> medians = new LinkedHashMap<>();
    for (int minutes : Stage.MINUTES) {
      medians.put(minutes, Statistics.median(report.values(name(minutes), CPU)));
    }
    double shorter = slope(medians, 10, 60);
    double longer = slope(medians, 60, 180);
    report.goal(
        Goal.GROWTH,
        String.format(
            Locale.ROOT,
            "%s: %.3f ms a minute from 10 to 60, %.3f from 60 to 180; 3 h call %.1f ms warm",
            longer <= shorter * STEEPER ? "linear" : "more than linear",
            shorter,
            longer,
            medians.getOrDefault(180, Double.NaN)));
    measureReadUnits(report);
    Chart.write(
        pictures.resolve("growth-by-minutes.svg"),
        Chart.lines("GetCall: CPU ms per warm request, by minutes of the call", medians));
    return report;
  }

  private static double slope(Map<Integer, Double> values, int from, int to) {
    return (values.getOrDefault(to, Double.NaN) - values.getOrDefault(from, Double.NaN))
        / (to - from);
  }

  private void measureCpu(Report report, int rounds) {
    List<Running> running = new ArrayList<>();
    try {
      for (int minutes : Stage.MINUTES) {
        for (Peer peer : rig.peers().of(List.of(Way.FUNCTIONS, Way.PREVIOUS))) {
          RuntimeApi api = new RuntimeApi();
          running.add(new Running(peer.way(), minutes, api, rig.startOnOneCore(peer, api)));
          for (int request = 0; request < WARM_UP; request++) {
            api.invoke(rig.stage().event(Stage.callId(minutes)));
          }
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (Running one : ColdStarts.inTurn(running, round)) {
          measureCpu(one, report);
        }
      }
    } finally {
      running.forEach(one -> {
        one.worker().close();
        one.api().close();
      });
    }
  }

  private void measureCpu(Running one, Report report) {
    byte[] event = rig.stage().event(Stage.callId(one.minutes()));
    one.api().awaitNext();
    Map<Path, Long> before = one.worker().cpuOfThreads();
    String answer = "";
    for (int request = 0; request < REQUESTS; request++) {
      answer = one.api().invoke(event).answer();
    }
    one.api().awaitNext();
    String minutes = name(one.minutes());
    String name = one.way() == Way.PREVIOUS ? ofPrevious(minutes) : minutes;
    report.add(name, CPU, one.worker().cpuMillisSince(before) / REQUESTS);
    report.add(name, "answer KB", answer.getBytes(StandardCharsets.UTF_8).length / 1024.0);
  }

  private static String name(int minutes) {
    return minutes + " min";
  }

  /** Returns the previous version's row for a row of the functions. */
  private static String ofPrevious(String name) {
    return name + ", " + Way.PREVIOUS.text();
  }

  private void measureReadUnits(Report report) {
    List<String> ofCalls = new ArrayList<>();
    double mostOfRecording = 0;
    try (ReadUnits units = new ReadUnits(rig.stage())) {
      for (int minutes : Stage.MINUTES) {
        double ofCall = units.ofCall(Stage.callId(minutes));
        double ofRecording = units.ofRecording(Stage.callId(minutes));
        report.add(name(minutes), "GetCall read units", ofCall);
        report.add(name(minutes), "PresignRecording read units", ofRecording);
        mostOfRecording = Math.max(mostOfRecording, ofRecording);
        if (minutes != Stage.ORDINARY) {
          ofCalls.add(Double.toString(ofCall));
        }
      }
    }
    report.goal(Goal.CALL_READ_UNITS, String.join(" / ", ofCalls));
    report.goal(Goal.RECORDING_READ_UNITS, mostOfRecording + " at most");
  }
}
