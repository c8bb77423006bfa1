package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.admin.Holds;
import dev.callrecords.admin.Reason;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The policies of {@code docs/policies} are exactly what the commands' requests need. Of the key
 * only S3 and DynamoDB know, and the stand-ins have no secret.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
final class RightsTest {

  private static final JsonMapper JSON = new JsonMapper();

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  @FunctionalInterface
  private interface Work {
    void run(Shell shell, VersionedS3 s3) throws IOException;
  }

  private void assertNeeds(String command, Path folder, Work work) throws IOException {
    try (FlakyDynamoDb dynamoDb = new FlakyDynamoDb(stand.cloud.dynamoDb());
        VersionedS3 s3 = new VersionedS3()) {
      work.run(new Shell(folder, dynamoDb.uri(), s3.uri()), s3);

      Set<String> needed = new TreeSet<>(dynamoDb.rights);
      needed.addAll(s3.rights);
      assertThat(documented(command)).isEqualTo(needed);
    }
  }

  /** Returns the actions of a command's policy, without those on the key and the secret. */
  private static Set<String> documented(String command) throws IOException {
    String name = command.replace(" --", "-").replace(' ', '-') + ".json";
    assertThat(Files.readString(Stand.repository().resolve("docs/command-line.md")))
        .contains("| `%1$s` | [%2$s](policies/%2$s) |".formatted(command, name));
    JsonNode policy =
        JSON.readTree(Files.readString(Stand.repository().resolve("docs/policies/" + name)));
    Set<String> actions = new TreeSet<>();
    for (JsonNode statement : policy.path("Statement")) {
      assertThat(statement.path("Effect").textValue()).isEqualTo("Allow");
      JsonNode action = statement.path("Action");
      if (action.isTextual()) {
        actions.add(action.textValue());
      } else {
        action.forEach(one -> actions.add(one.textValue()));
      }
    }
    actions.removeIf(
        action -> action.startsWith("kms:") || action.equals("secretsmanager:GetSecretValue"));
    assertThat(actions).noneMatch(action -> action.contains("*"));
    return actions;
  }

  private static void run(Shell shell, String... arguments) {
    Shell.Result result = shell.run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  private static String call(String id, int segments, int bytes) {
    Random random = new Random(segments + bytes);
    StringBuilder call = new StringBuilder();
    call.append("{\"id\":\"%s\",\"status\":\"completed\",".formatted(id));
    call.append("\"created_at\":\"2024-01-15T10:30:00Z\",\"transcript_segments\":[");
    for (int i = 0; i < segments; i++) {
      byte[] noise = new byte[bytes];
      random.nextBytes(noise);
      call.append(i == 0 ? "" : ",")
          .append("{\"speaker\":\"a\",\"text\":\"")
          .append(Base64.getEncoder().encodeToString(noise))
          .append("\",\"start_time\":%d,\"end_time\":%d}".formatted(i, i + 1));
    }
    return call.append("]}\n").toString();
  }

  @Test
  void import_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("sound.wav"), "sound");
    Files.writeString(
        folder.resolve("one.jsonl"),
        call("large", 18, 256_000)
            + call("shrinks", 2, 256_000)
            + call("small", 0, 0)
            + call("sound", 0, 0));
    Files.writeString(
        folder.resolve("two.jsonl"), call("large", 18, 255_000) + call("shrinks", 1, 10));
    assertNeeds(
        "import",
        folder,
        (shell, _) -> {
          run(shell, "import", "--tenant", tenant, "one.jsonl");
          run(shell, "import", "--tenant", tenant, "two.jsonl");
        });
  }

  @Test
  void export_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("sound.wav"), "sound");
    Files.writeString(folder.resolve("one.jsonl"), call("sound", 1, 10));
    run(stand.shell(folder), "import", "--tenant", tenant, "one.jsonl");
    assertNeeds(
        "export",
        folder,
        (shell, _) -> run(shell, "export", "--tenant", tenant, "--recordings", "out", "sound"));
    assertNeeds(
        "export --all",
        folder,
        (shell, _) -> run(shell, "export", "--tenant", tenant, "--recordings", "out", "--all"));
  }

  @Test
  void erase_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("one.jsonl"), call("a", 1, 10) + call("b", 1, 10));
    run(stand.shell(folder), "import", "--tenant", tenant, "one.jsonl");
    hold(tenant, "b");
    assertNeeds(
        "erase",
        folder,
        (shell, s3) -> {
          s3.versions.add("recordings/" + tenant + "/a.wav v1");
          run(shell, "erase", "--tenant", tenant, "--yes", "a");
          assertThat(shell.run("erase", "--tenant", tenant, "--yes", "b").exitCode()).isEqualTo(1);
        });
  }

  @Test
  void ledgerApply_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("one.jsonl"), call("a", 1, 10) + call("b", 1, 10));
    run(stand.shell(folder), "import", "--tenant", tenant, "one.jsonl");
    List<Map<String, AttributeValue>> before = stand.items(tenant);
    assertNeeds(
        "ledger apply",
        folder,
        (shell, s3) -> {
          Shell other = new Shell(folder, stand.cloud.dynamoDb(), s3.uri());
          run(other, "erase", "--tenant", tenant, "--yes", "a");
          run(other, "erase", "--tenant", tenant, "--yes", "b");
          s3.rights.clear();
          s3.versions.add("recordings/" + tenant + "/a.wav v1");
          before.forEach(item ->
              stand.patient.putItem(
                  put -> put.tableName(stand.deployment.callsTable()).item(item)));
          hold(tenant, "b");
          assertThat(shell.run("ledger", "apply", "--tenant", tenant, "--yes").exitCode())
              .isEqualTo(1);
        });
  }

  private void hold(String tenant, String id) {
    assertThat(
            new Holds(stand.patient, stand.deployment.callsTable(), Clock.systemUTC())
                .set(new TenantId(tenant), new CallId(id), "test", new Reason("rights")))
        .isEqualTo(Holds.Outcome.HELD);
  }

  @Test
  void hold_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("one.jsonl"), call("a", 1, 10) + call("b", 1, 10));
    run(stand.shell(folder), "import", "--tenant", tenant, "one.jsonl");
    assertNeeds(
        "hold set",
        folder,
        (shell, _) -> run(shell, "hold", "set", "--tenant", tenant, "--reason", "r", "a", "b"));
    assertNeeds("hold list", folder, (shell, _) -> run(shell, "hold", "list", "--all"));
    assertThat(stand.shell(folder).run("erase", "--tenant", tenant, "--yes", "b").exitCode())
        .isEqualTo(1);
    assertNeeds(
        "hold clear",
        folder,
        (shell, s3) -> {
          s3.versions.add("recordings/" + tenant + "/b.wav v1");
          run(shell, "hold", "clear", "--tenant", tenant, "--yes", "a", "b");
        });
  }

  @Test
  void restore_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String table = stand.deployment.callsTable();
    String copy = stand.newTableLike(table);
    Files.writeString(
        folder.resolve("copy.jsonl"),
        call("gone", 0, 0) + call("large", 18, 256_000) + call("shrinks", 1, 10));
    Files.writeString(
        folder.resolve("later.jsonl"), call("large", 17, 255_000) + call("shrinks", 2, 256_000));
    run(stand.shell(folder), "import", "--tenant", tenant, "--calls-table", copy, "copy.jsonl");
    assertNeeds(
        "restore",
        folder,
        (shell, _) -> {
          run(stand.shell(folder), "import", "--tenant", tenant, "later.jsonl");
          run(
              shell,
              "restore",
              "--tenant",
              tenant,
              "--from-table",
              copy,
              "--overwrite",
              "gone",
              "large",
              "shrinks");
        });
    assertNeeds(
        "restore --all",
        folder,
        (shell, _) -> {
          run(stand.shell(folder), "import", "--tenant", tenant, "later.jsonl");
          stand
              .deployment
              .dynamoDb()
              .deleteItem(delete ->
                  delete
                      .tableName(table)
                      .key(
                          Map.of(
                              "pk", AttributeValue.fromS(tenant + "#gone"),
                              "sk", AttributeValue.fromS("call"))));
          run(shell, "restore", "--tenant", tenant, "--from-table", copy, "--overwrite", "--all");
        });
  }

  @Test
  void orphans_everyForm_needsWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("one.jsonl"), call("a", 1, 10));
    run(stand.shell(folder), "import", "--tenant", tenant, "one.jsonl");
    stand.patient.deleteItem(delete ->
        delete
            .tableName(stand.deployment.callsTable())
            .key(
                Map.of(
                    "pk",
                    AttributeValue.fromS(tenant + "#a"),
                    "sk",
                    AttributeValue.fromS("call"))));
    assertNeeds(
        "orphans",
        folder,
        (shell, _) -> run(shell, "orphans", "--tenant", tenant, "--fix", "--wait", "0"));
  }

  @Test
  void listAndReindex_everyForm_needWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Map<String, AttributeValue> old =
        Map.of(
            "pk", AttributeValue.fromS(tenant + "#a"),
            "sk", AttributeValue.fromS("call"),
            "status", AttributeValue.fromS("completed"),
            "created_at", AttributeValue.fromS("2024-01-15T10:30:00Z"));
    stand.patient.putItem(put -> put.tableName(stand.deployment.callsTable()).item(old));
    assertNeeds("list", folder, (shell, _) -> run(shell, "list", "--tenant", tenant));
    assertNeeds("reindex", folder, (shell, _) -> run(shell, "reindex", "--tenant", tenant));
  }

  @Test
  void links_everyForm_needWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(
        folder.resolve("call.jsonl"),
        """
        {"id":"one","status":"completed","created_at":"2024-01-15T10:30:00Z","recording":{"status":"pending"}}
        """);
    run(stand.shell(folder), "import", "--tenant", tenant, "call.jsonl");

    assertNeeds(
        "link create",
        folder,
        (shell, _) ->
            run(
                shell,
                "link",
                "create",
                "--tenant",
                tenant,
                "--api",
                "https://calls.example",
                "one"));
    assertNeeds("link list", folder, (shell, _) -> run(shell, "link", "list", "--tenant", tenant));
    assertNeeds(
        "link revoke",
        folder,
        (shell, _) -> run(shell, "link", "revoke", "--tenant", tenant, "--call", "one"));
  }

  @Test
  void keys_everyForm_needWhatIsDocumented(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    assertNeeds(
        "key create",
        folder,
        (shell, _) ->
            run(
                shell,
                "key",
                "create",
                "--tenant",
                tenant,
                "--scope",
                "calls:read",
                "--label",
                "rights"));
    assertNeeds("key list", folder, (shell, _) -> run(shell, "key", "list"));
    String keyId =
        stand
            .shell(folder)
            .run("key", "list", "--tenant", tenant, "--json")
            .last()
            .path("key_id")
            .textValue();
    assertNeeds("key revoke", folder, (shell, _) -> run(shell, "key", "revoke", keyId));
    String copy = stand.newTableLike(stand.deployment.keysTable());
    run(
        stand.shell(folder),
        "key",
        "create",
        "--keys-table",
        copy,
        "--tenant",
        tenant,
        "--scope",
        "calls:read",
        "--label",
        "copied");
    assertNeeds(
        "key restore", folder, (shell, _) -> run(shell, "key", "restore", "--from-table", copy));
  }
}
