package dev.callrecords.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers need of an HTTP API event, payload format 2.0.
 *
 * @param requestId the gateway's request id, or Lambda's when the event has none that is fit for a
 *     header
 * @param caller who the authorizer says is calling; empty when it did not say so in full
 * @param pathParameters decoded
 * @param queryParameters decoded; a name given twice has its values joined by commas
 * @param repeatedParameters the names of the query that are given more than once, decoded
 * @param acceptsGzip whether the client takes gzip
 * @param accept the {@code Accept} header; empty when there is none
 * @param ifNoneMatch the {@code If-None-Match} header; empty when there is none
 * @param method such as {@code GET}; empty when the event does not say
 * @param origin scheme and host that the request came to, such as {@code
 *     https://calls.example.com}; empty when the event does not say
 * @param contentType the {@code Content-Type} header; empty when there is none
 * @param body the body as text; empty when there is none, null when it is not UTF-8
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda integrations of HTTP APIs</a>
 */
public record GatewayRequest(
    String requestId,
    Optional<Caller> caller,
    Map<String, String> pathParameters,
    Map<String, String> queryParameters,
    Set<String> repeatedParameters,
    boolean acceptsGzip,
    String accept,
    String ifNoneMatch,
    String method,
    Optional<String> origin,
    String contentType,
    @Nullable String body) {

  private static final Set<String> MEMBERS =
      Set.of(
          "requestContext",
          "headers",
          "pathParameters",
          "queryStringParameters",
          "rawQueryString",
          "body",
          "isBase64Encoded");
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_=+/-]{1,128}");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9.-]{1,255}|\\[[0-9A-Fa-f:]{2,39}])(:[0-9]{1,5})?");
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

  /**
   * Reads an event to its end. Never fails on what it finds: what is absent or of another form is
   * left empty, and a request without a caller is answered with 401.
   *
   * @param lambdaRequestId the id of the invocation
   * @throws IOException when the stream cannot be read
   */
  public static GatewayRequest read(InputStream event, String lambdaRequestId) throws IOException {
    JsonNode root = Json.readTree(event, MEMBERS);
    JsonNode context = root.path("requestContext");
    JsonNode headers = root.path("headers");
    String requestId = context.path("requestId").asText("");
    return new GatewayRequest(
        REQUEST_ID.matcher(requestId).matches() ? requestId : lambdaRequestId,
        readCaller(context.path("authorizer").path("lambda")),
        readTexts(root.path("pathParameters")),
        readTexts(root.path("queryStringParameters")),
        repeatedNames(root.path("rawQueryString").asText("")),
        Negotiation.allowsGzip(readHeader(headers, "accept-encoding")),
        readHeader(headers, "accept"),
        readHeader(headers, "if-none-match"),
        context.path("http").path("method").asText(""),
        readOrigin(context, headers),
        readHeader(headers, "content-type"),
        readBody(root));
  }

  /** Returns the preferred form of a transcript, or empty when the client accepts none. */
  public Optional<TranscriptFormat> acceptedTranscript() {
    return Negotiation.preferred(accept);
  }

  /** Returns the call id of the path, or empty when it is malformed. */
  public Optional<CallId> callId() {
    return CallId.parse(pathParameters.getOrDefault("call_id", ""));
  }

  /** Returns the link id of the path, or empty when it is malformed. */
  public Optional<LinkId> linkId() {
    return LinkId.parse(pathParameters.getOrDefault("link_id", ""));
  }

  /** Returns the token of the path, which may be any text. */
  public LinkToken linkToken() {
    return new LinkToken(pathParameters.getOrDefault("token", ""));
  }

  /** Returns whether a person is to read the answer: the client prefers HTML to JSON. */
  public boolean prefersHtml() {
    return Negotiation.prefersHtml(accept);
  }

  /** The gateway is always reached by https, and says so. What stands in for it may not. */
  private static Optional<String> readOrigin(JsonNode context, JsonNode headers) {
    String scheme = readHeader(headers, "x-forwarded-proto").equals("http") ? "http" : "https";
    return Optional.of(context.path("domainName").asText(""))
        .filter(host -> HOST.matcher(host).matches())
        .map(host -> scheme + "://" + host);
  }

  /** Strictly, so that no label is stored with replacement characters. */
  private static @Nullable String readBody(JsonNode root) {
    String body = root.path("body").asText("");
    if (!root.path("isBase64Encoded").asBoolean()) {
      return body;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(body));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static Optional<Caller> readCaller(JsonNode context) {
    // Strings only: 7 or true, converted to text, would be a valid tenant.
    String tenantId = context.path("tenant_id").textValue();
    String scopes = context.path("scopes").textValue();
    String keyId = context.path("key_id").textValue();
    if (tenantId == null || scopes == null || keyId == null) {
      return Optional.empty();
    }
    Optional<TenantId> tenant = TenantId.parse(tenantId);
    if (tenant.isEmpty() || !KEY_ID.matcher(keyId).matches()) {
      return Optional.empty();
    }
    Set<Scope> known =
        Arrays.stream(scopes.split(" ", -1))
            .flatMap(scope -> Scope.parse(scope).stream())
            .collect(Collectors.toSet());
    return Optional.of(new Caller(tenant.get(), known, keyId));
  }

  /** The gateway's names are in lower case, those of sam local are not. */
  private static String readHeader(JsonNode headers, String name) {
    return headers
        .propertyStream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().asText(""))
        .findFirst()
        .orElse("");
  }

  private static Map<String, String> readTexts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.forEachEntry((name, value) -> texts.put(name, value.asText("")));
    return texts;
  }

  /** The joined values do not show it: a value may have commas itself. */
  private static Set<String> repeatedNames(String rawQuery) {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new TreeSet<>();
    for (String parameter : rawQuery.split("&", -1)) {
      String name = decoded(parameter.split("=", 2)[0]);
      if (!name.isEmpty() && !seen.add(name)) {
        repeated.add(name);
      }
    }
    return repeated;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign without two hex digits is literal.
      return name;
    }
  }
}
