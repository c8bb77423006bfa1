package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.NULL;
import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.with;
import static dev.callrecords.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.KeyRecord;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

final class DynamoDbKeyStoreTest {

  private static final String HASH =
      "799ff11aa459bd1d6f0daf97c3d44e5f9a66755ff488f5ec9bf26dd9b0c51e84";
  private static final Instant CREATED = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant EXPIRES = Instant.parse("2027-11-22T12:00:00Z");
  private static final Map<String, AttributeValue> ITEM =
      KeyItem.write(
          HASH,
          Samples.TENANT,
          Set.of(Scope.CALLS_READ, Scope.RECORDINGS_READ),
          "CRM",
          CREATED,
          EXPIRES);

  @Test
  void write_anyKey_hasContractAttributes() {
    assertThat(ITEM)
        .isEqualTo(
            Map.of(
                "key_hash", AttributeValue.fromS(HASH),
                "tenant_id", AttributeValue.fromS("acme-dental"),
                "scopes", AttributeValue.fromSs(List.of("calls:read", "recordings:read")),
                "label", AttributeValue.fromS("CRM"),
                "created_at", AttributeValue.fromS("2026-11-22T12:00:00Z"),
                "expires_at", AttributeValue.fromS("2027-11-22T12:00:00Z")));
  }

  @Test
  void write_keyThatDoesNotExpire_hasNoExpiry() {
    assertThat(KeyItem.write(HASH, Samples.TENANT, Set.of(Scope.CALLS_READ), "CRM", CREATED, null))
        .doesNotContainKey("expires_at");
  }

  @Test
  void readEntry_written_isAllThatWasWritten() {
    assertThat(
            KeyItem.readEntry(with(ITEM, "revoked_at", AttributeValue.fromS(CREATED.toString()))))
        .isEqualTo(
            new KeyItem.Entry(
                HASH,
                "acme-dental",
                List.of("calls:read", "recordings:read"),
                "CRM",
                CREATED,
                EXPIRES,
                CREATED));
  }

  @Test
  void readEntry_minimalItem_isAnEntryOfNulls() {
    assertThat(KeyItem.readEntry(Map.of("key_hash", AttributeValue.fromS(HASH))))
        .isEqualTo(new KeyItem.Entry(HASH, null, List.of(), null, null, null, null));
  }

  @Test
  void find_stored_isOneStronglyConsistentGetItem() {
    FakeDynamoDb table = new FakeDynamoDb(List.of(ITEM)).stale(List.of());

    assertThat(find(table))
        .contains(
            new KeyRecord(
                Samples.TENANT, Set.of(Scope.CALLS_READ, Scope.RECORDINGS_READ), EXPIRES, false));
    assertThat(table.gets())
        .containsExactly(
            GetItemRequest.builder()
                .tableName("keys")
                .key(Map.of("key_hash", AttributeValue.fromS(HASH)))
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build());
  }

  @Test
  void find_notStored_isEmpty() {
    assertThat(find(new FakeDynamoDb(List.of()))).isEmpty();
  }

  @Test
  void find_minimalItem_doesNotExpireAndMayNothing() {
    assertThat(
            find(
                Map.of(
                    "key_hash", AttributeValue.fromS(HASH),
                    "tenant_id", AttributeValue.fromS("acme-dental"))))
        .contains(new KeyRecord(Samples.TENANT, Set.of(), null, false));
  }

  @Test
  void find_scopesAbsentOrNull_mayNothing() {
    assertThat(find(without(ITEM, "scopes")))
        .get()
        .extracting(KeyRecord::scopes)
        .isEqualTo(Set.of());
    assertThat(find(with(ITEM, "scopes", NULL)))
        .get()
        .extracting(KeyRecord::scopes)
        .isEqualTo(Set.of());
  }

  @Test
  void find_scopesUnknownToThisVersion_areLeftOut() {
    assertThat(
            find(
                with(
                    ITEM,
                    "scopes",
                    AttributeValue.fromSs(List.of("calls:read", "calls:write", "*")))))
        .get()
        .extracting(KeyRecord::scopes)
        .isEqualTo(Set.of(Scope.CALLS_READ));
  }

  @Test
  void find_expiryNull_doesNotExpire() {
    assertThat(find(with(ITEM, "expires_at", NULL)))
        .get()
        .hasFieldOrPropertyWithValue("expiresAt", null);
  }

  static Stream<AttributeValue> revokedAt() {
    return Stream.of(
        AttributeValue.fromS("2026-11-22T12:00:00Z"),
        AttributeValue.fromS("yesterday"),
        AttributeValue.fromN("1795348800"),
        AttributeValue.fromBool(true));
  }

  @ParameterizedTest
  @MethodSource("revokedAt")
  void find_anyRevokedAt_isRevoked(AttributeValue revokedAt) {
    assertThat(find(with(ITEM, "revoked_at", revokedAt)))
        .get()
        .extracting(KeyRecord::revoked)
        .isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "acme#dental", "a/b"})
  void find_malformedTenant_isCorrupt(String tenant) {
    assertFails(Kind.CORRUPT, () -> find(with(ITEM, "tenant_id", AttributeValue.fromS(tenant))));
  }

  @Test
  void find_tenantAbsentNullOrOfAnotherType_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> find(without(ITEM, "tenant_id")));
    assertFails(Kind.CORRUPT, () -> find(with(ITEM, "tenant_id", NULL)));
    assertFails(Kind.CORRUPT, () -> find(with(ITEM, "tenant_id", AttributeValue.fromN("1"))));
  }

  @Test
  void find_expiryThatCannotBeRead_isCorruptAndNotForever() {
    assertFails(
        Kind.CORRUPT, () -> find(with(ITEM, "expires_at", AttributeValue.fromS("next year"))));
    assertFails(
        Kind.CORRUPT, () -> find(with(ITEM, "expires_at", AttributeValue.fromN("1826884800"))));
  }

  @Test
  void find_scopesOfAnotherType_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> find(with(ITEM, "scopes", AttributeValue.fromS("calls:read"))));
    assertFails(
        Kind.CORRUPT,
        () ->
            find(
                with(
                    ITEM,
                    "scopes",
                    AttributeValue.fromL(List.of(AttributeValue.fromS("calls:read"))))));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(answer(400, "ThrottlingException"), Kind.BUSY),
        Arguments.of(answer(500, "InternalServerError"), Kind.BUSY),
        Arguments.of(answer(400, "AccessDeniedException"), Kind.REFUSED),
        Arguments.of(ApiCallTimeoutException.builder().message("x").build(), Kind.TIMEOUT));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void find_serviceFails_isTranslated(SdkException failure, Kind kind) {
    assertFails(kind, () -> find(new FakeDynamoDb(List.of()).failing(failure)));
  }

  private static SdkException answer(int status, String code) {
    return DynamoDbException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  private static Optional<KeyRecord> find(Map<String, AttributeValue> item) {
    return find(new FakeDynamoDb(List.of(item)));
  }

  private static Optional<KeyRecord> find(FakeDynamoDb table) {
    return new DynamoDbKeyStore(table, "keys").find(HASH);
  }
}
