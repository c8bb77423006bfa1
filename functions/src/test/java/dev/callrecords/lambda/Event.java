package dev.callrecords.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.http.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** Builder of gateway events, starting from a valid request without query. */
final class Event {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode root;

  Event() {
    try {
      root = (ObjectNode) MAPPER.readTree(Resources.read("http-api-event.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    root.remove("queryStringParameters");
  }

  Event callId(String id) {
    object("/pathParameters").put("call_id", id);
    return this;
  }

  Event query(String name, String value) {
    root.withObject("/queryStringParameters").put(name, value);
    return this;
  }

  Event header(String name, String value) {
    object("/headers").put(name, value);
    return this;
  }

  Event method(String method) {
    object("/requestContext/http").put("method", method);
    return this;
  }

  Event pathParameter(String name, String value) {
    object("/pathParameters").put(name, value);
    return this;
  }

  /** Sets a body and its content type. */
  Event json(String body) {
    root.put("body", body);
    return header("content-type", "application/json");
  }

  /** Sets a body in base64, as the gateway hands on what it takes for binary. */
  Event base64(byte[] body) {
    root.put("isBase64Encoded", true);
    return json(Base64.getEncoder().encodeToString(body));
  }

  Event without(String member) {
    object("/requestContext").remove(member);
    return this;
  }

  Event requestId(String id) {
    object("/requestContext").put("requestId", id);
    return this;
  }

  /** Replaces what the authorizer handed on by this JSON, of a member {@code authorizer}. */
  Event authorizer(String json) {
    try {
      object("/requestContext").set("authorizer", MAPPER.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Event scopes(String scopes) {
    object("/requestContext/authorizer/lambda").put("scopes", scopes);
    return this;
  }

  Event tenant(String tenant) {
    object("/requestContext/authorizer/lambda").put("tenant_id", tenant);
    return this;
  }

  byte[] bytes() {
    try {
      return MAPPER.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode object(String pointer) {
    JsonNode node = root.at(pointer);
    return (ObjectNode) node;
  }
}
