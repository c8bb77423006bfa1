package dev.callrecords.integration.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Shell;
import dev.callrecords.integration.support.Shell.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
final class BulkImportTest {

  private static final Duration SETTLED = Duration.ofSeconds(20);

  private Stand stand;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  private static void assertCounts(Result result, long written, long rejected) {
    assertThat(result.last().path("written").asLong()).as(result.toString()).isEqualTo(written);
    assertThat(result.last().path("rejected").asLong()).isEqualTo(rejected);
  }

  // Interrupted

  @Test
  void import_interruptedHalfWay_isGoneOnWith(@TempDir Path folder) throws Exception {
    String tenant = Stand.newTenant();
    String calls = Generated.calls(1200);
    Files.writeString(folder.resolve("calls.jsonl"), calls);
    Shell shell = stand.shell(folder);

    Process process = shell.start("import", "--tenant", tenant, "--json", "-");
    // Half of them and no end: however quick the import is, it is not done before it is
    // interrupted.
    OutputStream input = process.getOutputStream();
    input.write(calls.substring(0, calls.indexOf('\n', calls.length() / 2) + 1).getBytes(UTF_8));
    input.flush();
    while (stand.calls(tenant) < 100 && process.isAlive()) {
      Thread.sleep(20);
    }
    // SIGTERM: a background job of a shell, such as the build may be, hands an ignored SIGINT on.
    assertThat(process.toHandle().destroy()).isTrue();
    Result interrupted = shell.finish(process, new byte[0]);

    assertThat(interrupted.exitCode()).as(interrupted.toString()).isEqualTo(143);
    long written = interrupted.last().path("written").asLong();
    assertThat(interrupted.last().path("result").textValue()).isEqualTo("interrupted");
    assertThat(stand.calls(tenant)).isEqualTo(written).isBetween(100L, 1199L);
    assertWhole(tenant);

    Result resumed = stand.shell(folder).run("import", "--tenant", tenant, "--json", "calls.jsonl");

    assertCounts(resumed, 1200, 0);
    assertThat(stand.calls(tenant)).isEqualTo(1200);
    assertWhole(tenant);
  }

  /** Whatever moment it is, and without a word. */
  @Test
  void import_killed_leavesNoHalfCall(@TempDir Path folder) throws Exception {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(1000));
    Shell shell = stand.shell(folder);

    Process process = shell.start("import", "--tenant", tenant, "calls.jsonl");
    while (stand.calls(tenant) < 50 && process.isAlive()) {
      Thread.sleep(20);
    }
    process.destroyForcibly();
    shell.finish(process, new byte[0]);

    assertWhole(tenant);
  }

  /**
   * Every call has all its transcript items, and there are no orphans. What a killed process had
   * sent may be done after its end, so it is looked at again for a while.
   */
  private void assertWhole(String tenant) throws InterruptedException {
    long end = System.nanoTime() + SETTLED.toNanos();
    List<Map<String, AttributeValue>> items = stand.items(tenant);
    while (!found(items).equals(stated(items)) && System.nanoTime() < end) {
      Thread.sleep(100);
      items = stand.items(tenant);
    }
    assertThat(found(items)).isEqualTo(stated(items));
  }

  private static Map<String, Long> found(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .filter(item -> !text(item, "sk").equals("call"))
        .collect(Collectors.groupingBy(item -> text(item, "pk"), Collectors.counting()));
  }

  private static Map<String, Long> stated(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .filter(item -> text(item, "sk").equals("call"))
        .filter(item -> !number(item).equals("0"))
        .collect(Collectors.toMap(item -> text(item, "pk"), item -> Long.valueOf(number(item))));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return item.getOrDefault(name, AttributeValue.fromS("")).s();
  }

  private static String number(Map<String, AttributeValue> item) {
    return item.getOrDefault("transcript_items", AttributeValue.fromN("0")).n();
  }

  // Memory and speed

  /** Last: all that it leaves is read wherever another test looks what is there. */
  @Test
  @Order(Integer.MAX_VALUE)
  void import_moreThanItsHeap_goesIn(@TempDir Path folder) throws IOException {
    String tenant = Stand.newTenant();
    Files.writeString(folder.resolve("calls.jsonl"), Generated.calls(5_000));

    Result result =
        stand
            .shell(folder)
            .withJava("-Xmx48m")
            .run("import", "--tenant", tenant, "--json", "calls.jsonl");

    assertCounts(result, 5_000, 0);
    System.out.printf(
        "Imported 5,000 calls, %d MB, with a heap of 48 MB, at %d a second%n",
        Files.size(folder.resolve("calls.jsonl")) >> 20, result.last().path("per_second").asLong());
  }
}
