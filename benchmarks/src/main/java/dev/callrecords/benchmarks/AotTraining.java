package dev.callrecords.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes an AOT cache of the JDK for the functions by letting them answer, over HTTPS so that TLS is
 * in it.
 */
final class AotTraining {

  private static final int REQUESTS = 60;
  private static final int PATIENCE_SECONDS = 60;

  private AotTraining() {}

  /** Returns the functions with a cache that was made of the very jars they run from. */
  static Peer train(Peers peers, Stage stage, Path work) throws IOException {
    Path cache = work.resolve("functions.aot");
    Files.deleteIfExists(cache);
    Peer trainee = peers.functionsOnClassPath(List.of("-XX:AOTCacheOutput=" + cache));
    Path log = work.resolve("aot-training.log");
    try (RuntimeApi api = new RuntimeApi();
        Worker worker = Worker.start(trainee, stage.environment(), List.of(), api, log)) {
      for (int request = 0; request < REQUESTS; request++) {
        api.invoke(stage.event(Stage.callId(Stage.ORDINARY)));
      }
      api.awaitNext();
      // The cache is written at the end.
      worker.terminate(PATIENCE_SECONDS);
    }
    if (!Files.exists(cache)) {
      throw new BenchmarkException("the JVM wrote no AOT cache: see " + log);
    }
    return peers.functionsOnClassPath(List.of("-XX:AOTCache=" + cache));
  }
}
