package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.callrecords.admin.StandIns;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands share: help, exit codes, targets, and failing dependencies. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
final class CommandLineTest {

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "import",
        "export",
        "key",
        "key create",
        "key list",
        "key revoke",
        "key restore",
        "erase",
        "restore",
        "list",
        "reindex",
        "orphans",
        "generate"
      })
  void help_everyCommand_isThere(String command, @TempDir Path folder) {
    String[] arguments = (command + " --help").strip().split(" ", -1);

    Result result = stand.shell(folder).runBare(arguments);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("Usage:", "Exit codes:", "130").doesNotContain("\033");
  }

  @Test
  void help_onATerminal_isColoured(@TempDir Path folder) {
    Shell terminal = stand.shell(folder).withJava("-Dcalls.out.terminal=true");

    assertThat(terminal.runBare("--help").out()).contains("\033[");
    assertThat(terminal.with("NO_COLOR", "1").runBare("--help").out()).doesNotContain("\033[");
  }

  @Test
  void progress_onATerminalAndElsewhere_isShownThereOnly(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(300));
    String[] command = {"import", "--tenant", Stand.newTenant(), "--workers", "1", "calls.jsonl"};

    assertThat(stand.shell(folder).run(command).err()).isEmpty();
    assertThat(stand.shell(folder).withJava("-Dcalls.err.terminal=true").run(command).err())
        .containsPattern("\\[#*-*] +[0-9]+ %  [0-9]+ calls, [0-9]+/s, 0:00:[0-9]{2} left");
  }

  @Test
  void usage_thatCannotBeUnderstood_is2(@TempDir Path folder) {
    Shell shell = stand.shell(folder);

    assertThat(shell.runBare().exitCode()).isEqualTo(2);
    assertThat(shell.runBare("key").exitCode()).isEqualTo(2);
    assertThat(shell.runBare("exprot").exitCode()).isEqualTo(2);
    assertThat(shell.run("import", "--tenant", "t", "missing.jsonl").exitCode()).isEqualTo(2);
    assertThat(shell.run("export", "--tenant", "t").exitCode()).isEqualTo(2);
    Result nowhere = shell.runBare("export", "--tenant", "t", "--region", "eu-west-1", "--all");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("--local", "--stack", "CALLS_TABLE");
  }

  @Test
  void aws_thatCannotBeReached_is3(@TempDir Path folder) {
    Result result =
        stand
            .shell(folder)
            .with("AWS_MAX_ATTEMPTS", "1")
            .with("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
            .with("AWS_ACCESS_KEY_ID", "local")
            .with("AWS_SECRET_ACCESS_KEY", "locallocal")
            .runBare("key", "list", "--keys-table", "keys", "--region", "eu-west-1");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
    assertThat(result.err()).contains("Attempt Count: 1)").doesNotContain("\tat ");
  }

  @Test
  void local_serverIsNotRunning_saysSoAtOnce(@TempDir Path folder) {
    long start = System.nanoTime();
    Result result = stand.shell(folder).runBare("key", "list", "--local", "--dynamodb-port", "1");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
    assertThat(result.err()).contains("http://127.0.0.1:1", "is ./local.sh running?");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void message_controlCharactersOfData_arePrintedAsEscapes(@TempDir Path folder) {
    Result result = stand.shell(folder).run("import", "--tenant", "t", "missing\033[31m.jsonl");

    assertThat(result.err()).contains("missing\\u001b[31m.jsonl").doesNotContain("\033");
  }

  @Test
  void local_names_areThoseOfTheTemplate() {
    assertThat(StandIns.CALLS_TABLE).isEqualTo(stand.deployment.callsTable());
    assertThat(StandIns.KEYS_TABLE).isEqualTo(stand.deployment.keysTable());
    assertThat(StandIns.LINKS_TABLE).isEqualTo(stand.deployment.linksTable());
    assertThat(StandIns.RECORDINGS_BUCKET).isEqualTo(stand.deployment.recordingsBucket());
  }

  /** As in an account: the SDK's own variables say where, the stack's outputs say what. */
  @Test
  void stack_outputsAndEnvironment_giveTheNames(@TempDir Path folder) throws IOException {
    String template = Files.readString(Stand.repository().resolve("template.yaml"));
    assertThat(template)
        .contains("  CallsTableName:\n", "  ApiKeysTableName:\n", "  RecordingsBucketName:\n");
    String xml =
        """
        <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
        <DescribeStacksResult><Stacks><member><StackName>prod</StackName><Outputs>
        <member><OutputKey>CallsTableName</OutputKey><OutputValue>CallsTable</OutputValue></member>
        <member><OutputKey>ApiKeysTableName</OutputKey><OutputValue>ApiKeysTable</OutputValue></member>
        <member><OutputKey>RecordingsBucketName</OutputKey><OutputValue>recordingsbucket</OutputValue></member>
        </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
        """;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = xml.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(3));
    Shell account =
        stand
            .shell(folder)
            .with("AWS_ACCESS_KEY_ID", "local")
            .with("AWS_SECRET_ACCESS_KEY", "locallocal")
            .with("AWS_REGION", "us-east-1")
            .with("AWS_ENDPOINT_URL_DYNAMODB", stand.cloud.dynamoDb().toString())
            .with("AWS_ENDPOINT_URL_S3", stand.cloud.s3().toString())
            .with(
                "AWS_ENDPOINT_URL_CLOUDFORMATION",
                "http://127.0.0.1:" + server.getAddress().getPort());

    Result byStack =
        account.runBare("import", "--tenant", tenant, "--json", "--stack", "prod", "calls.jsonl");
    server.stop(0);
    Result byEnvironment =
        account.with("CALLS_TABLE", "CallsTable").runBare("export", "--tenant", tenant, "--all");
    Result byOption =
        account.runBare("key", "list", "--keys-table", "ApiKeysTable", "--tenant", tenant);

    assertThat(byStack.exitCode()).as(byStack.toString()).isZero();
    assertThat(byEnvironment.exitCode()).as(byEnvironment.toString()).isZero();
    assertThat(byEnvironment.lines()).hasSize(3);
    assertThat(byOption.exitCode()).as(byOption.toString()).isZero();
  }

  @Test
  void import_onABadDay_triesAgainUntilAllIsIn(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    // More than a transaction holds: a dozen transcript items, which go in by batches.
    StringBuilder large = new StringBuilder();
    large.append("{\"id\":\"large\",\"status\":\"completed\",");
    large.append("\"created_at\":\"2024-01-15T10:30:00Z\",\"transcript_segments\":[");
    Random random = new Random(1);
    for (int i = 0; i < 18; i++) {
      byte[] noise = new byte[256_000];
      random.nextBytes(noise);
      large
          .append(i == 0 ? "" : ",")
          .append("{\"speaker\":\"a\",\"text\":\"")
          .append(Base64.getEncoder().encodeToString(noise))
          .append("\",\"start_time\":%d,\"end_time\":%d}".formatted(i, i + 1));
    }
    large.append("]}\n");
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(60) + large);
    try (FlakyDynamoDb flaky = new FlakyDynamoDb(stand.cloud.dynamoDb())) {
      Result result =
          new Shell(folder, flaky.uri(), stand.cloud.s3())
              .run("import", "--tenant", tenant, "--json", "calls.jsonl");

      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.last().path("written").asLong()).isEqualTo(61);
      assertThat(flaky.throttled).hasValueGreaterThan(4);
      assertThat(flaky.leftUnprocessed).hasValueGreaterThan(5);
    }
    List<String> parts =
        stand.items(tenant).stream()
            .filter(item -> item.toString().contains("#large"))
            .map(item -> item.toString())
            .toList();
    assertThat(parts).hasSizeGreaterThan(12);
  }

  @Test
  void generate_sameSeed_printsTheSameOfEveryStatus(@TempDir Path folder) {
    Result once = stand.shell(folder).runBare("generate", "--calls", "200", "--seed", "5");
    Result twice = stand.shell(folder).runBare("generate", "--calls", "200", "--seed", "5");
    Result other = stand.shell(folder).runBare("generate", "--calls", "200", "--seed", "6");

    assertThat(once.out()).isEqualTo(twice.out()).isNotEqualTo(other.out());
    assertThat(once.lines()).hasSize(200);
    assertThat(once.lines().stream().map(call -> call.path("status").asText()).distinct())
        .containsExactlyInAnyOrder(
            "queued",
            "initiated",
            "ringing",
            "in-progress",
            "completed",
            "busy",
            "no-answer",
            "failed",
            "canceled");
  }

  @Test
  void generate_withRecordings_goesIn(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Result made =
        stand
            .shell(folder)
            .runBare("generate", "--calls", "40", "--seed", "5", "--recordings", "audio");
    Files.writeString(folder.resolve("calls.jsonl"), made.out());

    Result put =
        stand
            .shell(folder)
            .run("import", "--tenant", tenant, "--recordings", "audio", "--json", "calls.jsonl");

    assertThat(put.exitCode()).as(put.toString()).isZero();
    assertThat(stand.recordings(tenant)).hasSizeGreaterThan(5);
  }
}
