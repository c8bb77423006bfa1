package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.Authorize.Outcome;
import dev.callrecords.domain.Authorize.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizeTest {

  private static final String KEY = "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
  private static final String HASH =
      "799ff11aa459bd1d6f0daf97c3d44e5f9a66755ff488f5ec9bf26dd9b0c51e84";
  private static final String KEY_ID = "799ff11a";
  private static final Outcome ALLOWED =
      new Outcome.Allowed(new Caller(Samples.TENANT, Set.of(Scope.CALLS_READ), KEY_ID));
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final List<String> lookedUp = new ArrayList<>();

  @Test
  void authorize_goodKey_isAllowedWithItsTenantAndScopes() {
    assertThat(authorize("Bearer " + KEY, record(null, false))).isEqualTo(ALLOWED);
  }

  @Test
  void authorize_goodKey_isLookedUpByItsHash() {
    var _ = authorize("Bearer " + KEY, record(null, false));

    assertThat(lookedUp).containsExactly(HASH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "BEARER " + KEY, "Bearer   " + KEY})
  void authorize_schemeInAnyCase_isAllowed(String header) {
    assertThat(authorize(header, record(null, false))).isInstanceOf(Outcome.Allowed.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        KEY,
        "Bearer",
        "Bearer ",
        "Bearer" + KEY,
        "Basic " + KEY,
        "Bearer: " + KEY,
        "Bearer\t" + KEY,
        "Bearer " + KEY + " more",
        "Bearer " + KEY + ",Bearer " + KEY,
        "Bearer crk_short",
        "Bearer " + KEY + "x",
        "Bearer " + KEY + "\n",
        "Bearer \"" + KEY + "\"",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"
      })
  void authorize_anyOtherHeader_isMalformedAndNotLookedUp(@Nullable String header) {
    assertThat(authorize(header, record(null, false)))
        .isEqualTo(new Outcome.Refused(Reason.MALFORMED, null));
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void authorize_keyNotStored_isUnknown() {
    assertThat(authorize("Bearer " + KEY, Optional.empty()))
        .isEqualTo(new Outcome.Refused(Reason.UNKNOWN, KEY_ID));
  }

  @Test
  void authorize_revokedKey_isRefused() {
    assertThat(authorize("Bearer " + KEY, record(null, true)))
        .isEqualTo(new Outcome.Refused(Reason.REVOKED, KEY_ID));
  }

  @Test
  void authorize_revokedAndExpiredKey_isRevoked() {
    assertThat(authorize("Bearer " + KEY, record(NOW.minusSeconds(9), true)))
        .isEqualTo(new Outcome.Refused(Reason.REVOKED, KEY_ID));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T12:00:00.000000001Z, true",
    "2026-11-22T12:00:00Z, false",
    "2026-11-22T11:59:59.999999999Z, false"
  })
  void authorize_keyThatExpires_isAllowedUntilThatInstant(Instant expiresAt, boolean allowed) {
    assertThat(authorize("Bearer " + KEY, record(expiresAt, false)))
        .isEqualTo(allowed ? ALLOWED : new Outcome.Refused(Reason.EXPIRED, KEY_ID));
  }

  @Test
  void authorize_storeFails_isThatFailure() {
    DependencyException failure =
        new DependencyException(DependencyException.Kind.BUSY, "No answer");
    Authorize authorize =
        new Authorize(
            hash -> {
              throw failure;
            },
            Clock.systemUTC());

    assertThatThrownBy(() -> authorize.authorize("Bearer " + KEY)).isSameAs(failure);
  }

  private Outcome authorize(@Nullable String header, Optional<KeyRecord> stored) {
    KeyStore keys =
        hash -> {
          lookedUp.add(hash);
          return stored;
        };
    return new Authorize(keys, Clock.fixed(NOW, ZoneOffset.UTC)).authorize(header);
  }

  private static Optional<KeyRecord> record(@Nullable Instant expiresAt, boolean revoked) {
    return Optional.of(new KeyRecord(Samples.TENANT, Set.of(Scope.CALLS_READ), expiresAt, revoked));
  }
}
