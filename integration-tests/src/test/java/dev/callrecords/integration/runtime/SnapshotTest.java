package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.RuntimeApi;
import dev.callrecords.integration.support.RuntimeApi.Post;
import dev.callrecords.integration.support.RuntimeClient;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * State in a snapshot, checked with AWS's runtime client, started as for SnapStart. Credentials
 * come from a container's endpoint.
 */
@ExtendWith(StackExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
final class SnapshotTest {

  /** Part of the credentials endpoint's answer, searched for in the heap dump. */
  private static final String SECRET = "canary-secret-of-the-container";

  /** Most of them are the runtime client's own. */
  private static final int MOST_NEW_CLASSES = 25;

  private static final String TOKEN = "canary-token-of-the-endpoint";

  private static final String UNKNOWN_TOKEN = "crl_made-up-token-that-opens-nothing-0000000000";

  private final Stack stack;

  @TempDir private Path folder;

  SnapshotTest(Stack stack) {
    this.stack = stack;
  }

  /** The endpoint that hands credentials to a function that was restored from a snapshot. */
  private static final class CredentialsEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    CredentialsEndpoint() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              requests.incrementAndGet();
              byte[] body =
                  """
                  {"AccessKeyId": "canary", "SecretAccessKey": "%s", "Token": "canary",
                   "Expiration": "%s"}
                  """
                      .formatted(SECRET, Instant.now().plus(Duration.ofHours(1)))
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
    }

    String uri() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/credentials";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private ChildProcess start(
      RuntimeApi api, String function, CredentialsEndpoint credentials, String... flags) {
    Map<String, String> environment = stack.variables(function);
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", credentials.uri());
    environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN);
    List<String> all = new ArrayList<>(List.of(flags));
    // As Lambda has it: the hooks of org.crac are those of its runtime client.
    all.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    return RuntimeClient.start(api, stack.template(), function, folder, environment, all);
  }

  @ParameterizedTest
  @CsvSource({
    "AuthorizeFunction, authorize/no-key.json",
    "GetCallFunction, get-call/gzip.json",
    "GetCallFunction, get-call/running.json",
    "GetCallFunction, get-call/unchanged.json",
    "PresignRecordingFunction, presign-recording/never-recorded.json",
    "TranscriptFunction, transcript/text.json",
    "TranscriptFunction, transcript/unchanged.json",
    "LinksFunction, links/create.json",
    "LinksFunction, links/list.json",
    "OpenLinkFunction, open-link/unknown-token.json"
  })
  void restore_firstRequest_loadsNextToNothingNew(String function, String event) throws Exception {
    Path classes = folder.resolve("classes.log");
    try (RuntimeApi api = new RuntimeApi();
        CredentialsEndpoint credentials = new CredentialsEndpoint();
        ChildProcess client =
            start(api, function, credentials, "-Xlog:class+load:file=" + classes)) {
      api.awaitReadyForSnapshot(client);
      assertThat((client.out() + client.err()).lines())
          .as("what priming has logged")
          .allMatch(RuntimeClient::namesJavaOptions);
      List<String> before = Files.readAllLines(classes);
      api.restore();

      api.send(event(event));
      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      List<String> all = Files.readAllLines(classes);
      assertThat(before).hasSizeGreaterThan(2000);
      assertThat(all.subList(before.size(), all.size()))
          .as("classes loaded by the first request")
          .filteredOn(line -> line.contains("callrecords") || line.contains("awssdk.services"))
          .isEmpty();
      assertThat(all).hasSizeLessThan(before.size() + MOST_NEW_CLASSES);
    }
  }

  @Test
  void snapshot_beforeAndAfterRestore_holdsNoCredentialsAndThenAsksForThem() throws Exception {
    Path heap = folder.resolve("heap.hprof");
    try (RuntimeApi api = new RuntimeApi();
        CredentialsEndpoint credentials = new CredentialsEndpoint();
        ChildProcess client = start(api, "GetCallFunction", credentials)) {
      api.awaitReadyForSnapshot(client);
      assertThat(credentials.requests).hasValue(0);
      dump(client, heap);
      api.restore();
      api.send(Repository.text("events/get-call/completed.json"));
      JsonNode response = Json.read(api.nextPost(client).body());

      assertThat(response.path("statusCode").intValue()).isEqualTo(200);
      assertThat(credentials.requests).hasValue(1);
      String snapshot = Files.readString(heap, StandardCharsets.ISO_8859_1);
      assertThat(snapshot).contains("GetCallHandler");
      assertThat(snapshot.contains(SECRET)).as("the secret is in the snapshot").isFalse();
      // The check can fail: once asked for, it is there.
      Files.delete(heap);
      dump(client, heap);
      assertThat(Files.readString(heap, StandardCharsets.ISO_8859_1).contains(SECRET)).isTrue();
    }
  }

  /** Two restores of one snapshot share no value that should be unique. */
  @Test
  void restoredFunction_linksAndLogLines_haveTheCurrentTime() throws Exception {
    try (RuntimeApi api = new RuntimeApi();
        CredentialsEndpoint credentials = new CredentialsEndpoint();
        ChildProcess client = start(api, "GetCallFunction", credentials)) {
      api.awaitReadyForSnapshot(client);
      Instant snapshot = Instant.now();
      // A link counts in seconds, so the restore is to come a second later.
      Thread.sleep(1_100);
      api.restore();
      api.send(Repository.text("events/get-call/completed.json"));
      JsonNode call = Json.read(Json.read(api.nextPost(client).body()).path("body").textValue());

      assertThat(Instant.parse(call.path("recording_url_expires_at").textValue()))
          .isAfter(snapshot.plus(Duration.ofMinutes(15)));
      JsonNode line = Json.read(client.awaitLine("\"route\""));
      assertThat(Instant.parse(line.path("timestamp").textValue())).isAfter(snapshot);
      assertThat(line.path("cold_start").booleanValue()).isTrue();
    }
  }

  /** Returns an event of a file; a link is one whose recording is not ready. */
  private String event(String file) {
    String event = Repository.text("events/" + file);
    if (!event.contains(UNKNOWN_TOKEN)) {
      return event;
    }
    Reply created =
        stack
            .api(SampleCalls.ACME_DENTAL)
            .post("/v1/calls/" + SampleCalls.RUNNING + "/links", "{}");
    String url = created.json().path("url").textValue();
    return event.replace(UNKNOWN_TOKEN, url.substring(url.lastIndexOf('/') + 1));
  }

  private static void dump(ChildProcess client, Path heap) throws Exception {
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(client.pid()),
                "GC.heap_dump",
                "-all",
                heap.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(command.waitFor()).as(said).isZero();
  }
}
