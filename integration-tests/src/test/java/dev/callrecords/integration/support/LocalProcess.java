package dev.callrecords.integration.support;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.local.LocalServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The local server as people start it: a child process, known by its output. */
public final class LocalProcess implements AutoCloseable {

  /** Its name among the output that is searched. */
  static final String SOURCE = "local-server";

  /** Options that let it run beside others. */
  public static final List<String> ANY_FREE_PORTS =
      List.of("--port", "0", "--dynamodb-port", "0", "--s3-port", "0");

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  private final ChildProcess process;

  private LocalProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts a process that may refuse to serve. */
  public static ChildProcess start(Path folder, List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("--template", Repository.path("template.yaml").toString()));
    return ChildProcess.start(
        SOURCE,
        folder,
        Map.of(),
        ChildProcess.java(System.getProperty("java.class.path"), LocalServer.class, arguments));
  }

  /** Starts a server and waits for its greeting. */
  public static LocalProcess serve(Path folder, String... options) {
    ChildProcess process =
        start(folder, Stream.concat(ANY_FREE_PORTS.stream(), Stream.of(options)).toList());
    process.awaitOut("Requests are logged below.\n");
    return new LocalProcess(process);
  }

  public ChildProcess process() {
    return process;
  }

  /** Returns the ports of the API, DynamoDB Local and S3Proxy, as printed. */
  public List<Integer> ports() {
    return URL.matcher(process.out())
        .results()
        .map(url -> Integer.valueOf(url.group(1)))
        // The page is where the API is.
        .distinct()
        .limit(3)
        .toList();
  }

  /** Returns where the API is. */
  public String url() {
    return "http://127.0.0.1:" + ports().getFirst();
  }

  /** Returns the key that it prints. */
  public ApiKey key() {
    Matcher key = Pattern.compile("crk_[A-Za-z0-9_-]{43}").matcher(process.out());
    if (!key.find()) {
      throw new AssertionError("There is no key in: " + process.out());
    }
    return ApiKey.parse(key.group()).orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}
