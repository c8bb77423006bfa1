package dev.callrecords.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Fresh processes, each up to its first answer, peer after peer and round after round. */
final class ColdStarts {

  private static final String COLD = "cold ms";
  private static final int REQUESTS = 10;
  private static final List<Integer> MEGABYTES = List.of(512, 1024);

  private final Rig rig;

  ColdStarts(Rig rig) {
    this.rig = rig;
  }

  /** Returns who takes part in a round: everybody, each time starting with another one. */
  static <T> List<T> inTurn(List<T> all, int round) {
    List<T> turn = new ArrayList<>(all);
    Collections.rotate(turn, -round);
    return turn;
  }

  /** Measures cold starts on one core. */
  Report onOneCore(int rounds) {
    Report report =
        rig.report(
            Group.COLD,
            "fresh processes on one core over HTTPS, call of %d minutes, %d rounds"
                .formatted(Stage.ORDINARY, rounds));
    report.compare(COLD, rig.baselines(Way.TUTORIAL, Way.NODE, Way.EMPTY));
    byte[] event = rig.ordinaryEvent();
    // The first round warms this program's own code, and counts for nothing.
    Report warmUp = new Report(Group.COLD, "");
    for (int round = -1; round < rounds; round++) {
      for (Peer peer : inTurn(rig.timed(), round)) {
        coldStart(peer, event, round < 0 ? warmUp : report);
      }
    }
    report.goal(
        Goal.SIZE,
        String.format(
            Locale.ROOT,
            "%.1f MB / %s",
            rig.peers().functionsZipMegabytes(),
            report.median(Way.FUNCTIONS, "RSS MB", "%.0f MB")));
    if (rig.hasPrevious()) {
      report.goal(Goal.PREVIOUS_COLD, report.ratio(Way.FUNCTIONS, Way.PREVIOUS, COLD));
    }
    return report;
  }

  private void coldStart(Peer peer, byte[] event, Report report) {
    try (RuntimeApi api = new RuntimeApi();
        Worker worker = rig.startOnOneCore(peer, api)) {
      double init = worker.millisUntil(api.awaitNext());
      double first = api.invoke(event).nanos() / 1e6;
      double cpu = worker.cpuMillis();
      for (int request = 1; request < REQUESTS; request++) {
        api.invoke(event);
      }
      String name = peer.way().text();
      report.add(name, "init ms", init);
      report.add(name, "first ms", first);
      report.add(name, COLD, init + first);
      report.add(name, "CPU ms", cpu);
      report.add(name, "RSS MB", worker.peakMegabytes());
    }
  }

  /** Measures cold starts with two cores for the init and a share for the request. */
  Report withShares(int rounds) {
    Report report =
        rig.report(
            Group.SHARES,
            "fresh processes over HTTPS, init on two cores, then the CPU share of 512 and 1024 MB,"
                + " call of %d minutes, %d rounds".formatted(Stage.ORDINARY, rounds));
    byte[] event = rig.ordinaryEvent();
    Report warmUp = new Report(Group.SHARES, "");
    try (CpuShare share = CpuShare.make()) {
      for (int megabytes : MEGABYTES) {
        report.compare(cold(megabytes), rig.baselines(Way.TUTORIAL, Way.NODE));
      }
      for (int round = -1; round < rounds; round++) {
        for (int megabytes : MEGABYTES) {
          for (Peer peer : inTurn(rig.timed(), round)) {
            coldStart(peer, event, share, megabytes, round < 0 ? warmUp : report);
          }
        }
      }
    } catch (BenchmarkException e) {
      report.nothingMeasured("CPU shares", String.valueOf(e.getMessage()));
    }
    report.goal(Goal.ZIP_SHARES, sharesTo(Way.TUTORIAL, report));
    if (rig.hasPrevious()) {
      report.goal(Goal.PREVIOUS_SHARES, sharesTo(Way.PREVIOUS, report));
    }
    return report;
  }

  private static String sharesTo(Way baseline, Report report) {
    return report.ratio(Way.FUNCTIONS, baseline, cold(512))
        + "; "
        + report.ratio(Way.FUNCTIONS, baseline, cold(1024));
  }

  private static String cold(int megabytes) {
    return megabytes + " MB cold ms";
  }

  private void coldStart(Peer peer, byte[] event, CpuShare share, int megabytes, Report report) {
    share.unlimit();
    try (RuntimeApi api = new RuntimeApi();
        Worker worker = rig.startOnTwoCores(peer, api)) {
      share.add(worker.pid());
      double init = worker.millisUntil(api.awaitNext());
      share.limit(megabytes);
      double first = api.invoke(event).nanos() / 1e6;
      share.unlimit();
      String name = peer.way().text();
      report.add(name, megabytes + " MB init ms", init);
      report.add(name, megabytes + " MB first ms", first);
      report.add(name, cold(megabytes), init + first);
    }
  }

  /** Measures one cold start on one core, start to first answer, in milliseconds. */
  double once(Peer peer) {
    try (RuntimeApi api = new RuntimeApi();
        Worker worker = rig.startOnOneCore(peer, api)) {
      double init = worker.millisUntil(api.awaitNext());
      return init + api.invoke(rig.ordinaryEvent()).nanos() / 1e6;
    }
  }
}
