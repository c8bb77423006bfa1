package dev.callrecords.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs of the machine that are run to their end. */
final class Tool {

  private Tool() {}

  /**
   * Runs a program.
   *
   * @return what it printed, errors included
   * @throws BenchmarkException when it is not there, or fails; with the end of what it printed
   */
  static String run(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new BenchmarkException(command.getFirst() + " failed: " + end(printed));
      }
      return printed;
    } catch (IOException e) {
      throw new BenchmarkException("there is no " + command.getFirst() + " on this machine", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  static String run(Path folder, String... command) {
    return run(folder, Map.of(), new ArrayList<>(List.of(command)));
  }

  private static String end(String printed) {
    int most = 500;
    return printed.length() <= most ? printed : printed.substring(printed.length() - most);
  }
}
