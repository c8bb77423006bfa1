package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Invocation;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LogLines;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One instance of each handler, shared by many threads. The local server does that, and a
 * snapshot's state is shared by all environments restored from it.
 */
@ExtendWith(StackExtension.class)
final class SharedInstanceTest {

  private static final int THREADS = 32;
  private static final int REQUESTS_PER_THREAD = 20;
  private static final int TENANTS = 4;

  /** The same for all tenants: what tells their calls apart is whose they are. */
  private static final CallId ID = Calls.newId();

  private static final Pattern LINK = Pattern.compile("http://[^\"\\\\]*X-Amz-[^\"\\\\]*");
  private static final Pattern EXPIRY = Pattern.compile("expires_at\":\"([^\"]*)\"");
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  /** What makes links, or lists them: no two answers are alike. */
  private static final Set<String> CHANGING =
      Set.of(
          "links/create.json",
          "links/create-with-members.json",
          "links/create-base64.json",
          "links/create-pending.json",
          "links/list.json");

  private final Stack stack;

  SharedInstanceTest(Stack stack) {
    this.stack = stack;
  }

  /** A request by the name of its file and its tenant, without an id. */
  private record Request(String name, String function, ObjectNode event) {

    /** Returns the event as that of a request with this id. */
    byte[] event(String requestId) {
      ObjectNode copy = event.deepCopy();
      copy.withObject("/requestContext").put("requestId", requestId);
      return copy.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A request that was made. */
  private record Made(Request request, String id, JsonNode answer) {}

  /** An instance of each handler, and its log. */
  private record Instances(Map<String, RequestStreamHandler> handlers, LogLines log) {

    Made make(Request request, String id) throws IOException {
      RequestStreamHandler handler = handlers.get(request.function());
      if (handler == null) {
        throw new IllegalStateException("There is no " + request.function());
      }
      return new Made(request, id, Invocation.of(handler, request.event(id)));
    }
  }

  private Instances instances() {
    LogLines log = new LogLines();
    Map<String, RequestStreamHandler> handlers = new LinkedHashMap<>();
    EventFilesTest.FUNCTIONS
        .values()
        .forEach(
            function -> handlers.put(function, stack.deployment().handler(function, log.stream())));
    return new Instances(handlers, log);
  }

  /** Returns the event files, and requests of many tenants, each for its own call. */
  private List<Request> requests() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (String file : EventFilesTest.files()) {
      if (!CHANGING.contains(file)) {
        requests.add(request(file, "", event -> event));
      }
    }
    for (int i = 0; i < TENANTS; i++) {
      TenantId tenant = new TenantId("shared-" + i);
      stack
          .deployment()
          .callWriter()
          .put(tenant, Calls.call(ID, Calls.transcript(20, "Said to " + tenant)));
      String keyId = String.format("%08x", i);
      UnaryOperator<ObjectNode> own =
          event -> {
            event
                .withObject("/requestContext/authorizer/lambda")
                .put("tenant_id", tenant.value())
                .put("key_id", keyId);
            event.withObject("/pathParameters").put("call_id", ID.value());
            return event;
          };
      for (String file :
          List.of(
              "get-call/completed.json",
              "get-call/gzip.json",
              "get-call/fields.json",
              "presign-recording/ready.json",
              "transcript/segments.json",
              "transcript/captions.json",
              "transcript/subtitles.json",
              "transcript/spreadsheet.json",
              "transcript/text.json")) {
        requests.add(request(file, " of " + tenant, own));
      }
      String authorization = "Bearer " + stack.key(tenant).reveal();
      requests.add(
          request(
              "authorize/unknown-key.json",
              " of " + tenant,
              event -> {
                event.withArray("/identitySource").removeAll().add(authorization);
                event.withObject("/headers").put("authorization", authorization);
                return event;
              }));
    }
    return requests;
  }

  private static Request request(String file, String whose, UnaryOperator<ObjectNode> change) {
    ObjectNode event = (ObjectNode) Json.read(Repository.text("events/" + file));
    return new Request(file + whose, EventFilesTest.function(file), change.apply(event));
  }

  @Test
  void instance_usedByManyThreads_answersAndLogsAsForOne() throws Exception {
    List<Request> requests = requests();
    Map<String, String> expected = new TreeMap<>();
    Instances alone = instances();
    for (Request request : requests) {
      expected.put(request.name(), lasting(alone.make(request, "alone")));
    }
    assertThat(expected).hasSameSizeAs(requests);
    Instances shared = instances();

    List<Made> made = inAllThreads(shared, requests);

    assertThat(made).hasSize(THREADS * REQUESTS_PER_THREAD);
    assertThat(made)
        .allSatisfy(one ->
            assertThat(lasting(one))
                .as(one.request().name())
                .isEqualTo(expected.get(one.request().name())));
    assertLogged(shared.log(), made);
    assertLinksPlay(made);
  }

  /** Makes requests in each thread, others in each, beginning at the same moment. */
  private static List<Made> inAllThreads(Instances shared, List<Request> requests)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Callable<List<Made>>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      List<Request> order = new ArrayList<>(requests);
      Collections.shuffle(order, new Random(thread));
      tasks.add(() -> {
        List<Made> made = new ArrayList<>();
        start.await();
        for (Request request : order.subList(0, REQUESTS_PER_THREAD)) {
          made.add(shared.make(request, "thread-%d-%d".formatted(thread, made.size())));
        }
        return made;
      });
    }
    List<Made> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<List<Made>> one : threads.invokeAll(tasks)) {
        all.addAll(one.get());
      }
    }
    return all;
  }

  /**
   * Returns the answer without request id and signing time. The signing time must be the one that
   * the answer states.
   */
  private static String lasting(Made made) throws IOException {
    JsonNode answer = made.answer();
    String body = body(answer);
    List<URI> links = links(made);
    for (URI link : links) {
      Matcher expiry = EXPIRY.matcher(body);
      if (expiry.find()) {
        assertThat(Instant.parse(expiry.group(1))).as(made.request().name()).isEqualTo(end(link));
      }
    }
    String lasting =
        answer.path("statusCode") + "\n" + answer.path("headers") + "\n" + answer.path("context");
    lasting += answer.path("isAuthorized") + "\n" + body;
    return LINK.matcher(EXPIRY.matcher(lasting).replaceAll(""))
        .replaceAll(link -> Matcher.quoteReplacement(withoutTime(URI.create(link.group()))))
        .replace(made.id(), "");
  }

  private static String body(JsonNode answer) throws IOException {
    String body = answer.path("body").asText();
    if (!answer.path("isBase64Encoded").booleanValue()) {
      return body;
    }
    byte[] bytes = Base64.getDecoder().decode(body);
    if (answer.path("headers").path("Content-Encoding").asText().equals("gzip")) {
      try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = gzip.readAllBytes();
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<URI> links(Made made) throws IOException {
    String all = made.answer().path("headers") + body(made.answer());
    return LINK.matcher(all).results().map(link -> URI.create(link.group())).toList();
  }

  private static Map<String, String> query(URI link) {
    Map<String, String> query = new TreeMap<>();
    for (String parameter : link.getRawQuery().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      query.put(parts[0], parts[1]);
    }
    return query;
  }

  private static Instant end(URI link) {
    Map<String, String> query = query(link);
    return LocalDateTime.parse(query.getOrDefault("X-Amz-Date", ""), AMZ_DATE)
        .toInstant(ZoneOffset.UTC)
        .plusSeconds(Long.parseLong(query.getOrDefault("X-Amz-Expires", "")));
  }

  private static String withoutTime(URI link) {
    Map<String, String> query = query(link);
    // The scope of the credential has the day.
    query.keySet().removeAll(List.of("X-Amz-Date", "X-Amz-Signature", "X-Amz-Credential"));
    return link.getRawPath() + query;
  }

  /** Each request has one line, whole, and what it says is of that request. */
  private static void assertLogged(LogLines log, List<Made> made) {
    Map<String, JsonNode> lines = new TreeMap<>();
    for (JsonNode line : log.all()) {
      assertThat(lines.put(line.path("request_id").asText(), line)).isNull();
    }
    assertThat(lines).hasSameSizeAs(made);
    assertThat(lines.values().stream().filter(line -> line.path("cold_start").booleanValue()))
        .hasSameSizeAs(EventFilesTest.FUNCTIONS.values());
    for (Made one : made) {
      JsonNode line = Json.read(String.valueOf(lines.get(one.id())));
      JsonNode context = one.request().event().path("requestContext");
      boolean authorizer = one.answer().has("isAuthorized");
      assertThat(line.path("route").asText())
          .isEqualTo(authorizer ? "authorize" : context.path("routeKey").asText());
      if (authorizer) {
        boolean allowed = one.answer().path("isAuthorized").booleanValue();
        assertThat(line.path("status").intValue()).isEqualTo(allowed ? 200 : 403);
        assertThat(line.path("tenant")).isEqualTo(one.answer().path("context").path("tenant_id"));
      } else {
        assertThat(line.path("status")).isEqualTo(one.answer().path("statusCode"));
        JsonNode caller = context.path("authorizer").path("lambda");
        assertThat(line.path("tenant")).isEqualTo(caller.path("tenant_id"));
        assertThat(line.path("key_id")).isEqualTo(caller.path("key_id"));
      }
    }
  }

  /** A signature that mixes two requests would be refused. */
  private static void assertLinksPlay(List<Made> made) throws IOException {
    List<URI> links = new ArrayList<>();
    for (Made one : made) {
      links.addAll(links(one));
    }
    assertThat(links).hasSizeGreaterThan(THREADS);
    for (int i = 0; i < links.size(); i += links.size() / THREADS) {
      assertThat(Http.get(links.get(i)).status()).isEqualTo(200);
    }
  }
}
