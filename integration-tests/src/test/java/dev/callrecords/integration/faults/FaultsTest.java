package dev.callrecords.integration.faults;

import static dev.callrecords.integration.faults.FaultServer.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.faults.FaultServer.Service;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function while DynamoDB or S3 fails: what the caller gets, after how many attempts. */
final class FaultsTest {

  /** As the template has it. */
  private static final int SECONDS_LEFT = 10;

  /**
   * When Lambda would end a function. Its own limits are shorter, and how often it asked shows that
   * they hold: a time would show how busy the machine is.
   */
  private static final Duration MAX_TIME = Duration.ofSeconds(SECONDS_LEFT);

  /** So few that the deadline comes before the 4.5 s of the clients. */
  private static final int FEW_SECONDS_LEFT = 2;

  private static final Duration FEW_SECONDS_MAX_TIME = Duration.ofMillis(4500);

  private static final Map<String, String> ON_EVERY_ANSWER =
      Map.of(
          "Content-Type", "application/problem+json",
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "Strict-Transport-Security", "max-age=63072000; includeSubDomains",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer",
          "Vary", "Accept-Encoding");

  /** Faults that cost no time to speak of. */
  private static final Set<Fault> QUICK =
      EnumSet.of(
          Fault.BROKEN,
          Fault.BROKEN_IN_HTML,
          Fault.BROKEN_WITHOUT_CODE,
          Fault.GARBAGE,
          Fault.DAMAGED,
          Fault.EMPTY,
          Fault.OF_ANOTHER_KEY,
          Fault.NOT_HTTP,
          Fault.CLOSED,
          Fault.CREDENTIALS_EXPIRED,
          Fault.ACCESS_DENIED,
          Fault.KEY_DENIED,
          Fault.NO_SUCH_TABLE);

  /** Faults during which a client waits, if only between its attempts. */
  private static final Set<Fault> SLOW =
      EnumSet.of(Fault.SILENT, Fault.DRIPPING, Fault.THROTTLED, Fault.THROUGHPUT_EXCEEDED);

  /** What the caller gets, and how often the service was asked for it. */
  record Expected(int status, String code, String metric, int least, int most) {}

  private static Expected busy(int attempts) {
    return busy(attempts, attempts);
  }

  private static Expected busy(int least, int most) {
    return new Expected(503, "dependency_busy", "DependencyBusy", least, most);
  }

  private static Expected timeout(int most) {
    return new Expected(504, "dependency_timeout", "DependencyTimeout", 1, most);
  }

  private static Expected refused() {
    return new Expected(500, "internal_error", "InternalError", 1, 1);
  }

  private static Expected ofDynamoDb(Fault fault) {
    return switch (fault) {
      case THROTTLED,
          THROUGHPUT_EXCEEDED,
          BROKEN,
          BROKEN_IN_HTML,
          BROKEN_WITHOUT_CODE,
          GARBAGE,
          CLOSED ->
          busy(3);
      case DAMAGED, EMPTY -> busy(2);
      case NOT_HTTP -> busy(1);
      case OF_ANOTHER_KEY -> new Expected(500, "record_corrupt", "RecordCorrupt", 1, 1);
      case CREDENTIALS_EXPIRED -> busy(1);
      case ACCESS_DENIED, KEY_DENIED, NO_SUCH_TABLE -> refused();
      case SILENT, DRIPPING -> timeout(3);
      // Of a second each.
      case SLOW_PAGES -> timeout(5);
      case KEY_OF_WRITER, TWICE, CLOSED_ONCE_KEPT, SILENT_ONCE_KEPT, NESTED, ENDLESS ->
          throw new AssertionError("Not a fault that lasts");
    };
  }

  /** The baseline without faults. It also loads classes, which are not to be measured. */
  @BeforeAll
  static void withoutFaults_everyFunctionAnswersWell() throws IOException {
    try (FaultServer server = new FaultServer()) {
      for (Function function : Function.values()) {
        JsonNode answer = Observed.of(function, server, SECONDS_LEFT).json();
        assertThat(answer.path("statusCode").asInt(200))
            .as("%s: %s", function, answer)
            .isEqualTo(200);
        assertThat(answer.path("isAuthorized").asBoolean(true)).isTrue();
      }
    }
  }

  static Stream<Arguments> quickFaultsOfDynamoDb() {
    return QUICK.stream()
        .flatMap(
            fault -> Stream.of(Function.values()).map(function -> Arguments.of(function, fault)));
  }

  @ParameterizedTest
  @MethodSource("quickFaultsOfDynamoDb")
  void functions_dynamoDbFails_answerInTime(Function function, Fault fault) throws IOException {
    try (FaultServer server = new FaultServer()) {
      server.fail(Service.DYNAMODB, fault, ALWAYS);

      Observed observed = Observed.of(function, server, SECONDS_LEFT);

      Expected expected = ofDynamoDb(fault);
      assertAnswered(function, observed, expected);
      assertThat(server.requests(Service.DYNAMODB)).isBetween(expected.least, expected.most);
      assertThat(server.requests(Service.S3)).isZero();
      if (fault == Fault.ACCESS_DENIED) {
        assertThat(observed.line().path("failure").asText()).contains(FaultServer.AWS_REQUEST_ID);
      }
    }
  }

  static Stream<Arguments> quickFaultsOfS3() {
    Expected missing = new Expected(404, "recording_not_found", "RecordingObjectMissing", 1, 1);
    return Stream.of(
        Arguments.of(Fault.BROKEN, busy(3)),
        Arguments.of(Fault.BROKEN_IN_HTML, busy(3)),
        Arguments.of(Fault.THROTTLED, busy(3)),
        Arguments.of(Fault.CLOSED, busy(3)),
        Arguments.of(Fault.NOT_HTTP, busy(1)),
        // HEAD is answered without a code, and GET tells which of the two it is.
        Arguments.of(Fault.CREDENTIALS_EXPIRED, busy(2)),
        Arguments.of(
            Fault.KEY_OF_WRITER,
            new Expected(404, "recording_not_found", "RecordingObjectMissing", 2, 2)),
        // What S3 says of a missing object to a role that may not list the bucket.
        Arguments.of(Fault.ACCESS_DENIED, missing),
        Arguments.of(Fault.NO_SUCH_TABLE, missing));
  }

  @ParameterizedTest
  @MethodSource("quickFaultsOfS3")
  void presignRecording_s3Fails_answersInTime(Fault fault, Expected expected) throws IOException {
    try (FaultServer server = new FaultServer()) {
      server.fail(Service.S3, fault, ALWAYS);

      Observed observed = Observed.of(Function.PRESIGN_RECORDING, server, SECONDS_LEFT);

      assertAnswered(Function.PRESIGN_RECORDING, observed, expected);
      assertThat(server.requests(Service.S3)).isBetween(expected.least, expected.most);
      assertThat(server.requests(Service.DYNAMODB)).isEqualTo(1);
    }
  }

  /** All at once, since they do nothing but wait. */
  @Test
  void functions_slowFaults_answerInTime() throws InterruptedException {
    List<Callable<Boolean>> cases = new ArrayList<>();
    for (Fault fault : SLOW) {
      for (Function function : Function.values()) {
        cases.add(() -> answersInTime(function, Service.DYNAMODB, fault, SECONDS_LEFT));
      }
      cases.add(() -> answersInTime(Function.PRESIGN_RECORDING, Service.S3, fault, SECONDS_LEFT));
    }
    // Each call is in time, all together are not.
    cases.add(
        () -> answersInTime(Function.GET_CALL, Service.DYNAMODB, Fault.SLOW_PAGES, SECONDS_LEFT));
    // With less time than the calls take by themselves, every function keeps to what there is.
    for (Function function : Function.values()) {
      cases.add(() -> answersInTime(function, Service.DYNAMODB, Fault.SILENT, FEW_SECONDS_LEFT));
    }
    cases.add(() ->
        answersInTime(Function.PRESIGN_RECORDING, Service.S3, Fault.DRIPPING, FEW_SECONDS_LEFT));

    try (ExecutorService threads = Executors.newFixedThreadPool(cases.size())) {
      for (Future<Boolean> one : threads.invokeAll(cases)) {
        assertThat(one).succeedsWithin(Duration.ZERO).isEqualTo(true);
      }
    }
  }

  private static boolean answersInTime(
      Function function, Service service, Fault fault, int secondsLeft) throws IOException {
    try (FaultServer server = new FaultServer()) {
      server.fail(service, fault, ALWAYS);

      Observed observed = Observed.of(function, server, secondsLeft);

      Expected expected = secondsLeft == FEW_SECONDS_LEFT ? timeout(2) : ofDynamoDb(fault);
      assertAnswered(function, observed, expected);
      assertThat(server.requests(service)).isBetween(expected.least, expected.most);
      return secondsLeft == SECONDS_LEFT || observed.time().compareTo(FEW_SECONDS_MAX_TIME) < 0;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BROKEN", "BROKEN_IN_HTML", "GARBAGE", "DAMAGED", "EMPTY", "THROTTLED"})
  void getCall_dynamoDbFailsOnce_isRetriedUnnoticed(Fault fault) throws IOException {
    try (FaultServer server = new FaultServer()) {
      server.fail(Service.DYNAMODB, fault, 1);

      Observed observed = Observed.of(Function.GET_CALL, server, SECONDS_LEFT);

      assertThat(observed.json().path("statusCode").intValue()).as(observed.log()).isEqualTo(200);
      assertThat(observed.line().path("level").textValue()).isEqualTo("INFO");
      assertThat(server.requests(Service.DYNAMODB)).isEqualTo(2);
    }
  }

  /** As after a freeze of the function, or after its snapshot was restored. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CLOSED_ONCE_KEPT", "SILENT_ONCE_KEPT"})
  void getCall_idleConnectionIsDead_isReplacedUnnoticed(Fault fault) throws IOException {
    try (FaultServer server = new FaultServer();
        Deployment deployment =
            new Deployment(
                Template.read(Repository.path("template.yaml")), new FaultyCloud(server))) {
      assertThat(Observed.of(Function.GET_CALL, deployment, SECONDS_LEFT).failure()).isNull();
      server.fail(Service.DYNAMODB, fault, 1);

      Observed observed = Observed.of(Function.GET_CALL, deployment, SECONDS_LEFT);

      assertThat(observed.json().path("statusCode").intValue()).isEqualTo(200);
      assertThat(observed.time()).isLessThan(MAX_TIME);
      assertThat(server.requests(Service.DYNAMODB)).isEqualTo(2);
    }
  }

  /** Each request must get its own call, or none. */
  @Test
  void getCall_dynamoDbAnswersTwice_isNeverTheCallOfAnother() throws IOException {
    try (FaultServer server = new FaultServer();
        Deployment deployment =
            new Deployment(
                Template.read(Repository.path("template.yaml")), new FaultyCloud(server))) {
      server.fail(Service.DYNAMODB, Fault.TWICE, ALWAYS);

      for (int request = 0; request < 50; request++) {
        String callId = "call-" + request;
        Observed observed = Observed.of(Function.GET_CALL, deployment, callId, SECONDS_LEFT);

        JsonNode body = Json.read(observed.json().path("body").textValue());
        if (observed.json().path("statusCode").intValue() == 200) {
          assertThat(body.path("id").textValue()).isEqualTo(callId);
          assertThat(body.path("call_summary").textValue()).isEqualTo(callId);
        } else {
          // Which of the two it is depends on when the second answer arrives: as the answer to the
          // next request, or on an idle connection, which the client then drops.
          assertThat(body.path("code").textValue()).isIn("record_corrupt", "dependency_busy");
          assertThat(observed.answer()).doesNotContain("call-");
        }
      }
    }
  }

  private static void assertAnswered(Function function, Observed observed, Expected expected) {
    assertThat(observed.time()).isLessThan(MAX_TIME);
    JsonNode line = observed.line();
    assertThat(line.path("fault").asText())
        .as("%s after %s: %s", function, observed.time(), observed.log())
        .isEqualTo(expected.metric);
    assertThat(line.path("request_id").asText()).isEqualTo(observed.requestId());
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(observed.answer() + observed.failure() + observed.log())
        .doesNotContain("secret-of-aws");
    if (function == Function.AUTHORIZE) {
      // The gateway makes 500 of it. Nothing that could be taken for leave was written.
      assertThat(observed.failure()).isInstanceOf(IllegalStateException.class).hasNoCause();
      assertThat(observed.answer()).isEmpty();
      return;
    }
    assertThat(line.path("status").intValue()).isEqualTo(expected.status);
    JsonNode answer = observed.json();
    assertThat(answer.path("statusCode").intValue()).isEqualTo(expected.status);
    Map<String, String> headers = new LinkedHashMap<>(ON_EVERY_ANSWER);
    headers.put("X-Request-Id", observed.requestId());
    if (expected.status == 503) {
      headers.put("Retry-After", "1");
    }
    Map<String, String> found = new LinkedHashMap<>();
    answer
        .path("headers")
        .properties()
        .forEach(header -> found.put(header.getKey(), header.getValue().asText()));
    assertThat(found).containsExactlyInAnyOrderEntriesOf(headers);
    JsonNode problem = Json.read(answer.path("body").textValue());
    assertThat(problem.path("code").textValue()).isEqualTo(expected.code);
    assertThat(problem.path("request_id").textValue()).isEqualTo(observed.requestId());
  }
}
