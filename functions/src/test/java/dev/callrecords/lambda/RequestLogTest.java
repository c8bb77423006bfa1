package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.RecordingStore;
import dev.callrecords.domain.RecordingStore.Stored;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.FakeDynamoDb;
import dev.callrecords.http.Fault;
import dev.callrecords.http.Resources;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class RequestLogTest {

  private final Log log = new Log();

  @Test
  void end_goodRequest_isOneLineOfExactlyTheseFields() {
    RequestLog.Entry entry = new RequestLog(log.out()).start("GET /v1/calls/{call_id}");
    entry.caller(Samples.caller(Scope.CALLS_READ));

    entry.end("JKJaXmPLvHcESHA=", 200, null);

    JsonNode line = log.line();
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly(
            "timestamp",
            "level",
            "request_id",
            "route",
            "status",
            "status_class",
            "milliseconds",
            "cold_start",
            "tenant",
            "key_id",
            "Requests",
            "_aws");
    assertThat(Instant.parse(line.get("timestamp").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(line.get("level").asText()).isEqualTo("INFO");
    assertThat(line.get("request_id").asText()).isEqualTo("JKJaXmPLvHcESHA=");
    assertThat(line.get("route").asText()).isEqualTo("GET /v1/calls/{call_id}");
    assertThat(line.get("status").asInt()).isEqualTo(200);
    assertThat(line.get("status_class").asText()).isEqualTo("2xx");
    assertThat(line.get("milliseconds").isNumber()).isTrue();
    assertThat(line.get("milliseconds").asDouble()).isBetween(0.0, 60_000.0);
    assertThat(line.get("cold_start").isBoolean()).isTrue();
    assertThat(line.get("tenant").asText()).isEqualTo("acme-dental");
    assertThat(line.get("key_id").asText()).isEqualTo("0123abcd");
    assertMetricsAreValid(line);
    assertThat(metrics(line)).containsExactly("Requests");
  }

  @Test
  void end_noCaller_namesNoTenant() {
    new RequestLog(log.out()).start("r").end("id", 401, Fault.CALLER_MISSING);

    assertThat(log.line().has("tenant")).isFalse();
    assertThat(log.line().has("key_id")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void end_fault_isAnErrorWithItsMetric(Fault fault) {
    new RequestLog(log.out()).start("r").end("id", 500, fault);

    JsonNode line = log.line();
    assertThat(line.get("level").asText()).isEqualTo("ERROR");
    assertThat(line.get("fault").asText()).isEqualTo(fault.text());
    assertMetricsAreValid(line);
    assertThat(metrics(line)).containsExactly("Requests", "Faults");
    assertThat(line.get("Faults").asInt()).isEqualTo(1);
    assertThat(line.at("/_aws/CloudWatchMetrics/1/Dimensions/0").valueStream())
        .extracting(JsonNode::asText)
        .containsExactly("fault", "route");
  }

  /** On an overloaded table the call is unknown, so its id is unchecked input. */
  @ParameterizedTest
  @EnumSource
  void end_fault_namesTheCallWhereItConcernsIt(Fault fault) {
    RequestLog.Entry entry = new RequestLog(log.out()).start("r");
    entry.call(Samples.CALL_ID);

    entry.end("id", 500, fault);

    boolean named =
        switch (fault) {
          case RECORDING_KEY_REFUSED,
              RECORDING_OBJECT_MISSING,
              RECORD_CORRUPT,
              RECORD_TOO_LARGE,
              INTERNAL_ERROR ->
              true;
          case CALLER_MISSING, DEPENDENCY_BUSY, DEPENDENCY_TIMEOUT -> false;
        };
    assertThat(log.line().path("call_id").asText()).isEqualTo(named ? Samples.CALL_ID.value() : "");
  }

  @Test
  void end_noFault_namesNoCall() {
    RequestLog.Entry entry = new RequestLog(log.out()).start("r");
    entry.call(Samples.CALL_ID);

    entry.end("id", 404, null);

    assertThat(log.line().has("call_id")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"200, 2xx", "302, 3xx", "404, 4xx", "504, 5xx"})
  void end_status_isOfItsClass(int status, String statusClass) {
    new RequestLog(log.out()).start("r").end("id", status, null);

    assertThat(log.line().get("status_class").asText()).isEqualTo(statusClass);
  }

  @Test
  void end_severalRequests_areALineEachAndTheFirstIsCold() {
    RequestLog requests = new RequestLog(log.out());
    for (int i = 0; i < 3; i++) {
      requests.start("r").end("id", 200, null);
    }

    assertThat(log.lines())
        .extracting(line -> line.get("cold_start").asBoolean())
        .containsExactly(true, false, false);
  }

  @Test
  void end_requestIdWithLineBreaks_isStillOneLine() {
    new RequestLog(log.out()).start("r").end("a\nb\r\n\u2028{\"level\":\"forged\"}", 200, null);

    assertThat(log.line().get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void end_failureOfOurOwn_isLoggedWithItsMessageAndTheClassesOfItsCauses() {
    RequestLog.Entry entry = new RequestLog(log.out()).start("r");
    entry.failure(
        new DependencyException(
            Kind.BUSY,
            "dynamodb:Query was answered with 503",
            new RuntimeException("secret", new IllegalStateException("secret"))));

    entry.end("id", 503, Fault.DEPENDENCY_BUSY);

    JsonNode line = log.line();
    assertThat(line.get("failure").asText()).isEqualTo("dynamodb:Query was answered with 503");
    assertThat(line.get("causes"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "dev.callrecords.domain.DependencyException",
            "java.lang.RuntimeException",
            "java.lang.IllegalStateException");
    assertThat(line.get("frames").get(0).asText()).contains("RequestLogTest");
    assertThat(log.text()).doesNotContain("secret");
  }

  @Test
  void end_foreignFailure_isLoggedWithoutItsMessage() {
    RequestLog.Entry entry = new RequestLog(log.out()).start("r");
    entry.failure(new IllegalStateException("secret"));

    entry.end("id", 500, Fault.INTERNAL_ERROR);

    assertThat(log.line().has("failure")).isFalse();
    assertThat(log.text()).doesNotContain("secret");
  }

  @Test
  void end_deepStack_isCut() {
    RequestLog.Entry entry = new RequestLog(log.out()).start("r");
    entry.failure(deep(500));

    entry.end("id", 500, Fault.INTERNAL_ERROR);

    assertThat(log.line().get("frames")).hasSize(30);
  }

  private static Throwable deep(int depth) {
    return depth == 0 ? new IllegalStateException() : deep(depth - 1);
  }

  /** The embedded metric format's own rules, as far as they concern these lines. */
  private static void assertMetricsAreValid(JsonNode line) {
    JsonNode aws = line.get("_aws");
    assertThat(aws.get("Timestamp").isIntegralNumber()).isTrue();
    assertThat(Instant.ofEpochMilli(aws.get("Timestamp").asLong()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(aws.get("CloudWatchMetrics")).isNotEmpty();
    for (JsonNode directive : aws.get("CloudWatchMetrics")) {
      assertThat(directive.get("Namespace").asText()).isEqualTo("CallRecords");
      for (JsonNode set : directive.get("Dimensions")) {
        assertThat(set).isNotEmpty().hasSizeLessThanOrEqualTo(30);
        for (JsonNode dimension : set) {
          assertThat(line.path(dimension.asText()).isTextual()).isTrue();
          assertThat(line.path(dimension.asText()).asText()).isNotEmpty();
        }
      }
      for (JsonNode metric : directive.get("Metrics")) {
        assertThat(line.path(metric.get("Name").asText()).isNumber()).isTrue();
        assertThat(metric.get("Unit").asText()).isEqualTo("Count");
      }
    }
  }

  private static List<String> metrics(JsonNode line) {
    return line.get("_aws").get("CloudWatchMetrics").findValuesAsText("Name");
  }

  /** Returns what no line may hold: the kinds and expressions of {@code canaries.txt}. */
  private static Stream<String[]> canaries() {
    return new String(Resources.read("canaries.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" +", 2));
  }

  @Test
  void anyRequest_lines_holdNothingThatACallerOrACallSays() {
    DependencyException ours =
        new DependencyException(Kind.BUSY, "No answer", new Exception("canary"));
    List<RecordingSigner> signers =
        List.of(
            (key, terms) ->
                Optional.of(
                    new RecordingLink(
                        "https://storage.example.com/" + key.value() + "?token=xyz",
                        Instant.EPOCH,
                        60)),
            (key, terms) -> {
              throw new IllegalArgumentException("canary " + key.value());
            },
            (key, terms) -> {
              throw ours;
            });
    List<RecordingStore> recordings =
        List.of(
            key -> new Stored.Playable(7, null),
            key -> Stored.Unplayable.MISSING,
            key -> Stored.Unplayable.BEING_RESTORED,
            key -> {
              throw new IllegalStateException("canary " + key.value());
            });
    List<Event> events =
        List.of(
            new Event(),
            new Event().header("accept-encoding", "identity"),
            new Event().callId("canary").query("consistent", "true"),
            new Event().callId("canary canary"),
            new Event().query("canary", "canary"),
            new Event().query("expires_in", "canary").query("disposition", "canary"),
            new Event().query("redirect", "true"),
            new Event().scopes("canary"),
            new Event().authorizer("{\"lambda\":{\"tenant_id\":\"canary#canary\"}}"),
            new Event().requestId("canary canary"));
    int requests = 0;
    for (CallStore calls : stores()) {
      for (RecordingSigner signer : signers) {
        for (Event event : events) {
          LinkPolicy links = new LinkPolicy(Duration.ofDays(1));
          var _ =
              Response.of(new GetCallHandler(new GetCall(calls, signer, links), log.out()), event);
          requests++;
          for (RecordingStore store : recordings) {
            var _ =
                Response.of(
                    new PresignRecordingHandler(
                        new PresignRecording(calls, store, signer, links), log.out()),
                    event);
            requests++;
          }
        }
      }
    }

    assertThat(log.lines()).hasSize(requests);
    assertThat(log.lines())
        .allSatisfy(RequestLogTest::assertMetricsAreValid)
        .extracting(line -> line.path("status").asInt())
        .contains(200, 302, 400, 401, 403, 404, 410, 500, 503);
    assertThat(canaries())
        .isNotEmpty()
        .allSatisfy(
            canary -> assertThat(log.text()).as(canary[0]).doesNotContainPattern(canary[1]));
  }

  private static List<CallStore> stores() {
    List<CallStore> stores = new ArrayList<>();
    stores.add(new FakeCallStore());
    stores.add(new FakeCallStore().with(Samples.TENANT, Samples.call()));
    stores.add(
        new FakeCallStore()
            .with(
                Samples.TENANT,
                Samples.call(
                    new Recording.Available("canary/recordings/", "canary", 7L, null),
                    Transcript.ofPlainText("canary"))));
    // Metadata that is no JSON: the answer cannot be written.
    stores.add(
        new FakeCallStore()
            .with(
                Samples.TENANT,
                Samples.callWithMetadata(Map.of("canary", new AtomicReference<>("canary")))));
    stores.add(new FakeCallStore().withTombstone(Samples.TENANT, Samples.CALL_ID));
    Map<String, AttributeValue> item =
        new HashMap<>(CallItem.write(Samples.TENANT, Samples.call(), 0));
    for (String name :
        List.of("status", "duration", "created_at", "metadata", "recording", "id", "transcript")) {
      Map<String, AttributeValue> odd = new HashMap<>(item);
      odd.put(name, AttributeValue.fromL(List.of(AttributeValue.fromS("canary"))));
      stores.add(store(new FakeDynamoDb(List.of(odd))));
      Map<String, AttributeValue> text = new HashMap<>(item);
      text.put(name, AttributeValue.fromS("canary"));
      stores.add(store(new FakeDynamoDb(List.of(text))));
    }
    stores.add(
        store(
            new FakeDynamoDb(List.of())
                .failing(SdkClientException.create("canary", new Exception("canary")))));
    stores.add(
        new CallStore() {
          @Override
          public Optional<Call> find(TenantId tenant, CallId id, Consistency consistency) {
            throw new IllegalStateException("canary " + id);
          }

          @Override
          public Optional<Call> findWithoutTranscript(
              TenantId tenant, CallId id, Consistency consistency) {
            throw new IllegalStateException("canary " + id);
          }

          @Override
          public Optional<Recording> findRecording(
              TenantId tenant, CallId id, Consistency consistency) {
            throw new IllegalStateException("canary " + id);
          }
        });
    return stores;
  }

  private static CallStore store(FakeDynamoDb table) {
    return new DynamoDbCallStore(table, "calls", Clock.systemUTC(), () -> {});
  }

  @ParameterizedTest
  @MethodSource("dev.callrecords.lambda.Log#broken")
  void newerFormNotice_logCannotBeWritten_isNoFailure(PrintStream broken) {
    assertThatNoException().isThrownBy(RequestLog.newerFormNotice(broken)::run);
  }

  @Test
  void newerFormNotice_runTwice_logsOnce() {
    Log notices = new Log();
    Runnable notice = RequestLog.newerFormNotice(notices.out());

    notice.run();
    notice.run();

    assertThat(notices.line().path("level").asText()).isEqualTo("WARN");
    assertThat(notices.line().path("message").asText()).contains("schema_version", "deploy");
  }
}
