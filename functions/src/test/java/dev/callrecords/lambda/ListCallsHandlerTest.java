package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallList;
import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import dev.callrecords.domain.CallList.Slice;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.ListedCall;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListCallsHandlerTest {

  private static final String POSITION = "2024-01-15T10:30:00.000Z#" + Samples.CALL_ID;

  private final Log log = new Log();
  private final List<Section> read = new ArrayList<>();
  private Slice answer = new Slice(List.of(Samples.listedCall()), null);

  private Response list(Event event) {
    CallList calls =
        (TenantId tenant, Section section) -> {
          assertThat(tenant).isEqualTo(Samples.TENANT);
          read.add(section);
          return answer;
        };
    return Response.of(new ListCallsHandler(new ListCalls(calls), log.out()), event);
  }

  private static Event event() {
    return new Event().scopes("calls:list");
  }

  @Test
  void list_nothingAsked_is200WithTheFieldsOfEachCall() {
    Response response = list(event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store")
        .doesNotContainKey("Link");
    assertThat(response.body())
        .isEqualTo(
            """
            {"calls":[{"id":"7f3d8e00-a1b2-4c3d-9e4f-567890abcdef",\
            "agent_id":"550e8400-e29b-41d4-a716-446655440000",\
            "from_number":"+16045551234","to_number":"+14155551234",\
            "direction":"outbound","status":"completed","duration":125,"sentiment":"positive",\
            "call_summary":"Appointment confirmation call. Customer confirmed their dental \
            appointment for tomorrow at 2pm.","recording_status":"available",\
            "started_at":"2024-01-15T10:30:15Z","ended_at":"2024-01-15T10:32:20Z",\
            "created_at":"2024-01-15T10:30:00Z"}],"has_more":false,"next_cursor":null}\
            """);
    assertThat(read).containsExactly(new Section(CallFilter.NONE, Order.DESC, null, 50));
    assertThat(log.line().get("route").asText()).isEqualTo("GET /v1/calls");
    assertThat(log.line().has("call_id")).isFalse();
  }

  @Test
  void list_whatIsNotKnown_isNull() {
    ListedCall call = Samples.listedCall(Samples.minimalCall());
    answer = new Slice(List.of(call), null);

    JsonNode row = list(event()).json().path("calls").path(0);

    assertThat(row.size()).isEqualTo(13);
    assertThat(row.propertyStream().filter(field -> field.getValue().isNull()).count())
        .isEqualTo(9);
    assertThat(row.path("recording_status").asText()).isEqualTo("none");
  }

  @Test
  void list_everyParameter_isTaken() {
    list(
        event()
            .query("limit", "100")
            .query("from_date", "2024-01-15")
            .query("to_date", "2024-01-16T01:00:00+01:00")
            .query("phone_number", "+16045551234")
            .query("direction", "outbound")
            .query("status", "completed")
            .query("agent_id", "a")
            .query("sentiment", "mixed")
            .query("min_duration", "0")
            .query("max_duration", "60")
            .query("order", "asc"));

    assertThat(read)
        .containsExactly(
            new Section(
                new CallFilter(
                    Instant.parse("2024-01-15T00:00:00Z"),
                    Instant.parse("2024-01-16T00:00:00Z"),
                    "+16045551234",
                    "outbound",
                    "completed",
                    "a",
                    "mixed",
                    0L,
                    60L),
                Order.ASC,
                null,
                100));
  }

  @ParameterizedTest
  @CsvSource({
    "'+1604', +1604",
    "' 1604', +1604",
    "1604, 1604",
    "' x', ' x'",
    "'  1604', '  1604'",
    "sip:a@example.com, sip:a@example.com"
  })
  void list_plusSignThatWasNotEncoded_isReadAsOne(String sent, String number) {
    list(event().query("phone_number", sent));

    assertThat(read).first().matches(section -> number.equals(section.filter().phoneNumber()));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-15, 2024-01-15T00:00:00Z",
    "2024-01-15T10:30:00Z, 2024-01-15T10:30:00Z",
    "2024-01-15T10:30:00.5+02:00, 2024-01-15T08:30:00.5Z",
    "2024-01-15T10:30:00 02:00, 2024-01-15T08:30:00Z",
    "2024-01-15T10:30:00-02:00, 2024-01-15T12:30:00Z"
  })
  void list_dateOrTimestampWithAnyOffset_isThatInstant(String sent, Instant instant) {
    list(event().query("from_date", sent));

    assertThat(read).first().matches(section -> instant.equals(section.filter().from()));
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 0",
    "limit, 101",
    "limit, ''",
    "limit, -1",
    "limit, ten",
    "from_date, yesterday",
    "from_date, 2024-02-30",
    "to_date, 2024-1-5",
    "to_date, 2024-01-15T10:30:00",
    "to_date, +10000-01-01T00:00:00Z",
    "to_date, ''",
    "phone_number, ''",
    "direction, ''",
    "status, ''",
    "agent_id, ''",
    "sentiment, ''",
    "phone_number, \ud800",
    "status, \udc00x",
    "min_duration, -1",
    "min_duration, 1.5",
    "max_duration, 1000000000",
    "order, newest",
    "order, ''",
    "consistent, true",
    "fields, id",
    "state, completed"
  })
  void list_wrongParameter_isNamedAndNothingIsRead(String name, String value) {
    Response response = list(event().query(name, value));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(response.json().path("errors")).hasSize(1);
    assertThat(response.json().path("errors").path(0).path("parameter").asText()).isEqualTo(name);
    assertThat(read).isEmpty();
  }

  @Test
  void list_longNumber_isRefused() {
    assertThat(list(event().query("phone_number", "7".repeat(255))).status()).isEqualTo(200);
    assertThat(list(event().query("phone_number", "7".repeat(256))).code())
        .isEqualTo("invalid_parameter");
  }

  @Test
  void list_manyWrongParameters_areAllNamed() {
    Response response =
        list(
            event()
                .query("limit", "0")
                .query("from_date", "2024-01-16")
                .query("to_date", "2024-01-15")
                .query("min_duration", "2")
                .query("max_duration", "1")
                .query("state", "x"));

    assertThat(response.json().path("errors"))
        .extracting(error -> error.path("parameter").asText())
        .containsExactlyInAnyOrder("limit", "to_date", "max_duration", "state");
  }

  @Test
  void list_moreFollow_hasCursorAndLinkWithAllParameters() {
    answer = new Slice(List.of(), POSITION);

    Response response =
        list(event().query("phone_number", " 1604").query("status", "a b&c").query("limit", "7"));

    assertThat(response.json().path("has_more").booleanValue()).isTrue();
    String cursor = response.json().path("next_cursor").asText();
    assertThat(response.headers())
        .containsEntry(
            "Link",
            "</v1/calls?phone_number=%201604&status=a%20b%26c&limit=7&cursor="
                + cursor
                + ">; rel=\"next\"");

    answer = new Slice(List.of(), null);
    Response next =
        list(
            event()
                .query("cursor", cursor)
                .query("phone_number", "+1604")
                .query("status", "a b&c"));

    assertThat(next.status()).isEqualTo(200);
    assertThat(read).last().matches(section -> POSITION.equals(section.after()));
    assertThat(next.headers()).doesNotContainKey("Link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "MWQ", "'", "%2B"})
  void list_malformedCursor_is400(String cursor) {
    Response response = list(event().query("cursor", cursor));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_cursor");
    assertThat(read).isEmpty();
  }

  @Test
  void list_cursorWithOtherFilters_is400() {
    answer = new Slice(List.of(), POSITION);
    String cursor = list(event()).json().path("next_cursor").asText();

    assertThat(list(event().query("cursor", cursor)).status()).isEqualTo(200);
    assertThat(list(event().query("cursor", cursor).query("limit", "3")).status()).isEqualTo(200);
    assertThat(list(event().query("cursor", cursor).query("status", "busy")).code())
        .isEqualTo("invalid_cursor");
    assertThat(list(event().query("cursor", cursor).query("order", "asc")).code())
        .isEqualTo("invalid_cursor");
  }

  @ParameterizedTest
  @CsvSource({"''", "calls:read recordings:read"})
  void list_scopeMissing_is403(@Nullable String scopes) {
    Response response = list(new Event().scopes(Objects.requireNonNullElse(scopes, "")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.code()).isEqualTo("insufficient_scope");
    assertThat(response.json().path("detail").asText()).contains("calls:list");
    assertThat(read).isEmpty();
  }

  @Test
  void list_withoutCaller_is401() {
    assertThat(list(event().authorizer("{}")).status()).isEqualTo(401);
    assertThat(read).isEmpty();
  }

  @Test
  void list_storeFails_isThatProblem() {
    CallList broken =
        (tenant, section) -> {
          throw new DependencyException(DependencyException.Kind.BUSY, "Broken");
        };

    Response response =
        Response.of(new ListCallsHandler(new ListCalls(broken), log.out()), event());

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "1");
  }
}
