package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.admin.cli.Calls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the command line in a child process, as the launcher does. What it prints as errors is
 * searched for canaries; what it prints otherwise is its answer: calls, keys and counts.
 */
public final class Shell {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_SECONDS = 120;

  /** Commands that only group others. */
  private static final Set<String> GROUPS = Set.of("key", "link", "ledger", "hold");

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> javaOptions = new ArrayList<>();
  private final Map<Process, List<Path>> outputs = new HashMap<>();
  private final Path folder;
  private final List<String> local;
  private String limits = "";
  private String redirection = "";

  /** What a command did. */
  public record Result(int exitCode, String out, String err) {

    /** Returns what it printed as lines of JSON. */
    public List<JsonNode> lines() {
      return Shell.lines(out);
    }

    /** Returns the last of these lines. */
    public JsonNode last() {
      return lines().getLast();
    }
  }

  /** Runs in a folder, against stand-ins. */
  public Shell(Path folder, URI dynamoDb, URI s3) {
    this.folder = folder;
    this.local =
        List.of(
            "--local",
            "--dynamodb-port",
            Integer.toString(dynamoDb.getPort()),
            "--s3-port",
            Integer.toString(s3.getPort()));
  }

  public Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Shell withJava(String option) {
    javaOptions.add(option);
    return this;
  }

  /** Limits the file size, which fails like a full disk and needs no privileges. */
  public Shell withFilesUpTo(int kilobytes) {
    limits = "ulimit -f " + kilobytes + "; ";
    return this;
  }

  /** Sends standard output elsewhere, such as to {@code /dev/full}. */
  public Shell withOutTo(String target) {
    redirection = " >" + target;
    return this;
  }

  /** Runs a command against the stand-ins to its end, with nothing on standard input. */
  public Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  public Result runWithInput(String input, String... arguments) {
    return finish(start(arguments), input.getBytes(StandardCharsets.UTF_8));
  }

  public Result runWithInput(byte[] input, String... arguments) {
    return finish(start(arguments), input);
  }

  /** Runs a command as it is, without the options for the stand-ins. */
  public Result runBare(String... arguments) {
    return finish(startBare(List.of(arguments)), new byte[0]);
  }

  public Process start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    // Behind the subcommand, before file names that may start with a dash.
    all.addAll(GROUPS.contains(all.getFirst()) ? 2 : 1, local);
    return startBare(all);
  }

  private Process startBare(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (!limits.isEmpty() || !redirection.isEmpty()) {
      command.addAll(List.of("bash", "-c", limits + "exec \"$@\"" + redirection, "bash"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(ClassData.options());
    command.add(Calls.class.getName());
    command.addAll(arguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
      builder.environment().putAll(environment);
      Path err = SearchedOutput.file("command-line");
      Path out = Files.createTempFile(folder, "out-", ".txt");
      Process process = builder.redirectError(err.toFile()).redirectOutput(out.toFile()).start();
      outputs.put(process, List.of(out, err));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("The command did not start", e);
    }
  }

  /** Gives a process its input, and waits for its end. */
  public Result finish(Process process, byte[] input) {
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input);
      } catch (IOException e) {
        // A command may end before it has read all: then its exit code is looked at.
      }
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The command does not end");
      }
      List<Path> files = Objects.requireNonNull(outputs.get(process));
      return new Result(
          process.exitValue(), Files.readString(files.get(0)), Files.readString(files.get(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public static List<JsonNode> lines(String text) {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      try {
        lines.add(JSON.readTree(line));
      } catch (IOException e) {
        throw new UncheckedIOException("No JSON: " + line, e);
      }
    }
    return lines;
  }
}
