package dev.callrecords.integration.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.LinkStore.Opening;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.OpenLink;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.lambda.OpenLinkSettings;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.SampleCalls;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Shared links from their making to their end, over HTTP and in their table. */
@ExtendWith(StackExtension.class)
final class LinksTest {

  private static final TenantId TENANT = SampleCalls.ACME_DENTAL;
  private static final String COMPLETED = "/v1/calls/" + SampleCalls.COMPLETED + "/links";
  private static final int OPENINGS = 64;

  private final Stack stack;
  private final Api api;
  private final DynamoDbLinkStore store;

  LinksTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(TENANT);
    this.store =
        new DynamoDbLinkStore(stack.deployment().dynamoDb(), stack.deployment().linksTable());
  }

  private JsonNode create(CallId call, String body) {
    Reply reply = api.post("/v1/calls/" + call + "/links", body);
    assertThat(reply.status()).isEqualTo(201);
    return reply.json();
  }

  private static Reply open(JsonNode created, String... headers) {
    return Http.get(URI.create(created.path("url").textValue()), headers);
  }

  private static String path(JsonNode created) {
    return "/v1/calls/%s/links/%s"
        .formatted(created.path("call_id").textValue(), created.path("id").textValue());
  }

  private static LinkId id(JsonNode created) {
    return new LinkId(created.path("id").textValue());
  }

  private static Map<String, AttributeValue> key(LinkId id) {
    return Map.of("link_hash", AttributeValue.fromS(id.value()));
  }

  private Map<String, AttributeValue> item(LinkId id) {
    return stack
        .deployment()
        .dynamoDb()
        .getItem(
            get -> get.tableName(stack.deployment().linksTable()).key(key(id)).consistentRead(true))
        .item();
  }

  private long opened(LinkId id) {
    return Long.parseLong(Objects.requireNonNull(item(id).get("opened")).n());
  }

  /** Returns a new call with a recording that plays. */
  private CallId newCall() {
    CallId id = new CallId(UUID.randomUUID().toString());
    String key = "recordings/" + TENANT + "/" + id + ".wav";
    stack
        .deployment()
        .s3()
        .putObject(
            put -> put.bucket(stack.deployment().recordingsBucket()).key(key),
            RequestBody.fromString("audio"));
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Calls.available(key)));
    return id;
  }

  @Test
  void link_madeOpenedListedRevoked_saysWhatHappened() {
    CallId call = newCall();
    JsonNode created = create(call, "{\"label\":\"for the insurance\",\"expires_in\":3600}");

    assertThat(created.path("url").textValue()).startsWith(stack.url() + "/l/crl_");
    Reply opened = open(created);
    assertThat(opened.status()).isEqualTo(302);
    Reply audio = Http.get(URI.create(opened.header("Location")), "Range", "bytes=1-3");
    assertThat(audio.status()).isEqualTo(206);
    assertThat(audio.text()).isEqualTo("udi");

    JsonNode listed = api.get("/v1/calls/" + call + "/links").json().path("links").path(0);
    assertThat(listed.path("id")).isEqualTo(created.path("id"));
    assertThat(listed.path("label").textValue()).isEqualTo("for the insurance");
    assertThat(listed.path("opened").longValue()).isEqualTo(1);
    assertThat(listed.path("last_opened_at").isTextual()).isTrue();
    assertThat(listed.path("created_by").textValue()).matches("[0-9a-f]{8}");
    assertThat(listed.has("url")).isFalse();

    assertThat(api.delete(path(created)).status()).isEqualTo(204);
    assertThat(open(created).problem()).isEqualTo("link_revoked");
    assertThat(api.delete(path(created)).status()).isEqualTo(204);
    assertThat(opened(id(created))).isEqualTo(1);
  }

  @Test
  void link_justMade_canBeRevokedAtOnce() {
    JsonNode created = create(SampleCalls.COMPLETED, "");

    assertThat(api.delete(path(created)).status()).isEqualTo(204);
    assertThat(open(created).status()).isEqualTo(410);
  }

  @Test
  void storage_tokenAndLog_areNotInIt() {
    JsonNode created = create(SampleCalls.COMPLETED, "{\"label\":\"secret label\"}");
    String url = created.path("url").textValue();
    String token = url.substring(url.lastIndexOf('/') + 1);
    Reply opened = open(created);
    api.delete(path(created));
    open(created);

    assertThat(item(id(created)).toString()).doesNotContain(token);
    assertThat(stack.log().text())
        .contains("\"audit\":\"link_created\"", "\"audit\":\"link_opened\"", "link_revoked")
        .doesNotContain(token, "secret label", opened.header("Location"));
  }

  @Test
  void revoke_whileManyOpen_countsTheAllowedAndNoneAfter() throws Exception {
    JsonNode created = create(SampleCalls.COMPLETED, "{}");
    LinkId id = id(created);
    CountDownLatch someOpened = new CountDownLatch(OPENINGS / 8);
    List<Future<Opening>> openings = new ArrayList<>();
    int allowed = 0;
    try (DynamoDbClient client = patientClient();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      DynamoDbLinkStore patient = new DynamoDbLinkStore(client, stack.deployment().linksTable());
      for (int i = 0; i < OPENINGS; i++) {
        openings.add(
            executor.submit(() -> {
              Opening opening = patient.open(id, Instant.now());
              someOpened.countDown();
              return opening;
            }));
      }
      someOpened.await();
      assertThat(patient.revoke(TENANT, SampleCalls.COMPLETED, id, Instant.now())).isTrue();
      assertThat(open(created).status()).isEqualTo(410);
      for (Future<Opening> opening : openings) {
        switch (opening.get()) {
          case Opening.Opened _ -> allowed++;
          case Opening.Refused reason -> assertThat(reason).isEqualTo(Opening.Refused.REVOKED);
        }
      }
    }
    assertThat(opened(id)).isEqualTo(allowed).isPositive();
  }

  /** A client without the functions' timeouts: an opening tried twice may count twice. */
  private DynamoDbClient patientClient() {
    return DynamoDbClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofMinutes(1)))
        .endpointOverride(stack.cloud().dynamoDb())
        .region(StandIns.REGION)
        .credentialsProvider(stack.cloud().credentials())
        .build();
  }

  @Test
  void open_manyAtOnce_areAllCounted() throws Exception {
    LinkId id = id(create(SampleCalls.COMPLETED, "{}"));
    List<Future<Opening>> openings = new ArrayList<>();
    try (DynamoDbClient client = patientClient();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      DynamoDbLinkStore patient = new DynamoDbLinkStore(client, stack.deployment().linksTable());
      for (int i = 0; i < OPENINGS; i++) {
        openings.add(executor.submit(() -> patient.open(id, Instant.now())));
      }
      for (Future<Opening> opening : openings) {
        assertThat(opening.get()).isInstanceOf(Opening.Opened.class);
      }
    }
    assertThat(opened(id)).isEqualTo(OPENINGS);
  }

  private SharedLink put(CallId call, Instant end) {
    SharedLink link =
        new SharedLink(
            new LinkToken(UUID.randomUUID().toString()).linkId(),
            TENANT,
            call,
            LinkTarget.RECORDING,
            null,
            end.minusSeconds(60),
            "0123abcd",
            end,
            null,
            0,
            null);
    store.put(link);
    return link;
  }

  @Test
  void open_aroundItsEnd_isExactToTheSecondAndNotRevivedByTheClock() {
    Instant end = Instant.parse("2026-12-01T12:00:00Z");
    LinkId id = put(SampleCalls.COMPLETED, end).id();

    assertThat(store.open(id, end.minusMillis(1))).isInstanceOf(Opening.Opened.class);
    assertThat(store.open(id, end.minusSeconds(1))).isInstanceOf(Opening.Opened.class);
    assertThat(store.open(id, end)).isEqualTo(Opening.Refused.EXPIRED);
    assertThat(store.open(id, end.plusMillis(1))).isEqualTo(Opening.Refused.EXPIRED);
    // The clock jumps back.
    assertThat(store.open(id, end.minusSeconds(30))).isEqualTo(Opening.Refused.EXPIRED);
    assertThat(opened(id)).isEqualTo(2);
    assertThat(store.revoke(TENANT, SampleCalls.COMPLETED, id, end)).isTrue();
    assertThat(store.open(id, end)).isEqualTo(Opening.Refused.REVOKED);
  }

  @Test
  void open_signedLink_livesForTheCallAndALittleMoreOrUntilTheEnd() {
    Instant now = Instant.now();
    String function = function("OpenLinkHandler");
    OpenLinkSettings settings = OpenLinkSettings.read(stack.template().variables(function));
    OpenLink openLink =
        Wiring.openLink(
            stack.deployment().dynamoDb(),
            stack.deployment().s3(),
            stack.deployment().signer(),
            settings,
            Clock.fixed(now, ZoneOffset.UTC),
            stack.log().stream());

    assertThat(seconds(openLink, now.plus(Duration.ofDays(1)))).isEqualTo(125 + 900);
    assertThat(seconds(openLink, now.plusSeconds(300))).isBetween(200L, 300L);
  }

  /** Returns how long the link to the recording lives when a shared link is opened. */
  private long seconds(OpenLink openLink, Instant end) {
    String token = UUID.randomUUID().toString();
    store.put(
        new SharedLink(
            new LinkToken(token).linkId(),
            TENANT,
            SampleCalls.COMPLETED,
            LinkTarget.RECORDING,
            null,
            Instant.EPOCH,
            "0123abcd",
            Instant.ofEpochSecond(end.getEpochSecond()),
            null,
            0,
            null));
    OpenLink.Outcome.Playable playable =
        (OpenLink.Outcome.Playable) openLink.open(new LinkToken(token));
    assertThat(playable.link().url()).contains("X-Amz-Expires=" + playable.link().expiresIn());
    assertThat(playable.link().expiresAt()).isBeforeOrEqualTo(end);
    return playable.link().expiresIn();
  }

  private String function(String handler) {
    return stack.template().routes().stream()
        .map(route -> route.function())
        .filter(name -> stack.template().handlerClass(name).endsWith("." + handler))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void open_callPastItsDeletion_isDeleted() {
    CallId call = newCall();
    JsonNode created = create(call, "{}");
    assertThat(open(created).status()).isEqualTo(302);
    stack
        .deployment()
        .dynamoDb()
        .updateItem(update ->
            update
                .tableName(stack.deployment().callsTable())
                .key(CallItem.keys(TENANT, call))
                .updateExpression("SET delete_after = :past")
                .expressionAttributeValues(Map.of(":past", AttributeValue.fromN("1"))));

    assertThat(open(created).problem()).isEqualTo("recording_deleted");
  }

  @Test
  void open_erasedCall_isDeleted() {
    CallId call = newCall();
    JsonNode created = create(call, "{}");
    stack
        .deployment()
        .dynamoDb()
        .putItem(put ->
            put.tableName(stack.deployment().callsTable())
                .item(CallItem.writeTombstone(TENANT, call, Instant.EPOCH, null)));

    assertThat(open(created).problem()).isEqualTo("recording_deleted");
    assertThat(api.get("/v1/calls/" + call + "/links").problem()).isEqualTo("call_not_found");
  }

  @Test
  void open_pendingRecording_waitsAndThenPlays() {
    CallId call = newCall();
    Call stored = Calls.call(call, Recording.Unplayable.PENDING);
    stack.deployment().callWriter().put(TENANT, stored);
    JsonNode created = create(call, "{}");

    Reply page = open(created, "Accept", "text/html,*/*;q=0.8");
    assertThat(page.status()).isEqualTo(409);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).contains("Reload this page in a few seconds.");

    String key = "recordings/" + TENANT + "/" + call + ".wav";
    stack.deployment().callWriter().put(TENANT, Calls.call(call, Calls.available(key)));
    assertThat(open(created).status()).isEqualTo(302);
  }

  @Test
  void links_ofAnotherTenant_areNotFoundAndUnharmed() {
    JsonNode created = create(SampleCalls.COMPLETED, "{}");
    Api other = stack.api(SampleCalls.HARBOR_HOTEL);

    assertThat(other.post(COMPLETED, "{}").problem()).isEqualTo("call_not_found");
    assertThat(other.get(COMPLETED).problem()).isEqualTo("call_not_found");
    assertThat(other.delete(path(created)).problem()).isEqualTo("link_not_found");
    assertThat(open(created).status()).isEqualTo(302);
  }

  @Test
  void links_withoutScope_areRefused() {
    Api recordingsOnly = new Api(stack.url(), stack.key(TENANT, Set.of(Scope.RECORDINGS_READ)));
    Api linksOnly = new Api(stack.url(), stack.key(TENANT, Set.of(Scope.LINKS_WRITE)));

    assertThat(recordingsOnly.post(COMPLETED, "{}").status()).isEqualTo(403);
    assertThat(recordingsOnly.get(COMPLETED).status()).isEqualTo(403);
    assertThat(recordingsOnly.delete(COMPLETED + "/none").status()).isEqualTo(403);
    assertThat(linksOnly.post(COMPLETED, "{}").problem()).isEqualTo("insufficient_scope");
    assertThat(linksOnly.get(COMPLETED).status()).isEqualTo(200);
    assertThat(linksOnly.delete(COMPLETED + "/none").problem()).isEqualTo("link_not_found");
  }

  @Test
  void list_pages_haveEachLinkOnceNewestFirst() {
    CallId call = newCall();
    Instant first = Instant.parse("2026-12-01T12:00:00Z");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // Two of each time: the position tells equal ones apart.
      expected.add(put(call, first.plusSeconds(60 + i / 2)).id().value());
    }

    List<String> listed = new ArrayList<>();
    List<String> times = new ArrayList<>();
    String path = "/v1/calls/" + call + "/links?limit=2";
    @Nullable String cursor = null;
    int pages = 0;
    do {
      JsonNode page = api.get(cursor == null ? path : path + "&cursor=" + cursor).json();
      page.path("links")
          .forEach(link -> {
            listed.add(link.path("id").textValue());
            times.add(link.path("created_at").textValue());
          });
      cursor = page.path("next_cursor").textValue();
      assertThat(page.path("has_more").booleanValue()).isEqualTo(cursor != null);
      pages++;
    } while (cursor != null);

    assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(pages).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crl_", "x", "%2e%2e", "%00"})
  void open_unknownOrMalformedToken_isTheSame404(String token) {
    Reply reply = Http.get(URI.create(stack.url() + "/l/" + token));
    Reply unknown = Http.get(URI.create(stack.url() + "/l/unknown"));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text().replace(reply.requestId(), ""))
        .isEqualTo(unknown.text().replace(unknown.requestId(), ""));
    assertThat(reply.lastingHeaders()).isEqualTo(unknown.lastingHeaders());
  }

  /** The time is the same because the work is: both are looked up, once. */
  @Test
  void open_malformedToken_takesTheTimeOfAnUnknownOne() {
    List<String> malformed = List.of("/l/x", "/l/crl_too-short");
    List<String> unknown = List.of("/l/crl_" + "A".repeat(43), "/l/crl_" + "B".repeat(43));
    Map<List<String>, List<Long>> nanos = new HashMap<>();
    for (int round = 0; round < 120; round++) {
      for (List<String> paths : List.of(malformed, unknown)) {
        URI uri = URI.create(stack.url() + paths.get(round % 2));
        long start = System.nanoTime();
        assertThat(Http.get(uri).status()).isEqualTo(404);
        nanos.computeIfAbsent(paths, key -> new ArrayList<>()).add(System.nanoTime() - start);
      }
    }
    double ratio = (double) median(nanos.get(malformed)) / median(nanos.get(unknown));
    // Interleaved, so that a busy machine slows both: without the lookup it would be far less.
    assertThat(ratio).isBetween(0.5, 2.0);
  }

  private static long median(@Nullable List<Long> values) {
    List<Long> sorted = new ArrayList<>(Objects.requireNonNull(values));
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
