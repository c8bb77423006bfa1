package dev.callrecords.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures a group, or all of them, and prints where the goals are. Its output is Markdown; the
 * same as JSON and SVG is under {@code benchmarks/target/results}.
 */
public final class Benchmarks {

  /** The system property with the folder of another version that takes part; may be empty. */
  static final String PREVIOUS = "previous";

  private static final String ALL = "all";
  private static final String GOALS = "goals";
  private static final String SMOKE = "smoke";

  private final Checkout functions;
  private final Optional<Checkout> previous;
  private final Path work;
  private final Path results;
  private final Path javaHome;
  private final List<Path> jars;
  private final int rounds;
  private final PrintStream out;

  private Benchmarks(
      Path module, List<Path> jars, int rounds, Optional<Path> previous, PrintStream out) {
    Path repository = module.resolve("..").normalize();
    this.functions = Checkout.read(repository);
    // Maven was called in the repository.
    this.previous = previous.map(folder -> Checkout.read(repository.resolve(folder)));
    this.work = module.resolve("target/work");
    this.results = module.resolve("target/results");
    // Every Java has it.
    this.javaHome = Path.of(System.getProperty("java.home", ""));
    this.jars = jars;
    this.rounds = rounds;
    this.out = out;
  }

  /**
   * Runs a group of benchmarks. Maven passes the module's folder, the file with the class path of
   * the functions and the runtime client, the group, and the number of rounds.
   */
  public static void main(String[] arguments) throws IOException {
    List<Path> jars =
        Arrays.stream(Files.readString(Path.of(arguments[1])).strip().split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    Optional<Path> previous =
        Optional.of(System.getProperty(PREVIOUS, ""))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    try {
      new Benchmarks(
              Path.of(arguments[0]), jars, Integer.parseInt(arguments[3]), previous, System.out)
          .run(arguments[2]);
    } catch (BenchmarkException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    // What waits for connections would keep this process from its end.
    System.exit(0);
  }

  private void run(String what) {
    Optional<Group> one = Group.parse(what);
    if (one.isPresent()) {
      run(List.of(one.get()));
    } else {
      switch (what) {
        case ALL -> run(List.of(Group.values()));
        case GOALS -> out.println(Goal.table(Report.goals(results)));
        case SMOKE -> smoke();
        default ->
            throw new BenchmarkException(
                "There is no group "
                    + what
                    + ". Known: "
                    + String.join(
                        ", ",
                        Stream.concat(
                                Arrays.stream(Group.values()).map(Group::text),
                                Stream.of(ALL, GOALS, SMOKE))
                            .toList()));
      }
    }
  }

  private void run(List<Group> groups) {
    Cores cores = Cores.claim();
    // JMH runs on this program's core, before anything else does.
    if (groups.contains(Group.HANDLER)) {
      finish(HandlerTimes.measure(rounds, functions), "us");
    }
    List<Group> others = groups.stream().filter(group -> group != Group.HANDLER).toList();
    if (!others.isEmpty()) {
      try (Stage stage = new Stage(functions, work, javaHome)) {
        Peers peers = peers(stage);
        Rig rig = new Rig(peers, stage, cores, log());
        rig.warmUp();
        others.forEach(group -> run(group, rig));
      }
    }
    out.println(Goal.table(Report.goals(results)));
  }

  private Peers peers(Stage stage) {
    Peers peers =
        new Peers(functions, previous, work, javaHome, jars, stage.certificates().trustStore());
    Answers.compare(
        peers.of(
            List.of(Way.FUNCTIONS, Way.PREVIOUS, Way.TUTORIAL, Way.QUARKUS, Way.NODE, Way.PYTHON)),
        stage,
        log());
    return peers;
  }

  private Path log() {
    return work.resolve("peers.log");
  }

  private void run(Group group, Rig rig) {
    ColdStarts coldStarts = new ColdStarts(rig);
    switch (group) {
      case COLD -> finish(coldStarts.onOneCore(rounds), "cold ms");
      case SHARES -> finish(coldStarts.withShares(rounds), "512 MB cold ms");
      case SNAPSHOT ->
          finish(new Snapshots(rig, coldStarts, work).measure(rounds), "restore + first ms");
      case WARM -> finish(new WarmRequests(rig).measure(rounds), "CPU ms per request");
      case GROWTH -> finish(new Growth(rig).measure(rounds, results), "CPU ms per request");
      case LIST -> finish(new Lists(rig).measure(rounds), "ms per page");
      case HANDLER -> throw new IllegalArgumentException("JMH runs without a stage");
    }
  }

  private void finish(Report report, String pictured) {
    report.write(results, pictured);
    out.println(report.table());
  }

  /** Runs every peer once, and one round of cold starts that says nothing about speed. */
  private void smoke() {
    try (Stage stage = new Stage(functions, work, javaHome)) {
      Peers peers = peers(stage);
      Rig rig = new Rig(peers, stage, Cores.claim(), log());
      out.println(new ColdStarts(rig).onOneCore(1).table());
    }
    out.println("The benchmarks run; the numbers above are of one round and prove nothing.");
  }
}
