package dev.callrecords.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Time and allocation of the handler and its parts, compiled as Lambda compiles them. */
final class HandlerTimes {

  private static final int WARM_UP = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(1);
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private HandlerTimes() {}

  /**
   * Runs JMH.
   *
   * @param rounds how many iterations are measured
   */
  static Report measure(int rounds, Checkout functions) {
    Report report =
        new Report(
            Group.HANDLER,
            "JMH on one core, the SDK's read answered from memory, C1 as the template has it, %d iterations of %s"
                .formatted(rounds, ITERATION));
    Options options =
        new OptionsBuilder()
            .include(HandlerBenchmark.class.getName())
            .param("events", functions.folder().resolve("events").toString())
            .addProfiler(GCProfiler.class)
            .forks(1)
            .jvmArgs(
                "-XX:+UseSerialGC", JavaRuntime.MEMORY, "--sun-misc-unsafe-memory-access=allow")
            .jvmArgsAppend(functions.javaOptions().toArray(String[]::new))
            .warmupIterations(WARM_UP)
            .warmupTime(ITERATION)
            .measurementIterations(rounds)
            .measurementTime(ITERATION)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      for (RunResult result : new Runner(options).run()) {
        add(result, report);
      }
    } catch (RunnerException e) {
      throw new BenchmarkException("JMH does not run", e);
    }
    return report;
  }

  private static void add(RunResult result, Report report) {
    String method = result.getParams().getBenchmark();
    String call = result.getParams().getParam("call");
    String name =
        "%s, %s"
            .formatted(
                method.substring(method.lastIndexOf('.') + 1),
                call.equals(HandlerBenchmark.REFERENCE) ? "reference call" : call + " min");
    List<Double> micros = values(result.getPrimaryResult());
    List<Double> bytes =
        values(Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION)));
    micros.forEach(value -> report.add(name, "us", value));
    bytes.forEach(value -> report.add(name, "allocated KB", value / 1024));
    if (method.endsWith(".handler") && call.equals(HandlerBenchmark.REFERENCE)) {
      report.goal(
          Goal.HANDLER,
          String.format(
              Locale.ROOT,
              "%.1f us; %.1f KB",
              Statistics.median(micros),
              Statistics.median(bytes) / 1024));
    }
  }

  /** Returns the values of the iterations. */
  private static List<Double> values(Result<?> result) {
    List<Double> values = new ArrayList<>();
    result
        .getStatistics()
        .getRawData()
        .forEachRemaining(entry ->
            values.addAll(Collections.nCopies(entry.getValue().intValue(), entry.getKey())));
    return values;
  }
}
