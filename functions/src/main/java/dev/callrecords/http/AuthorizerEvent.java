package dev.callrecords.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the authorizer needs of its event, payload format 2.0, and its simple answers.
 *
 * @param requestId the gateway's request id; empty when the event has none
 * @param authorization the value of the {@code Authorization} header; null when the event has none
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html">Lambda
 *     authorizers of HTTP APIs</a>
 */
public record AuthorizerEvent(String requestId, @Nullable String authorization) {

  private static final Set<String> MEMBERS = Set.of("requestContext", "identitySource");

  /**
   * Reads an event to its end. Never fails on what it finds.
   *
   * @throws IOException when the stream cannot be read
   */
  public static AuthorizerEvent read(InputStream event) throws IOException {
    JsonNode root = Json.readTree(event, MEMBERS);
    // Identity sources have no names; in "headers" the name's case varies.
    JsonNode identity = root.path("identitySource").path(0);
    return new AuthorizerEvent(
        root.path("requestContext").path("requestId").asText(""),
        identity.isTextual() ? identity.asText() : null);
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "AuthorizerEvent[" + requestId + "]";
  }

  /**
   * Returns the answer that lets the request through, with what {@link GatewayRequest} reads of it.
   */
  public static byte[] allow(Caller caller) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeBooleanField("isAuthorized", true);
      json.writeObjectFieldStart("context");
      json.writeStringField("tenant_id", caller.tenant().value());
      json.writeStringField(
          "scopes",
          caller.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(" ")));
      json.writeStringField("key_id", caller.keyId());
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  /** Returns the answer that makes the gateway refuse the request. */
  public static byte[] refuse() {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeBooleanField("isAuthorized", false);
      json.writeEndObject();
    });
  }
}
