package dev.callrecords.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A control group with a CPU share by memory size: 1769 MB are one core.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html">Memory and
 *     CPU</a>
 */
final class CpuShare implements AutoCloseable {

  private static final double MEGABYTES_OF_ONE_CORE = 1769;
  private static final int PERIOD_MICROS = 20_000;
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final Path folder;
  private final boolean unified;

  private CpuShare(Path folder, boolean unified) {
    this.folder = folder;
    this.unified = unified;
  }

  /**
   * Makes a control group without a limit.
   *
   * @throws BenchmarkException when this machine does not let us, with its reason
   */
  static CpuShare make() {
    String name = "call-records-benchmarks-" + ProcessHandle.current().pid();
    try {
      if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
        if (!Files.readString(ROOT.resolve("cgroup.subtree_control")).contains("cpu")) {
          Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+cpu");
        }
        return new CpuShare(Files.createDirectories(ROOT.resolve(name)), true);
      }
      return new CpuShare(Files.createDirectory(ROOT.resolve("cpu").resolve(name)), false);
    } catch (IOException e) {
      throw new BenchmarkException(
          "CPU shares need a control group, which only root can make: " + e, e);
    }
  }

  /** Puts a process in. */
  void add(long process) {
    write("cgroup.procs", Long.toString(process));
  }

  /** Limits the group to the CPU share of a function with this memory size. */
  void limit(int megabytes) {
    long micros = Math.round(PERIOD_MICROS * megabytes / MEGABYTES_OF_ONE_CORE);
    if (unified) {
      write("cpu.max", String.format(Locale.ROOT, "%d %d", micros, PERIOD_MICROS));
    } else {
      write("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
      write("cpu.cfs_quota_us", Long.toString(micros));
    }
  }

  /** From now on they have as much as they like. */
  void unlimit() {
    if (unified) {
      write("cpu.max", "max");
    } else {
      write("cpu.cfs_quota_us", "-1");
    }
  }

  private void write(String file, String value) {
    try {
      Files.writeString(folder.resolve(file), value);
    } catch (IOException e) {
      throw new BenchmarkException("The control group refuses " + value + " in " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new BenchmarkException("The control group " + folder + " is not empty", e);
    }
  }
}
