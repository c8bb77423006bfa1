package dev.callrecords.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Functions restored from a snapshot, as SnapStart does it: CRIU writes a process that has done its
 * init to disk, and every round starts from there.
 *
 * <p>AWS's runtime client knows snapshots: it calls the functions' hooks, and asks the Runtime API
 * when to go on. While it waits for that answer the snapshot is taken. Open sockets do not survive
 * it; the client asks again after the restore, on a new one.
 */
final class Snapshots {

  private static final String FIRST = "first ms";
  private static final String WHOLE = "restore + first ms";

  private static final List<Way> WAYS =
      List.of(Way.FUNCTIONS, Way.FUNCTIONS_UNPRIMED, Way.TUTORIAL, Way.QUARKUS, Way.EMPTY);

  private final Rig rig;
  private final ColdStarts coldStarts;
  private final Path work;

  Snapshots(Rig rig, ColdStarts coldStarts, Path work) {
    this.rig = rig;
    this.coldStarts = coldStarts;
    this.work = work.resolve("snapshots");
  }

  /** A peer on disk, and the Runtime API that it will ask for. */
  private record Image(Peer peer, Path folder, RuntimeApi api) {}

  /** Measures restores, and cold starts of Node.js between them. */
  Report measure(int rounds) {
    Report report =
        rig.report(
            Group.SNAPSHOT,
            "processes restored by CRIU on one core over HTTPS, call of %d minutes, %d rounds"
                .formatted(Stage.ORDINARY, rounds));
    report.compare(FIRST, List.of(Way.TUTORIAL));
    report.compare(WHOLE, List.of(Way.EMPTY, Way.NODE));
    try {
      Tool.run(Path.of("."), "criu", "check");
      measure(rounds, report);
    } catch (BenchmarkException e) {
      report.nothingMeasured("snapshot and restore", cause(String.valueOf(e.getMessage())));
    }
    report.goal(Goal.SNAPSHOT_FIRST, report.ratio(Way.FUNCTIONS, Way.TUTORIAL, FIRST));
    report.goal(Goal.SNAPSHOT_TO_EMPTY, report.ratio(Way.FUNCTIONS, Way.EMPTY, WHOLE));
    report.goal(Goal.SNAPSHOT_TO_NODE, report.ratio(Way.FUNCTIONS, Way.NODE, WHOLE));
    return report;
  }

  /** Returns the first thing that CRIU complains of, without where in its sources that is. */
  private static String cause(String message) {
    return message
        .lines()
        .map(line -> line.replaceFirst("^(criu failed: )?Error \\(.*?\\): ", "criu: "))
        .filter(line -> !line.contains("exited, status"))
        .findFirst()
        .orElse(message);
  }

  private void measure(int rounds, Report report) {
    List<Image> images = new ArrayList<>();
    try {
      for (Peer peer : rig.peers().of(WAYS)) {
        images.add(take(peer));
      }
      Report warmUp = new Report(Group.SNAPSHOT, "");
      for (int round = -1; round < rounds; round++) {
        for (Image image : ColdStarts.inTurn(images, round)) {
          restore(image, round < 0 ? warmUp : report);
        }
        for (Peer node : rig.peers().of(List.of(Way.NODE))) {
          double cold = coldStarts.once(node);
          if (round >= 0) {
            report.add(node.way().text(), WHOLE, cold);
          }
        }
      }
    } finally {
      images.forEach(image -> image.api().close());
    }
  }

  private Image take(Peer peer) {
    Path folder = work.resolve(peer.way().name().toLowerCase(Locale.ROOT));
    RuntimeApi api = new RuntimeApi();
    List<String> prefix = new ArrayList<>(rig.cores().one());
    // A process tree with a session of its own can be put back without the one it came from.
    prefix.add("setsid");
    Peer forSnapshot = peer.with(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BenchmarkException("There is no room for snapshots in " + folder, e);
    }
    try (Worker worker =
        Worker.start(forSnapshot, rig.stage().environment(), prefix, api, Path.of("/dev/null"))) {
      api.awaitReadyForSnapshot();
      Tool.run(
          folder,
          "criu",
          "dump",
          "--tree",
          Long.toString(worker.pid()),
          "--images-dir",
          folder.toString(),
          "--tcp-close");
    }
    api.forget();
    return new Image(peer, folder, api);
  }

  private void restore(Image image, Report report) {
    Path pidFile = image.folder().resolve("restored.pid");
    RuntimeApi api = image.api();
    try {
      Files.deleteIfExists(pidFile);
      long start = System.nanoTime();
      Tool.run(
          image.folder(),
          "criu",
          "restore",
          "--images-dir",
          image.folder().toString(),
          "--tcp-close",
          "--restore-detached",
          "--pidfile",
          pidFile.toString());
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      api.watch(process);
      try {
        api.letRestored();
        double restored = (api.awaitNext() - start) / 1e6;
        double first = api.invoke(rig.ordinaryEvent()).nanos() / 1e6;
        String name = image.peer().way().text();
        report.add(name, "restore ms", restored);
        report.add(name, FIRST, first);
        report.add(name, WHOLE, restored + first);
      } finally {
        process.destroyForcibly();
        // Its number must be free for the next restore.
        process.onExit().get(10, TimeUnit.SECONDS);
        api.forget();
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new BenchmarkException("The restored process cannot be handled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
