package dev.callrecords.fuzz;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.OpenLink;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.RecordingStore;
import dev.callrecords.domain.SharedLinkPolicy;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallList;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.DynamoDbKeyStore;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import dev.callrecords.dynamodb.FakeDynamoDb;
import dev.callrecords.lambda.AuthorizeHandler;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.lambda.LinkSettings;
import dev.callrecords.lambda.LinksHandler;
import dev.callrecords.lambda.ListCallsHandler;
import dev.callrecords.lambda.OpenLinkHandler;
import dev.callrecords.lambda.PresignRecordingHandler;
import dev.callrecords.lambda.TranscriptHandler;
import dev.callrecords.lambda.Wiring;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All functions, whole, over a table in memory. */
final class Functions {

  static final TenantId TENANT = new TenantId("acme-dental");
  static final CallId CALL_ID = new CallId("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef");
  static final AttributeValue PARTITION =
      AttributeValue.fromS(CallItem.partitionKey(TENANT, CALL_ID));

  /** Lambda's id of the invocation, which stands in for a request id that is none. */
  private static final String INVOCATION = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

  private static final Context CONTEXT =
      (Context)
          Proxy.newProxyInstance(
              Context.class.getClassLoader(),
              new Class<?>[] {Context.class},
              (proxy, method, arguments) -> {
                return switch (method.getName()) {
                  case "getAwsRequestId" -> INVOCATION;
                  case "getRemainingTimeInMillis" -> 10_000;
                  default -> throw new UnsupportedOperationException(method.getName());
                };
              });

  private final FakeDynamoDb table = new FakeDynamoDb();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final RequestStreamHandler call;
  private final RequestStreamHandler recording;
  private final RequestStreamHandler transcript;
  private final RequestStreamHandler list;
  private final RequestStreamHandler links;
  private final RequestStreamHandler open;
  private final RequestStreamHandler authorizer;

  Functions(RecordingSigner signer) {
    Clock clock = Clock.fixed(Instant.parse("2024-03-01T12:00:00Z"), ZoneOffset.UTC);
    DynamoDbCallStore calls = new DynamoDbCallStore(table, "calls", clock, () -> {});
    LinkPolicy policy = new LinkPolicy(LinkPolicy.MAX_LIFETIME);
    PrintStream out = new PrintStream(log, false, StandardCharsets.UTF_8);
    call = new GetCallHandler(new GetCall(calls, signer, policy), out);
    PresignRecording presign =
        new PresignRecording(
            calls, key -> new RecordingStore.Stored.Playable(1000, null), signer, policy);
    recording = new PresignRecordingHandler(presign, out);
    links =
        new LinksHandler(
            Wiring.links(
                table,
                new LinkSettings("calls", "links", new SharedLinkPolicy(Duration.ofDays(30))),
                clock,
                out),
            out);
    open =
        new OpenLinkHandler(
            new OpenLink(
                new DynamoDbLinkStore(table, "links"),
                calls,
                presign,
                (event, tenant, call, link, keyId) -> {},
                clock),
            out);
    transcript = new TranscriptHandler(new GetTranscript(calls), out);
    list = new ListCallsHandler(new ListCalls(new DynamoDbCallList(table, "calls", clock)), out);
    authorizer =
        new AuthorizeHandler(new Authorize(new DynamoDbKeyStore(table, "keys"), clock), out);
  }

  /** Puts other items in the place of all that are stored. */
  void store(List<Map<String, AttributeValue>> items) {
    table.fill(items);
  }

  /** Returns the answer to an event, after a look at what was logged. */
  Answer ask(Function function, byte[] event) {
    RequestStreamHandler handler =
        switch (function) {
          case CALL -> call;
          case RECORDING -> recording;
          case TRANSCRIPT -> transcript;
          case LIST -> list;
          case LINKS -> links;
          case OPEN -> open;
        };
    Answer answer = Answer.read(function, invoke(handler, event));
    String line = logged();
    Law.holds(line.contains("\"status\":" + answer.status() + ","), "the status is logged");
    Law.holds(
        answer.status() < 500 || line.contains("\"fault\":\""), "what is our fault is counted");
    return answer;
  }

  /**
   * Returns whether the authorizer lets an event in.
   *
   * @throws IllegalStateException when the item of the key cannot be read
   */
  boolean letsIn(byte[] event) {
    JsonNode answer;
    try {
      answer = Json.read(invoke(authorizer, event));
    } catch (IllegalStateException e) {
      Law.holds(
          logged().contains("\"fault\":\"RecordCorrupt\""),
          "only an item that cannot be read makes the authorizer fail");
      throw e;
    }
    boolean allowed = answer.path("isAuthorized").booleanValue();
    JsonNode context = answer.path("context");
    Law.holds(
        allowed
            ? TenantId.parse(context.path("tenant_id").asText()).isPresent()
                && context.path("scopes").isTextual()
                && context.path("key_id").asText().matches("[0-9a-f]{8}")
            : answer.size() == 1,
        "the authorizer's answer is whole, or says no and nothing more");
    Law.holds(
        logged().contains(allowed ? "\"status\":200," : "\"status\":403,"),
        "the decision is logged");
    return allowed;
  }

  private byte[] invoke(RequestStreamHandler handler, byte[] event) {
    log.reset();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event), output, CONTEXT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output.toByteArray();
  }

  /** Returns the line logged of the request. One of the audit may precede it. */
  private String logged() {
    String line = logText().replaceFirst("^\\{[^\n]*\"audit\":[^\n]*\n", "");
    Law.holds(
        line.startsWith("{") && line.indexOf('\n') == line.length() - 1,
        "each request logs one line");
    return line;
  }

  /** Returns what the last request logged. */
  String logText() {
    return log.toString(StandardCharsets.UTF_8);
  }
}
