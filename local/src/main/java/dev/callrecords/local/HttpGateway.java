package dev.callrecords.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import dev.callrecords.local.Template.Route;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's HTTP API on this machine. It routes, calls the authorizer, invokes the function
 * with an event of payload format 2.0 as bytes, and returns its answer.
 *
 * <p>Its own answers are the gateway's: {@code {"message": "..."}}. Where web origins are allowed,
 * it answers preflight requests by itself and says in every answer who may read it. Unlike the
 * gateway it asks the authorizer every time, and does not throttle.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda integrations of HTTP APIs</a>
 */
public final class HttpGateway implements AutoCloseable {

  /** Lambda takes no larger answer from a function. */
  private static final int MOST_ANSWER_BYTES = 6 * 1024 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private static final HttpAnswer NOTHING = new HttpAnswer(204, Map.of(), new byte[0]);

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Route> routes;
  private final Template template;
  private final String authorizer;
  private final Cors cors;
  private final Map<String, RequestStreamHandler> handlers = new LinkedHashMap<>();
  private final Function<HttpExchange, Optional<HttpAnswer>> pages;
  private final PrintStream log;
  private final PojoSerializer<APIGatewayV2HTTPEvent> eventSerializer =
      serializer(APIGatewayV2HTTPEvent.class);
  private final PojoSerializer<APIGatewayV2CustomAuthorizerEvent> authorizerEventSerializer =
      serializer(APIGatewayV2CustomAuthorizerEvent.class);

  private HttpGateway(
      HttpServer server,
      Template template,
      Function<String, RequestStreamHandler> handlerOf,
      Function<HttpExchange, Optional<HttpAnswer>> pages,
      PrintStream log) {
    this.server = server;
    this.routes = template.routes();
    this.template = template;
    this.authorizer = template.authorizer();
    this.cors = template.apiCors();
    this.pages = pages;
    this.log = log;
    handlers.put(authorizer, handlerOf.apply(authorizer));
    routes.forEach(route -> handlers.computeIfAbsent(route.function(), handlerOf));
  }

  /**
   * Starts a gateway.
   *
   * @param address where it listens; port 0 for any free one
   * @param handlerOf gives the handler of a function by its logical id
   * @param log where it says what went wrong inside functions
   * @throws IOException when the address is taken
   */
  public static HttpGateway start(
      InetSocketAddress address,
      Template template,
      Function<String, RequestStreamHandler> handlerOf,
      PrintStream log)
      throws IOException {
    return start(address, template, handlerOf, exchange -> Optional.empty(), log);
  }

  /**
   * Starts a gateway with pages of documentation.
   *
   * @param pages answers requests that no route of the template takes
   */
  static HttpGateway start(
      InetSocketAddress address,
      Template template,
      Function<String, RequestStreamHandler> handlerOf,
      Function<HttpExchange, Optional<HttpAnswer>> pages,
      PrintStream log)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    HttpGateway gateway = new HttpGateway(server, template, handlerOf, pages, log);
    server.createContext(
        "/",
        HttpHandlers.handleOrElse(
            request -> OwnHost.isNamedBy(request.getRequestHeaders().getFirst("Host")),
            gateway::handle,
            HttpHandlers.of(
                OwnHost.STATUS, Headers.of("Content-Type", "text/plain"), OwnHost.REFUSAL)));
    server.setExecutor(gateway.executor);
    server.start();
    return gateway;
  }

  /** Returns where the gateway listens, such as {@code http://127.0.0.1:3000}. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  /** What the gateway sends back. */
  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    static HttpAnswer message(int status, String message) {
      byte[] body = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
      return new HttpAnswer(status, Map.of("Content-Type", "application/json"), body);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String requestId = UUID.randomUUID().toString();
    try (exchange) {
      Optional<RoutedRequest> request = request(exchange, requestId);
      Optional<HttpAnswer> page = request.isEmpty() ? pages.apply(exchange) : Optional.empty();
      HttpAnswer answer =
          page.or(() ->
                  cors.isPreflight(exchange) ? Optional.of(NOTHING) : request.map(this::answer))
              .orElseGet(() -> HttpAnswer.message(404, "Not Found"));
      Headers headers = exchange.getResponseHeaders();
      answer.headers().forEach(headers::set);
      // Pages belong to the same origin and get no CORS headers.
      if (page.isEmpty()) {
        cors.say(exchange);
        headers.set("Apigw-Requestid", requestId);
      }
      boolean withoutBody = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
      exchange.sendResponseHeaders(answer.status(), withoutBody ? -1 : answer.body().length);
      if (!withoutBody) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private Optional<RoutedRequest> request(HttpExchange exchange, String requestId) {
    for (Route route : routes) {
      Optional<Map<String, String>> pathParameters =
          match(route, exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
      if (pathParameters.isPresent()) {
        return Optional.of(new RoutedRequest(exchange, requestId, route, pathParameters.get()));
      }
    }
    return Optional.empty();
  }

  private HttpAnswer answer(RoutedRequest request) {
    String authorization = request.headers().get("authorization");
    boolean open = request.route().open();
    if (!open && (authorization == null || authorization.isEmpty())) {
      return HttpAnswer.message(401, "Unauthorized");
    }
    try {
      return open || authorization == null
          ? invoke(request, null)
          : authorizeAndInvoke(request, authorization);
    } catch (IOException | RuntimeException e) {
      e.printStackTrace(log);
      return HttpAnswer.message(500, "Internal Server Error");
    }
  }

  private HttpAnswer authorizeAndInvoke(RoutedRequest request, String authorization)
      throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    authorizerEventSerializer.toJson(request.authorizerEvent(authorization), event);
    JsonNode decision = JSON.readTree(invoke(authorizer, event.toByteArray()));
    if (!decision.path("isAuthorized").isBoolean()) {
      return HttpAnswer.message(500, "Internal Server Error");
    }
    if (!decision.path("isAuthorized").booleanValue()) {
      return HttpAnswer.message(403, "Forbidden");
    }
    Map<String, Object> context = new LinkedHashMap<>();
    decision
        .path("context")
        .properties()
        .forEach(entry -> context.put(entry.getKey(), entry.getValue().asText()));
    return invoke(request, context);
  }

  /**
   * Invokes the function of a route.
   *
   * @param authorizerContext null when the route is open
   */
  private HttpAnswer invoke(RoutedRequest request, @Nullable Map<String, Object> authorizerContext)
      throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    eventSerializer.toJson(request.event(authorizerContext), event);
    return httpAnswer(invoke(request.route().function(), event.toByteArray()));
  }

  private byte[] invoke(String function, byte[] event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    RequestStreamHandler handler = handlers.get(function);
    if (handler == null) {
      throw new IllegalStateException("There is no function " + function);
    }
    handler.handleRequest(
        new ByteArrayInputStream(event),
        answer,
        new LocalContext(function, template.timeoutSeconds(function)));
    return answer.toByteArray();
  }

  private static HttpAnswer httpAnswer(byte[] response) throws IOException {
    if (response.length > MOST_ANSWER_BYTES) {
      return HttpAnswer.message(500, "Internal Server Error");
    }
    JsonNode root = JSON.readTree(response);
    Map<String, String> headers = new LinkedHashMap<>();
    root.path("headers")
        .properties()
        .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
    String body = root.path("body").asText("");
    return new HttpAnswer(
        root.path("statusCode").intValue(),
        headers,
        root.path("isBase64Encoded").asBoolean()
            ? Base64.getDecoder().decode(body)
            : body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the path parameters, or empty when the request is not one of the route. */
  private static Optional<Map<String, String>> match(Route route, String method, String path) {
    String[] pattern = route.path().split("/", -1);
    String[] parts = path.split("/", -1);
    if (!route.method().equals(method) || pattern.length != parts.length) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (pattern[i].startsWith("{") && !parts[i].isEmpty()) {
        // In a path, unlike in a query, a plus is literal.
        parameters.put(
            pattern[i].substring(1, pattern[i].length() - 1),
            RoutedRequest.decode(parts[i].replace("+", "%2B")));
      } else if (!pattern[i].equals(parts[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static <T> PojoSerializer<T> serializer(Class<T> type) {
    return LambdaEventSerializers.serializerFor(type, HttpGateway.class.getClassLoader());
  }
}
