package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CreateLink;
import dev.callrecords.domain.FakeCallStore;
import dev.callrecords.domain.FakeLinkStore;
import dev.callrecords.domain.LinkAudit;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.ListLinks;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RevokeLink;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.SharedLinkPolicy;
import dev.callrecords.domain.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LinksHandlerTest {

  private static final Instant NOW = Instant.parse("2026-11-22T13:05:09.123Z");

  private final Log log = new Log();
  private final FakeCallStore calls = new FakeCallStore();
  private final FakeLinkStore links = new FakeLinkStore();
  private Duration maxLifetime = SharedLinkPolicy.MAX_LIFETIME;

  @BeforeEach
  void putCall() {
    calls.with(Samples.TENANT, Samples.call());
  }

  private Response answer(Event event) {
    LinkAudit audit = new AuditLog(log.out());
    LinksHandler.UseCases useCases =
        new LinksHandler.UseCases(
            new CreateLink(
                calls, links, audit, new SharedLinkPolicy(maxLifetime), new Random(7), () -> NOW),
            new ListLinks(calls, links),
            new RevokeLink(links, audit, () -> NOW));
    return Response.of(new LinksHandler(useCases, log.out()), event);
  }

  private static Event event(String method) {
    return new Event().scopes("links:write recordings:read").method(method);
  }

  private Response create(String body) {
    return answer(event("POST").json(body));
  }

  private String refused(String body) {
    Response response = create(body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_parameter");
    assertThat(links.links()).isEmpty();
    return response.json().path("errors").toString();
  }

  private SharedLink link() {
    return links.links().getFirst();
  }

  @Test
  void create_withoutBody_is201WithTheAddressOfALinkOfADay() {
    Response response = answer(event("POST"));

    assertThat(response.status()).isEqualTo(201);
    JsonNode body = response.json();
    String url = body.path("url").textValue();
    String token = url.substring(url.lastIndexOf('/') + 1);
    assertThat(url).startsWith("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/l/crl_");
    assertThat(new LinkToken(token).linkId()).isEqualTo(link().id());
    assertThat(response.body())
        .isEqualTo(
            """
            {"id":"%s","call_id":"%s","url":"%s","opens":"recording","label":null,\
            "created_at":"2026-11-22T13:05:09.123Z","expires_at":"2026-11-23T13:05:09Z"}\
            """
                .formatted(link().id(), Samples.CALL_ID, url));
    assertThat(response.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Location", "/v1/calls/" + Samples.CALL_ID + "/links/" + link().id());
    assertThat(log.text()).doesNotContain(token);
  }

  @Test
  void create_everyMember_isTaken() {
    Response response =
        create("{\"expires_in\": 60, \"opens\": \"recording\", \"label\": \"for Sarah 😀\"}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(link().label()).isEqualTo("for Sarah 😀");
    assertThat(link().expiresAt()).isEqualTo("2026-11-22T13:06:09Z");
    assertThat(log.text()).doesNotContain("Sarah");
  }

  @Test
  void create_auditLine_saysWhoMadeALinkToWhat() {
    create("{}");

    JsonNode line = log.lines().getFirst();
    assertThat(line.path("audit").textValue()).isEqualTo("link_created");
    assertThat(line.path("tenant").textValue()).isEqualTo("acme-dental");
    assertThat(line.path("call_id").textValue()).isEqualTo(Samples.CALL_ID.value());
    assertThat(line.path("link_id").textValue()).isEqualTo(link().id().value());
    assertThat(line.path("key_id").textValue()).isEqualTo("0123abcd");
    assertThat(line.has("_aws")).isFalse();
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void create_httpStandIn_isKeptInTheAddress() {
    Response response = answer(event("POST").header("x-forwarded-proto", "http"));

    assertThat(response.json().path("url").textValue()).startsWith("http://a1b2c3d4e5.");
  }

  @Test
  void create_noHost_makesNoLink() {
    Response response = answer(event("POST").without("domainName"));

    assertThat(response.status()).isEqualTo(500);
    assertThat(links.links()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "59",
        "2592001",
        "-60",
        "60.5",
        "60.0",
        "6e1",
        "1e999999999",
        "\"3600\"",
        "true",
        "[]",
        "99999999999999999999999999"
      })
  void create_otherLifetime_isRefused(String value) {
    assertThat(refused("{\"expires_in\":" + value + "}"))
        .isEqualTo(
            """
            [{"parameter":"expires_in",\
            "detail":"must be a whole number of seconds from 60 to 2592000"}]\
            """);
  }

  @Test
  void create_operatorsLimit_isTheDefaultAndTheMaximum() {
    maxLifetime = Duration.ofHours(2);

    assertThat(refused("{\"expires_in\":7201}")).contains("from 60 to 7200");
    create("{}");
    assertThat(link().expiresAt()).isEqualTo("2026-11-22T15:05:09Z");
  }

  @Test
  void create_everythingWrong_isNamedAtOnce() {
    String label = "x".repeat(201);

    assertThat(
            refused(
                """
                {"expires_in": 1, "opens": "page", "label": "%s", "shows": [], "opens": "recording",
                "%s": 1}
                """
                    .formatted(label, "n".repeat(100))))
        .contains(
            "\"expires_in\",\"detail\":\"must be a whole number",
            "\"opens\",\"detail\":\"must be given once\"",
            "\"label\",\"detail\":\"must be a text of at most 200 characters",
            "\"shows\",\"detail\":\"is not known here; known: expires_in, label, opens\"",
            "\"" + "n".repeat(64) + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"page\"", "\"\"", "\"Recording\"", "1", "[\"recording\"]"})
  void create_otherTarget_isRefused(String value) {
    assertThat(refused("{\"opens\":" + value + "}"))
        .isEqualTo("[{\"parameter\":\"opens\",\"detail\":\"must be recording\"}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "{}", "\"a\\nb\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\u009f\""})
  void create_otherLabel_isRefused(String value) {
    assertThat(refused("{\"label\":" + value + "}")).contains("\"label\"");
  }

  @Test
  void create_200CodePointsAndNulls_areTaken() {
    create("{\"label\":\"%s\",\"opens\":null,\"expires_in\":null}".formatted("😀".repeat(200)));

    assertThat(link().label()).hasSize(400);
  }

  @Test
  void create_unknownParameterOfTheQuery_isRefused() {
    Response response = answer(event("POST").query("expires_in", "60"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("is not known here; known: none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "1",
        "{",
        "{}{}",
        "{} x",
        "{\"a\"}",
        "{'a':1}",
        "{\"a\":NaN}",
        "\uFEFF{}",
        "{\"label\":\"a\nb\"}",
        "{\"expires_in\":1e99999999999}"
      })
  void create_noJsonObject_isAnInvalidBody(String body) {
    Response response = create(body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.code()).isEqualTo("invalid_body");
  }

  @Test
  void create_nestedWithoutEnd_isAnInvalidBody() {
    assertThat(create("{\"a\":" + "[".repeat(8000)).code()).isEqualTo("invalid_body");
  }

  @Test
  void create_longBody_isTooLarge() {
    assertThat(create("{}" + " ".repeat(8190)).status()).isEqualTo(201);
    Response response = create("{}" + " ".repeat(8191));

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.code()).isEqualTo("body_too_large");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 201",
    "Application/JSON; charset=utf-8, 201",
    "application/json;charset=utf-8, 201",
    "application/x-www-form-urlencoded, 415",
    "text/plain, 415",
    "application/jsonp, 415",
    "'', 415"
  })
  void create_contentType_mustBeJson(String type, int status) {
    assertThat(answer(event("POST").json("{}").header("content-type", type)).status())
        .isEqualTo(status);
  }

  @Test
  void create_base64Body_isRead() {
    byte[] body = "{\"label\":\"für Sarah\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(answer(event("POST").base64(body)).status()).isEqualTo(201);
    assertThat(link().label()).isEqualTo("für Sarah");
  }

  @Test
  void create_bodyThatIsNoUtf8_isAnInvalidBody() {
    byte[] latin1 = "{\"label\":\"für Sarah\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);

    assertThat(answer(event("POST").base64(latin1)).code()).isEqualTo("invalid_body");
    assertThat(answer(event("POST").base64(utf16)).code()).isEqualTo("invalid_body");
    assertThat(answer(event("POST").base64(new byte[0]).json("*")).code())
        .isEqualTo("invalid_body");
  }

  @Test
  void create_withoutScopes_is403() {
    assertThat(answer(event("POST").scopes("recordings:read calls:read")).body())
        .contains("lacks the scope links:write");
    assertThat(answer(event("POST").scopes("links:write")).body())
        .contains("lacks the scope recordings:read");
    assertThat(links.links()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 404, recording_not_found",
    "FAILED, 404, recording_failed",
    "DELETED, 410, recording_deleted",
    "UNKNOWN, 500, record_corrupt"
  })
  void create_recordingThatNeverPlays_isRefused(
      Recording.Unplayable state, int status, String code) {
    calls.with(Samples.TENANT, Samples.call(state, Transcript.empty()));

    Response response = create("{}");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.code()).isEqualTo(code);
  }

  @Test
  void answer_foreignTenant_isNotFoundAsUnknownCallsAre() {
    create("{}");
    String id = link().id().value();

    for (String method : new String[] {"POST", "GET", "DELETE"}) {
      Event foreign = event(method).tenant("harbor-hotel").pathParameter("link_id", id);
      Event unknown = event(method).callId("unknown").pathParameter("link_id", id);
      assertThat(answer(foreign).status()).isEqualTo(404);
      assertThat(answer(foreign).body()).isEqualTo(answer(unknown).body());
    }
    assertThat(link().revokedAt()).isNull();
  }

  @Test
  void answer_malformedCallId_is400() {
    for (String method : new String[] {"POST", "GET", "DELETE"}) {
      assertThat(answer(event(method).callId("no id")).code()).isEqualTo("invalid_call_id");
    }
  }

  @Test
  void list_links_haveAllButTheirAddress() {
    create("{\"label\":\"for Sarah\"}");

    Response response = answer(event("GET").scopes("links:write"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            """
            {"links":[{"id":"%s","call_id":"%s","opens":"recording","label":"for Sarah",\
            "created_at":"2026-11-22T13:05:09.123Z","created_by":"0123abcd",\
            "expires_at":"2026-11-23T13:05:09Z","revoked_at":null,"opened":0,\
            "last_opened_at":null}],"has_more":false,"next_cursor":null}\
            """
                .formatted(link().id(), Samples.CALL_ID));
  }

  @Test
  void list_pages_areLinked() {
    create("{}");
    links.put(link());

    Response first = answer(event("GET").query("limit", "1"));

    String cursor = first.json().path("next_cursor").textValue();
    assertThat(first.headers())
        .containsEntry(
            "Link",
            "</v1/calls/%s/links?limit=1&cursor=%s>; rel=\"next\""
                .formatted(Samples.CALL_ID, cursor));
    assertThat(answer(event("GET").query("cursor", "x")).code()).isEqualTo("invalid_cursor");
    assertThat(answer(event("GET").query("limit", "101").query("order", "asc")).body())
        .contains("\"limit\"", "\"order\"");
  }

  @Test
  void revoke_link_is204EachTimeAndAudited() {
    create("{}");
    Event event = event("DELETE").pathParameter("link_id", link().id().value());

    assertThat(answer(event).status()).isEqualTo(204);
    Response second = answer(event);

    assertThat(second.status()).isEqualTo(204);
    assertThat(second.body()).isEmpty();
    assertThat(second.headers()).doesNotContainKey("Content-Type");
    assertThat(link().revokedAt()).isEqualTo(NOW);
    assertThat(log.lines())
        .filteredOn(line -> line.path("audit").asText().equals("link_revoked"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
  void revoke_unknownOrMalformedLink_isNotFound(String id) {
    Response response = answer(event("DELETE").pathParameter("link_id", id));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.code()).isEqualTo("link_not_found");
  }
}
