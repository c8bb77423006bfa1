package dev.callrecords.fuzz;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Events as the gateway writes them, with hostile parts in their places. */
final class Event {

  private Event() {}

  /** Returns a request of a caller who may do everything. */
  static byte[] request(String callId, Map<String, String> query, Map<String, String> headers) {
    return request("GET", Map.of("call_id", callId), query, headers, "");
  }

  private static byte[] request(
      String method,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> headers,
      String body) {
    return write(json -> {
      json.writeStartObject();
      json.writeStringField("version", "2.0");
      writeTexts(json, "headers", headers);
      writeTexts(json, "queryStringParameters", query);
      writeTexts(json, "pathParameters", path);
      json.writeStringField("body", body);
      json.writeObjectFieldStart("requestContext");
      json.writeStringField("requestId", "JKJaXmPLvHcESHA=");
      json.writeStringField("domainName", "example.execute-api.us-east-1.amazonaws.com");
      writeTexts(json, "http", Map.of("method", method));
      json.writeObjectFieldStart("authorizer");
      writeTexts(
          json,
          "lambda",
          Map.of(
              "tenant_id",
              Functions.TENANT.value(),
              "scopes",
              "calls:read calls:list recordings:read links:write",
              "key_id",
              "0123abcd"));
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  /** Returns a request that makes a link to the stored call. */
  static byte[] creation(String body) {
    return request(
        "POST",
        Map.of("call_id", Functions.CALL_ID.value()),
        Map.of(),
        Map.of("content-type", "application/json"),
        body);
  }

  /** Returns a request that opens a link. */
  static byte[] opening(String token) {
    return request("GET", Map.of("token", token), Map.of(), Map.of(), "");
  }

  /** Returns a request for the stored call. */
  static byte[] request(Map<String, String> query, Map<String, String> headers) {
    return request(Functions.CALL_ID.value(), query, headers);
  }

  /** Returns what the authorizer is asked about a header. */
  static byte[] authorization(String header) {
    return write(json -> {
      json.writeStartObject();
      json.writeStringField("version", "2.0");
      json.writeStringField("type", "REQUEST");
      json.writeArrayFieldStart("identitySource");
      json.writeString(header);
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /** Something that writes itself as JSON. */
  @FunctionalInterface
  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(bytes)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }
}
