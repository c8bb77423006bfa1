package dev.callrecords.integration.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process of the tests, with what it prints, which is searched for canaries. Closing it kills it.
 */
public final class ChildProcess implements AutoCloseable {

  /** Long, for machines that other work keeps busy; what comes sooner is not waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Output out;
  private final Output err;

  private ChildProcess(Process process, String source, boolean answers) {
    this.process = process;
    this.out = new Output(process.getInputStream(), answers ? null : source);
    this.err = new Output(process.getErrorStream(), source);
  }

  /** Collects what a process prints. */
  private static final class Output {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reader;

    /**
     * Starts to collect.
     *
     * @param source its name among the output that is searched; null when it is not to be there
     */
    Output(InputStream stream, @Nullable String source) {
      OutputStream target = source == null ? bytes : SearchedOutput.copying(source, bytes);
      this.reader =
          // Not a virtual thread: reading a pipe holds the thread that carries it, and of those
          // there
          // are as few as processors.
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (stream;
                    target) {
                  stream.transferTo(target);
                } catch (IOException e) {
                  // The process was killed; what it printed until then is there.
                  bytes.writeBytes(new byte[0]);
                }
              });
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * Starts a process.
   *
   * @param source its name among the output that is searched
   * @param environment what it has besides that of the tests
   */
  public static ChildProcess start(
      String source, Path folder, Map<String, String> environment, List<String> command) {
    return start(source, false, folder, environment, command);
  }

  /**
   * Starts a process whose standard output is data, such as an API answer. Only its standard error
   * is searched for canaries.
   */
  public static ChildProcess startAnswering(
      String source, Path folder, Map<String, String> environment, List<String> command) {
    return start(source, true, folder, environment, command);
  }

  private static ChildProcess start(
      String source,
      boolean answers,
      Path folder,
      Map<String, String> environment,
      List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new ChildProcess(process, source, answers);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command.getFirst(), e);
    }
  }

  /** Returns the command for a main class, with the tests' Java and flags. */
  static List<String> java(String classPath, Class<?> main, List<String> arguments) {
    return java(classPath, main.getName(), arguments);
  }

  static List<String> java(String classPath, String main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts faster, and tests are short.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                classPath,
                main));
    command.addAll(arguments);
    return command;
  }

  public long pid() {
    return process.pid();
  }

  /** Returns whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what it printed so far. */
  public String out() {
    return out.text();
  }

  /** Returns what it printed so far as errors. */
  public String err() {
    return err.text();
  }

  /** Waits until it has printed a text. */
  public void awaitOut(String text) {
    await(() -> out().contains(text), "printed \"" + text + "\"");
  }

  /** Waits for a whole line with a text, and returns that line. */
  public String awaitLine(String text) {
    await(() -> lineWith(text).isPresent(), "printed a line with \"" + text + "\"");
    return lineWith(text).orElseThrow();
  }

  private Optional<String> lineWith(String text) {
    String printed = out();
    return printed
        .substring(0, printed.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.contains(text))
        .findFirst();
  }

  /** Waits until something is so. */
  public void await(java.util.function.BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        join();
        if (condition.getAsBoolean()) {
          return;
        }
        throw new AssertionError("The process ended and had not " + what + "; " + printed());
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("The process has not " + what + "; " + printed());
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Asks it to end, as Ctrl-C and process managers do. */
  public void terminate() {
    // Through its handle: the process itself would stop listening to what it still prints.
    process.toHandle().destroy();
  }

  /** Waits for its end and returns its exit code. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The process does not end; " + printed());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
    join();
    return process.exitValue();
  }

  private void join() {
    try {
      out.reader.join(PATIENCE);
      err.reader.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private String printed() {
    return "printed: " + out() + "\nerrors: " + err();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
