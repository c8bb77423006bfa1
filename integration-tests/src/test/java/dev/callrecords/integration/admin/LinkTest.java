package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class LinkTest {

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  /** Puts in two calls whose recordings are still written, and one that was not recorded. */
  private Shell shell(Path folder, String tenant) throws IOException {
    Shell shell = stand.shell(folder);
    Files.writeString(
        folder.resolve("calls.jsonl"),
        call("one")
            + call("two")
            + """
            {"id":"silent","status":"completed","created_at":"2024-01-15T10:30:00Z"}
            """);
    Result result = shell.run("import", "--tenant", tenant, "calls.jsonl");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return shell;
  }

  private static String call(String id) {
    return """
    {"id":"%s","status":"completed","created_at":"2024-01-15T10:30:00Z","recording":{"status":"pending"}}
    """
        .formatted(id);
  }

  private JsonNode create(Shell shell, String tenant, String call) {
    Result result =
        shell.run(
            "link",
            "create",
            "--tenant",
            tenant,
            "--api",
            stand.url(),
            "--label",
            "Ann",
            "--json",
            call);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.last();
  }

  private int open(JsonNode link) {
    return stand.open(link.path("url").textValue()).statusCode();
  }

  /** Makes a link by the API, and returns the key's id. */
  private String createdByKey(String tenant, String call) {
    ApiKey key =
        stand
            .deployment
            .keys()
            .create(new TenantId(tenant), EnumSet.allOf(Scope.class), "test", null);
    assertThat(stand.postWith(key.reveal(), "/v1/calls/" + call + "/links").statusCode())
        .isEqualTo(201);
    return ApiKey.keyId(key.hash());
  }

  private static List<String> ids(Result listed) {
    return listed.lines().stream().map(line -> line.path("id").textValue()).toList();
  }

  @Test
  void link_lives_fromCreationToRevocation(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Shell shell = shell(folder, tenant);

    JsonNode created = create(shell, tenant, "one");
    assertThat(created.path("url").textValue()).startsWith(stand.url() + "/l/crl_");
    assertThat(created.path("created_by").textValue()).isEqualTo("operator");
    assertThat(Instant.parse(created.path("expires_at").textValue()))
        .isBetween(
            Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
    // Known, and its recording is not there yet.
    assertThat(open(created)).isEqualTo(409);

    Result listed = shell.run("link", "list", "--tenant", tenant, "--json");
    assertThat(ids(listed)).containsExactly(created.path("id").textValue());
    assertThat(listed.last().path("label").textValue()).isEqualTo("Ann");
    assertThat(listed.last().path("opened").longValue()).isEqualTo(1);
    assertThat(listed.out()).doesNotContain("crl_");

    String id = created.path("id").textValue();
    Result revoked = shell.run("link", "revoke", "--tenant", tenant, "--json", id.substring(0, 16));
    assertThat(revoked.exitCode()).as(revoked.toString()).isZero();
    assertThat(revoked.last().path("revoked").longValue()).isEqualTo(1);
    assertThat(open(created)).isEqualTo(410);

    Result again = shell.run("link", "revoke", "--tenant", tenant, "--json", id);
    assertThat(again.exitCode()).isZero();
    assertThat(again.last().path("already_revoked").longValue()).isEqualTo(1);
  }

  @Test
  void create_plain_printsTheAddressAlone(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Result result =
        shell(folder, tenant)
            .run("link", "create", "--tenant", tenant, "--api", "https://calls.example/", "one");

    assertThat(result.out()).matches("https://calls\\.example/l/crl_[A-Za-z0-9_-]{43}\n");
    assertThat(result.err()).doesNotContain("crl_");
  }

  @Test
  void create_callThatCannotBeHeard_isNotDone(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Shell shell = shell(folder, tenant);

    for (String id : List.of("silent", "none")) {
      Result result = shell.run("link", "create", "--tenant", tenant, "--api", stand.url(), id);
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
    }
    assertThat(shell.run("link", "list", "--tenant", tenant, "--json").lines()).isEmpty();
  }

  @Test
  void create_lifetimeOutOfRange_isAUsageError(@TempDir Path folder) {
    for (String expires : List.of("31d", "0m", "soon")) {
      assertThat(
              stand
                  .shell(folder)
                  .run("link", "create", "--tenant", "t", "--expires", expires, "one")
                  .exitCode())
          .isEqualTo(2);
    }
  }

  @Test
  void revoke_ofACallOrAKey_revokesThoseAlone(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Shell shell = shell(folder, tenant);
    JsonNode one = create(shell, tenant, "one");
    JsonNode two = create(shell, tenant, "two");
    String keyId = createdByKey(tenant, "two");

    assertThat(ids(shell.run("link", "list", "--tenant", tenant, "--call", "two", "--json")))
        .hasSize(2)
        .contains(two.path("id").textValue());
    Result ofKey = shell.run("link", "revoke", "--tenant", tenant, "--key", keyId, "--json");
    assertThat(ofKey.last().path("revoked").longValue()).isEqualTo(1);
    assertThat(open(two)).isEqualTo(409);

    Result ofCall = shell.run("link", "revoke", "--tenant", tenant, "--call", "two", "--json");
    assertThat(ofCall.last().path("revoked").longValue()).isEqualTo(1);
    assertThat(ofCall.last().path("already_revoked").longValue()).isEqualTo(1);
    assertThat(open(two)).isEqualTo(410);
    assertThat(open(one)).isEqualTo(409);
  }

  @Test
  void erase_callWithLinks_removesThem(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Shell shell = shell(folder, tenant);
    JsonNode one = create(shell, tenant, "one");
    JsonNode two = create(shell, tenant, "two");

    Result erased = shell.run("erase", "--tenant", tenant, "--yes", "--json", "one");

    assertThat(erased.exitCode()).as(erased.toString()).isZero();
    assertThat(erased.last().path("links").longValue()).isEqualTo(1);
    assertThat(open(one)).isEqualTo(404);
    assertThat(ids(shell.run("link", "list", "--tenant", tenant, "--json")))
        .containsExactly(two.path("id").textValue());
  }

  @Test
  void revoke_linkOfAnotherTenant_isNotDone(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Shell shell = shell(folder, tenant);
    JsonNode link = create(shell, tenant, "one");

    Result result =
        shell.run("link", "revoke", "--tenant", Stand.newTenant(), link.path("id").textValue());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(open(link)).isEqualTo(409);
    assertThat(shell.run("link", "revoke", "--tenant", tenant, "xyz").exitCode()).isEqualTo(2);
  }
}
