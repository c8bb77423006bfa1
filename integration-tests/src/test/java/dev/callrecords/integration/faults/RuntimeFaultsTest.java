package dev.callrecords.integration.faults;

import static dev.callrecords.integration.faults.FaultServer.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.faults.FaultServer.Service;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.RuntimeApi;
import dev.callrecords.integration.support.RuntimeApi.Post;
import dev.callrecords.integration.support.RuntimeClient;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The runtime client, one process per function, through all that can fail. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
final class RuntimeFaultsTest {

  private static final int MILLIS_LEFT = 1500;
  private static final int ALL_THE_TIME = 10_000;

  @TempDir private Path taskRoot;

  /** A function's process, its connections, and its number of requests. */
  private static final class RunningFunction implements AutoCloseable {

    private final Function function;
    private final FaultServer server = new FaultServer();
    private final RuntimeApi api = new RuntimeApi();
    private ChildProcess client;
    private int requests;

    RunningFunction(Function function, Path taskRoot, List<String> flags) throws IOException {
      this.function = function;
      this.client = start(taskRoot, flags);
    }

    private ChildProcess start(Path taskRoot, List<String> flags) throws IOException {
      Template template = Template.read(Repository.path("template.yaml"));
      Map<String, String> environment = new LinkedHashMap<>(template.variables(function.logicalId));
      environment.put("AWS_ENDPOINT_URL_DYNAMODB", server.uri().toString());
      environment.put("AWS_ENDPOINT_URL_S3", server.uri().toString());
      // As in Lambda with a snapshot. Whatever else the SDK would look at is not there.
      environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.uri() + "/credentials");
      environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token");
      environment.put("AWS_EC2_METADATA_DISABLED", "true");
      environment.put("AWS_ACCESS_KEY_ID", "");
      environment.put("AWS_SECRET_ACCESS_KEY", "");
      environment.put("AWS_SHARED_CREDENTIALS_FILE", taskRoot.resolve("none").toString());
      environment.put("AWS_CONFIG_FILE", taskRoot.resolve("none").toString());
      return RuntimeClient.start(api, template, function.logicalId, taskRoot, environment, flags);
    }

    /** Replaces a process that has ended, as Lambda does. */
    void restart(Path taskRoot, List<String> flags) throws IOException {
      client.close();
      client = start(taskRoot, flags);
    }

    /** Sends a request and returns its answer, which must have the same request id. */
    Post ask(int millisLeft) {
      requests++;
      String id = api.send(function.event(requestId(), callId()), millisLeft);
      Post post = api.nextPost(client);
      assertThat(post.requestId()).isEqualTo(id);
      return post;
    }

    String requestId() {
      return function + "-request-" + requests;
    }

    String callId() {
      return "call-" + requests;
    }

    /** Asks while something fails; the answer must tell so and the process must live. */
    void askInVain(int millisLeft, Integer... statuses) {
      long start = System.nanoTime();
      Post post = ask(millisLeft);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Duration.ofMillis(ALL_THE_TIME));
      assertThat(client.isAlive()).isTrue();
      assertThat(post.body()).doesNotContain("secret-of-aws");
      if (function == Function.AUTHORIZE) {
        assertThat(post.what()).isEqualTo("error");
        assertThat(post.body()).doesNotContain("isAuthorized");
        return;
      }
      assertThat(post.what()).as(post.body()).isEqualTo("response");
      JsonNode answer = Json.read(post.body());
      assertThat(answer.path("statusCode").intValue()).as(post.body()).isIn((Object[]) statuses);
      JsonNode problem = Json.read(answer.path("body").textValue());
      assertThat(problem.path("request_id").textValue()).isEqualTo(requestId());
    }

    /** Retries until a new process answers: class loading may exceed a request's deadline. */
    void warmUp() {
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      Post post = ask(ALL_THE_TIME);
      while (!post.body().contains("\"statusCode\":200")
          && !post.body().contains("Authorized\":true")) {
        assertThat(System.nanoTime()).as(post.body()).isLessThan(end);
        assertThat(post.body()).containsAnyOf("dependency_timeout", "could not be looked up");
        post = ask(ALL_THE_TIME);
      }
    }

    /** Sends a request without a fault; the answer must be the requested call. */
    void askWell() {
      Post post = ask(ALL_THE_TIME);
      assertThat(post.what()).as(post.body()).isEqualTo("response");
      JsonNode answer = Json.read(post.body());
      if (function == Function.AUTHORIZE) {
        assertThat(answer.path("isAuthorized").booleanValue()).isTrue();
        return;
      }
      assertThat(answer.path("statusCode").intValue()).as(post.body()).isEqualTo(200);
      assertThat(answer.path("headers").path("X-Request-Id").textValue()).isEqualTo(requestId());
      JsonNode body = Json.read(answer.path("body").textValue());
      switch (function) {
        case GET_CALL -> {
          assertThat(body.path("id").textValue()).isEqualTo(callId());
          assertThat(body.path("call_summary").textValue()).isEqualTo(callId());
          assertThat(body.path("recording_url").textValue()).contains("/" + callId() + ".wav?");
        }
        case PRESIGN_RECORDING ->
            assertThat(body.path("recording_url").textValue()).contains("/" + callId() + ".wav?");
        case TRANSCRIPT -> assertThat(body.path("call_id").textValue()).isEqualTo(callId());
        case AUTHORIZE -> throw new AssertionError("Asked above");
      }
    }

    @Override
    public void close() {
      client.close();
      api.close();
      server.close();
    }
  }

  /** Processes are started one by one, then used concurrently. */
  @Test
  void faults_oneAfterTheOther_everyProcessLivesOn() throws Exception {
    List<RunningFunction> processes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(Function.values().length)) {
      for (Function function : Function.values()) {
        RunningFunction process = new RunningFunction(function, taskRoot, List.of());
        processes.add(process);
        process.warmUp();
      }
      List<Callable<Boolean>> cases = new ArrayList<>();
      processes.forEach(process -> cases.add(() -> livesOn(process)));
      for (Future<Boolean> one : threads.invokeAll(cases)) {
        assertThat(one).succeedsWithin(Duration.ZERO).isEqualTo(true);
      }
    } finally {
      processes.forEach(RunningFunction::close);
    }
  }

  private static boolean livesOn(RunningFunction process) {
    FaultServer server = process.server;
    for (Fault fault : List.of(Fault.SILENT, Fault.DRIPPING, Fault.BROKEN)) {
      expireCredentials(process);
      server.fail(Service.CREDENTIALS, fault, ALWAYS);
      // Of broken ones the last of several attempts tells, if there is time for it.
      process.askInVain(MILLIS_LEFT, 503, 504);
      assertThat(server.requests(Service.DYNAMODB)).isZero();
      server.recover();
    }
    process.askWell();
    for (Fault fault : Fault.values()) {
      switch (fault) {
        case KEY_OF_WRITER,
            TWICE,
            NESTED,
            ENDLESS,
            SLOW_PAGES,
            CLOSED_ONCE_KEPT,
            SILENT_ONCE_KEPT -> {}
        default -> {
          server.fail(Service.DYNAMODB, fault, ALWAYS);
          process.askInVain(MILLIS_LEFT, 500, 503, 504);
          server.recover();
        }
      }
    }
    process.askWell();
    switch (process.function) {
      case GET_CALL -> credentialsDripWithAllTheTime(process);
      case PRESIGN_RECORDING -> {
        s3Fails(process);
        credentialsExpire(process);
      }
      case TRANSCRIPT, AUTHORIZE -> {}
    }
    return process.client.isAlive();
  }

  /** Lets DynamoDB call the credentials expired, so that the next call needs new ones. */
  private static void expireCredentials(RunningFunction process) {
    process.server.fail(Service.DYNAMODB, Fault.CREDENTIALS_EXPIRED, ALWAYS);
    process.askInVain(ALL_THE_TIME, 503);
    process.server.recover();
  }

  private static void credentialsDripWithAllTheTime(RunningFunction process) {
    expireCredentials(process);
    process.server.fail(Service.CREDENTIALS, Fault.DRIPPING, ALWAYS);
    process.askInVain(ALL_THE_TIME, 503, 504);
    process.server.recover();
    process.askWell();
  }

  private static void s3Fails(RunningFunction process) {
    for (Fault fault : List.of(Fault.SILENT, Fault.BROKEN, Fault.ACCESS_DENIED)) {
      process.server.fail(Service.S3, fault, ALWAYS);
      process.askInVain(MILLIS_LEFT, 404, 503, 504);
      process.server.recover();
    }
    process.askWell();
    String keyId = process.server.lastKeyId();
    process.server.fail(Service.S3, Fault.KEY_OF_WRITER, ALWAYS);
    process.askInVain(ALL_THE_TIME, 404);
    process.server.recover();
    process.askWell();
    assertThat(process.server.lastKeyId()).isEqualTo(keyId);
  }

  private static void credentialsExpire(RunningFunction process) {
    FaultServer server = process.server;
    for (Service service : List.of(Service.DYNAMODB, Service.S3)) {
      String keyId = server.lastKeyId();
      server.fail(service, Fault.CREDENTIALS_EXPIRED, ALWAYS);
      process.askInVain(ALL_THE_TIME, 503);
      // To HEAD, S3 does not say what is wrong: it is asked once more.
      assertThat(server.requests(service)).isEqualTo(service == Service.S3 ? 2 : 1);
      assertThat(server.lastKeyId()).isEqualTo(keyId);
      server.recover();

      process.askWell();
      assertThat(server.lastKeyId()).isNotEqualTo(keyId);
    }
    // From now on they have expired already when they come.
    expireCredentials(process);
    server.fail(Service.CREDENTIALS, Fault.CREDENTIALS_EXPIRED, ALWAYS);
    process.askInVain(ALL_THE_TIME, 503);
    assertThat(server.requests(Service.DYNAMODB)).isEqualTo(1);
    process.client.awaitOut("The signing credentials end in less than 60 s");
  }

  /**
   * JVM errors are not handled. Lambda gets an error for this request alone, and starts another
   * process for the next one.
   */
  @Test
  void virtualMachine_atItsEnd_isAnErrorOfThatRequestAlone() throws IOException {
    try (RunningFunction process =
        new RunningFunction(Function.GET_CALL, taskRoot, List.of("-Xmx32m"))) {
      process.warmUp();
      process.askWell();
      assertEnds(process, Fault.ENDLESS, "OutOfMemoryError");
      process.restart(taskRoot, List.of("-Xss256k"));
      process.warmUp();
      process.askWell();
      assertEnds(process, Fault.NESTED, "StackOverflowError");
      process.restart(taskRoot, List.of());
      process.warmUp();
      process.askWell();
    }
  }

  private static void assertEnds(RunningFunction process, Fault fault, String error) {
    process.server.fail(Service.DYNAMODB, fault, ALWAYS);

    Post post = process.ask(ALL_THE_TIME);

    assertThat(post.what()).as(post.body()).isEqualTo("error");
    assertThat(Json.read(post.body()).path("errorType").textValue()).endsWith(error);
    process.client.exitCode();
    assertThat(process.client.isAlive()).isFalse();
    process.server.recover();
  }
}
