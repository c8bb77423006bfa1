package dev.callrecords.integration.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.ExportForm;
import dev.callrecords.admin.Exporter;
import dev.callrecords.admin.Fault;
import dev.callrecords.admin.Importer;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.admin.RecordingReader;
import dev.callrecords.admin.RecordingWriter;
import dev.callrecords.admin.Source;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.local.SampleCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every item of a call has the same {@code delete_after}, whichever of our writers wrote it. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class DeleteAfterTest {

  private static final String IN_2099 = ",\"delete_after\":\"2099-01-01T00:00:00Z\"";
  private static final String IN_2098 = ",\"delete_after\":\"2098-01-01T00:00:00Z\"";
  private static final String PAST = ",\"delete_after\":\"2024-06-01T00:00:00Z\"";
  private static final String SECONDS_2099 = "4070908800";
  private static final String SECONDS_2098 = "4039372800";

  private Stand stand;
  private TenantId tenant;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    stand = new Stand();
  }

  @BeforeEach
  void newTenant() {
    tenant = new TenantId(Stand.newTenant());
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  /** Returns a call with segments of noise, which do not compress. */
  private static String call(int segments, int bytes, String more) {
    Random random = new Random(segments + bytes);
    StringBuilder call = new StringBuilder();
    call.append("{\"id\":\"a\",\"status\":\"completed\",\"created_at\":\"2024-01-15T10:30:00Z\"");
    call.append(more).append(",\"transcript_segments\":[");
    for (int i = 0; i < segments; i++) {
      byte[] noise = new byte[bytes];
      random.nextBytes(noise);
      call.append(i == 0 ? "" : ",")
          .append("{\"speaker\":\"a\",\"text\":\"")
          .append(Base64.getEncoder().encodeToString(noise))
          .append("\",\"start_time\":%d,\"end_time\":%d}".formatted(i, i + 1));
    }
    return call.append("]}").toString();
  }

  private void put(String document) throws IOException {
    put(document, false);
  }

  private void put(String document, boolean revive) throws IOException {
    Path file = Files.writeString(folder.resolve("calls.jsonl"), document);
    Importer importer =
        new Importer(
            new CallWriter(stand.patient, stand.deployment.callsTable()),
            new RecordingWriter(stand.deployment.s3(), stand.deployment.recordingsBucket()),
            new Importer.Settings(tenant, null, revive, false, 2),
            null,
            new NoFault());
    importer.run(List.of(Source.of(file.toString())));
    assertThat(importer.counts().written()).isEqualTo(document.lines().count());
  }

  /** All items of the tenant are so many, and have that value. */
  private void assertHas(int items, @Nullable String seconds) {
    Set<@Nullable AttributeValue> values = new HashSet<>();
    stand.items(tenant.value()).forEach(item -> values.add(item.get("delete_after")));
    assertThat(stand.items(tenant.value())).hasSize(items);
    assertThat(values).containsExactly(seconds == null ? null : AttributeValue.fromN(seconds));
  }

  @Test
  void import_newCall_givesEveryItemTheSame() throws IOException {
    put(call(2, 256_000, IN_2099));

    assertHas(3, SECONDS_2099);
  }

  @Test
  void import_again_addsChangesAndKeepsItOnEveryItem() throws IOException {
    put(call(2, 256_000, ""));
    assertHas(3, null);

    put(call(2, 256_000, IN_2099));
    assertHas(3, SECONDS_2099);
    put(call(2, 256_000, IN_2098));
    assertHas(3, SECONDS_2098);
    put(call(2, 256_000, ""));
    assertHas(3, SECONDS_2098);
    put(call(1, 10, ""));
    assertHas(2, SECONDS_2098);
    put(call(3, 256_000, IN_2099));
    assertHas(4, SECONDS_2099);
  }

  /** Past a transaction's size. */
  @Test
  void import_largeCall_givesEveryItemTheSame() throws IOException {
    put(call(18, 256_000, IN_2099));
    assertHas(19, SECONDS_2099);

    put(call(18, 255_000, ""));
    assertHas(19, SECONDS_2099);
    put(call(18, 255_000, IN_2098));
    assertHas(19, SECONDS_2098);
  }

  /** As earlier versions left it: on the item {@code call} alone. */
  @Test
  void import_overACallThatHasItOnOneItem_spreadsIt() throws IOException {
    put(call(2, 256_000, ""));
    stand.patient.updateItem(update ->
        update
            .tableName(stand.deployment.callsTable())
            .key(
                Map.of(
                    "pk", AttributeValue.fromS(tenant + "#a"), "sk", AttributeValue.fromS("call")))
            .updateExpression("SET delete_after = :at")
            .expressionAttributeValues(Map.of(":at", AttributeValue.fromN(SECONDS_2099))));

    put(call(2, 256_000, ""));

    assertHas(3, SECONDS_2099);
  }

  @Test
  void import_revivedWithoutIt_removesItFromEveryItem() throws IOException {
    put(call(2, 256_000, PAST));

    put(call(2, 256_000, ""), true);

    assertHas(3, null);
  }

  @Test
  void export_import_keepsItOnEveryItem() throws IOException {
    put(call(2, 256_000, IN_2099));
    ByteArrayOutputStream exported = new ByteArrayOutputStream();
    new Exporter(
            stand.patient,
            stand.deployment.callsTable(),
            new DynamoDbCallStore(
                stand.patient, stand.deployment.callsTable(), Clock.systemUTC(), () -> {}),
            new RecordingReader(stand.deployment.s3(), ""),
            tenant,
            null,
            ExportForm.CALL_DOCUMENT)
        .export(
            List.of(new CallId("a")).iterator(),
            exported,
            (_, problem) -> {
              throw new AssertionError(problem);
            });
    newTenant();

    put(exported.toString(StandardCharsets.UTF_8));

    assertHas(3, SECONDS_2099);
  }

  @Test
  void put_sampleCall_givesEveryItemTheSame() throws InvalidCallException {
    CallWriter writer = new CallWriter(stand.patient, stand.deployment.callsTable());

    writer.put(tenant, SampleCalls.threeHours(), Instant.parse("2099-01-01T00:00:00Z"));
    assertHas(2, SECONDS_2099);

    writer.put(tenant, SampleCalls.threeHours());
    assertHas(2, null);
  }

  private static final class NoFault implements Importer.Listener {

    @Override
    public void fault(Source source, long line, Fault fault) {
      throw new AssertionError(fault.toString());
    }

    @Override
    public void leftErased(Source source, long line, CallDocument document) {
      throw new AssertionError("Nothing was erased");
    }

    @Override
    public void note(Source source, long line, CallDocument document, String note) {
      throw new AssertionError(note);
    }

    @Override
    public void notFetched(CallDocument document, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void progress(Importer.Counts counts) {
      // Nothing is shown.
    }
  }
}
