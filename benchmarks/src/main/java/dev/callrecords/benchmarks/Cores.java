package dev.callrecords.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * CPU pinning: the first core for stand-ins and benchmarks, the second for the process. An init may
 * have both.
 */
record Cores(Optional<String> notPinned) {

  /** Puts this program onto the first core, where that can be done. */
  static Cores claim() {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return new Cores(Optional.of("this machine has one core"));
    }
    try {
      Tool.run(
          Path.of("."), "taskset", "-a", "-cp", "0", Long.toString(ProcessHandle.current().pid()));
      return new Cores(Optional.empty());
    } catch (BenchmarkException e) {
      return new Cores(Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Returns what to put before a command that is to have one core. */
  List<String> one() {
    return notPinned.isPresent() ? List.of() : List.of("taskset", "-c", "1");
  }

  /** Returns the command prefix for two cores, which Lambda gives an init. */
  List<String> two() {
    return notPinned.isPresent() ? List.of() : List.of("taskset", "-c", "0,1");
  }
}
