package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizerEventTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String EVENT =
      """
      {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/$default/GET/v1/calls/x",
        "identitySource": ["Bearer crk_secret"],
        "routeKey": "GET /v1/calls/{call_id}",
        "headers": {"authorization": "Bearer crk_other"},
        "requestContext": {"requestId": "JKJaXmPLvHcESHA="},
        "pathParameters": {"call_id": "x"}
      }
      """;

  @Test
  void read_event_hasTheIdentitySourceAndTheRequestId() throws IOException {
    assertThat(read(EVENT)).isEqualTo(new AuthorizerEvent("JKJaXmPLvHcESHA=", "Bearer crk_secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "{}",
        "{",
        "not json",
        """
        {"identitySource": null}\
        """,
        """
        {"identitySource": []}\
        """,
        """
        {"identitySource": [null]}\
        """,
        """
        {"identitySource": [7]}\
        """,
        """
        {"identitySource": [["Bearer crk_secret"]]}\
        """,
        """
        {"identitySource": "Bearer crk_secret"}\
        """,
        """
        {"headers": {"authorization": "Bearer crk_secret"}}\
        """
      })
  void read_withoutIdentitySource_hasNoAuthorization(String event) throws IOException {
    assertThat(read(event)).isEqualTo(new AuthorizerEvent("", null));
  }

  @Test
  void toString_event_keepsTheKeyToItself() throws IOException {
    assertThat(read(EVENT)).hasToString("AuthorizerEvent[JKJaXmPLvHcESHA=]");
  }

  @Test
  void allow_caller_isASimpleResponseWithContext() {
    assertThat(text(AuthorizerEvent.allow(Samples.caller(Scope.RECORDINGS_READ, Scope.CALLS_READ))))
        .isEqualTo(
            """
            {"isAuthorized":true,"context":{"tenant_id":"acme-dental",\
            "scopes":"calls:read recordings:read","key_id":"0123abcd"}}\
            """);
  }

  @Test
  void allow_callerWithoutScopes_handsOnNone() {
    assertThat(text(AuthorizerEvent.allow(Samples.caller())))
        .isEqualTo(
            """
            {"isAuthorized":true,"context":{"tenant_id":"acme-dental",\
            "scopes":"","key_id":"0123abcd"}}\
            """);
  }

  @Test
  void refuse_always_isSimpleResponseWithoutContext() {
    assertThat(text(AuthorizerEvent.refuse())).isEqualTo("{\"isAuthorized\":false}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "calls:read", "calls:list", "recordings:read", "calls:read recordings:read"})
  void allow_context_isReadBackByTheHandlers(String scopes) throws IOException {
    Caller caller =
        new Caller(
            Samples.TENANT,
            Set.of(
                Arrays.stream(scopes.split(" ", -1))
                    .flatMap(scope -> Scope.parse(scope).stream())
                    .toArray(Scope[]::new)),
            "0123abcd");
    String event =
        "{\"requestContext\":{\"authorizer\":{\"lambda\":"
            + MAPPER.readTree(AuthorizerEvent.allow(caller)).get("context")
            + "}}}";

    assertThat(
            GatewayRequest.read(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), "id")
                .caller())
        .contains(caller);
  }

  private static AuthorizerEvent read(String event) throws IOException {
    return AuthorizerEvent.read(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
