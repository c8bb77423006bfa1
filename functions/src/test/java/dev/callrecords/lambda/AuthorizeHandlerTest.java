package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.KeyRecord;
import dev.callrecords.domain.KeyStore;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizeHandlerTest {

  private static final String KEY = "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
  private static final String EVENT =
      """
      {"version": "2.0", "type": "REQUEST", "identitySource": ["Bearer %s"],
       "requestContext": {"requestId": "JKJaXmPLvHcESHA="}}\
      """;
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Log log = new Log();

  @Test
  void authorize_goodKey_isLetInWithItsContext() {
    KeyStore keys =
        hash ->
            Optional.of(
                new KeyRecord(
                    Samples.TENANT, Set.of(Scope.CALLS_READ, Scope.RECORDINGS_READ), null, false));

    assertThat(authorize(keys, EVENT.formatted(KEY)))
        .isEqualTo(
            """
            {"isAuthorized":true,"context":{"tenant_id":"acme-dental",\
            "scopes":"calls:read recordings:read","key_id":"799ff11a"}}\
            """);
    assertLogged("INFO", 200, "799ff11a", "");
    assertThat(log.line().get("tenant").asText()).isEqualTo("acme-dental");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(Optional.empty(), "unknown"),
        Arguments.of(
            Optional.of(new KeyRecord(Samples.TENANT, Set.of(Scope.CALLS_READ), null, true)),
            "revoked"),
        Arguments.of(
            Optional.of(new KeyRecord(Samples.TENANT, Set.of(Scope.CALLS_READ), NOW, false)),
            "expired"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void authorize_badKey_isRefusedWithoutSayingWhy(Optional<KeyRecord> stored, String reason) {
    assertThat(authorize(hash -> stored, EVENT.formatted(KEY)))
        .isEqualTo("{\"isAuthorized\":false}");
    assertLogged("INFO", 403, "799ff11a", reason);
    assertThat(log.line().has("tenant")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "not json", "{\"identitySource\":[\"Bearer nonsense\"]}"})
  void authorize_noKey_isRefusedAndNothingIsLookedUp(String event) {
    KeyStore keys =
        hash -> {
          throw new AssertionError("Looked up");
        };

    assertThat(authorize(keys, event)).isEqualTo("{\"isAuthorized\":false}");
    assertLogged("INFO", 403, "", "malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY, DependencyBusy",
    "TIMEOUT, DependencyTimeout",
    "CORRUPT, RecordCorrupt",
    "TOO_LARGE, RecordTooLarge",
    "REFUSED, InternalError"
  })
  void authorize_storeFails_isAnExceptionWithoutCauseAndALine(Kind kind, String fault) {
    KeyStore keys =
        hash -> {
          throw new DependencyException(kind, "No answer", new Exception("secret"));
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> authorize(keys, EVENT.formatted(KEY)))
        .withMessage("The key could not be looked up")
        .withNoCause();
    assertThat(log.line().get("level").asText()).isEqualTo("ERROR");
    assertThat(log.line().get("status").asInt()).isEqualTo(500);
    assertThat(log.fault()).isEqualTo(fault);
    assertThat(log.line().get("failure").asText()).isEqualTo("No answer");
    assertThat(log.line().get("key_id").asText())
        .isEqualTo(ApiKey.keyId(ApiKey.parse(KEY).orElseThrow().hash()));
    assertThat(log.text()).doesNotContain("secret");
  }

  @Test
  void authorize_defectOfOurs_isAnExceptionWithoutCauseAndALine() {
    KeyStore keys =
        hash -> {
          throw new IllegalArgumentException("secret");
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> authorize(keys, EVENT.formatted(KEY)))
        .withMessage("The key could not be looked up")
        .withNoCause();
    assertThat(log.fault()).isEqualTo("InternalError");
    assertThat(log.line().get("status").asInt()).isEqualTo(500);
    assertThat(log.text()).contains("IllegalArgumentException").doesNotContain("secret");
  }

  @Test
  void authorize_errorOfTheMachine_isNotCaught() {
    StackOverflowError error = new StackOverflowError();
    KeyStore keys =
        hash -> {
          throw error;
        };

    assertThatThrownBy(() -> authorize(keys, EVENT.formatted(KEY))).isSameAs(error);
  }

  @Test
  void authorize_storeFails_answersNothing() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    KeyStore keys =
        hash -> {
          throw new DependencyException(Kind.BUSY, "No answer");
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> authorize(keys, EVENT.formatted(KEY), output));
    assertThat(output.size()).isZero();
  }

  @Test
  void authorize_anyKey_isNeverLogged() {
    KeyStore keys =
        hash -> Optional.of(new KeyRecord(Samples.TENANT, Set.of(Scope.CALLS_READ), null, false));

    var _ = authorize(keys, EVENT.formatted(KEY));
    var _ = authorize(hash -> Optional.empty(), EVENT.formatted(KEY));
    var _ = authorize(keys, EVENT.formatted(KEY + "x"));

    assertThat(log.lines()).hasSize(3);
    assertThat(log.text()).doesNotContain(KEY).doesNotContain("crk_").doesNotContain("Bearer");
    // Of the hash, the first eight digits only.
    assertThat(log.text()).doesNotContain("799ff11aa");
  }

  @ParameterizedTest
  @MethodSource("dev.callrecords.lambda.Log#broken")
  void authorize_logCannotBeWritten_isAnsweredAllTheSame(PrintStream broken) throws IOException {
    KeyStore keys = hash -> Optional.empty();
    ByteArrayOutputStream output = new ByteArrayOutputStream();

    new AuthorizeHandler(new Authorize(keys, Clock.fixed(NOW, ZoneOffset.UTC)), broken)
        .handleRequest(
            new ByteArrayInputStream(EVENT.formatted(KEY).getBytes(StandardCharsets.UTF_8)),
            output,
            new FakeContext());

    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("{\"isAuthorized\":false}");
  }

  private void assertLogged(String level, int status, String keyId, String refused) {
    JsonNode line = log.line();
    assertThat(line.get("level").asText()).isEqualTo(level);
    assertThat(line.get("route").asText()).isEqualTo("authorize");
    assertThat(line.get("status").asInt()).isEqualTo(status);
    assertThat(line.path("key_id").asText("")).isEqualTo(keyId);
    assertThat(line.path("refused").asText("")).isEqualTo(refused);
    assertThat(line.has("fault")).isFalse();
  }

  private String authorize(KeyStore keys, String event) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    authorize(keys, event, output);
    return output.toString(StandardCharsets.UTF_8);
  }

  private void authorize(KeyStore keys, String event, ByteArrayOutputStream output) {
    AuthorizeHandler handler =
        new AuthorizeHandler(new Authorize(keys, Clock.fixed(NOW, ZoneOffset.UTC)), log.out());
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
          output,
          new FakeContext());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
