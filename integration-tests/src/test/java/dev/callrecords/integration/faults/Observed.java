package dev.callrecords.integration.faults;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.SearchedOutput;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.LocalContext;
import dev.callrecords.local.Template;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param answer what the function handed to Lambda; empty when it threw
 * @param failure what it threw
 * @param log what it logged
 */
record Observed(
    String answer, @Nullable Exception failure, String log, Duration time, String requestId) {

  /** Invokes a function over clients of this server, with this many seconds left. */
  static Observed of(Function function, FaultServer server, int secondsLeft) throws IOException {
    try (Deployment deployment =
        new Deployment(Template.read(Repository.path("template.yaml")), new FaultyCloud(server))) {
      return of(function, deployment, secondsLeft);
    }
  }

  /** Asks a function of this deployment. */
  static Observed of(Function function, Deployment deployment, int secondsLeft) {
    return of(function, deployment, "a-call", secondsLeft);
  }

  /** Asks a function of this deployment for a call. */
  static Observed of(Function function, Deployment deployment, String callId, int secondsLeft) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    RequestStreamHandler handler =
        deployment.handler(function.logicalId, SearchedOutput.stream("faults", log));
    String requestId = function + "-request";
    byte[] event = function.event(requestId, callId).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    Exception failure = null;
    long start = System.nanoTime();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event),
          answer,
          new LocalContext(function.logicalId, secondsLeft));
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    return new Observed(
        answer.toString(StandardCharsets.UTF_8),
        failure,
        log.toString(StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - start),
        requestId);
  }

  /** Returns the answer, which must be there. */
  JsonNode json() {
    if (failure != null) {
      throw new AssertionError("Thrown out of the handler", failure);
    }
    return Json.read(answer);
  }

  /** Returns the only line of the log. */
  JsonNode line() {
    return Json.read(log);
  }
}
