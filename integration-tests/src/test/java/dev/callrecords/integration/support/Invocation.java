package dev.callrecords.integration.support;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.local.LocalContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A handler called past the gateway. */
public final class Invocation {

  private static final int TIMEOUT_SECONDS = 10;

  private Invocation() {}

  /** Returns what the handler answers to an event. */
  public static JsonNode of(RequestStreamHandler handler, byte[] event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event), answer, new LocalContext("test", TIMEOUT_SECONDS));
    return Json.read(answer.toByteArray());
  }

  public static JsonNode of(RequestStreamHandler handler, String event) throws IOException {
    return of(handler, event.getBytes(StandardCharsets.UTF_8));
  }
}
