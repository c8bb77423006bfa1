package dev.callrecords.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cost of a request to a warm process: CPU of all its threads, and latency. */
final class WarmRequests {

  private static final String CPU = "CPU ms per request";
  private static final int WARM_UP = 4000;
  private static final int REQUESTS = 200;

  /** Rounds before all processes restart: speed varies between processes of the same code. */
  private static final int ROUNDS_OF_A_PROCESS = 10;

  private final Rig rig;

  WarmRequests(Rig rig) {
    this.rig = rig;
  }

  /** A peer that runs. */
  private record Running(Peer peer, RuntimeApi api, Worker worker) {}

  /** Measures all peers side by side, in turn. */
  Report measure(int rounds) {
    Report report =
        rig.report(
            Group.WARM,
            "requests back to back over HTTPS on one core, after %d of them, call of %d minutes, %d"
                    .formatted(WARM_UP, Stage.ORDINARY, rounds)
                + " rounds of %d requests, new processes every %d rounds"
                    .formatted(REQUESTS, ROUNDS_OF_A_PROCESS));
    report.compare(CPU, rig.baselines(Way.TUTORIAL, Way.NODE));
    for (int round = 0; round < rounds; round += ROUNDS_OF_A_PROCESS) {
      measure(round, Math.min(rounds, round + ROUNDS_OF_A_PROCESS), report);
    }
    report.goal(
        Goal.WARM,
        report.ratio(Way.FUNCTIONS, Way.TUTORIAL, CPU)
            + "; "
            + report.ratio(Way.FUNCTIONS, Way.NODE, CPU));
    if (rig.hasPrevious()) {
      report.goal(Goal.PREVIOUS_WARM, report.ratio(Way.FUNCTIONS, Way.PREVIOUS, CPU));
    }
    return report;
  }

  private void measure(int firstRound, int endRound, Report report) {
    byte[] event = rig.ordinaryEvent();
    List<Running> running = new ArrayList<>();
    try {
      for (Peer peer : rig.timed()) {
        RuntimeApi api = new RuntimeApi();
        running.add(new Running(peer, api, rig.startOnOneCore(peer, api)));
        for (int request = 0; request < WARM_UP; request++) {
          api.invoke(event);
        }
      }
      for (int round = firstRound; round < endRound; round++) {
        for (Running one : ColdStarts.inTurn(running, round)) {
          measure(one, event, report);
        }
      }
    } finally {
      running.forEach(one -> {
        one.worker().close();
        one.api().close();
      });
    }
  }

  private static void measure(Running one, byte[] event, Report report) {
    List<Double> millis = new ArrayList<>();
    one.api().awaitNext();
    Map<Path, Long> before = one.worker().cpuOfThreads();
    for (int request = 0; request < REQUESTS; request++) {
      millis.add(one.api().invoke(event).nanos() / 1e6);
    }
    one.api().awaitNext();
    String name = one.peer().way().text();
    report.add(name, CPU, one.worker().cpuMillisSince(before) / REQUESTS);
    report.add(name, "p50 ms", Statistics.median(millis));
    report.add(name, "p99 ms", Statistics.quantile(millis, 0.99));
  }
}
