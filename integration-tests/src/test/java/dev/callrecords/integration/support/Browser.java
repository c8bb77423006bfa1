package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chromium without a window, told what to do over its DevTools protocol. It must be on the machine;
 * {@code .ci/run} puts it there.
 */
public final class Browser implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/");

  private final Path folder;
  private final ChildProcess process;
  private final String address;

  private Browser(Path folder, ChildProcess process, String address) {
    this.folder = folder;
    this.process = process;
    this.address = address;
  }

  /** Starts a browser that remembers nothing of another one. */
  static Browser start() throws IOException {
    Path folder = Files.createTempDirectory("browser");
    List<String> command =
        List.of(
            "chromium",
            "--headless=new",
            // Chromium refuses to be root inside its sandbox, which containers of tests often are.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            // Nothing goes further than this machine.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--user-data-dir=" + folder,
            "--remote-debugging-port=0",
            "about:blank");
    // All that it leaves is in its folder.
    ChildProcess process =
        ChildProcess.start("browser", folder, Map.of("TMPDIR", folder.toString()), command);
    process.await(() -> LISTENING.matcher(process.err()).find(), "said where it listens");
    Matcher listening = LISTENING.matcher(process.err());
    if (!listening.find()) {
      throw new AssertionError("What Chromium said is gone: " + process.err());
    }
    return new Browser(folder, process, listening.group(1));
  }

  /** Opens a page in a new tab, and waits until it is loaded. */
  public Tab open(String url) {
    JsonNode tab =
        Http.send("PUT", URI.create("http://" + address + "/json/new?about:blank")).json();
    return Tab.open(URI.create(tab.path("webSocketDebuggerUrl").textValue()), url);
  }

  /** Waits for all of the browser's processes, which write into its folder until they end. */
  @Override
  public void close() throws IOException {
    ProcessHandle.of(process.pid())
        .ifPresent(browser -> {
          List<ProcessHandle> all =
              Stream.concat(browser.descendants(), Stream.of(browser)).toList();
          all.forEach(ProcessHandle::destroyForcibly);
          all.forEach(one -> one.onExit().join());
        });
    process.close();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
