package dev.callrecords.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What a client gets of a handler's answer.
 *
 * @param bytes what the handler handed to Lambda
 * @param body decoded
 */
record Response(
    int status,
    Map<String, String> headers,
    String body,
    @SuppressWarnings("ArrayRecordComponent") byte[] bytes) {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** Invokes a handler as Lambda does: bytes in, bytes out. */
  static Response of(RequestStreamHandler handler, Event event) {
    return of(handler, event.bytes());
  }

  static Response of(RequestStreamHandler handler, byte[] event) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event), output, new FakeContext());
      return read(output.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the body as JSON. */
  JsonNode json() {
    return json(body);
  }

  /** Returns the code of the problem that the body describes. */
  String code() {
    return json().path("code").asText();
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response read(byte[] bytes) throws IOException {
    JsonNode root = MAPPER.readTree(bytes);
    Map<String, String> headers = new HashMap<>();
    root.get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    String body = root.get("body").asText();
    if (root.get("isBase64Encoded").asBoolean()) {
      byte[] content = Base64.getDecoder().decode(body);
      if (headers.containsKey("Content-Encoding")) {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(content))) {
          content = plain.readAllBytes();
        }
      }
      body = new String(content, StandardCharsets.UTF_8);
    }
    return new Response(root.get("statusCode").asInt(), headers, body, bytes);
  }
}
