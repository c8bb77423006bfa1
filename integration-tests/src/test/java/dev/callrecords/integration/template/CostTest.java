package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a request takes, measured, and what that costs, by the prices in {@code docs/deployment.md}.
 *
 * <p>Run alone it prints the figures: {@code mvn verify -pl integration-tests -am -Dtest=CostTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CostTest {

  /** What one request takes. */
  private record Figures(double readUnits, int answerBytes, double milliseconds, int logBytes) {}

  private static final JsonMapper JSON = new JsonMapper();
  private static final int REPETITIONS = 20;
  private static final int SEGMENTS_PER_MINUTE = 15;
  private static final String OF_RECORDING = "a link to a recording";
  private static final String OF_PAGE = "a page of 50 calls";
  private static final String OF_AUTHORIZER = "the authorizer";

  private static final List<String> OF_ALL_LINES = List.of(OF_RECORDING, OF_AUTHORIZER);
  private static final int BYTES_OF_LOG = 2500;
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final BigDecimal SHARE_OF_TRACES = new BigDecimal("0.1");

  private final OperationsDocument document = new OperationsDocument();
  private final Map<String, Figures> measured = new LinkedHashMap<>();

  @BeforeAll
  void measure() throws IOException, InterruptedException {
    try (RecordedDeployment api = RecordedDeployment.start()) {
      String key =
          api.direct()
              .keys()
              .create(SampleCalls.ACME_DENTAL, EnumSet.allOf(Scope.class), "cost", null)
              .reveal();
      for (int minutes : List.of(1, 10, 60, 180)) {
        Call call = call(minutes);
        api.direct().callWriter().put(SampleCalls.ACME_DENTAL, call);
        measured.put(
            "a call of " + minutes + " min",
            measure(
                api, "GetCallFunction", "GET /v1/calls/{call_id}", "/v1/calls/" + call.id(), key));
      }
      measured.put(
          OF_RECORDING,
          measure(
              api,
              "PresignRecordingFunction",
              "GET /v1/calls/{call_id}/recording",
              "/v1/calls/" + SampleCalls.COMPLETED + "/recording",
              key));
      measured.put(OF_PAGE, measurePage(api));
      measured.put(
          OF_AUTHORIZER,
          measure(api, "AuthorizeFunction", "authorize", "/v1/calls/" + SampleCalls.RUNNING, key));
    }
    measured.forEach((what, figures) ->
        System.out.printf(
            Locale.ROOT,
            "Cost: %s takes %.1f read units, %d bytes of answer, %d bytes of log,"
                + " %.2f ms on this machine, the stand-in of DynamoDB included%n",
            what,
            figures.readUnits(),
            figures.answerBytes(),
            figures.logBytes(),
            figures.milliseconds()));
  }

  /** Returns a full page of calls that has a next page. */
  private static Figures measurePage(RecordedDeployment api)
      throws IOException, InterruptedException {
    TenantId tenant = new TenantId("cost-of-a-page");
    for (int i = 0; i < 60; i++) {
      Call call = call(1).withTranscript(Transcript.empty());
      CallId id = new CallId(UUID.nameUUIDFromBytes(new byte[] {(byte) i}).toString());
      api.direct()
          .callWriter()
          .put(
              tenant,
              new Call(
                  id,
                  call.agentId(),
                  call.fromNumber(),
                  call.toNumber(),
                  call.direction(),
                  call.status(),
                  call.duration(),
                  new Recording.Available(
                      "recordings/cost-of-a-page/" + id + ".wav", "audio/wav", 139244L, null),
                  call.transcript(),
                  call.sentiment(),
                  "The caller asked for a date and was told when there is one.",
                  call.metadata(),
                  call.startedAt(),
                  call.endedAt(),
                  call.createdAt().plusSeconds(i)));
    }
    String key =
        api.direct().keys().create(tenant, EnumSet.of(Scope.CALLS_LIST), "cost", null).reveal();
    return measure(api, "ListCallsFunction", "GET /v1/calls", "/v1/calls", key);
  }

  private static Figures measure(
      RecordedDeployment api, String function, String route, String path, String key)
      throws IOException, InterruptedException {
    int answerBytes = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      HttpResponse<byte[]> response = api.send("GET", path, key, "Accept-Encoding", "gzip");
      assertThat(response.statusCode()).isEqualTo(200);
      answerBytes = response.body().length;
    }
    List<Double> milliseconds = new ArrayList<>();
    int logBytes = 0;
    for (String line : api.log().lines().toList()) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("route").asText().equals(route)) {
        milliseconds.add(entry.path("milliseconds").doubleValue());
        logBytes = line.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    List<Double> last = new ArrayList<>(milliseconds.reversed().subList(0, REPETITIONS / 2));
    last.sort(null);
    List<RecordingEndpoint.Call> reads =
        api.calls(function).stream().filter(it -> it.action().startsWith("dynamodb:")).toList();
    return new Figures(
        api.units(reads.getLast()), answerBytes, last.get(last.size() / 2), logBytes);
  }

  /** A call of so many minutes: the beginning of the made-up one of three hours. */
  private static Call call(int minutes) {
    Call whole = SampleCalls.threeHours();
    CallId id = new CallId("minutes-" + minutes);
    return new Call(
        id,
        whole.agentId(),
        whole.fromNumber(),
        whole.toNumber(),
        whole.direction(),
        whole.status(),
        60L * minutes,
        new Recording.Available("recordings/acme-dental/" + id + ".wav", "audio/wav", 1L, null),
        Transcript.of(whole.transcript().segments().subList(0, SEGMENTS_PER_MINUTE * minutes)),
        whole.sentiment(),
        whole.summary(),
        whole.metadata(),
        whole.startedAt(),
        whole.endedAt(),
        whole.createdAt());
  }

  @Test
  void documentHasTheFiguresThatAreMeasured() {
    Map<String, List<BigDecimal>> documented = document.numbers("request");
    assertThat(documented.keySet()).isEqualTo(measured.keySet());
    measured.forEach((what, figures) -> {
      List<BigDecimal> row = documented.getOrDefault(what, List.of());
      assertThat(row.get(0).doubleValue()).as(what).isEqualTo(figures.readUnits());
      if (!what.equals(OF_AUTHORIZER)) {
        assertThat(row.get(1).doubleValue())
            .as(what)
            .isCloseTo(figures.answerBytes(), Percentage.withPercentage(10));
      }
    });
    int ours = OF_ALL_LINES.stream().mapToInt(what -> figures(what).logBytes()).sum();
    assertThat(ours).isLessThan(BYTES_OF_LOG / 2);
    assertThat(document.text()).contains("Logs are " + BYTES_OF_LOG + " bytes per request");
  }

  @Test
  void documentHasTheCostsThatFollowFromFiguresAndPrices() {
    Map<String, List<BigDecimal>> figures = document.numbers("request");
    Map<String, BigDecimal> costs = new LinkedHashMap<>();
    Map<String, BigDecimal> documented = new LinkedHashMap<>();
    for (String what : figures.keySet()) {
      if (!what.equals(OF_AUTHORIZER)) {
        costs.put(what, cost(figures, what).setScale(2, RoundingMode.HALF_UP));
      }
    }
    document
        .numbers("a million requests for")
        .forEach((what, row) -> documented.put(what, row.get(0)));
    System.out.println("Cost: USD for a million requests: " + costs);
    assertThat(documented).isEqualTo(costs);
  }

  private BigDecimal cost(Map<String, List<BigDecimal>> figures, String what) {
    BigDecimal units = number(figures, what, 0).add(number(figures, OF_AUTHORIZER, 0));
    BigDecimal milliseconds = number(figures, what, 2).add(number(figures, OF_AUTHORIZER, 2));
    BigDecimal gigabytes =
        BigDecimal.valueOf(TemplateFile.read().at("/Globals/Function/MemorySize").asInt())
            .divide(BigDecimal.valueOf(1024));
    BigDecimal cost =
        price("API Gateway, HTTP API: a million requests")
            .add(price("Lambda: a million requests").multiply(BigDecimal.TWO))
            .add(
                price("Lambda, arm64: a GB-second")
                    .multiply(gigabytes)
                    .multiply(milliseconds)
                    .multiply(THOUSAND))
            .add(price("DynamoDB on-demand: a million read units").multiply(units))
            .add(
                price("CloudWatch Logs: a GB taken in")
                    .multiply(BigDecimal.valueOf(BYTES_OF_LOG))
                    .divide(THOUSAND))
            .add(price("X-Ray: a million traces").multiply(SHARE_OF_TRACES))
            .add(price("data out: a GB").multiply(number(figures, what, 1)).divide(THOUSAND));
    return what.equals(OF_RECORDING) ? cost.add(price("S3: a million HEAD requests")) : cost;
  }

  private BigDecimal price(String of) {
    return number(document.numbers("price"), of, 0);
  }

  private static BigDecimal number(Map<String, List<BigDecimal>> table, String row, int column) {
    List<BigDecimal> numbers = table.get(row);
    if (numbers == null) {
      throw new AssertionError("The document has no row " + row);
    }
    return numbers.get(column);
  }

  private Figures figures(String what) {
    Figures figures = measured.get(what);
    if (figures == null) {
      throw new AssertionError(what + " was not measured");
    }
    return figures;
  }
}
