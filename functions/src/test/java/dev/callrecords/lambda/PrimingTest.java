package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.lambda.Priming.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.crac.Core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When samples are answered, and what becomes of one that is not. */
final class PrimingTest {

  private final Log log = new Log();
  private final List<String> answered = new ArrayList<>();

  private Sample sample(String event, String expected) {
    return new Sample(
        (input, output, remainingMillis) -> {
          answered.add(new String(input.readAllBytes(), StandardCharsets.UTF_8));
          output.write("answer".getBytes(StandardCharsets.UTF_8));
        },
        event,
        expected);
  }

  private Priming priming(Sample usual, URI... services) {
    return new Priming(
        "route",
        () -> usual,
        () -> List.of(sample("other", "answer")),
        List.of(services),
        log.out());
  }

  @Test
  void begin_withoutSnapshot_answersTheUsualSampleOnce() {
    priming(sample("usual", "answer")).begin("on-demand");

    assertThat(answered).containsExactly("usual");
    assertThat(log.text()).isEmpty();
  }

  @Test
  void begin_beforeASnapshot_waitsForTheHook() {
    priming(sample("usual", "answer")).begin("snap-start");

    assertThat(answered).isEmpty();
  }

  @Test
  void beforeCheckpoint_answersAllSamplesManyTimes() {
    priming(sample("usual", "answer")).beforeCheckpoint(Core.getGlobalContext());

    assertThat(answered).hasSize(520).startsWith("usual", "other", "usual", "other");
    assertThat(log.text()).isEmpty();
  }

  static Stream<Sample> broken() {
    return Stream.of(
        new Sample((input, output, remainingMillis) -> output.write(1), "", "answer"),
        new Sample(
            (input, output, remainingMillis) -> {
              throw new IOException("Broken");
            },
            "",
            "answer"),
        new Sample(
            (input, output, remainingMillis) -> {
              throw new UncheckedIOException(new IOException("Broken"));
            },
            "",
            "answer"),
        new Sample(
            (input, output, remainingMillis) -> {
              throw new NoClassDefFoundError("Broken");
            },
            "",
            "answer"));
  }

  @Test
  void begin_sampleThatCannotBeMade_isAnInternalErrorOfNoRequest() {
    new Priming(
            "route",
            () -> {
              throw new IllegalStateException("Broken");
            },
            List::of,
            List.of(),
            log.out())
        .begin("on-demand");

    assertThat(log.fault()).isEqualTo("InternalError");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void begin_brokenSample_isAnInternalErrorOfNoRequest(Sample broken) {
    priming(broken).begin("on-demand");

    JsonNode line = log.line();
    assertThat(line.path("level").textValue()).isEqualTo("ERROR");
    assertThat(line.path("message").textValue()).startsWith("Priming failed.");
    assertThat(line.path("route").textValue()).isEqualTo("route");
    assertThat(line.path("causes")).isNotEmpty();
    assertThat(line.path("InternalError").intValue()).isEqualTo(1);
    assertThat(line.has("Requests")).isFalse();
    JsonNode metrics = line.path("_aws").path("CloudWatchMetrics");
    assertThat(metrics).hasSize(1);
    assertThat(metrics.path(0).path("Metrics").path(0).path("Name").textValue())
        .isEqualTo("InternalError");
    assertThat(log.text()).doesNotContain("Broken");
  }

  @Test
  void begin_serviceOutOfReach_isAWarningAndCountsNothing() throws IOException {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      closedPort = socket.getLocalPort();
    }

    priming(sample("usual", "answer"), URI.create("http://127.0.0.1:" + closedPort))
        .begin("on-demand");

    JsonNode line = log.line();
    assertThat(line.path("level").textValue()).isEqualTo("WARN");
    assertThat(line.path("route").textValue()).isEqualTo("route");
    assertThat(line.has("_aws")).isFalse();
    assertThat(answered).containsExactly("usual");
  }
}
