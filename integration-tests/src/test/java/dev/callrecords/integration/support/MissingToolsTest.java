package dev.callrecords.integration.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Tests of the build without programs from outside: with an empty {@code PATH}. */
final class MissingToolsTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir private Path folder;

  /** Runs the test classes of some names and prints how many of their tests failed. */
  static final class Runner {

    private Runner() {}

    public static void main(String[] arguments) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectPackage("dev.callrecords.integration"))
              .filters(
                  includeClassNamePatterns(
                      Arrays.stream(arguments).map(".*\\."::concat).toArray(String[]::new)))
              .build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, listener);
      TestExecutionSummary summary = listener.getSummary();
      System.out.printf(
          "failed %d, not run %d%n",
          summary.getTotalFailureCount(),
          summary.getContainersSkippedCount()
              + summary.getTestsSkippedCount()
              + summary.getTestsAbortedCount());
      // The stand-ins of AWS leave threads.
      System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
  }

  @Test
  void testsOfPlayersAndBrowsers_emptyPath_areSkippedAndListed() {
    String[] tests = {
      "ApiDocTest",
      "CaptionPlayersTest",
      "PlaybackTest",
      "ReferencePageTest",
      "SpreadsheetTest",
      "StorageDocumentTest"
    };
    assertThat(java(Runner.class, 0, tests)).containsPattern("failed 0, not run ([6-9]|\\d\\d)");

    assertThat(java(MissingTools.class, 0, folder.toString(), "found"))
        .contains("Checks that did NOT run")
        .contains(tests)
        .containsPattern("aws +StorageDocumentTest")
        .containsPattern("chromium .*PlaybackTest, ReferencePageTest")
        .containsPattern("apt-get install awscli chromium .*ffmpeg libreoffice-calc-nogui");
    assertThat(java(MissingTools.class, 1, folder.toString(), "all"))
        .contains("Checks that did NOT run", "-Dtools=all insists");
  }

  @Test
  void main_nothingRecorded_saysSo() {
    assertThat(java(MissingTools.class, 0, folder.resolve("none").toString(), "all"))
        .contains("All checks that need programs from outside did run.");
  }

  @Test
  void main_unknownMode_isRefused() {
    java(MissingTools.class, 2, folder.toString(), "some");
  }

  /** Runs a class with an empty {@code PATH}, and returns what it printed. */
  private String java(Class<?> main, int exitCode, String... arguments) {
    Map<String, String> environment =
        Map.of("PATH", folder.toString(), "JDK_JAVA_OPTIONS", "-Dmissing-tools=" + folder);
    try (ChildProcess process =
        ChildProcess.start(
            "missing-tools",
            Repository.path("integration-tests"),
            environment,
            ChildProcess.java(CLASS_PATH, main, List.of(arguments)))) {
      int ended = process.exitCode();
      assertThat(ended).as(process.out() + process.err()).isEqualTo(exitCode);
      return process.out();
    }
  }
}
