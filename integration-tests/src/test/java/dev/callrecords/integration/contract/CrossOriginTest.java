package dev.callrecords.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says to pages of other origins. */
@ExtendWith(StackExtension.class)
final class CrossOriginTest {

  private static final String ORIGIN = "https://app.example.com";
  private static final String PATH = "/v1/calls/" + SampleCalls.COMPLETED;

  private final Stack stack;

  @AutoClose private final HttpGateway gateway;

  CrossOriginTest(Stack stack) throws IOException {
    this.stack = stack;
    this.gateway =
        stack.gateway(
            "http://127.0.0.1:8080," + ORIGIN,
            function -> stack.deployment().handler(function, stack.log().stream()));
  }

  private static Reply preflight(String url, String origin) {
    return Http.send(
        "OPTIONS",
        URI.create(url + PATH),
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "GET",
        "Access-Control-Request-Headers",
        "authorization");
  }

  private static void assertSaysNothing(Reply reply) {
    assertThat(reply.response().headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
  }

  @Test
  void preflight_allowedOrigin_isAnsweredWithoutAuthorizer() {
    Reply reply = preflight(gateway.url(), ORIGIN);

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("GET");
    assertThat(reply.header("Access-Control-Allow-Headers"))
        .isEqualTo("authorization,if-none-match");
    assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("3600");
    assertThat(reply.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://app.example.com.evil.example", "http://app.example.com", "null", "*"})
  void anyRequest_originThatIsNotAllowed_isToldNothing(String origin) {
    Api api = new Api(gateway.url(), stack.key(SampleCalls.ACME_DENTAL));

    assertSaysNothing(preflight(gateway.url(), origin));
    Reply reply = api.get(PATH, "Origin", origin);
    assertThat(reply.status()).isEqualTo(200);
    assertSaysNothing(reply);
    assertThat(reply.response().headers().allValues("Vary")).contains("Origin");
  }

  @Test
  void get_allowedOrigin_mayReadWhatIsExposed() {
    Api api = new Api(gateway.url(), stack.key(SampleCalls.ACME_DENTAL));

    Reply reply = api.get(PATH, "Origin", ORIGIN);

    assertMayRead(reply, 200);
    assertThat(reply.header("Access-Control-Expose-Headers").split(","))
        .contains("etag", "link", "retry-after", "x-request-id", "apigw-requestid");
    assertThat(reply.response().headers().allValues("Vary")).contains("Accept-Encoding");
  }

  @Test
  void gatewaysOwnAnswers_allowedOrigin_mayBeRead() {
    URI call = URI.create(gateway.url() + PATH);

    assertMayRead(Http.get(call, "Origin", ORIGIN), 401);
    assertMayRead(Http.get(call, "Origin", ORIGIN, "Authorization", "Bearer none"), 403);
    assertMayRead(Http.get(URI.create(gateway.url() + "/v1/none"), "Origin", ORIGIN), 404);
    // Without the method that it is about, it is no preflight request.
    assertMayRead(Http.send("OPTIONS", call, "Origin", ORIGIN), 404);
  }

  private static void assertMayRead(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(reply.header("Access-Control-Expose-Headers")).contains("apigw-requestid");
    assertThat(reply.response().headers().allValues("Vary")).contains("Origin");
  }

  @Test
  void function_saysWhoMayRead_isIgnoredWhereOriginsAreAllowed() throws IOException {
    try (HttpGateway careless =
        stack.gateway(
            ORIGIN,
            function -> openToAll(stack.deployment().handler(function, stack.log().stream())))) {
      Api api = new Api(careless.url(), stack.key(SampleCalls.ACME_DENTAL));

      assertSaysNothing(api.get(PATH, "Origin", "https://other.example"));
      Reply reply = api.get(PATH, "Origin", ORIGIN);
      assertMayRead(reply, 200);
      assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  private static RequestStreamHandler openToAll(RequestStreamHandler handler) {
    return (event, output, context) -> {
      ByteArrayOutputStream usual = new ByteArrayOutputStream();
      handler.handleRequest(event, usual, context);
      JsonNode answer = Json.read(usual.toByteArray());
      if (answer.path("headers") instanceof ObjectNode headers) {
        headers.put("access-control-allow-origin", "*");
        headers.put("Access-Control-Allow-Credentials", "true");
      }
      output.write(answer.toString().getBytes(StandardCharsets.UTF_8));
    };
  }

  @Test
  void anyRequest_noOriginsAllowed_isAnsweredAsEver() {
    Reply preflight = preflight(stack.url(), ORIGIN);
    assertThat(preflight.status()).isEqualTo(404);
    assertSaysNothing(preflight);

    Reply reply = stack.api(SampleCalls.ACME_DENTAL).get(PATH, "Origin", ORIGIN);
    assertSaysNothing(reply);
    assertThat(reply.header("Vary")).isEqualTo("Accept-Encoding");
  }
}
