package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Shell.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
final class KeyTest {

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private Result create(Path folder, String tenant, String... more) {
    String[] first = {
      "key", "create", "--tenant", tenant, "--scope", "calls:read", "--label", "till", "--json"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return stand.shell(folder).run(all);
  }

  @Test
  void key_lives_fromCreationToRevocation(@TempDir Path folder) {
    String tenant = Stand.newTenant();
    Result created = create(folder, tenant, "--scope", "recordings:read", "--expires", "90d");
    assertThat(created.exitCode()).as(created.toString()).isZero();
    String key = created.last().path("key").textValue();
    String keyId = created.last().path("key_id").textValue();
    assertThat(key).matches("crk_[A-Za-z0-9_-]{43}");
    assertThat(Instant.parse(created.last().path("expires_at").textValue()))
        .isBetween(
            Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
    // Known, and this tenant has no such call.
    assertThat(stand.getWith(key, "/v1/calls/none").statusCode()).isEqualTo(404);

    Result listed = stand.shell(folder).run("key", "list", "--tenant", tenant, "--json");
    assertThat(listed.lines()).hasSize(1);
    JsonNode shown = listed.last();
    assertThat(shown.path("key_id").textValue()).isEqualTo(keyId).hasSize(8);
    assertThat(shown.path("label").textValue()).isEqualTo("till");
    assertThat(shown.path("scopes").toString()).isEqualTo("[\"calls:read\",\"recordings:read\"]");
    assertThat(listed.out()).doesNotContain(key).doesNotContainPattern("[0-9a-f]{64}");

    Result revoked = stand.shell(folder).run("key", "revoke", keyId);
    assertThat(revoked.exitCode()).as(revoked.toString()).isZero();
    assertThat(stand.getWith(key, "/v1/calls/none").statusCode()).isEqualTo(403);

    Result again = stand.shell(folder).run("key", "revoke", "--json", keyId);
    assertThat(again.exitCode()).isZero();
    assertThat(again.last().path("result").textValue()).isEqualTo("already_revoked");
  }

  @Test
  void create_plain_printsTheKeyAlone(@TempDir Path folder) {
    Result result =
        stand
            .shell(folder)
            .run("key", "create", "--tenant", "t", "--scope", "calls:read", "--label", "x");

    assertThat(result.out()).matches("crk_[A-Za-z0-9_-]{43}\n");
  }

  @Test
  void create_unknownScopeOrLifetime_isAUsageError(@TempDir Path folder) {
    assertThat(create(folder, "t", "--scope", "calls:write").exitCode()).isEqualTo(2);
    assertThat(create(folder, "t", "--expires", "soon").exitCode()).isEqualTo(2);
    assertThat(create(folder, "No Tenant").exitCode()).isEqualTo(2);
  }

  @Test
  void revoke_idOfSeveralKeys_listsThemAndChangesNothing(@TempDir Path folder) {
    String tenant = Stand.newTenant();
    String shared = "0123abcd";
    putKey(tenant, shared + "e" + "0".repeat(55));
    putKey(tenant, shared + "f" + "0".repeat(55));

    Result result = stand.shell(folder).run("key", "revoke", "--json", shared);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.lines().stream().map(line -> line.path("key_id").textValue()))
        .containsExactly(shared + "e", shared + "f");
    assertThat(result.lines()).allMatch(line -> line.path("revoked_at").isNull());

    assertThat(stand.shell(folder).run("key", "revoke", shared + "f").exitCode()).isZero();
    assertThat(stand.shell(folder).run("key", "list", "--tenant", tenant, "--json").lines())
        .satisfiesExactly(
            first -> assertThat(first.path("revoked_at").isNull()).isTrue(),
            second -> assertThat(second.path("revoked_at").isNull()).isFalse());
  }

  @Test
  void revoke_unknownId_isNotDone(@TempDir Path folder) {
    assertThat(stand.shell(folder).run("key", "revoke", "ffffffff").exitCode()).isEqualTo(1);
    assertThat(stand.shell(folder).run("key", "revoke", "xyz").exitCode()).isEqualTo(2);
  }

  private void putKey(String tenant, String hash) {
    stand
        .deployment
        .dynamoDb()
        .putItem(put ->
            put.tableName(stand.deployment.keysTable())
                .item(
                    Map.of(
                        "key_hash", AttributeValue.fromS(hash),
                        "tenant_id", AttributeValue.fromS(tenant),
                        "scopes", AttributeValue.fromSs(List.of("calls:read")),
                        "label", AttributeValue.fromS("made"),
                        "created_at", AttributeValue.fromS("2024-01-15T10:30:00Z"))));
  }
}
