package dev.callrecords.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A function that runs in a child process. Closing it kills it. */
final class Worker implements AutoCloseable {

  /** What {@code /proc} counts CPU time in, on every Linux of today. */
  private static final double MILLIS_PER_TICK = 10;

  private final Process process;
  private final long startNanos;

  private Worker(Process process, long startNanos) {
    this.process = process;
    this.startNanos = startNanos;
  }

  /**
   * Starts a function.
   *
   * @param prefix what to put before its command
   * @param log where what it prints goes
   */
  static Worker start(
      Peer peer, Map<String, String> environment, List<String> prefix, RuntimeApi api, Path log) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(peer.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(peer.taskRoot().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(peer.environment());
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
    builder.environment().put("LAMBDA_TASK_ROOT", peer.taskRoot().toString());
    builder
        .environment()
        .put("LD_LIBRARY_PATH", peer.taskRoot() + ":" + peer.taskRoot().resolve("lib"));
    long start = System.nanoTime();
    try {
      Worker worker = new Worker(builder.start(), start);
      api.watch(worker.process.toHandle());
      return worker;
    } catch (IOException e) {
      throw new BenchmarkException("Cannot start " + command, e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Returns the milliseconds from its start to a moment. */
  double millisUntil(long nanos) {
    return (nanos - startNanos) / 1e6;
  }

  /** Returns how much CPU it has used, in milliseconds, to within ten of them. */
  double cpuMillis() {
    return cpuMillis(pid());
  }

  /** Returns how much CPU a process has used, in milliseconds, to within ten of them. */
  static double cpuMillis(long pid) {
    String stat = read(pid, "stat");
    // The second field is a name in parentheses, which may hold anything.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * MILLIS_PER_TICK;
  }

  /** Returns how much CPU each of its threads has used, in nanoseconds. */
  Map<Path, Long> cpuOfThreads() {
    Map<Path, Long> cpu = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid()), "task"))) {
      for (Path thread : threads) {
        try {
          String statistics = Files.readString(thread.resolve("schedstat"));
          cpu.put(thread, Long.parseLong(statistics.substring(0, statistics.indexOf(' '))));
        } catch (IOException e) {
          // It has ended since it was listed.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The process " + pid() + " is gone", e);
    }
    return cpu;
  }

  /** Returns the CPU time used since, in milliseconds, without that of ended threads. */
  double cpuMillisSince(Map<Path, Long> before) {
    long nanos = 0;
    for (Map.Entry<Path, Long> thread : cpuOfThreads().entrySet()) {
      nanos += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    return nanos / 1e6;
  }

  /** Returns how much memory it has had at most, in MB. */
  double peakMegabytes() {
    return read(pid(), "status")
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException("The process " + pid + " is gone", e);
    }
  }

  /** Asks it to end by itself, and waits until it has. */
  void terminate(int seconds) {
    process.destroy();
    await(seconds);
  }

  private void await(int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new BenchmarkException("The process " + pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    // A restored process has what restored it above it, and would outlive that.
    List<ProcessHandle> started = process.descendants().toList();
    started.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    // The next one shall not share the core with its end.
    await(10);
    started.forEach(child -> child.onExit().join());
  }
}
