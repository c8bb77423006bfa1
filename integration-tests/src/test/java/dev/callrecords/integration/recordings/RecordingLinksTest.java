package dev.callrecords.integration.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.callrecords.admin.AudioFormat;
import dev.callrecords.admin.StandIns;
import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Invocation;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LogLines;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.lambda.PresignRecordingHandler;
import dev.callrecords.lambda.Settings;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** {@code GET /v1/calls/{call_id}/recording} over HTTP, and what its links do. */
@ExtendWith(StackExtension.class)
final class RecordingLinksTest {

  private static final TenantId TENANT = new TenantId("recording-links-test");
  private static final String ROUTE = "GET /v1/calls/{call_id}/recording";
  private static final String CALL_ROUTE = "GET /v1/calls/{call_id}";
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private final Stack stack;
  private final Api api;
  private final Api acmeDental;

  RecordingLinksTest(Stack stack) {
    this.stack = stack;
    this.api = stack.api(TENANT);
    this.acmeDental = stack.api(SampleCalls.ACME_DENTAL);
  }

  // What is answered

  @Test
  void presign_referenceCall_isTheContractFieldForField() {
    Instant before = Instant.now();
    Reply reply = acmeDental.recording(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("X-Request-Id")).isEqualTo(reply.requestId());
    assertThat(reply.json().fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> Json.resource("/contract/recording.json").fieldNames());
    assertThat(Json.without(reply.json(), "recording_url", "expires_at").toString())
        .isEqualTo(
            Json.without(Json.resource("/contract/recording.json"), "recording_url", "expires_at")
                .toString());
    assertThat(Instant.parse(reply.json().path("expires_at").textValue()))
        .isBetween(before.plusSeconds(3599), Instant.now().plusSeconds(3600));
  }

  @Test
  void presign_referenceCall_logsNothingOfIt() {
    Reply reply = acmeDental.recording(SampleCalls.COMPLETED);

    assertThat(stack.log().of(reply, ROUTE).path("level").textValue()).isEqualTo("INFO");
    assertThat(stack.log().textOf(reply))
        .doesNotContain(
            acmeDental.key().reveal(), SampleCalls.COMPLETED.value(), "recordings/", "X-Amz-");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 61, 900, 86400})
  void presign_expiresIn_isHonouredAndTruthful(int seconds) {
    Reply reply = acmeDental.get(path(SampleCalls.COMPLETED) + "?expires_in=" + seconds);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("expires_in").intValue()).isEqualTo(seconds);
    Map<String, String> link = query(reply.link());
    assertThat(link).containsEntry("X-Amz-Expires", Integer.toString(seconds));
    assertThat(Instant.parse(reply.json().path("expires_at").textValue()))
        .isEqualTo(amzDate(link).plusSeconds(seconds));
    assertThat(Http.get(reply.link()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"59", "86401", "0", "-60", "60.0", "1h", "", "99999999999999999999"})
  void presign_expiresInOutOfRange_isRefused(String value) {
    Reply reply = acmeDental.get(path(SampleCalls.COMPLETED) + "?expires_in=" + value);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid_parameter");
    assertThat(reply.json().path("errors").path(0).path("parameter").textValue())
        .isEqualTo("expires_in");
    assertThat(reply.json().path("errors").path(0).path("detail").textValue())
        .contains("60", "86400");
  }

  @Test
  void presign_wrongParameters_areAllNamed() {
    Reply reply =
        acmeDental.get(
            path(SampleCalls.COMPLETED)
                + "?expires_in=1&disposition=open&redirect=1&consistent=yes&size=2");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("errors").findValuesAsText("parameter"))
        .containsExactlyInAnyOrder("expires_in", "disposition", "redirect", "consistent", "size");
  }

  @Test
  void presign_operatorsLowerLimit_isTheDefaultAndNamedInTheError() throws IOException {
    try (HttpGateway gateway = gatewayWithLinksOf(Duration.ofMinutes(5))) {
      Api limited = new Api(gateway.url(), acmeDental.key());

      assertThat(limited.recording(SampleCalls.COMPLETED).json().path("expires_in").intValue())
          .isEqualTo(300);
      Reply refused = limited.get(path(SampleCalls.COMPLETED) + "?expires_in=301");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().path("errors").path(0).path("detail").textValue())
          .contains("300")
          .doesNotContain("86400");
      JsonNode call = limited.call(SampleCalls.COMPLETED).json();
      assertThat(query(URI.create(call.path("recording_url").textValue())))
          .containsEntry("X-Amz-Expires", "300");
    }
  }

  @Test
  void presign_consistent_isTheSame() {
    Reply reply = acmeDental.get(path(SampleCalls.COMPLETED) + "?consistent=true");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void presign_redirect_leadsToTheRecording() throws IOException {
    Reply reply = acmeDental.get(path(SampleCalls.COMPLETED) + "?redirect=true&expires_in=60");

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    URI location = URI.create(reply.header("Location"));
    assertThat(query(location)).containsEntry("X-Amz-Expires", "60");
    assertThat(Http.get(location).body()).isEqualTo(wav());
  }

  @Test
  void presign_withoutScope_isForbidden() {
    ApiKey key = stack.key(SampleCalls.ACME_DENTAL, EnumSet.of(Scope.CALLS_READ));

    Reply reply = new Api(stack.url(), key).recording(SampleCalls.COMPLETED);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.problem()).isEqualTo("insufficient_scope");
    assertThat(reply.json().path("detail").textValue()).contains("recordings:read");
  }

  @Test
  void presign_malformedCallId_isRefused() {
    assertThat(acmeDental.get("/v1/calls/a%20b/recording").problem()).isEqualTo("invalid_call_id");
  }

  @Test
  void handler_withoutCaller_isUnauthenticated() throws IOException {
    RequestStreamHandler handler =
        stack.deployment().handler("PresignRecordingFunction", new LogLines().stream());

    JsonNode answer =
        Invocation.of(
            handler,
            "{\"requestContext\": {}, \"pathParameters\": {\"call_id\": \"%s\"}}"
                .formatted(SampleCalls.COMPLETED));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(401);
  }

  // What a link does

  @Test
  void link_inline_playsWholeAndInParts() throws IOException {
    URI link = acmeDental.recording(SampleCalls.COMPLETED).link();

    Reply whole = Http.get(link);
    Reply part = Http.get(link, "Range", "bytes=44-143");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(wav());
    assertThat(whole.header("Content-Type")).isEqualTo("audio/wav");
    assertThat(whole.header("Content-Disposition"))
        .isEqualTo("inline; filename=\"" + SampleCalls.COMPLETED + ".wav\"");
    assertThat(whole.header("Cache-Control")).isEqualTo("private, no-store");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 44-143/139244");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(wav(), 44, 144));
  }

  @Test
  void link_inCall_plays() throws IOException {
    Reply reply = acmeDental.call(SampleCalls.COMPLETED);

    assertThat(Http.get(reply.link()).body()).isEqualTo(wav());
  }

  @Test
  void link_attachment_savesUnderTheCallsName() throws IOException {
    Reply reply = acmeDental.get(path(SampleCalls.COMPLETED) + "?disposition=attachment");

    Reply file = Http.get(reply.link());
    assertThat(file.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + SampleCalls.COMPLETED + ".wav\"");
    assertThat(file.body()).isEqualTo(wav());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "DELETE", "POST"})
  void link_otherMethod_isRefused(String method) throws IOException {
    CallId id = recorded();
    URI link = api.recording(id).link();

    Reply reply = Http.send(method, link);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(Http.get(link).body()).isEqualTo(wav());
  }

  /** What clients do that send their header on when they are redirected. */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer crk_x", "Basic eDp5", "AWS4-HMAC-SHA256 Credential=x"})
  void link_withAuthorization_isRefused(String authorization) {
    URI link = acmeDental.recording(SampleCalls.COMPLETED).link();

    Reply reply = Http.get(link, "Authorization", authorization);

    // LocalStack takes the link and does not look at the header.
    if (!stack.onLocalStack()) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("Content-Type")).isEqualTo("application/xml");
      assertThat(reply.text())
          .contains("<Code>InvalidArgument</Code>", "Only one auth mechanism allowed");
    }
  }

  @Test
  void link_withUnsignedHeaderOfAmazon_isRefused() {
    URI link = acmeDental.recording(SampleCalls.COMPLETED).link();

    Reply reply = Http.get(link, "X-Amz-Meta-Any", "x");

    if (!stack.onLocalStack()) {
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.text()).contains("AccessDenied", "not signed", "x-amz-meta-any");
    }
  }

  @Test
  void link_ofAnotherNameOfTheServer_isRefused() {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();

    String changed = link.replace("//127.0.0.1:", "//localhost:");

    assertThat(changed).isNotEqualTo(link);
    if (!stack.onLocalStack()) {
      assertThat(Http.get(URI.create(changed)).status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Signature, 0000000000000000000000000000000000000000000000000000000000000000",
    "X-Amz-Expires, 3601",
    "X-Amz-Expires, 604800",
    "X-Amz-Date, 20990101T000000Z",
    "response-content-disposition, attachment%3B%20filename%3D%22x.exe%22",
    "response-content-type, text%2Fhtml",
    "response-cache-control, public"
  })
  void link_changedParameter_isRefused(String name, String value) {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();

    String changed = link.replaceFirst("([?&]" + name + "=)[^&]*", "$1" + value);

    assertThat(changed).isNotEqualTo(link);
    assertThat(Http.get(URI.create(link)).status()).isEqualTo(200);
    assertThat(Http.get(URI.create(changed)).status()).isEqualTo(403);
  }

  @Test
  void link_dateOneSecondLater_isRefused() {
    URI link = acmeDental.recording(SampleCalls.COMPLETED).link();
    Instant date = amzDate(query(link));

    String changed = link.toString().replace(amzDate(date), amzDate(date.plusSeconds(1)));

    assertThat(Http.get(URI.create(changed)).status()).isEqualTo(403);
  }

  @Test
  void link_oneHexDigitOfTheSignatureChanged_isRefused() {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();
    String signature = query(URI.create(link)).getOrDefault("X-Amz-Signature", "");
    char last = signature.charAt(signature.length() - 1);

    String changed =
        link.replace(
            signature, signature.substring(0, signature.length() - 1) + (last == '0' ? '1' : '0'));

    assertThat(Http.get(URI.create(changed)).status()).isEqualTo(403);
  }

  @Test
  void link_otherKey_isRefused() {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();
    String other =
        stack.api(SampleCalls.HARBOR_HOTEL).recording(SampleCalls.OTHER_TENANT).link().getPath();

    String changed = link.replace(URI.create(link).getPath(), other);

    assertThat(Http.get(URI.create(changed)).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Signature",
        "X-Amz-Expires",
        "X-Amz-Date",
        "X-Amz-Credential",
        "response-content-disposition"
      })
  void link_parameterLeftOut_isRefused(String name) {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();

    String changed = link.replaceFirst("(?<=[?&])" + name + "=[^&]*&?", "");

    assertThat(changed).doesNotContain(name + "=");
    assertThat(Http.get(URI.create(changed)).status()).isBetween(400, 403);
  }

  @Test
  void link_parameterAdded_isRefused() {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();

    assertThat(Http.get(URI.create(link + "&response-content-language=de")).status())
        .isEqualTo(403);
  }

  @Test
  void link_withoutSignature_isRefused() {
    String link = acmeDental.recording(SampleCalls.COMPLETED).link().toString();

    // LocalStack serves unsigned requests: it verifies the signatures that are there.
    if (!stack.onLocalStack()) {
      assertThat(Http.get(URI.create(link.substring(0, link.indexOf('?')))).status())
          .isEqualTo(403);
    }
  }

  @Test
  void link_untilAndAfterItsEnd_playsAndIsRefused() throws Exception {
    try (HttpGateway gateway = gatewayWithLinksOf(Duration.ofSeconds(2))) {
      Api shortLived = new Api(gateway.url(), acmeDental.key());
      for (Predicate<Api> check : List.<Predicate<Api>>of(this::inCall, this::inRecording)) {
        boolean looked = false;
        // A machine that is busy just then may come too late to look.
        for (int attempt = 0; attempt < 5 && !looked; attempt++) {
          looked = check.test(shortLived);
        }
        assertThat(looked).as("whether a link could be looked at before its end").isTrue();
      }
    }
  }

  private boolean inCall(Api shortLived) {
    Reply reply = shortLived.call(SampleCalls.COMPLETED);
    return playsUntil(
        reply.link(), Instant.parse(reply.json().path("recording_url_expires_at").textValue()));
  }

  private boolean inRecording(Api shortLived) {
    Reply reply = shortLived.recording(SampleCalls.COMPLETED);
    assertThat(reply.json().path("expires_in").intValue()).isEqualTo(2);
    return playsUntil(reply.link(), Instant.parse(reply.json().path("expires_at").textValue()));
  }

  /**
   * Checks a link just before and after its expiry. Returns false when it was too late for the
   * first check.
   */
  private static boolean playsUntil(URI link, Instant end) {
    sleepUntil(end.minusMillis(400));
    Reply before = Http.get(link);
    if (!Instant.now().isBefore(end)) {
      return false;
    }
    assertThat(before.status()).isEqualTo(200);
    // A stand-in that counts whole seconds may serve it during the one that begins at the end.
    Reply after = before;
    for (Instant now = end; after.status() != 403 && now.isBefore(end.plusSeconds(1)); ) {
      now = now.plusMillis(50);
      sleepUntil(now);
      after = Http.get(link);
    }
    assertThat(after.status()).isEqualTo(403);
    assertThat(after.text()).contains("AccessDenied", "expired");
    return true;
  }

  // The states of a recording

  @Test
  void presign_pending_isToBeTriedAgain() {
    Reply reply = acmeDental.recording(SampleCalls.RUNNING);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("recording_not_ready");
    assertThat(reply.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void presign_neverRecorded_isNotFound() {
    Reply reply = acmeDental.recording(SampleCalls.BUSY);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("recording_not_found");
    assertThat(stack.log().of(reply, ROUTE).path("level").textValue()).isEqualTo("INFO");
  }

  @Test
  void presign_failed_isNotFound() {
    Reply reply = acmeDental.recording(SampleCalls.RECORDING_FAILED);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("recording_failed");
  }

  @Test
  void presign_erasedCall_isGone() {
    Reply reply = acmeDental.recording(SampleCalls.ERASED);

    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.problem()).isEqualTo("recording_deleted");
  }

  @Test
  void presign_deletedRecording_isGoneAndTheCallIsThere() {
    CallId id = Calls.newId();
    put(id, Recording.Unplayable.DELETED);

    assertThat(api.recording(id).problem()).isEqualTo("recording_deleted");
    assertThat(api.call(id).json().get("recording_url").isNull()).isTrue();
  }

  @Test
  void presign_foreignErasedAndUnknownCall_areAlikeByteForByte() {
    Reply foreign = acmeDental.recording(SampleCalls.OTHER_TENANT);
    Reply foreignErased = api.recording(SampleCalls.ERASED);
    Reply unknown = acmeDental.recording(Calls.newId());

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("call_not_found");
    for (Reply other : List.of(foreign, foreignErased)) {
      assertThat(other.status()).isEqualTo(404);
      assertThat(other.lastingHeaders()).isEqualTo(unknown.lastingHeaders());
      assertThat(other.text().replace(other.requestId(), unknown.requestId()))
          .isEqualTo(unknown.text());
    }
  }

  @Test
  void presign_objectMissing_isNotFoundAndOurFault() {
    CallId id = Calls.newId();
    put(id, Calls.available("recordings/" + TENANT + "/" + id + ".wav"));

    Reply reply = api.recording(id);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("recording_not_found");
    assertFault(stack.log().of(reply, ROUTE), "RecordingObjectMissing");
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageClass.class,
      names = {"GLACIER", "DEEP_ARCHIVE"})
  void presign_archivedObject_isArchived(StorageClass archive) throws IOException {
    CallId id = stored(put -> put.storageClass(archive), "wav", "audio/wav");

    Reply reply = api.recording(id);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("recording_archived");
    assertThat(reply.header("Retry-After")).isEmpty();
    assertThat(stack.log().of(reply, ROUTE).path("level").textValue()).isEqualTo("INFO");
  }

  @Test
  void presign_glacierInstantRetrieval_plays() throws IOException {
    CallId id = stored(put -> put.storageClass(StorageClass.GLACIER_IR), "wav", "audio/wav");

    assertThat(Http.get(api.recording(id).link()).body()).isEqualTo(wav());
  }

  @Test
  void presign_callThatEnds_linkEndsWithIt() throws IOException {
    CallId id = recorded();
    long end = Instant.now().plusSeconds(20).getEpochSecond();
    deleteAfter(id, end);

    Reply call = api.call(id);
    Reply reply = api.get(path(id) + "?expires_in=86400");

    assertThat(call.json().path("recording_url_expires_at").textValue())
        .isEqualTo(Instant.ofEpochSecond(end).toString());
    assertThat(reply.json().path("expires_at").textValue())
        .isEqualTo(Instant.ofEpochSecond(end).toString());
    assertThat(reply.json().path("expires_in").intValue()).isBetween(1, 20);
    Map<String, String> link = query(reply.link());
    assertThat(amzDate(link).plusSeconds(Long.parseLong(link.getOrDefault("X-Amz-Expires", ""))))
        .isEqualTo(Instant.ofEpochSecond(end));
    assertThat(Http.get(reply.link()).status()).isEqualTo(200);
    assertThat(Http.get(call.link()).status()).isEqualTo(200);
  }

  private void deleteAfter(CallId id, long end) {
    stack
        .deployment()
        .dynamoDb()
        .updateItem(update ->
            update
                .tableName(stack.deployment().callsTable())
                .key(CallItem.keys(TENANT, id))
                .updateExpression("SET delete_after = :end")
                .expressionAttributeValues(
                    Map.of(":end", AttributeValue.fromN(Long.toString(end)))));
  }

  @ParameterizedTest
  @CsvSource({"html, text/html", "svg, image/svg+xml", "bin, application/javascript"})
  void link_objectThatIsNotKnownToBeAudio_isSavedAsBytes(String extension, String type)
      throws IOException {
    CallId id = stored(put -> {}, extension, type);

    Reply reply = api.recording(id);

    assertThat(reply.json().path("content_type").textValue()).isEqualTo("application/octet-stream");
    for (URI link : List.of(reply.link(), api.call(id).link())) {
      Reply file = Http.get(link);
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.header("Content-Type")).isEqualTo("application/octet-stream");
      assertThat(file.header("Content-Disposition"))
          .isEqualTo("attachment; filename=\"" + id + "\"");
    }
  }

  /** Puts a new call with an object in. */
  private CallId stored(
      Consumer<PutObjectRequest.Builder> object, String extension, @Nullable String type)
      throws IOException {
    CallId id = Calls.newId();
    String key = "recordings/" + TENANT + "/" + id + "." + extension;
    stack
        .deployment()
        .s3()
        .putObject(
            put -> {
              put.bucket(stack.deployment().recordingsBucket()).key(key).contentType(type);
              object.accept(put);
            },
            RequestBody.fromBytes(wav()));
    put(id, new Recording.Available(key, type, 1000L, null));
    return id;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recordings/acme-dental/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.wav",
        "recordings/recording-links-test/../acme-dental/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.wav",
        "recordings/recording-links-test//x.wav",
        "recordings/recording-links-test/./x.wav",
        "recordings/recording-links-test/",
        "recordings/recording-links-test/a b.wav",
        "recordings/recording-links-test/x.wav?versionId=1",
        "recordings/recording-links-test-2/x.wav",
        "/recordings/recording-links-test/x.wav",
        "x.wav"
      })
  void presign_keyThatMustNotBeSigned_isNeverSigned(String key) {
    CallId id = Calls.newId();
    put(id, Calls.available(key));

    Reply call = api.call(id);
    Reply recording = api.recording(id);

    assertThat(call.status()).isEqualTo(200);
    assertThat(call.json().get("recording_url").isNull()).isTrue();
    assertFault(stack.log().of(call, CALL_ROUTE), "RecordingKeyRefused");
    assertThat(recording.status()).isEqualTo(404);
    assertThat(recording.problem()).isEqualTo("recording_not_found");
    assertFault(stack.log().of(recording, ROUTE), "RecordingKeyRefused");
  }

  private static void assertFault(JsonNode line, String fault) {
    assertThat(line.path("level").textValue()).isEqualTo("ERROR");
    assertThat(line.path("fault").textValue()).isEqualTo(fault);
    assertThat(line.path("Faults").intValue()).isEqualTo(1);
    assertThat(line.path("_aws").path("CloudWatchMetrics").findValuesAsText("Name"))
        .containsExactlyInAnyOrder("Requests", "Faults");
  }

  // An S3 that answers otherwise than stand-ins do

  /** S3 answers HEAD for a missing object with 403 without the list permission. */
  @Test
  void presign_s3Answers403ToHead_isNotFoundAndOurFault() throws IOException {
    Reply reply = presignWithS3Answering(403);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("recording_not_found");
    assertFault(stack.log().of(reply, ROUTE), "RecordingObjectMissing");
  }

  @Test
  void presign_s3Answers503_isToBeTriedAgain() throws IOException {
    Reply reply = presignWithS3Answering(503);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("dependency_busy");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertFault(stack.log().of(reply, ROUTE), "DependencyBusy");
  }

  /** Takes the four seconds that the client waits in all. */
  @Test
  void presign_s3DoesNotAnswer_isATimeout() throws IOException {
    Instant before = Instant.now();
    Reply reply = presignWithS3Answering(0);

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.problem()).isEqualTo("dependency_timeout");
    assertFault(stack.log().of(reply, ROUTE), "DependencyTimeout");
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  /**
   * Returns the answer for an available recording when S3 always responds with this status.
   *
   * @param status 0 for none at all
   */
  private Reply presignWithS3Answering(int status) throws IOException {
    CallId id = recorded();
    Set<String> methods = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          methods.add(exchange.getRequestMethod());
          if (status != 0) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          }
        });
    server.start();
    Cloud cloud = stack.cloud();
    try (S3Client s3 =
            AwsClients.configure(S3Client.builder(), new Credentials(cloud.credentials()))
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(StandIns.REGION)
                .build();
        DynamoDbClient dynamoDb = cloud.dynamoDbClient();
        HttpGateway gateway =
            stack.gateway(function ->
                function.equals("PresignRecordingFunction")
                    ? new PresignRecordingHandler(
                        Wiring.presignRecording(
                            dynamoDb,
                            s3,
                            stack.deployment().signer(),
                            Settings.read(stack.template().variables(function))),
                        stack.log().stream())
                    : stack.deployment().handler(function, stack.log().stream()))) {
      Reply reply = new Api(gateway.url(), api.key()).recording(id);
      assertThat(methods).containsExactly("HEAD");
      return reply;
    } finally {
      server.stop(0);
    }
  }

  // Helpers

  private HttpGateway gatewayWithLinksOf(Duration longest) throws IOException {
    UnaryOperator<Settings> settings =
        usual ->
            new Settings(
                usual.callsTable(), usual.recordingsBucket(), new LinkPolicy(longest), null);
    return stack.gatewayWith(settings);
  }

  /** Puts a new call with a recording in. */
  private CallId recorded() throws IOException {
    CallId id = Calls.newId();
    String key =
        stack
            .deployment()
            .recordingWriter()
            .put(TENANT, id, AudioFormat.WAV, RequestBody.fromBytes(wav()));
    put(id, Calls.available(key));
    return id;
  }

  private void put(CallId id, Recording recording) {
    stack.deployment().callWriter().put(TENANT, Calls.call(id, recording));
  }

  private static byte[] wav() throws IOException {
    return Files.readAllBytes(
        Repository.path(
            "local/src/main/resources/samples/%s/%s.wav"
                .formatted(SampleCalls.ACME_DENTAL, SampleCalls.COMPLETED)));
  }

  private static String path(CallId id) {
    return "/v1/calls/" + id + "/recording";
  }

  private static Map<String, String> query(URI link) {
    return Arrays.stream(link.getRawQuery().split("&", -1))
        .map(parameter -> parameter.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static Instant amzDate(Map<String, String> query) {
    return LocalDateTime.parse(query.getOrDefault("X-Amz-Date", ""), AMZ_DATE)
        .toInstant(ZoneOffset.UTC);
  }

  private static String amzDate(Instant instant) {
    return AMZ_DATE.withZone(ZoneOffset.UTC).format(instant);
  }

  private static void sleepUntil(Instant instant) {
    try {
      Duration left = Duration.between(Instant.now(), instant);
      if (left.isPositive()) {
        Thread.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
