package dev.callrecords.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Functions restored from a snapshot by CRIU, in the way of SnapStart. A process is checkpointed
 * after its init, and every round starts from there.
 *
 * <p>AWS's runtime client knows snapshots: it calls the functions' hooks, and asks the Runtime API
 * when to go on. While it waits for that answer the snapshot is taken. Open sockets do not survive
 * it; the client asks again after the restore, on a new one.
 */
final class Snapshots {

  private static final String FIRST = "first ms";
  private static final String WHOLE = "restore + first ms";

  private static final List<Way> WAYS =
      List.of(
          Way.FUNCTIONS,
          Way.PREVIOUS,
          Way.FUNCTIONS_UNPRIMED,
          Way.TUTORIAL,
          Way.QUARKUS,
          Way.EMPTY);

  /** Those whose answers and log must be of now, whenever their snapshot was taken. */
  private static final List<Way> OURS =
      List.of(Way.FUNCTIONS, Way.PREVIOUS, Way.FUNCTIONS_UNPRIMED);

  private static final Map<String, String> FOR_SNAPSHOT =
      Map.of(
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "snap-start",
          // The file with these counters is deleted when its process is no more.
          "JDK_JAVA_OPTIONS",
          "-XX:-UsePerfData");

  private final Rig rig;
  private final ColdStarts coldStarts;
  private final Path work;

  Snapshots(Rig rig, ColdStarts coldStarts, Path work) {
    this.rig = rig;
    this.coldStarts = coldStarts;
    this.work = work.resolve("snapshots");
  }

  /**
   * A peer on disk, and the Runtime API that it will ask for.
   *
   * @param megabytes how large its memory is on disk, which decides how long it takes to read
   * @param log where what it prints goes; it may grow between restores, as it is only appended to
   */
  private record Image(Peer peer, Path folder, double megabytes, RuntimeApi api, Path log) {}

  /** CRIU cannot do its work on this machine; the message says why. */
  private static final class NoCriuException extends Exception {

    private static final long serialVersionUID = 1L;

    NoCriuException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Measures restores, and cold starts of Node.js between them. */
  Report measure(int rounds) {
    Report report =
        rig.report(
            Group.SNAPSHOT,
            "processes restored by CRIU on one core over HTTPS, call of %d minutes, %d rounds"
                .formatted(Stage.ORDINARY, rounds));
    report.compare(FIRST, rig.baselines(Way.TUTORIAL));
    report.compare(WHOLE, rig.baselines(Way.TUTORIAL, Way.EMPTY, Way.NODE));
    List<Image> images = new ArrayList<>();
    try (ContainerCredentials credentials = new ContainerCredentials()) {
      criu(Path.of("."), "check");
      Map<String, String> environment = credentials.in(rig.stage().environment());
      for (Peer peer : rig.peers().of(WAYS)) {
        images.add(take(peer, environment));
      }
      measure(images, rounds, report);
    } catch (NoCriuException e) {
      report.nothingMeasured("snapshot and restore", String.valueOf(e.getMessage()));
    } finally {
      images.forEach(image -> image.api().close());
    }
    report.goal(Goal.SNAPSHOT_FIRST, report.ratio(Way.FUNCTIONS, Way.TUTORIAL, FIRST));
    report.goal(Goal.SNAPSHOT_WHOLE, report.ratio(Way.FUNCTIONS, Way.TUTORIAL, WHOLE));
    if (rig.hasPrevious()) {
      report.goal(Goal.PREVIOUS_SNAPSHOT_FIRST, report.ratio(Way.FUNCTIONS, Way.PREVIOUS, FIRST));
    }
    return report;
  }

  private static void criu(Path folder, String... arguments) throws NoCriuException {
    List<String> command = new ArrayList<>(List.of("criu"));
    command.addAll(List.of(arguments));
    // Errors only, no warnings.
    command.add("-v1");
    try {
      Tool.run(folder, Map.of(), command);
    } catch (BenchmarkException e) {
      throw new NoCriuException(cause(String.valueOf(e.getMessage())), e);
    }
  }

  /** Returns what CRIU complains of, without where in its sources that is. */
  private static String cause(String message) {
    return message
        .lines()
        .filter(line -> !line.contains("exited, status"))
        .map(line -> line.replaceFirst("Error \\(.*?\\): ", ""))
        .collect(Collectors.joining("; "));
  }

  private void measure(List<Image> images, int rounds, Report report) {
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
  }

  private Image take(Peer peer, Map<String, String> environment) throws NoCriuException {
    Path folder = work.resolve(peer.way().name().toLowerCase(Locale.ROOT));
    Path log = folder.resolve("function.log");
    RuntimeApi api = new RuntimeApi();
    Peer withSnapStart = peer.without(JavaRuntime.UNLESS_SNAPSHOT).with(FOR_SNAPSHOT);
    List<String> prefix = new ArrayList<>(rig.cores().one());
    // A process tree that is its own session can be restored without the one it came from.
    prefix.add("setsid");
    try {
      Files.createDirectories(folder);
      try (Worker worker = Worker.start(withSnapStart, environment, prefix, api, log)) {
        api.awaitReadyForSnapshot();
        criu(
            folder,
            "dump",
            "--tree",
            Long.toString(worker.pid()),
            "--images-dir",
            folder.toString(),
            "--tcp-close",
            // Native libraries are unpacked to files that are deleted once they are loaded.
            "--ghost-limit",
            "64M");
      }
      api.forget();
      double megabytes = Files.size(folder.resolve("pages-1.img")) / (1024.0 * 1024.0);
      return new Image(peer, folder, megabytes, api, log);
    } catch (IOException e) {
      throw new BenchmarkException("There is no room for snapshots in " + folder, e);
    }
  }

  private void restore(Image image, Report report) {
    RuntimeApi api = image.api();
    // In a separate namespace, where the ids of its process and threads are free.
    List<String> command =
        List.of(
            "unshare",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "criu",
            "restore",
            "--images-dir",
            image.folder().toString(),
            "--tcp-close",
            "-v1");
    Peer restored = new Peer(image.peer().way(), image.folder(), command, Map.of());
    Instant start = Instant.now();
    try (Worker worker = rig.startOnOneCore(restored, api)) {
      api.letRestored();
      double restore = worker.millisUntil(api.awaitNext());
      RuntimeApi.Invocation invocation = api.invoke(rig.ordinaryEvent());
      double first = invocation.nanos() / 1e6;
      if (OURS.contains(image.peer().way())) {
        Freshness.check(invocation.answer(), lastLogged(image), start, Instant.now());
      }
      String name = image.peer().way().text();
      report.add(name, "restore ms", restore);
      report.add(name, FIRST, first);
      report.add(name, WHOLE, restore + first);
      report.add(name, "image MB", image.megabytes());
      // Its next question shall not be taken for one of the next restore.
      api.awaitNext();
    } finally {
      api.forget();
    }
  }

  private static String lastLogged(Image image) {
    try {
      return Files.readAllLines(image.log()).getLast();
    } catch (IOException e) {
      throw new BenchmarkException("The log of a restored process cannot be read", e);
    }
  }
}
