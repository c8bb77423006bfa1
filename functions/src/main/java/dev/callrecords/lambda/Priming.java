package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Deadline;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Fault;
import dev.callrecords.lambda.Wiring.Clients;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Synthetic requests that exercise a function's code paths before its first real request.
 *
 * <p>They go through a second instance of the handler, over stubs of the AWS clients: no data is
 * read and nothing is logged. Where Lambda takes a snapshot of the process they run many times
 * right before it, so that Java has compiled what a request needs; otherwise once, while the
 * function starts. Each service is then connected to, which without a snapshot leaves a connection
 * to the first request.
 *
 * <p>A function whose priming fails works all the same, only slower. It logs and counts an internal
 * error, whose alarm stops a deployment.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">
 *     Runtime hooks of SnapStart</a>
 */
final class Priming implements Resource {

  /** The value of {@code AWS_LAMBDA_INITIALIZATION_TYPE} where a snapshot will be taken. */
  private static final String SNAPSHOT = "snap-start";

  /** Java compiles a method after 200 calls, and checks at every 128th. */
  private static final int ROUNDS_BEFORE_SNAPSHOT = 260;

  static final int MAX_MILLIS = 10_000;
  private static final long MAX_NANOS_OF_ROUNDS = 1_000_000_000;

  private static final String SCOPES =
      Arrays.stream(Scope.values()).map(Scope::text).collect(Collectors.joining(" "));

  /** Holds what awaits its snapshot, as the context of hooks keeps weak references only. */
  private static final Set<Resource> AWAITING_SNAPSHOT = ConcurrentHashMap.newKeySet();

  /** The most frequent one first. A parameter that a route does not have is answered with 400. */
  private static final List<String> EVENTS =
      List.of(
          event("long", "gzip", "", ""),
          event("long", "identity", "", ""),
          event("short", "gzip", "", ""),
          event("running", "identity", "", "").replace(PrimingStubs.KEY, "none"),
          event("short", "identity", "\"fields\":\"status,metadata\"", ""),
          event("short", "identity", "\"redirect\":\"true\"", ""),
          event("short", "gzip", "\"limit\":\"2\",\"phone_number\":\"from\"", ""),
          event("short", "identity", "\"format\":\"vtt\"", ""),
          event("short", "identity", "\"format\":\"srt\"", ""),
          event("short", "identity", "\"format\":\"txt\"", ""),
          event("short", "identity", "", "*"),
          event("short", "identity", "", "W/\\\"none\\\""),
          event("short", "identity", "", "").replace("GET", "POST"),
          event("short", "identity", "", "").replace("GET", "DELETE"));

  /** A handler without Lambda around it. */
  @FunctionalInterface
  interface Handler {
    void answer(InputStream event, OutputStream output) throws IOException;
  }

  private final String route;
  private final Supplier<Handler> handler;
  private final List<URI> endpoints;
  private final RequestLog log;

  /**
   * Creates priming that has not happened yet.
   *
   * @param handler makes the handler over stubs
   * @param endpoints of the services to connect to
   * @param out where a failure is logged
   */
  Priming(String route, Supplier<Handler> handler, List<URI> endpoints, PrintStream out) {
    this.route = route;
    this.handler = handler;
    this.endpoints = List.copyOf(endpoints);
    this.log = new RequestLog(out);
  }

  /**
   * Returns the priming of a function.
   *
   * @param handler makes the handler over clients and a log
   * @param endpoints the variables with the endpoints of the services to connect to
   */
  static Priming of(
      String route, BiFunction<Clients, PrintStream, Handler> handler, String... endpoints) {
    PrintStream discard = new PrintStream(OutputStream.nullOutputStream());
    return new Priming(
        route,
        () -> handler.apply(PrimingStubs.clients(), discard),
        Wiring.endpoints(endpoints),
        System.out);
  }

  /** Primes now or, where a snapshot will be taken, right before that. */
  void begin(String initializationType) {
    if (initializationType.equals(SNAPSHOT)) {
      AWAITING_SNAPSHOT.add(this);
      Core.getGlobalContext().register(this);
    } else {
      answer(EVENTS.subList(0, 1), 1);
      connect(AwsClients.SHARED_HTTP, 1);
    }
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    answer(EVENTS, ROUNDS_BEFORE_SNAPSHOT);
    // Closed because a snapshot must hold no connection.
    try (SdkHttpClient http = AwsClients.newHttpClient()) {
      connect(http, ROUNDS_BEFORE_SNAPSHOT);
    }
  }

  /** Does nothing: nothing from priming survives the snapshot. */
  @Override
  public void afterRestore(Context<? extends Resource> context) {}

  private void answer(List<String> events, int rounds) {
    try {
      Handler primed = handler.get();
      for (int round = 0; round < rounds; round++) {
        for (String event : events) {
          ByteArrayOutputStream answer = new ByteArrayOutputStream();
          primed.answer(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer);
          if (answer.toString(StandardCharsets.UTF_8).contains("\"statusCode\":5")) {
            throw new IllegalStateException("A synthetic request was answered with an error");
          }
        }
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      log.primingFailed(route, e, Fault.INTERNAL_ERROR);
    }
  }

  /** A service that is out of reach now may be there when it is needed. */
  private void connect(SdkHttpClient http, int rounds) {
    for (URI endpoint : endpoints) {
      long end = System.nanoTime() + MAX_NANOS_OF_ROUNDS;
      IntStream gets =
          IntStream.range(0, rounds)
              .takeWhile(round -> round == 0 || System.nanoTime() - end < 0)
              .map(round -> AwsClients.get(http, endpoint, Map.of()).length);
      try {
        var _ = Deadline.within(MAX_MILLIS, gets::sum);
      } catch (RuntimeException | LinkageError e) {
        log.primingFailed(route, e, null);
      }
    }
  }

  /** Returns an event like the gateway's, for all handlers. */
  private static String event(String id, String encoding, String query, String ifNoneMatch) {
    return """
    {
      "version": "2.0", "rawPath": "/v1/calls/%1$s",
      "identitySource": ["Bearer %6$s"],
      "headers": {
        "accept": "*/*", "accept-encoding": "%2$s", "if-none-match": "%4$s", "content-type": "application/json"},
      "queryStringParameters": {%3$s},
      "requestContext": {
        "authorizer": {"lambda": {
          "tenant_id": "%5$s", "scopes": "%9$s", "key_id": "00000000"
        }},
        "domainName": "localhost", "http": {"method": "GET"},
        "requestId": "priming", "timeEpoch": 1},
      "pathParameters": {"call_id": "%1$s", "link_id": "%8$s", "token": "%7$s"},
      "body": "{\\"expires_in\\":60,\\"label\\":\\"none\\"}"
    }
    """
        .formatted(
            id,
            encoding,
            query,
            ifNoneMatch,
            PrimingStubs.TENANT,
            PrimingStubs.KEY,
            (id.equals("running") ? PrimingStubs.TOKEN_OF_RUNNING : PrimingStubs.TOKEN).reveal(),
            PrimingStubs.TOKEN.linkId(),
            SCOPES);
  }
}
