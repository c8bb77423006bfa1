package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.AudioFormat;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.ApiDoc;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.MissingTools;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.lambda.AuthorizeHandler;
import dev.callrecords.lambda.PresignRecordingHandler;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Runs the examples of {@code docs/api.md} as they stand. */
@ExtendWith(StackExtension.class)
final class ApiDocTest {

  private static final TenantId TENANT = new TenantId("docs-api");
  private static final byte[] AUDIO =
      "RIFF, as far as this test goes".getBytes(StandardCharsets.UTF_8);

  private static final long SECONDS = 60;

  @TempDir private Path folder;

  private final Stack stack;

  ApiDocTest(Stack stack) {
    this.stack = stack;
  }

  @Test
  void examples_areAllRun() {
    assertThat(ApiDoc.examples().keySet())
        .containsExactlyInAnyOrder(
            "find calls",
            "list all calls of a day",
            "get a call",
            "ask only for news",
            "get captions",
            "play a recording",
            "share a recording",
            "wait for a recording",
            "client in Java",
            "client in JavaScript",
            "client in Python",
            // By PlaybackTest.
            "play in a page");
  }

  @Test
  @NeedsTools("curl")
  void getACall_printsIt() throws IOException {
    String printed = bash("get a call", stack.url(), SampleCalls.COMPLETED);
    assertThat(Json.read(printed).path("status").textValue()).isEqualTo("completed");
  }

  @Test
  @NeedsTools("curl")
  void findCalls_printsThoseOfTheNumber() throws IOException {
    String printed = bash("find calls", stack.url(), SampleCalls.COMPLETED);
    assertThat(Json.read(printed).path("calls"))
        .extracting(call -> call.path("id").textValue())
        .contains(SampleCalls.RUNNING.value())
        .doesNotContain(SampleCalls.COMPLETED.value());
  }

  @Test
  @NeedsTools("curl")
  void listAllCallsOfADay_printsAllPages() throws IOException {
    String printed = bash("list all calls of a day", stack.url(), SampleCalls.COMPLETED);
    assertThat(printed).contains(SampleCalls.COMPLETED.value(), SampleCalls.RUNNING.value());
    assertThat(printed.lines().toList()).last().asString().contains("\"has_more\":false");
  }

  @Test
  @NeedsTools("curl")
  void askOnlyForNews_printsThatThereAreNone() throws IOException {
    String printed = bash("ask only for news", stack.url(), SampleCalls.COMPLETED);
    assertThat(printed.strip()).isEqualTo("304");
    assertThat(folder.resolve("call.json")).isNotEmptyFile();
  }

  @Test
  @NeedsTools("curl")
  void getCaptions_savesThem() throws IOException {
    bash("get captions", stack.url(), SampleCalls.COMPLETED);
    assertThat(folder.resolve("call.vtt")).content().startsWith("WEBVTT\n");
  }

  @Test
  @NeedsTools("curl")
  void shareARecording_printsALinkThatOpens() throws IOException {
    JsonNode made = Json.read(bash("share a recording", stack.url(), SampleCalls.COMPLETED));

    assertThat(made.path("label").textValue()).isEqualTo("for the insurance");
    assertThat(Http.get(URI.create(made.path("url").textValue())).status()).isEqualTo(302);
  }

  @Test
  @NeedsTools("curl")
  void playARecording_savesIt() throws IOException {
    bash("play a recording", stack.url(), SampleCalls.COMPLETED);
    assertThat(folder.resolve("call.wav"))
        .hasSameBinaryContentAs(
            Repository.path(
                "local/src/main/resources/samples/acme-dental/" + SampleCalls.COMPLETED + ".wav"));
  }

  @Test
  @NeedsTools("curl")
  void waitForARecording_isReadyInTheEnd() throws IOException {
    CallId id = pending();
    try (HttpGateway gateway = readyAfterOneTry(id)) {
      String printed = bash("wait for a recording", gateway.url(), id);
      assertThat(printed.strip()).isEqualTo("200");
    }
  }

  /** Each client gets a busy API first, then a pending recording, then the link. */
  @TestFactory
  Stream<DynamicTest> clients_getWhatTheyWant() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.of(
        client("client in Python", "client.py", "python3"),
        client("client in JavaScript", "client.mjs", "node"),
        client("client in Java", "CallRecords.java", java));
  }

  private DynamicTest client(String example, String file, String program) {
    return DynamicTest.dynamicTest(
        example,
        () -> {
          MissingTools.assumeNone("ApiDocTest, " + example, program);
          Path place = Files.createDirectory(folder.resolve(file + "-client"));
          Files.writeString(place.resolve(file), ApiDoc.example(example));
          CallId id = pending();
          try (HttpGateway gateway = readyAfterOneTry(id)) {
            String printed =
                run(place, environment(gateway.url(), TENANT, id), List.of(program, file));
            assertThat(printed)
                .contains("completed Somebody called.")
                .contains("saved")
                .containsPattern("ends at [0-9-]+T[0-9:]+Z");
          }
          assertThat(place.resolve("call.wav")).hasBinaryContent(AUDIO);
          assertRefused(place, file, program);
        });
  }

  /** With a key that is not good, a client says so at once. */
  private void assertRefused(Path place, String file, String program) {
    Map<String, String> environment =
        new TreeMap<>(environment(stack.url(), TENANT, SampleCalls.COMPLETED));
    environment.put("API_KEY", "crk_" + "A".repeat(43));
    ChildEnd end = end(place, environment, List.of(program, file));
    assertThat(end.exitCode()).isNotZero();
    assertThat(end.printed()).contains("403").contains("Forbidden");
  }

  private String bash(String example, String url, CallId id) {
    return run(
        folder,
        environment(url, id.equals(SampleCalls.COMPLETED) ? SampleCalls.ACME_DENTAL : TENANT, id),
        List.of("bash", "-euo", "pipefail", "-c", ApiDoc.example(example)));
  }

  private Map<String, String> environment(String url, TenantId tenant, CallId id) {
    return Map.of("API_URL", url, "API_KEY", stack.key(tenant).reveal(), "CALL_ID", id.toString());
  }

  /** Puts a call in whose recording is still being made. */
  private CallId pending() {
    CallId id = Calls.newId();
    stack.deployment().callWriter().put(TENANT, call(id, Recording.Unplayable.PENDING));
    return id;
  }

  private static Call call(CallId id, Recording recording) {
    Call call = Calls.call(id, recording);
    return new Call(
        id,
        call.agentId(),
        call.fromNumber(),
        call.toNumber(),
        call.direction(),
        call.status(),
        call.duration(),
        recording,
        call.transcript(),
        call.sentiment(),
        "Somebody called.",
        call.metadata(),
        call.startedAt(),
        call.endedAt(),
        call.createdAt());
  }

  /** Returns a gateway that first answers 503, then that the recording is not ready. */
  private HttpGateway readyAfterOneTry(CallId id) throws IOException {
    AtomicBoolean busy = new AtomicBoolean(true);
    AtomicBoolean pending = new AtomicBoolean(true);
    return stack.gateway(function -> {
      RequestStreamHandler usual = stack.deployment().handler(function, stack.log().stream());
      String handler = stack.template().handlerClass(function);
      if (handler.equals(AuthorizeHandler.class.getName())) {
        return usual;
      }
      if (handler.equals(PresignRecordingHandler.class.getName())) {
        return (event, output, context) -> {
          usual.handleRequest(event, output, context);
          if (pending.getAndSet(false)) {
            finish(id);
          }
        };
      }
      return (event, output, context) -> {
        if (busy.getAndSet(false)) {
          output.write(BUSY);
        } else {
          usual.handleRequest(event, output, context);
        }
      };
    });
  }

  private static final byte[] BUSY =
      """
      {"statusCode": 503,
       "headers": {"Content-Type": "application/problem+json", "Retry-After": "1"},
       "body": "{\\"code\\":\\"dependency_busy\\",\\"status\\":503}"}
      """
          .getBytes(StandardCharsets.UTF_8);

  private void finish(CallId id) {
    String key =
        stack
            .deployment()
            .recordingWriter()
            .put(TENANT, id, AudioFormat.WAV, RequestBody.fromBytes(AUDIO));
    stack
        .deployment()
        .callWriter()
        .put(
            TENANT,
            call(
                id,
                new Recording.Available(
                    key, "audio/wav", (long) AUDIO.length, new BigDecimal("0.5"))));
  }

  /** How a program ended, and what it printed to both of its outputs. */
  private record ChildEnd(int exitCode, String printed) {}

  private static String run(Path folder, Map<String, String> environment, List<String> command) {
    ChildEnd end = end(folder, environment, command);
    assertThat(end.exitCode()).as(end.printed()).isZero();
    return end.printed();
  }

  private static ChildEnd end(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "%s cannot be started. The examples of docs/api.md need bash, curl, node (20 or newer) and"
                  .formatted(command.getFirst())
              + " python3: on Debian, apt-get install bash curl nodejs python3",
          e);
    }
    try {
      byte[] printed = process.getInputStream().readAllBytes();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command.getFirst() + " does not end");
      }
      return new ChildEnd(process.exitValue(), new String(printed, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("What " + command.getFirst() + " prints cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
