package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
final class EraseTest {

  private static final String CALL =
      """
      {"id": "a", "status": "completed", "created_at": "2024-01-15T10:30:00Z",
        "from_number": "+14155550100",
        "transcript_segments": [{"speaker": "agent", "text": "hi", "start_time": 0, "end_time": 1}]}
      """;

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private String tenantWithCall(Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("a.json"), CALL);
    Files.writeString(folder.resolve("a.wav"), "sound");
    assertThat(stand.shell(folder).run("import", "--tenant", tenant, "a.json").exitCode()).isZero();
    assertThat(stand.recordings(tenant)).hasSize(1);
    return tenant;
  }

  @Test
  void erase_call_leavesATombstone(@TempDir Path folder) throws IOException {
    String tenant = tenantWithCall(folder);

    Result result = stand.shell(folder).run("erase", "--tenant", tenant, "--yes", "--json", "a");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.last().toString())
        .isEqualTo(
            "{\"result\":\"erased\",\"id\":\"a\",\"call_item\":true,"
                + "\"transcript_items\":1,\"recording_versions\":1,\"links\":0}");
    assertThat(stand.recordings(tenant)).isEmpty();
    assertThat(stand.items(tenant)).hasSize(1);
    Map<String, AttributeValue> tombstone = stand.items(tenant).getFirst();
    assertThat(tombstone).containsOnlyKeys("pk", "sk", "deleted_at", "recording");
    assertThat(tombstone)
        .containsEntry(
            "recording", AttributeValue.fromM(Map.of("status", AttributeValue.fromS("deleted"))));
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(404);
    assertThat(stand.get(tenant, "/v1/calls/a/recording").statusCode()).isEqualTo(410);

    Result again = stand.shell(folder).run("erase", "--tenant", tenant, "a");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("nothing was left to remove");
    assertThat(stand.items(tenant)).containsExactly(tombstone);
  }

  @Test
  void erase_withoutYes_asksFirst(@TempDir Path folder) throws IOException {
    String tenant = tenantWithCall(folder);

    Result silence = stand.shell(folder).run("erase", "--tenant", tenant, "a");
    Result no = stand.shell(folder).runWithInput("n\n", "erase", "--tenant", tenant, "a");

    assertThat(silence.exitCode()).isEqualTo(1);
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.err()).contains("[y/N]");
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(200);

    Result yes = stand.shell(folder).runWithInput("y\n", "erase", "--tenant", tenant, "a");

    assertThat(yes.exitCode()).isZero();
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(404);
  }

  @Test
  void erase_unknownCall_writesNothing(@TempDir Path folder) {
    String tenant = Stand.newTenant();

    Result result = stand.shell(folder).run("erase", "--tenant", tenant, "--yes", "typo");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(stand.items(tenant)).isEmpty();
  }

  @Test
  void erase_otherTenantsCall_isUnknown(@TempDir Path folder) throws IOException {
    String tenant = tenantWithCall(folder);

    Result result = stand.shell(folder).run("erase", "--tenant", Stand.newTenant(), "--yes", "a");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(200);
  }

  @Test
  void erase_allVersionsAndMarkers_go(@TempDir Path folder) throws IOException {
    String tenant = tenantWithCall(folder);
    try (VersionedS3 s3 = new VersionedS3()) {
      String key = "recordings/" + tenant + "/a.wav";
      String other = "recordings/" + tenant + "/ab.wav 1";
      for (int version = 0; version < 7; version++) {
        s3.versions.add(key + " v" + version);
      }
      s3.versions.add(key + " marker1");
      s3.versions.add("recordings/" + tenant + "/a.mp3 v1");
      s3.versions.add(other);

      Result result =
          new Shell(folder, stand.cloud.dynamoDb(), s3.uri())
              .run("erase", "--tenant", tenant, "--yes", "--json", "a");

      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.last().path("recording_versions").asInt()).isEqualTo(9);
      assertThat(s3.versions).containsExactly(other);
    }
  }

  /** The call is hidden from readers already; its key is kept for the next attempt. */
  @Test
  void erase_versionsThatStay_failsAndCanBeRunAgain(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    String key = "recordings/" + tenant + "/elsewhere/sound.wav";
    stand
        .deployment
        .dynamoDb()
        .putItem(put ->
            put.tableName(stand.deployment.callsTable())
                .item(
                    Map.of(
                        "pk", AttributeValue.fromS(tenant + "#a"),
                        "sk", AttributeValue.fromS("call"),
                        "status", AttributeValue.fromS("completed"),
                        "created_at", AttributeValue.fromS("2024-01-15T10:30:00Z"),
                        "recording",
                            AttributeValue.fromM(
                                Map.of(
                                    "status", AttributeValue.fromS("available"),
                                    "key", AttributeValue.fromS(key))))));
    try (VersionedS3 s3 = new VersionedS3()) {
      s3.versions.add(key + " v1");
      s3.locked = true;
      Shell shell = new Shell(folder, stand.cloud.dynamoDb(), s3.uri());

      Result failed = shell.run("erase", "--tenant", tenant, "--yes", "a");

      assertThat(failed.exitCode()).as(failed.toString()).isEqualTo(3);
      assertThat(stand.get(tenant, "/v1/calls/a").statusCode()).isEqualTo(404);
      assertThat(stand.get(tenant, "/v1/calls/a/recording").statusCode()).isEqualTo(410);

      s3.locked = false;
      Result again = shell.run("erase", "--tenant", tenant, "--yes", "a");

      assertThat(again.exitCode()).isZero();
      assertThat(s3.versions).isEmpty();
      assertThat(stand.items(tenant).toString()).doesNotContain("elsewhere");
    }
  }
}
