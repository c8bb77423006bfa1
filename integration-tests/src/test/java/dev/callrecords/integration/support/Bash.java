package dev.callrecords.integration.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs what the documents and the local server tell people to paste. What such scripts print is
 * what the API answers.
 */
public final class Bash {

  /** Its name among the output that is searched. */
  static final String SOURCE = "bash";

  private Bash() {}

  /**
   * Runs a script to its good end and returns what it printed.
   *
   * @param environment what it has besides that of the tests
   */
  public static String run(Path folder, Map<String, String> environment, String script) {
    List<String> command = List.of("bash", "-euo", "pipefail", "-c", script);
    try (ChildProcess bash = ChildProcess.startAnswering(SOURCE, folder, environment, command)) {
      int exitCode = bash.exitCode();
      if (exitCode != 0) {
        throw new AssertionError(
            "Exit code %d of:%n%s%nprinted: %s%nerrors: %s"
                .formatted(exitCode, script, bash.out(), bash.err()));
      }
      return bash.out();
    }
  }
}
