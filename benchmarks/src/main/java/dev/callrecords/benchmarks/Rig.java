package dev.callrecords.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What groups measure with.
 *
 * @param log where what measured processes print goes
 */
record Rig(Peers peers, Stage stage, Cores cores, Path log) {

  private static final int REQUESTS_TO_WARM_UP = 3000;
  private static final int CONNECTIONS_TO_WARM_UP = 1000;

  /** All that are timed, and answer or are the floor. */
  private static final List<Way> TIMED =
      List.of(
          Way.FUNCTIONS, Way.PREVIOUS, Way.TUTORIAL, Way.QUARKUS, Way.NODE, Way.PYTHON, Way.EMPTY);

  /** Returns the peers that this machine can start and that are not for snapshots only. */
  List<Peer> timed() {
    return peers.of(TIMED);
  }

  /** Returns whether a previous version takes part. */
  boolean hasPrevious() {
    return peers.find(Way.PREVIOUS).isPresent();
  }

  /** Returns the baselines of a metric: the previous version, where it takes part, and others. */
  List<Way> baselines(Way... others) {
    Stream<Way> previous = peers.find(Way.PREVIOUS).stream().map(Peer::way);
    return Stream.concat(previous, Stream.of(others)).toList();
  }

  /** Returns the event of a request for an ordinary call. */
  byte[] ordinaryEvent() {
    return stage.event(Stage.callId(Stage.ORDINARY));
  }

  /** Warms up the stand-in of AWS and this program: a real service is never cold. */
  void warmUp() {
    Peer functions = peers.find(Way.FUNCTIONS).orElseThrow();
    byte[] event = ordinaryEvent();
    try (RuntimeApi api = new RuntimeApi();
        Worker _ = startOnOneCore(functions, api)) {
      for (int request = 0; request < REQUESTS_TO_WARM_UP; request++) {
        api.invoke(event);
      }
    }
    for (int connection = 0; connection < CONNECTIONS_TO_WARM_UP; connection++) {
      stage.connect();
    }
  }

  /** Starts a peer on a dedicated core. */
  Worker startOnOneCore(Peer peer, RuntimeApi api) {
    return start(peer, cores.one(), api);
  }

  /** Starts a peer on two cores. */
  Worker startOnTwoCores(Peer peer, RuntimeApi api) {
    return start(peer, cores.two(), api);
  }

  private Worker start(Peer peer, List<String> prefix, RuntimeApi api) {
    return Worker.start(peer, stage.environment(), prefix, api, log);
  }

  /** Returns an empty report, which says what this machine lacks. */
  Report report(Group group, String title) {
    Report report = new Report(group, title);
    peers.missing().forEach((way, why) -> report.notMeasured(way.text(), why));
    cores.notPinned().ifPresent(why -> report.notMeasured("one core: processes had all", why));
    return report;
  }
}
