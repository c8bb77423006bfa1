package dev.callrecords.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a request costs as the call gets longer: CPU of a warm process, bytes, read units. */
final class Growth {

  private static final String CPU = "CPU ms per request";
  private static final int WARM_UP = 300;
  private static final int REQUESTS = 40;

  /** A longer part of the line may be this much steeper than a shorter one, for noise. */
  private static final double STEEPER = 1.25;

  private final Rig rig;

  Growth(Rig rig) {
    this.rig = rig;
  }

  /** A process that is asked for calls of one length. */
  private record Running(int minutes, RuntimeApi api, Worker worker) {}

  /** Measures the functions, in turn for each length of call. */
  Report measure(int rounds, Path pictures) {
    Report report =
        rig.report(
            Group.GROWTH,
            "the functions on one core over HTTPS, after %d requests, calls of 1 to 180 minutes,"
                    .formatted(WARM_UP)
                + " %d rounds of %d requests".formatted(rounds, REQUESTS));
    Map<Integer, List<Double>> cpu = measureCpu(report, rounds);
    Map<Integer, Double> medians = new LinkedHashMap<>();
    cpu.forEach((minutes, values) -> medians.put(minutes, Statistics.median(values)));
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

  private Map<Integer, List<Double>> measureCpu(Report report, int rounds) {
    Map<Integer, List<Double>> cpu = new LinkedHashMap<>();
    Peer functions =
        rig.peers().find(Way.FUNCTIONS).orElseThrow(() -> new BenchmarkException("No functions"));
    List<Running> running = new ArrayList<>();
    try {
      for (int minutes : Stage.MINUTES) {
        RuntimeApi api = new RuntimeApi();
        Worker worker = rig.startOnOneCore(functions, api);
        running.add(new Running(minutes, api, worker));
        for (int request = 0; request < WARM_UP; request++) {
          api.invoke(rig.stage().event(Stage.callId(minutes)));
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (Running one : ColdStarts.inTurn(running, round)) {
          double millis = measureCpu(one, report);
          cpu.computeIfAbsent(one.minutes(), key -> new ArrayList<>()).add(millis);
        }
      }
    } finally {
      running.forEach(one -> {
        one.worker().close();
        one.api().close();
      });
    }
    return new TreeMap<>(cpu);
  }

  private double measureCpu(Running one, Report report) {
    byte[] event = rig.stage().event(Stage.callId(one.minutes()));
    one.api().awaitNext();
    Map<Path, Long> before = one.worker().cpuOfThreads();
    String answer = "";
    for (int request = 0; request < REQUESTS; request++) {
      answer = one.api().invoke(event).answer();
    }
    one.api().awaitNext();
    double millis = one.worker().cpuMillisSince(before) / REQUESTS;
    report.add(name(one.minutes()), CPU, millis);
    report.add(
        name(one.minutes()), "answer KB", answer.getBytes(StandardCharsets.UTF_8).length / 1024.0);
    return millis;
  }

  private static String name(int minutes) {
    return minutes + " min";
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
