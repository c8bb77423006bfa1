package dev.callrecords.integration.list;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Lists of calls against a model of them, and laws of following cursors. */
@ExtendWith(StackExtension.class)
final class ListCallsTest {

  private static final int CALLS = 5000;
  private static final int ITEMS_PER_BATCH = 25;
  private static final Instant FIRST = Instant.parse("2024-03-01T00:00:00Z");
  private static final List<TenantId> TENANTS =
      List.of(new TenantId("list-a"), new TenantId("list-b"), new TenantId("list"));

  /** Newest last, as the ascending list has them. */
  private static final Comparator<Call> ASCENDING =
      Comparator.comparingLong((Call call) -> call.createdAt().toEpochMilli())
          .thenComparing(call -> call.id().value());

  /** The 5,000 calls by tenant, which all tests here only read. */
  private static final Map<TenantId, List<Call>> MODEL = new HashMap<>();

  private final Stack stack;

  ListCallsTest(Stack stack) {
    this.stack = stack;
    if (MODEL.isEmpty()) {
      Random random = new Random(7);
      List<WriteRequest> writes = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        TenantId tenant = TENANTS.get(i % TENANTS.size());
        Call call = call(new CallId("call-" + i), random);
        MODEL.computeIfAbsent(tenant, key -> new ArrayList<>()).add(call);
        Map<String, AttributeValue> item = CallItem.write(tenant, call, 0);
        writes.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
      }
      for (int i = 0; i < writes.size(); i += ITEMS_PER_BATCH) {
        List<WriteRequest> batch = writes.subList(i, i + ITEMS_PER_BATCH);
        stack
            .deployment()
            .dynamoDb()
            .batchWriteItem(
                write -> write.requestItems(Map.of(stack.deployment().callsTable(), batch)));
      }
    }
  }

  private static <T> T oneOf(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static <T> @Nullable T orNull(Random random, T value) {
    return random.nextInt(5) == 0 ? null : value;
  }

  private static Call call(CallId id, Random random) {
    List<String> numbers =
        List.of("+16045550100", "+16045550101", "+14155550102", "16045550100", "sip:a@b.example");
    return new Call(
        id,
        orNull(random, oneOf(random, List.of("agent-1", "agent-2", "agent-3"))),
        orNull(random, oneOf(random, numbers)),
        orNull(random, oneOf(random, numbers)),
        orNull(random, oneOf(random, List.of("inbound", "outbound"))),
        oneOf(random, List.of("completed", "completed", "busy", "in-progress", "made-up")),
        orNull(random, (long) random.nextInt(600)),
        oneOf(random, List.of(Recording.Unplayable.NONE, Recording.Unplayable.PENDING)),
        Transcript.empty(),
        orNull(random, oneOf(random, List.of("positive", "neutral", "negative"))),
        orNull(random, "A summary of " + id),
        Map.of(),
        null,
        null,
        // Many of them equal, some with finer parts than a list sorts by.
        FIRST.plusSeconds(3600L * random.nextInt(300)).plusNanos(random.nextInt(3) * 250_000L));
  }

  /** A filter: what is asked, and what it means. */
  private record Filter(String name, String value, Predicate<Call> meaning) {}

  private static List<Filter> filters() {
    Instant from = FIRST.plusSeconds(86_400);
    Instant to = FIRST.plusSeconds(10 * 86_400 + 1800);
    return List.of(
        new Filter("from_date", "2024-03-02", call -> !call.createdAt().isBefore(from)),
        new Filter("to_date", "2024-03-11T02:30:00+02:00", call -> call.createdAt().isBefore(to)),
        new Filter(
            "phone_number",
            "+16045550100",
            call ->
                "+16045550100".equals(call.fromNumber()) || "+16045550100".equals(call.toNumber())),
        new Filter("direction", "inbound", call -> "inbound".equals(call.direction())),
        new Filter("status", "made-up", call -> call.status().equals("made-up")),
        new Filter("agent_id", "agent-2", call -> "agent-2".equals(call.agentId())),
        new Filter("sentiment", "negative", call -> "negative".equals(call.sentiment())),
        new Filter(
            "min_duration", "300", call -> call.duration() != null && call.duration() >= 300),
        new Filter(
            "max_duration", "450", call -> call.duration() != null && call.duration() <= 450));
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter ->
            parameter.getKey()
                + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Reply list(Api api, Map<String, String> parameters) {
    return api.get("/v1/calls?" + query(parameters));
  }

  /** Follows cursors to the end; {@code between} runs before each page but the first. */
  private static List<JsonNode> listAll(Api api, Map<String, String> parameters, Runnable between) {
    List<JsonNode> rows = new ArrayList<>();
    Map<String, String> next = new LinkedHashMap<>(parameters);
    while (true) {
      Reply reply = list(api, next);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      reply.json().path("calls").forEach(rows::add);
      JsonNode cursor = reply.json().path("next_cursor");
      assertThat(reply.json().path("has_more").booleanValue()).isEqualTo(cursor.isTextual());
      if (cursor.isNull()) {
        assertThat(reply.header("Link")).isEmpty();
        return rows;
      }
      assertThat(cursor.textValue()).hasSizeLessThanOrEqualTo(256);
      assertThat(reply.header("Link")).contains(cursor.textValue(), "rel=\"next\"");
      next.put("cursor", cursor.textValue());
      between.run();
    }
  }

  private static List<String> ids(List<JsonNode> rows) {
    return rows.stream().map(row -> row.path("id").textValue()).toList();
  }

  private static List<String> expected(
      List<Call> calls, Predicate<Call> meaning, boolean ascending) {
    return calls.stream()
        .filter(meaning)
        .sorted(ascending ? ASCENDING : ASCENDING.reversed())
        .map(call -> call.id().value())
        .toList();
  }

  private static List<Call> model(TenantId tenant) {
    return Objects.requireNonNull(MODEL.get(tenant));
  }

  @Test
  void list_everyFilterAloneAndInPairs_isTheModels() {
    List<Filter> filters = filters();
    Random random = new Random(11);
    for (int first = 0; first < filters.size(); first++) {
      for (int second = first; second < filters.size(); second++) {
        Filter one = filters.get(first);
        Filter other = filters.get(second);
        TenantId tenant = oneOf(random, TENANTS);
        boolean ascending = random.nextBoolean();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", oneOf(random, List.of("100", "99", "37")));
        parameters.put(one.name(), one.value());
        parameters.put(other.name(), other.value());
        if (ascending) {
          parameters.put("order", "asc");
        }

        List<String> expected =
            expected(model(tenant), one.meaning().and(other.meaning()), ascending);

        assertThat(expected).isNotEmpty();
        assertThat(ids(listAll(stack.api(tenant), parameters, () -> {})))
            .as(tenant + " " + parameters)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void list_noFilter_isAllOfTheTenantAndNoByteOfAnother(String order) {
    for (TenantId tenant : TENANTS) {
      List<JsonNode> rows =
          listAll(stack.api(tenant), Map.of("limit", "100", "order", order), () -> {});

      assertThat(ids(rows)).isEqualTo(expected(model(tenant), call -> true, order.equals("asc")));
      Set<String> own =
          model(tenant).stream().map(call -> call.id().value()).collect(Collectors.toSet());
      assertThat(rows)
          .allSatisfy(row -> {
            JsonNode summary = row.path("call_summary");
            assertThat(summary.isNull() || own.contains(summary.asText().substring(13))).isTrue();
          });
    }
  }

  @Test
  void list_rows_areAsTheCallsThemselves() {
    TenantId tenant = TENANTS.getFirst();
    Api api = stack.api(tenant);

    for (JsonNode row : list(api, Map.of("limit", "40")).json().path("calls")) {
      JsonNode call = api.call(new CallId(row.path("id").textValue())).json();
      assertThat(row.size()).isEqualTo(13);
      row.properties().stream()
          .filter(field -> !field.getKey().equals("recording_status"))
          .forEach(field ->
              assertThat(field.getValue()).as(field.getKey()).isEqualTo(call.path(field.getKey())));
    }
  }

  /** Any state of a call, as a writer may leave it behind. */
  private void write(TenantId tenant, CallId id, Random random, Map<String, Call> model) {
    Call call = call(id, random);
    switch (random.nextInt(4)) {
      case 0 -> {
        stack.deployment().callWriter().erase(tenant, id, FIRST);
        model.remove(id.value());
      }
      case 1 -> {
        Map<String, AttributeValue> item = CallItem.write(tenant, call, 0);
        boolean past = random.nextBoolean();
        long end = Instant.now().getEpochSecond() + (past ? -random.nextInt(9) : 3600);
        item.put("delete_after", AttributeValue.fromN(Long.toString(end)));
        stack
            .deployment()
            .dynamoDb()
            .putItem(put -> put.tableName(stack.deployment().callsTable()).item(item));
        if (past) {
          model.remove(id.value());
        } else {
          model.put(id.value(), call);
        }
      }
      default -> {
        stack.deployment().callWriter().put(tenant, call);
        model.put(id.value(), call);
      }
    }
  }

  @Test
  void list_anyHistoryOfWritesErasuresAndRetention_isTheModels() {
    TenantId tenant = new TenantId("list-history");
    Api api = stack.api(tenant);
    Random random = new Random(13);
    Map<String, Call> model = new TreeMap<>();
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 40; i++) {
        write(tenant, new CallId("h-" + random.nextInt(60)), random, model);
      }
      List<Call> calls = List.copyOf(model.values());
      for (Filter filter : filters().subList(1, 3)) {
        assertThat(ids(listAll(api, Map.of("limit", "7", filter.name(), filter.value()), () -> {})))
            .as("round " + round)
            .isEqualTo(expected(calls, filter.meaning(), false));
      }
      assertThat(ids(listAll(api, Map.of("order", "asc"), () -> {})))
          .isEqualTo(expected(calls, call -> true, true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void list_othersAreWrittenAndErasedMeanwhile_yieldsWhatStaysExactlyOnceInOrder(String order) {
    TenantId tenant = new TenantId("list-meanwhile-" + order);
    Api api = stack.api(tenant);
    Random random = new Random(17);
    List<Call> staying = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Call call = call(new CallId("stays-" + i), random);
      staying.add(call);
      stack.deployment().callWriter().put(tenant, call);
    }
    Map<String, Call> others = new TreeMap<>();

    List<String> listed =
        ids(
            listAll(
                api,
                Map.of("limit", "5", "order", order),
                () -> {
                  for (int i = 0; i < 5; i++) {
                    write(tenant, new CallId("other-" + random.nextInt(30)), random, others);
                  }
                }));

    assertThat(listed.stream().filter(id -> id.startsWith("stays-")))
        .containsExactlyElementsOf(expected(staying, call -> true, order.equals("asc")));
  }

  @Test
  void list_cursorOfAnotherListOrChanged_is400() {
    Api api = stack.api(TENANTS.get(0));
    Api other = stack.api(TENANTS.get(1));
    Map<String, String> parameters = Map.of("status", "completed", "limit", "3");
    String cursor = list(api, parameters).json().path("next_cursor").textValue();
    Map<String, String> next = new HashMap<>(parameters);
    next.put("cursor", cursor);

    assertThat(list(api, next).status()).isEqualTo(200);
    assertThat(list(other, next).problem()).isEqualTo("invalid_cursor");
    for (Map<String, String> changed :
        List.of(
            Map.of("cursor", cursor),
            Map.of("cursor", cursor, "status", "busy"),
            Map.of("cursor", cursor, "status", "completed", "order", "asc"),
            Map.of("cursor", cursor, "status", "completed", "direction", "inbound"),
            Map.of("cursor", cursor.toLowerCase(java.util.Locale.ROOT), "status", "completed"),
            Map.of("cursor", cursor + "A", "status", "completed"),
            Map.of("cursor", cursor.substring(1), "status", "completed"),
            Map.of("cursor", "", "status", "completed"))) {
      Reply reply = list(api, changed);
      assertThat(reply.status()).as(changed.toString()).isEqualTo(400);
      assertThat(reply.problem()).isEqualTo("invalid_cursor");
    }
  }

  @Test
  void list_linkOfRelNext_leadsToTheSamePageAsTheCursor() {
    Api api = stack.api(TENANTS.get(0));
    Reply first = api.get("/v1/calls?phone_number=+16045550100&limit=2");

    String link = first.header("Link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
    Reply second = api.get(link);

    List<String> both = new ArrayList<>(ids(rows(first)));
    both.addAll(ids(rows(second)));
    assertThat(both)
        .isEqualTo(
            expected(model(TENANTS.get(0)), filters().get(2).meaning(), false).subList(0, 4));
  }

  private static List<JsonNode> rows(Reply reply) {
    List<JsonNode> rows = new ArrayList<>();
    reply.json().path("calls").forEach(rows::add);
    return rows;
  }

  @Test
  void list_valueThatNoCallHas_isEmptyAndNoError() {
    Api api = stack.api(TENANTS.get(0));
    for (String name : List.of("status", "direction", "agent_id", "sentiment", "phone_number")) {
      assertThat(listAll(api, Map.of(name, "never-seen"), () -> {})).as(name).isEmpty();
    }
    assertThat(listAll(api, Map.of("from_date", "2030-01-01"), () -> {})).isEmpty();
    assertThat(listAll(api, Map.of("from_date", "2024-03-02", "to_date", "2024-03-02"), () -> {}))
        .isEmpty();
  }

  @Test
  void list_callFromANumberToItself_isListedOnce() {
    TenantId tenant = new TenantId("list-loop");
    Random random = new Random(19);
    Call some = call(new CallId("loop"), random);
    Call loop =
        new Call(
            some.id(),
            null,
            "+1",
            "+1",
            null,
            "completed",
            null,
            some.recording(),
            some.transcript(),
            null,
            null,
            Map.of(),
            null,
            null,
            some.createdAt());
    stack.deployment().callWriter().put(tenant, loop);

    assertThat(ids(listAll(stack.api(tenant), Map.of("phone_number", "+1"), () -> {})))
        .containsExactly("loop");
  }

  @Test
  void list_keyWithoutTheScope_is403() {
    Set<Scope> others = new HashSet<>(Set.of(Scope.values()));
    others.remove(Scope.CALLS_LIST);
    Api api = new Api(stack.url(), stack.key(TENANTS.get(0), others));

    Reply reply = list(api, Map.of());

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().path("detail").textValue()).contains("calls:list");
    Api listing = new Api(stack.url(), stack.key(TENANTS.get(0), Set.of(Scope.CALLS_LIST)));
    assertThat(list(listing, Map.of()).status()).isEqualTo(200);
    assertThat(listing.call(model(TENANTS.get(0)).getFirst().id()).status()).isEqualTo(403);
  }

  @Test
  void list_wrongParameters_areAllNamed() {
    Reply reply =
        list(
            stack.api(TENANTS.get(0)),
            Map.of(
                "limit", "101",
                "from_date", "2024-03-02",
                "to_date", "2024-03-01",
                "min_duration", "2",
                "max_duration", "1",
                "consistent", "true"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(
            Stream.of(reply.json().path("errors"))
                .flatMap(errors -> errors.findValuesAsText("parameter").stream()))
        .containsExactlyInAnyOrder("limit", "to_date", "max_duration", "consistent");
  }

  @Test
  void list_nothing_isAnEmptyPage() {
    Reply reply = list(stack.api(new TenantId("list-empty")), Collections.emptyMap());

    assertThat(reply.text()).isEqualTo("{\"calls\":[],\"has_more\":false,\"next_cursor\":null}");
  }
}
