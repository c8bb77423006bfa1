package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.ContainerCredentials;
import dev.callrecords.aws.Credentials;
import dev.callrecords.aws.Deadline;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.http.Fault;
import dev.callrecords.lambda.Wiring.Clients;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.s3.S3Client;

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
  private static final TenantId TENANT = new TenantId("priming");
  private static final String KEY = "crk_" + "0".repeat(43);

  /** Holds what awaits its snapshot, as the context of hooks keeps weak references only. */
  private static final Set<Resource> AWAITING_SNAPSHOT = ConcurrentHashMap.newKeySet();

  /** The most frequent one first. A parameter that a route does not have is answered with 400. */
  private static final List<String> EVENTS =
      List.of(
          event("long", "gzip", "", ""),
          event("long", "identity", "", ""),
          event("short", "gzip", "", ""),
          event("running", "identity", "", "").replace(KEY, "none"),
          event("short", "identity", "\"fields\":\"status,metadata\"", ""),
          event("short", "identity", "\"redirect\":\"true\"", ""),
          event("short", "gzip", "\"limit\":\"2\",\"phone_number\":\"from\"", ""),
          event("short", "identity", "\"format\":\"vtt\"", ""),
          event("short", "identity", "\"format\":\"srt\"", ""),
          event("short", "identity", "\"format\":\"txt\"", ""),
          event("short", "identity", "", "*"),
          event("short", "identity", "", "W/\\\"none\\\""));

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
        route, () -> handler.apply(stubs(), discard), Wiring.endpoints(endpoints), System.out);
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
      "headers": {"accept": "*/*", "accept-encoding": "%2$s", "if-none-match": "%4$s"},
      "queryStringParameters": {%3$s},
      "requestContext": {
        "authorizer": {"lambda": {
          "tenant_id": "%5$s", "scopes": "calls:read calls:list recordings:read", "key_id": "00000000"
        }},
        "requestId": "priming", "timeEpoch": 1},
      "pathParameters": {"call_id": "%1$s"}
    }
    """
        .formatted(id, encoding, query, ifNoneMatch, TENANT, KEY);
  }

  private static List<Map<String, AttributeValue>> items() {
    Segment segment = new Segment("agent", "Hello.", new BigDecimal("0.5"), new BigDecimal("5.2"));
    Recording recording =
        new Recording.Available(
            "recordings/" + TENANT + "/a.wav", "audio/wav", 960L, new BigDecimal("8.7"));
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    add(items, "long", recording, Collections.nCopies(100, segment));
    add(items, "short", recording, List.of(segment, segment));
    add(items, "running", Recording.Unplayable.PENDING, List.of());
    items.add(
        KeyItem.write(
            ApiKey.parse(KEY).orElseThrow().hash(),
            new TenantId("priming-key"),
            EnumSet.allOf(Scope.class),
            "a key",
            Instant.EPOCH,
            null));
    return items;
  }

  private static void add(
      List<Map<String, AttributeValue>> items,
      String name,
      Recording recording,
      List<Segment> segments) {
    CallId id = new CallId(name);
    List<Map<String, AttributeValue>> transcript = TranscriptItem.write(TENANT, id, segments);
    Call call =
        new Call(
            id,
            "agent",
            "from",
            "to",
            "outbound",
            "completed",
            125L,
            recording,
            Transcript.of(segments),
            "positive",
            "A call.",
            Map.of("text", "a", "number", BigDecimal.ONE, "list", List.of(true, Map.of())),
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH);
    items.add(CallItem.write(TENANT, call, transcript.size()));
    items.addAll(transcript);
  }

  /** Returns clients that run all of the SDK's code but the HTTP client's. */
  private static Clients stubs() {
    SdkHttpClient http = new CannedHttpClient();
    Map<String, String> environment =
        Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "none");
    Credentials credentials = new Credentials(new ContainerCredentials(http, environment));
    DynamoDbClient sdk =
        AwsClients.configure(DynamoDbClient.builder(), credentials).httpClient(http).build();
    return new Clients(
        new StubDynamoDb(sdk, items()),
        () -> AwsClients.configure(S3Client.builder(), credentials).httpClient(http).build(),
        credentials);
  }

  /** Client that runs each request through the SDK, and answers it with items from memory. */
  private record StubDynamoDb(DynamoDbClient sdk, List<Map<String, AttributeValue>> items)
      implements DynamoDbClient {

    private List<Map<String, AttributeValue>> withValues(Collection<AttributeValue> values) {
      return items.stream().filter(item -> item.values().containsAll(values)).toList();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      Map<String, AttributeValue> values = new HashMap<>(request.expressionAttributeValues());
      values.keySet().removeAll(Set.of(":lower", ":upper"));
      return sdk.query(request).toBuilder().items(withValues(values.values())).build();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      return sdk.getItem(request).toBuilder()
          .item(withValues(request.key().values()).getFirst())
          .build();
    }

    @Override
    public String serviceName() {
      return sdk.serviceName();
    }

    @Override
    public void close() {}
  }

  /** HTTP client that answers all from memory: with items of all types, and credentials. */
  private static final class CannedHttpClient implements SdkHttpClient, ExecutableHttpRequest {

    private static final byte[] BODY =
        """
        {"AccessKeyId":"none","SecretAccessKey":"none","Token":"none",
        "Expiration":"9999-12-31T23:59:59Z","Count":1,"Items":[{"pk":{"S":"a"},"n":{"N":"1"},"b":{"B":"AA=="},"ss":{"SS":["a"]},
        "m":{"M":{"l":{"L":[{"BOOL":true},{"NULL":true}]}}}}],"Item":{"pk":{"S":"a"}},
        "ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"a"}}
        """
            .getBytes(StandardCharsets.UTF_8);

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return this;
    }

    @Override
    public HttpExecuteResponse call() {
      return HttpExecuteResponse.builder()
          .response(
              SdkHttpResponse.builder()
                  .statusCode(200)
                  .putHeader("Content-Length", Integer.toString(BODY.length))
                  .build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(BODY)))
          .build();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }
}
