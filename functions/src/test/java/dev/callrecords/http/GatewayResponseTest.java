package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Selection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class GatewayResponseTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final GatewayRequest GZIP = request(true);
  private static final GatewayRequest NO_GZIP = request(false);

  static Stream<Answer> answers() {
    return Stream.concat(
        Stream.of(
            call(Samples.call()),
            call(Samples.minimalCall()),
            Answer.redirect(new RecordingLink("https://example.com", Instant.EPOCH, 60)),
            Answer.badRequest(GZIP, false, List.of())),
        Stream.of(ProblemCode.values()).map(code -> Answer.problem(GZIP, code)));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void write_anyAnswer_hasTheHeadersOfEveryAnswer(Answer answer) throws IOException {
    for (GatewayRequest request : List.of(GZIP, NO_GZIP)) {
      assertThat(headers(write(answer, request)))
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
          .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("X-Request-Id", "JKJaXmPLvHcESHA=")
          .containsAllEntriesOf(answer.headers());
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void write_anyAnswer_isOfPayloadFormat2(Answer answer) throws IOException {
    JsonNode response = write(answer, GZIP);

    assertThat(response.get("statusCode").isInt()).isTrue();
    assertThat(response.get("statusCode").asInt()).isEqualTo(answer.status());
    assertThat(response.get("body").isTextual()).isTrue();
    assertThat(response.get("isBase64Encoded").isBoolean()).isTrue();
    assertThat(response.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("statusCode", "headers", "body", "isBase64Encoded");
  }

  @Test
  void write_compressedAlready_isNotCompressedAgain() throws IOException {
    byte[] body = new byte[2000];
    Map<String, String> headers = Map.of("Content-Encoding", "gzip", "Cache-Control", "immutable");

    JsonNode response = write(new Answer(200, headers, body, null), GZIP);

    assertThat(response.get("isBase64Encoded").asBoolean()).isTrue();
    assertThat(response.get("body").binaryValue()).isEqualTo(body);
    assertThat(headers(response)).containsAllEntriesOf(headers);
  }

  @ParameterizedTest
  @CsvSource({"1023, false", "1024, false", "1025, true", "100000, true"})
  void write_bodyOver1KiB_isGzipWhenAccepted(int bytes, boolean compressed) throws IOException {
    Answer answer = answer("x".repeat(bytes));

    JsonNode response = write(answer, GZIP);

    assertThat(response.get("isBase64Encoded").asBoolean()).isEqualTo(compressed);
    assertThat(headers(response).get("Content-Encoding")).isEqualTo(compressed ? "gzip" : null);
    assertThat(body(response)).isEqualTo("x".repeat(bytes));
  }

  @Test
  void write_gzipNotAccepted_isPlainHoweverLarge() throws IOException {
    JsonNode response = write(answer("x".repeat(100_000)), NO_GZIP);

    assertThat(response.get("isBase64Encoded").asBoolean()).isFalse();
    assertThat(headers(response)).doesNotContainKey("Content-Encoding");
    assertThat(response.get("body").asText()).isEqualTo("x".repeat(100_000));
  }

  @Test
  void write_textOfAllScripts_survivesBothForms() throws IOException {
    String text = "Grüße, 你好, 😀, \"quoted\", \\, \t\n".repeat(100);

    assertThat(body(write(answer(text), GZIP))).isEqualTo(text);
    assertThat(body(write(answer(text), NO_GZIP))).isEqualTo(text);
  }

  @Test
  void write_anyAnswer_saysThatItDependsOnAcceptEncoding() throws IOException {
    assertThat(headers(write(answer("x"), NO_GZIP))).containsEntry("Vary", "Accept-Encoding");
  }

  @Test
  void write_redirect_hasLocationAndNoBody() throws IOException {
    JsonNode response =
        write(
            Answer.redirect(new RecordingLink("https://example.com/?a=b&c", Instant.EPOCH, 60)),
            GZIP);

    assertThat(response.get("statusCode").asInt()).isEqualTo(302);
    assertThat(headers(response))
        .containsEntry("Location", "https://example.com/?a=b&c")
        .doesNotContainKeys("Content-Type", "Content-Encoding");
    assertThat(response.get("body").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "6291456, true", "6291457, false"})
  void fits_anySize_upTo6Megabytes(int bytes, boolean fits) {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    response.writeBytes(new byte[bytes]);

    assertThat(GatewayResponse.fits(response)).isEqualTo(fits);
  }

  private static GatewayRequest request(boolean acceptsGzip) {
    return new GatewayRequest(
        "JKJaXmPLvHcESHA=",
        Optional.empty(),
        Map.of(),
        Map.of(),
        Set.of(),
        acceptsGzip,
        "",
        "",
        "GET",
        Optional.empty(),
        "",
        "");
  }

  private static Answer call(Call call) {
    GetCall.Outcome.Found found = new GetCall.Outcome.Found(call, null, false);
    return Answer.call(GZIP, Samples.caller(Scope.CALLS_READ), found, Selection.everything());
  }

  private static Answer answer(String body) {
    return new Answer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8), null);
  }

  private static JsonNode write(Answer answer, GatewayRequest request) throws IOException {
    return MAPPER.readTree(GatewayResponse.write(answer, request).toByteArray());
  }

  private static Map<String, String> headers(JsonNode response) {
    Map<String, String> headers = new HashMap<>();
    response
        .get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return headers;
  }

  private static String body(JsonNode response) throws IOException {
    String body = response.get("body").asText();
    if (!response.get("isBase64Encoded").asBoolean()) {
      return body;
    }
    byte[] compressed = Base64.getDecoder().decode(body);
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
