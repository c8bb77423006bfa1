package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayRequestTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void read_fullEvent_hasAllThatHandlersNeed() throws IOException {
    assertThat(read(Resources.read("http-api-event.json")))
        .isEqualTo(
            new GatewayRequest(
                "JKJaXmPLvHcESHA=",
                Optional.of(Samples.caller(Scope.CALLS_READ, Scope.RECORDINGS_READ)),
                Map.of("call_id", Samples.CALL_ID.value()),
                Map.of("consistent", "true"),
                Set.of(),
                true,
                "*/*",
                "",
                "GET",
                Optional.of("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"),
                "",
                ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "[]",
        "\"text\"",
        "{}",
        "{",
        "}",
        "not json",
        "{\"requestContext\":null}",
        """
        {"requestContext": 7, "headers": 7, "queryStringParameters": 7, "pathParameters": 7}\
        """,
        """
        {"requestContext": [], "headers": [], "queryStringParameters": [], "pathParameters": []}\
        """,
        """
        {"requestContext": {"requestId": {}, "authorizer": []}, "headers": {"accept-encoding": []}}\
        """
      })
  void read_garbage_hasNoCaller(String event) throws IOException {
    assertThat(read(event.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new GatewayRequest(
                "lambda-request-id",
                Optional.empty(),
                Map.of(),
                Map.of(),
                Set.of(),
                false,
                "",
                "",
                "",
                Optional.empty(),
                "",
                ""));
  }

  @Test
  void read_numberThatIsTooLarge_hasNoCaller() throws IOException {
    assertThat(ofContext("\"timeEpoch\":1e99999999999").caller()).isEmpty();
  }

  @Test
  void read_binaryOrEndlessNesting_hasNoCaller() throws IOException {
    byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    assertThat(read(deep).caller()).isEmpty();
    assertThat(read(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2}).caller()).isEmpty();
    // As the first bytes of UTF-32.
    assertThat(read(new byte[] {0, 0, 0, '{', 127, 127, 127, 127}).caller()).isEmpty();
    assertThat(read(new byte[] {0, 0, 0, '{', 0}).caller()).isEmpty();
    assertThat(read(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}).caller()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant_id", "scopes", "key_id"})
  void read_authorizerContextIncomplete_hasNoCaller(String name) throws IOException {
    ObjectNode missing = event();
    context(missing).remove(name);
    ObjectNode empty = event();
    context(empty).putNull(name);

    assertThat(read(missing).caller()).isEmpty();
    assertThat(read(empty).caller()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tenant_id, ''",
    "tenant_id, Acme",
    "tenant_id, acme#dental",
    "tenant_id, acme/..",
    "tenant_id, ' acme'",
    "key_id, ''",
    "key_id, 0123ABCD",
    "key_id, 0123abc",
    "key_id, 0123abcd0",
    "key_id, crk_0123"
  })
  void read_authorizerContextMalformed_hasNoCaller(String name, String value) throws IOException {
    ObjectNode event = event();
    context(event).put(name, value);

    assertThat(read(event).caller()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "tenant_id, 7",
        "tenant_id, true",
        "tenant_id, 1.5",
        "tenant_id, ['acme-dental']",
        "tenant_id, {'tenant_id':'acme-dental'}",
        "scopes, 7",
        "scopes, ['calls:read']",
        "key_id, 12345678",
        "key_id, ['0123abcd']"
      })
  void read_authorizerContextOfOtherTypes_hasNoCaller(String name, String json) throws IOException {
    ObjectNode event = event();
    context(event).set(name, MAPPER.readTree(json.replace('\'', '"')));

    assertThat(read(event).caller()).isEmpty();
  }

  @Test
  void read_authorizerContextAbsent_hasNoCaller() throws IOException {
    ObjectNode withoutLambda = event();
    ((ObjectNode) withoutLambda.at("/requestContext/authorizer")).remove("lambda");
    ObjectNode withoutAuthorizer = event();
    ((ObjectNode) withoutAuthorizer.get("requestContext")).remove("authorizer");
    ObjectNode withoutContext = event();
    withoutContext.remove("requestContext");

    assertThat(read(withoutLambda).caller()).isEmpty();
    assertThat(read(withoutAuthorizer).caller()).isEmpty();
    assertThat(read(withoutContext).caller()).isEmpty();
  }

  @Test
  void read_tenantAnywhereElse_isNotTakenFromThere() throws IOException {
    ObjectNode event = event();
    JsonNode context = ((ObjectNode) event.at("/requestContext/authorizer")).remove("lambda");
    ((ObjectNode) event.at("/requestContext/authorizer")).putObject("jwt").set("claims", context);
    ((ObjectNode) event.at("/requestContext/authorizer")).put("tenant_id", "acme-dental");
    ((ObjectNode) event.get("headers")).put("tenant_id", "acme-dental");
    ((ObjectNode) event.get("queryStringParameters")).put("tenant_id", "acme-dental");

    assertThat(read(event).caller()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "calls:read, CALLS_READ",
    "recordings:read, RECORDINGS_READ",
    "calls:read calls:read, CALLS_READ",
    "calls:write  calls:read *, CALLS_READ",
    "'', ",
    "' ', ",
    "*, ",
    "'calls:read,recordings:read', ",
    "CALLS_READ, "
  })
  void read_scopes_areThoseKnown(String scopes, Scope expected) throws IOException {
    ObjectNode event = event();
    context(event).put("scopes", scopes);

    Set<Scope> set = expected == null ? Set.of() : Set.of(expected);
    assertThat(read(event).caller()).contains(new Caller(Samples.TENANT, set, "0123abcd"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7f3d8e00-a1b2-4c3d-9e4f-567890abcdef",
        "JKJaXmPLvHcESHA=",
        "a+b/c_d",
      })
  void read_requestIdOfTheGateway_isTheRequests(String id) throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("requestContext")).put("requestId", id);

    assertThat(read(event).requestId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\r\nX-Evil: 1", "a\n", "é", "{}"})
  void read_requestIdUnfitForAHeader_isTheInvocations(String id) throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("requestContext")).put("requestId", id);

    assertThat(read(event).requestId()).isEqualTo("lambda-request-id");
  }

  @Test
  void read_requestIdVeryLong_isTheInvocations() throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("requestContext")).put("requestId", "a".repeat(129));

    assertThat(read(event).requestId()).isEqualTo("lambda-request-id");
  }

  @Test
  void read_withoutQueryOrWithNull_hasNoParameters() throws IOException {
    ObjectNode without = event();
    without.remove("queryStringParameters");
    ObjectNode withNull = event();
    withNull.putNull("queryStringParameters");

    assertThat(read(without).queryParameters()).isEmpty();
    assertThat(read(withNull).queryParameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../other", "a#b", "%2e%2e"})
  void callId_malformed_isEmpty(String id) throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("pathParameters")).put("call_id", id);

    assertThat(read(event).callId()).isEmpty();
  }

  @Test
  void callId_absent_isEmpty() throws IOException {
    ObjectNode event = event();
    event.remove("pathParameters");

    assertThat(read(event).callId()).isEmpty();
  }

  @Test
  void callId_wellFormed_isThatId() throws IOException {
    assertThat(read(event()).callId()).contains(new CallId(Samples.CALL_ID.value()));
  }

  @ParameterizedTest
  @CsvSource({"gzip, true", "'', false", "gzip;q=0, false"})
  void read_acceptEncoding_isUnderstood(String header, boolean accepted) throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("headers")).put("accept-encoding", header);

    assertThat(read(event).acceptsGzip()).isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept-encoding", "Accept-Encoding", "ACCEPT-ENCODING"})
  void read_headerNameInAnyCase_isUnderstood(String name) throws IOException {
    ObjectNode event = event();
    ((ObjectNode) event.get("headers")).remove("accept-encoding");
    ((ObjectNode) event.get("headers")).put(name, "gzip");

    assertThat(read(event).acceptsGzip()).isTrue();
  }

  private static GatewayRequest read(JsonNode event) throws IOException {
    return read(MAPPER.writeValueAsBytes(event));
  }

  private static GatewayRequest read(byte[] event) throws IOException {
    return GatewayRequest.read(new ByteArrayInputStream(event), "lambda-request-id");
  }

  private static ObjectNode event() throws IOException {
    return (ObjectNode) MAPPER.readTree(Resources.read("http-api-event.json"));
  }

  private static ObjectNode context(ObjectNode event) {
    return (ObjectNode) event.at("/requestContext/authorizer/lambda");
  }

  @ParameterizedTest
  @CsvSource({
    "fields=id&fields=status, fields",
    "fields=id&f%69elds=status, fields",
    "fields&fields=, fields",
    "%=1&%=2, %",
    "fields=id&consistent=true, ''",
    "fields=id&&, ''",
    "'', ''"
  })
  void read_rawQuery_findsNamesGivenTwice(String rawQuery, String repeated) throws IOException {
    String event = "{\"rawQueryString\": \"%s\"}".formatted(rawQuery);

    GatewayRequest request =
        GatewayRequest.read(
            new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), "lambda-request-id");

    assertThat(String.join(" ", request.repeatedParameters())).isEqualTo(repeated);
  }

  private static GatewayRequest ofContext(String members) throws IOException {
    return read(("{\"requestContext\":{" + members + "}}").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"calls.example.com", "127.0.0.1:3000", "localhost", "[::1]:3000"})
  void origin_hostOfTheContext_isHttps(String host) throws IOException {
    assertThat(ofContext("\"domainName\":\"" + host + "\"").origin()).contains("https://" + host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "example.com/x", "user@example.com", "example.com:x"})
  void origin_noHost_isEmpty(String host) throws IOException {
    assertThat(ofContext("\"domainName\":\"" + host + "\"").origin()).isEmpty();
  }

  @Test
  void linkToken_anyText_isTakenAsItIs() throws IOException {
    GatewayRequest request =
        read("{\"pathParameters\":{\"token\":\"a b\"}}".getBytes(StandardCharsets.UTF_8));

    assertThat(request.linkToken().reveal()).isEqualTo("a b");
    assertThat(request.linkId()).isEmpty();
  }
}
