package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.lambda.Priming.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.crac.Core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When synthetic requests are answered, and what a failure of one is. */
final class PrimingTest {

  private final Log log = new Log();
  private final List<String> answered = new ArrayList<>();

  private void answer(InputStream event, OutputStream output) throws IOException {
    answered.add(new String(event.readAllBytes(), StandardCharsets.UTF_8));
    output.write("{\"statusCode\":200}".getBytes(StandardCharsets.UTF_8));
  }

  private Priming priming(Handler handler, URI... endpoints) {
    return new Priming("route", () -> handler, List.of(endpoints), log.out());
  }

  @Test
  void begin_onDemand_answersTheMostFrequentEventOnce() {
    priming(this::answer).begin("on-demand");

    assertThat(answered).hasSize(1);
    assertThat(log.text()).isEmpty();
  }

  @Test
  void begin_beforeASnapshot_waitsForTheHook() {
    priming(this::answer).begin("snap-start");

    assertThat(answered).isEmpty();
  }

  @Test
  void beforeCheckpoint_allEvents_runUntilCompiled() {
    priming(this::answer).beforeCheckpoint(Core.getGlobalContext());

    assertThat(answered).hasSizeGreaterThan(260);
    assertThat(Set.copyOf(answered))
        .hasSizeGreaterThan(5)
        .allSatisfy(event -> assertThat(Collections.frequency(answered, event)).isEqualTo(260));
    assertThat(log.text()).isEmpty();
  }

  static Stream<Handler> broken() {
    return Stream.of(
        (event, output) -> output.write("{\"statusCode\":500}".getBytes(StandardCharsets.UTF_8)),
        (event, output) -> {
          throw new IOException("Broken");
        },
        (event, output) -> {
          throw new UncheckedIOException(new IOException("Broken"));
        },
        (event, output) -> {
          throw new NoClassDefFoundError("Broken");
        });
  }

  @Test
  void begin_handlerThatCannotBeMade_isAnInternalErrorOfNoRequest() {
    new Priming(
            "route",
            () -> {
              throw new IllegalStateException("Broken");
            },
            List.of(),
            log.out())
        .begin("on-demand");

    assertThat(log.fault()).isEqualTo("InternalError");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void begin_brokenHandler_isAnInternalErrorOfNoRequest(Handler broken) {
    priming(broken).begin("on-demand");

    JsonNode line = log.line();
    assertThat(line.path("level").textValue()).isEqualTo("ERROR");
    assertThat(line.path("message").textValue()).startsWith("Priming failed.");
    assertThat(line.path("route").textValue()).isEqualTo("route");
    assertThat(line.path("causes")).isNotEmpty();
    assertThat(line.path("Faults").intValue()).isEqualTo(1);
    assertThat(line.has("Requests")).isFalse();
    JsonNode metrics = line.path("_aws").path("CloudWatchMetrics");
    assertThat(metrics).hasSize(1);
    assertThat(metrics.path(0).path("Metrics").path(0).path("Name").textValue())
        .isEqualTo("Faults");
    assertThat(log.text()).doesNotContain("Broken");
  }

  @Test
  void begin_serviceOutOfReach_isAWarningAndCountsNothing() throws IOException {
    // A port that is taken and not listened to refuses connections.
    try (Socket closed = new Socket()) {
      closed.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      priming(this::answer, URI.create("http://127.0.0.1:" + closed.getLocalPort()))
          .begin("on-demand");
    }

    JsonNode line = log.line();
    assertThat(line.path("level").textValue()).isEqualTo("WARN");
    assertThat(line.path("route").textValue()).isEqualTo("route");
    assertThat(line.has("_aws")).isFalse();
    assertThat(answered).hasSize(1);
  }
}
