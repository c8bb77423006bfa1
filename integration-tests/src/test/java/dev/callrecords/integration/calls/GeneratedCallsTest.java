package dev.callrecords.integration.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Generator;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Laws that hold of every call, for calls made up by chance. */
@ExtendWith(StackExtension.class)
final class GeneratedCallsTest {

  private static final TenantId TENANT = new TenantId("generated-calls");

  /** Stands in whatever must not leave. */
  private static final String CANARY = "canary-2b9f6c50e7d1";

  private static final List<String> ROUTES =
      List.of(
          "/v1/calls/%s",
          "/v1/calls/%s?consistent=true",
          "/v1/calls/%s?fields=metadata,transcript,recording_url",
          "/v1/calls/%s/transcript?format=txt",
          "/v1/calls/%s/recording",
          "/v1/calls/%s/recording?redirect=true");

  private final Stack stack;
  private final Api api;

  GeneratedCallsTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(TENANT);
  }

  /** A tenant, and the API as seen with its key. */
  private record Client(TenantId tenant, Api api) {}

  @Test
  void get_anyCall_isWhatWasWritten() {
    Generator.forEach(
        150,
        generator -> {
          CallId id = Calls.newId();
          Call call = generator.call(id, Recording.Unplayable.NONE);
          items(TENANT, call).forEach(this::put);

          JsonNode answer = api.call(id).json();

          assertThat(value(answer)).isEqualTo(expected(call));
        });
  }

  @Test
  void get_unknownAttributes_neverLeave() {
    Generator.forEach(
        20,
        generator -> {
          CallId id = Calls.newId();
          Recording recording = generator.recording("recordings/" + TENANT + "/" + id + ".wav");
          for (Map<String, AttributeValue> item : items(TENANT, generator.call(id, recording))) {
            put(withUnknown(item));
          }

          for (String route : ROUTES) {
            Reply reply = api.get(route.formatted(id));

            assertThat(reply.text()).doesNotContain(CANARY);
            assertThat(reply.response().headers().map().toString()).doesNotContain(CANARY);
          }
        });
    assertThat(stack.log().text()).doesNotContain(CANARY);
  }

  /** Tenant names that are prefixes of each other: keys differ only by the number sign. */
  @Test
  void get_callOfAnotherTenant_isAsIfItNeverWas() {
    List<Client> clients =
        Stream.of("gen", "gen-a", "gen-a-b")
            .map(TenantId::new)
            .map(tenant -> new Client(tenant, stack.api(tenant)))
            .toList();
    Generator.forEach(
        12,
        generator -> {
          Client owner = generator.oneOf(clients);
          String unique = Calls.newId().value();
          CallId id = new CallId(generator.oneOf(List.of("", "a-", "b-", "a-b-")) + unique);
          Recording recording = generator.recording("recordings/" + owner.tenant + "/" + CANARY);
          items(owner.tenant, marked(generator.call(id, recording))).forEach(this::put);
          assertThat(owner.api.call(id).text()).contains(CANARY);

          for (Client other : clients) {
            for (String prefix : List.of("", "a-", "b-", "a-b-")) {
              CallId asked = new CallId(prefix + unique);
              if (other.equals(owner) && asked.equals(id)) {
                continue;
              }
              String route = generator.oneOf(ROUTES);
              Reply reply = other.api.get(route.formatted(asked));
              Reply never = other.api.get(route.formatted(Calls.newId()));

              assertThat(reply.status()).isEqualTo(404);
              assertThat(reply.lastingHeaders()).isEqualTo(never.lastingHeaders());
              assertThat(reply.text().replace(reply.requestId(), never.requestId()))
                  .isEqualTo(never.text());
              assertThat(reply.text()).doesNotContain(CANARY);
            }
          }
        });
    assertThat(stack.log().text()).doesNotContain(CANARY);
  }

  /** {@link Http} holds each answer against the contract. */
  @Test
  void get_anyBadRequest_isAProblemOfTheContract() {
    Generator.forEach(
        200,
        generator -> {
          String id = generator.oneOf(List.of("some-call", "a", "x" + generator.text() + "!"));
          String name = generator.oneOf(List.of("fields", "page", "expires_in", "redirect", "x"));
          String query = name + generator.text() + "=" + generator.text();
          Reply reply =
              api.get(
                  "/v1/calls/"
                      + encode(id)
                      + generator.oneOf(List.of("", "/transcript", "/recording"))
                      + "?"
                      + encode(query).replace("%3D", "=")
                      + "=!");

          assertThat(reply.status()).isEqualTo(400);
          assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
          assertThat(reply.json().path("request_id").textValue()).isEqualTo(reply.requestId());
        });
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<Map<String, AttributeValue>> items(TenantId tenant, Call call) {
    List<Map<String, AttributeValue>> transcript =
        TranscriptItem.write(tenant, call.id(), call.transcript().segments());
    List<Map<String, AttributeValue>> items = new ArrayList<>(transcript);
    items.add(CallItem.write(tenant, call, transcript.size()));
    return items;
  }

  private void put(Map<String, AttributeValue> item) {
    stack
        .deployment()
        .dynamoDb()
        .putItem(request -> request.tableName(stack.deployment().callsTable()).item(item));
  }

  /** Returns the call with the canary in its metadata. */
  private static Call marked(Call call) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>(call.metadata());
    metadata.put("canary", CANARY);
    return new Call(
        call.id(),
        CANARY,
        CANARY,
        CANARY,
        call.direction(),
        call.status(),
        call.duration(),
        call.recording(),
        call.transcript(),
        CANARY,
        CANARY,
        metadata,
        call.startedAt(),
        call.endedAt(),
        call.createdAt());
  }

  /** Adds unknown attributes to the item and to its maps. */
  private static Map<String, AttributeValue> withUnknown(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> more = new HashMap<>();
    item.forEach((name, value) -> {
      AttributeValue changed = value;
      if (name.equals("recording")) {
        changed = AttributeValue.fromM(withUnknown(value.m()));
      } else if (name.equals("segments") && value.hasL()) {
        changed =
            AttributeValue.fromL(
                value.l().stream()
                    .map(segment -> AttributeValue.fromM(withUnknown(segment.m())))
                    .toList());
      }
      more.put(name, changed);
    });
    more.put("internal_note", AttributeValue.fromS(CANARY));
    more.put(CANARY, AttributeValue.fromM(Map.of("text", AttributeValue.fromS(CANARY))));
    return more;
  }

  private static Map<String, @Nullable Object> expected(Call call) {
    List<Segment> segments = call.transcript().segments();
    Map<String, @Nullable Object> expected = new HashMap<>();
    expected.put("id", call.id().value());
    expected.put("agent_id", call.agentId());
    expected.put("from_number", call.fromNumber());
    expected.put("to_number", call.toNumber());
    expected.put("direction", call.direction());
    expected.put("status", call.status());
    expected.put("duration", call.duration() == null ? null : new BigDecimal(call.duration()));
    expected.put("recording_url", null);
    expected.put("recording_url_expires_at", null);
    expected.put("transcript", call.transcript().text());
    expected.put(
        "transcript_segments",
        segments.stream()
            .map(segment ->
                Map.of(
                    "speaker", segment.speaker(),
                    "text", segment.text(),
                    "start_time", shortest(segment.startTime()),
                    "end_time", shortest(segment.endTime())))
            .toList());
    expected.put("sentiment", call.sentiment());
    expected.put("call_summary", call.summary());
    expected.put("metadata", stored(call.metadata()));
    expected.put("started_at", text(call.startedAt()));
    expected.put("ended_at", text(call.endedAt()));
    expected.put("created_at", text(call.createdAt()));
    return expected;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** Returns the metadata value as read back, with numbers in their shortest form. */
  private static @Nullable Object stored(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> shortest(number);
      case List<?> list -> {
        List<@Nullable Object> values = new ArrayList<>();
        list.forEach(element -> values.add(stored(element)));
        yield values;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> values = new HashMap<>();
        map.forEach((name, element) -> values.put(name, stored(element)));
        yield values;
      }
      case null, default -> value;
    };
  }

  private static BigDecimal shortest(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** Returns JSON as values, numbers with the digits that they are written with. */
  private static @Nullable Object value(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> values = new HashMap<>();
        json.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        yield values;
      }
      case ARRAY -> {
        List<@Nullable Object> values = new ArrayList<>();
        json.forEach(element -> values.add(value(element)));
        yield values;
      }
      case STRING -> json.textValue();
      case NUMBER -> json.decimalValue();
      case BOOLEAN -> json.booleanValue();
      case NULL -> null;
      case BINARY, MISSING, POJO -> throw new AssertionError("JSON has no " + json.getNodeType());
    };
  }
}
