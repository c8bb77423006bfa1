package dev.callrecords.admin;

import dev.callrecords.domain.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** A dry run of an import over a table of at most one call. */
final class DryRun implements Importer.Listener {

  final List<String> faults = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  private Importer.Counts counts = new Importer.Counts(0, 0, 0, 0, 0, 0);

  static DryRun of(Path... files) {
    return over(List.of(), files);
  }

  static DryRun over(List<Map<String, AttributeValue>> stored, Path... files) {
    return over(stored, RecordFormat.CALL_DOCUMENT, files);
  }

  static DryRun in(RecordFormat format, Path... files) {
    return over(List.of(), format, files);
  }

  private static DryRun over(
      List<Map<String, AttributeValue>> stored, RecordFormat format, Path... files) {
    DryRun run = new DryRun();
    Importer importer =
        new Importer(
            new CallWriter(new Table(stored), "calls"),
            new RecordingWriter(new NoBucket(), "recordings"),
            new Importer.Settings(new TenantId("t"), format, null, null, false, true, 1),
            null,
            run);
    importer.run(Arrays.stream(files).map(file -> Source.of(file.toString())).toList());
    run.counts = importer.counts();
    return run;
  }

  long written() {
    return counts.written();
  }

  long rejected() {
    return counts.rejected();
  }

  @Override
  public void fault(Source source, long line, Fault fault) {
    faults.add(line + ": " + fault);
  }

  @Override
  public void leftErased(Source source, long line, CallDocument document) {
    throw new AssertionError("Nothing is stored");
  }

  @Override
  public void note(Source source, long line, CallDocument document, String note) {
    notes.add(line + ": " + note);
  }

  @Override
  public void notFetched(CallDocument document, String reason) {
    throw new AssertionError(reason);
  }

  @Override
  public void progress(Importer.Counts now) {
    // Nothing is shown.
  }

  private record Table(List<Map<String, AttributeValue>> stored) implements DynamoDbClient {

    @Override
    public QueryResponse query(QueryRequest request) {
      return QueryResponse.builder().items(stored).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** A dry run asks S3 for nothing: every request fails. */
  private static final class NoBucket implements S3Client {

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
