package dev.callrecords.integration.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a full disk every command exits with 4 and says how to continue. */
@TestInstance(Lifecycle.PER_CLASS)
@EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is a device of Linux")
@Timeout(120)
final class DiskFullTest {

  private static final String CALL =
      "{\"id\": \"a\", \"status\": \"completed\", \"created_at\": \"2024-01-15T10:30:00Z\"}\n";
  private static final String BAD = "{\"id\": \"b\"}\n";

  private Stand stand;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    stand = new Stand();
    // For the commands that need a call, and change nothing of it.
    Files.writeString(folder.resolve("calls.jsonl"), CALL);
    assertThat(stand.shell(folder).run("import", "--tenant", "full", "calls.jsonl").exitCode())
        .isZero();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private static void assertFull(Result result, String... said) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(4);
    assertThat(result.err()).contains(said).doesNotContain("defect", "\tat ");
  }

  @Test
  void import_temporaryFolderIsFull_saysWhatIsInAndHowToGoOn(@TempDir Path folder)
      throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(300));

    Result full =
        stand
            .shell(folder)
            .withFilesUpTo(256)
            .run("import", "--tenant", tenant, "--json", "calls.jsonl");

    assertFull(full, "java.io.tmpdir", "run the same import again to go on");
    assertThat(full.last().path("result").textValue()).isEqualTo("failed");
    assertThat(full.last().path("written").asLong()).isEqualTo(stand.calls(tenant));

    Result again = stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl");

    assertThat(again.exitCode()).as(again.toString()).isZero();
    assertThat(stand.calls(tenant)).isEqualTo(300);
  }

  /** With a mounted full disk: mapped files fail otherwise than by the size limit. */
  @Test
  void import_temporaryDiskIsFull_saysWhatIsInAndHowToGoOn(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(300));
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(exitCode("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()))
        .as("no disk can be mounted here")
        .isZero();
    try {
      Result full =
          stand
              .shell(folder)
              .withJava("-Djava.io.tmpdir=" + disk)
              .run("import", "--tenant", Stand.newTenant(), "calls.jsonl");

      assertFull(full, disk.toString(), "No space left", "run the same import again to go on");
    } finally {
      assertThat(exitCode("umount", disk.toString())).isZero();
    }
  }

  private static int exitCode(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void import_rejectsAreFull_saysWhatIsInAndHowToGoOn(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("calls.jsonl"), CALL + BAD);

    Result full =
        stand
            .shell(folder)
            .run("import", "--tenant", Stand.newTenant(), "--rejects", "/dev/full", "calls.jsonl");

    assertFull(full, "The rejects file /dev/full", "run the same import again to go on");
    assertThat(full.out()).startsWith("failed: ");
  }

  @Test
  void export_recordingsFolderIsFull_saysHowToGoOn(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), CALL);
    Files.write(folder.resolve("a.wav"), new byte[200_000]);
    assertThat(stand.shell(folder).run("import", "--tenant", tenant, "calls.jsonl").exitCode())
        .isZero();
    String[] export = {"export", "--tenant", tenant, "--recordings", "audio", "a"};

    Result full = stand.shell(folder).withFilesUpTo(100).run(export);

    assertFull(full, "a.wav", "run the same export again");
    assertThat(folder.resolve("audio")).isEmptyDirectory();

    assertThat(stand.shell(folder).run(export).exitCode()).isZero();
    assertThat(folder.resolve("audio").resolve("a.wav")).hasSize(200_000);
  }

  @Test
  void generate_recordingsFolderIsFull_saysHowToGoOn(@TempDir Path folder) {
    Result full =
        stand
            .shell(folder)
            .withFilesUpTo(4)
            .withOutTo("/dev/null")
            .runBare("generate", "--calls", "40", "--recordings", "audio");

    assertFull(full, "the same seed gives the same calls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "generate --calls 5000",
        "import --local PORTS --tenant TENANT --json calls.jsonl",
        "export --local PORTS --tenant full a",
        "key create --local PORTS --tenant TENANT --scope calls:read --label full",
        "key list --local PORTS",
        "erase --local PORTS --tenant TENANT --yes a"
      })
  void output_isFull_isNotTakenForDone(String command, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("calls.jsonl"), CALL + BAD);
    String ports =
        "--dynamodb-port %d --s3-port %d"
            .formatted(stand.cloud.dynamoDb().getPort(), stand.cloud.s3().getPort());
    String arguments = command.replace("PORTS", ports).replace("TENANT", Stand.newTenant());

    assertFull(
        stand.shell(folder).withOutTo("/dev/full").runBare(arguments.split(" ", -1)), "error:");
  }

  /** The launcher looks: the program cannot tell standard output from the next file it opens. */
  @Test
  void output_isClosed_nothingIsDone() throws IOException, InterruptedException {
    Process launcher =
        new ProcessBuilder("bash", "-c", "exec ./calls.sh key list --local >&-")
            .directory(Stand.repository().toFile())
            .start();

    String err = new String(launcher.getErrorStream().readAllBytes(), UTF_8);

    assertThat(launcher.waitFor()).isEqualTo(4);
    assertThat(err).contains("standard output is closed, and nothing was done");
  }
}
