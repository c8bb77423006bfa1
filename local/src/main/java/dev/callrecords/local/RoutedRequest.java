package dev.callrecords.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.sun.net.httpserver.HttpExchange;
import dev.callrecords.local.Template.Route;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Request that a route takes, and the gateway's events for it (payload format 2.0). */
record RoutedRequest(
    HttpExchange exchange, String requestId, Route route, Map<String, String> pathParameters) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** The media types whose bodies the gateway hands on as text, others as base64. */
  private static final Pattern TEXT =
      Pattern.compile("(?i)text/|application/(json|xml|javascript)\\b");

  private String path() {
    return exchange.getRequestURI().getPath();
  }

  private String rawQuery() {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null ? "" : query;
  }

  private String routeKey() {
    return route.method() + " " + route.path();
  }

  /** Names in lower case; values of one name joined by commas, as the gateway does. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    headers.put("x-forwarded-proto", "http");
    return headers;
  }

  private @Nullable Map<String, String> queryParameters() {
    if (rawQuery().isEmpty()) {
      return null;
    }
    return Arrays.stream(rawQuery().split("&", -1))
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> parameter.split("=", 2))
        .collect(
            Collectors.toMap(
                parts -> decode(parts[0]),
                parts -> parts.length == 2 ? decode(parts[1]) : "",
                (first, second) -> first + "," + second,
                LinkedHashMap::new));
  }

  /**
   * Returns the event for the function.
   *
   * @param authorizerContext null when the route is open
   * @throws IOException when the body cannot be read
   */
  APIGatewayV2HTTPEvent event(@Nullable Map<String, Object> authorizerContext) throws IOException {
    Instant now = Instant.now();
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean binary =
        body.length > 0 && !TEXT.matcher(headers().getOrDefault("content-type", "")).lookingAt();
    APIGatewayV2HTTPEvent.RequestContext context =
        APIGatewayV2HTTPEvent.RequestContext.builder()
            .withAccountId("123456789012")
            .withApiId("local")
            .withDomainName(headers().getOrDefault("host", "127.0.0.1"))
            .withDomainPrefix("local")
            .withHttp(
                APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                    .withMethod(route.method())
                    .withPath(path())
                    .withProtocol(exchange.getProtocol())
                    .withSourceIp(exchange.getRemoteAddress().getAddress().getHostAddress())
                    .withUserAgent(headers().getOrDefault("user-agent", ""))
                    .build())
            .withRequestId(requestId)
            .withRouteKey(routeKey())
            .withStage("$default")
            .withTime(TIME.format(now))
            .withTimeEpoch(now.toEpochMilli())
            .withAuthorizer(
                authorizerContext == null
                    ? null
                    : APIGatewayV2HTTPEvent.RequestContext.Authorizer.builder()
                        .withLambda(authorizerContext)
                        .build())
            .build();
    return APIGatewayV2HTTPEvent.builder()
        .withVersion("2.0")
        .withRouteKey(routeKey())
        .withRawPath(path())
        .withRawQueryString(rawQuery())
        .withHeaders(headers())
        .withQueryStringParameters(queryParameters())
        .withPathParameters(pathParameters)
        .withRequestContext(context)
        .withBody(body.length == 0 ? null : binary ? base64(body) : utf8(body))
        .withIsBase64Encoded(binary)
        .build();
  }

  APIGatewayV2CustomAuthorizerEvent authorizerEvent(String authorization) {
    Instant now = Instant.now();
    APIGatewayV2CustomAuthorizerEvent.RequestContext context =
        APIGatewayV2CustomAuthorizerEvent.RequestContext.builder()
            .withAccountId("123456789012")
            .withApiId("local")
            .withDomainName(headers().getOrDefault("host", "127.0.0.1"))
            .withDomainPrefix("local")
            .withRequestId(requestId)
            .withRouteKey(routeKey())
            .withStage("$default")
            .withTime(TIME.format(now))
            .withTimeEpoch(now.toEpochMilli())
            .build();
    return APIGatewayV2CustomAuthorizerEvent.builder()
        .withVersion("2.0")
        .withType("REQUEST")
        .withRouteArn("arn:aws:execute-api:us-east-1:123456789012:local/$default/" + routeKey())
        .withIdentitySource(List.of(authorization))
        .withRouteKey(routeKey())
        .withRawPath(path())
        .withRawQueryString(rawQuery())
        .withHeaders(headers())
        .withQueryStringParameters(queryParameters())
        .withPathParameters(pathParameters)
        .withRequestContext(context)
        .build();
  }

  private static String base64(byte[] body) {
    return Base64.getEncoder().encodeToString(body);
  }

  private static String utf8(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
