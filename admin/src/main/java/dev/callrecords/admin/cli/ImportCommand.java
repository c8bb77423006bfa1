package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.Fault;
import dev.callrecords.admin.Importer;
import dev.callrecords.admin.Importer.Counts;
import dev.callrecords.admin.RecordFormat;
import dev.callrecords.admin.RecordingFetcher;
import dev.callrecords.admin.RecordingWriter;
import dev.callrecords.admin.RejectsFile;
import dev.callrecords.admin.Source;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code import}: puts calls and their recordings in. */
@Command(
    name = "import",
    description = {
      "Imports calls in the JSON format of GET /v1/calls/{id}, or with --from as a voice platform"
          + " hands them out.",
      "",
      "A file holds one object, objects one per line, or an array of them, plain or gzip. A call"
          + " may have a `recording` of status, content_type, size, duration and file; without one"
          + " it keeps the recording that is stored. Audio lies beside the file, or in"
          + " --recordings, as recording.file says or as <id>.wav, .mp3, .ogg or .m4a.",
      "",
      "Every record is checked before it is written, and all faults are shown; a bad record stops"
          + " no good one. Can be interrupted, and run again with the same files."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class ImportCommand extends HelpOptions implements Callable<Integer> {

  private static final int MOST_WORKERS = 64;

  /** Listed recordings that are pending; more are counted only, which bounds the heap. */
  private static final int MAX_LISTED = 1000;

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Mixin private FormatOptions formatOptions;

  @Mixin private FetchOptions fetchOptions;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the calls.")
  private TenantId tenant;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of calls; - for standard input.")
  private List<String> files;

  @Option(
      names = "--recordings",
      paramLabel = "DIR",
      description = "Folder of the audio; default: beside each file.")
  private @Nullable Path recordings;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "New file for rejected records, unchanged.")
  private @Nullable Path rejectsFile;

  @Option(
      names = "--revive",
      description = "Put erased calls in again; default: leave them erased.")
  private boolean revive;

  @Option(names = "--dry-run", description = "Check everything and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Number of calls written concurrently, 1 to 64, default ${DEFAULT-VALUE}.")
  private int workers;

  @Option(names = "--json", description = "Print each fault and the result as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw usage("--workers is 1 to 64.");
    }
    if (recordings != null && !Files.isDirectory(recordings)) {
      throw usage("There is no directory " + recordings + " for --recordings.");
    }
    RecordFormat format = formatOptions.format();
    if (fetchOptions.areGiven() && !formatOptions.areGiven()) {
      throw usage("--fetch-recordings needs --from: calls in the form of the API have no links.");
    }
    List<Source> sources = files.stream().map(Source::of).toList();
    sources.forEach(this::check);
    // Otherwise the HTTP client keeps five idle connections and reconnects for the other workers.
    System.setProperty("http.maxConnections", Integer.toString(workers));
    try (RecordingFetcher fetcher = fetchOptions.fetcher();
        DynamoDbClient dynamoDb = aws.dynamoDb();
        S3Client s3 = aws.s3();
        RejectsFile rejects = rejectsFile == null ? null : RejectsFile.open(rejectsFile)) {
      Report report = new Report(sources);
      Importer importer =
          new Importer(
              new CallWriter(dynamoDb, aws.callsTable()),
              new RecordingWriter(s3, aws.bucket()),
              new Importer.Settings(tenant, format, recordings, fetcher, revive, dryRun, workers),
              rejects,
              report);
      Interruption interruption =
          Interruption.install(() -> {
            boolean drained = importer.stop();
            report.end(importer.counts(), "interrupted");
            Terminal.warn(
                drained
                    ? "interrupted: run the same import again to go on"
                    : "interrupted while AWS did not answer: run the same import again to go on");
          });
      try {
        importer.run(sources);
      } catch (RuntimeException | Error e) {
        interruption.remove();
        report.end(importer.counts(), "failed");
        Terminal.warn("nothing is half done: run the same import again to go on");
        throw e;
      }
      interruption.remove();
      Counts counts = importer.counts();
      report.end(counts, dryRun ? "checked" : "done");
      return counts.rejected() == 0 && counts.notFetched() == 0
          ? ExitCode.DONE
          : ExitCode.INCOMPLETE;
    }
  }

  private void check(Source source) {
    Path path = source.path();
    if (path == null) {
      return;
    }
    if (Files.isDirectory(path) || !Files.isReadable(path)) {
      throw usage("No file " + path + " can be read.");
    }
    try {
      if (rejectsFile != null && Files.exists(rejectsFile) && Files.isSameFile(rejectsFile, path)) {
        throw usage("--rejects names a file that is to be put in.");
      }
    } catch (IOException e) {
      throw usage("No file " + path + " can be read.");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Says what happens: on a terminal as it goes, and at the end. */
  private final class Report implements Importer.Listener {

    private final ProgressBar bar;
    private final List<String> notFetched = new ArrayList<>();
    private final long startNanos = System.nanoTime();

    Report(List<Source> sources) {
      boolean known = sources.stream().allMatch(source -> source.size() > 0);
      bar = new ProgressBar(known ? sources.stream().mapToLong(Source::size).sum() : 0);
    }

    @Override
    public void fault(Source source, long line, Fault fault) {
      bar.clear();
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("file", source.name());
        object.put("line", line);
        object.put("field", fault.field().isEmpty() ? null : fault.field());
        object.put("problem", fault.problem());
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.ERR.println(source.name() + ":" + line + ": " + fault);
      }
    }

    @Override
    public void leftErased(Source source, long line, CallDocument document) {
      bar.clear();
      Terminal.warn(
          "%s:%d: call %s was erased and is left so; --revive puts it in again"
              .formatted(source.name(), line, document.id()));
    }

    @Override
    public void note(Source source, long line, CallDocument document, String note) {
      bar.clear();
      Terminal.warn("%s:%d: %s".formatted(source.name(), line, note));
    }

    @Override
    public void notFetched(CallDocument document, String reason) {
      if (json) {
        bar.clear();
        ObjectNode object = JsonOutput.object();
        object.put("pending", document.id().value());
        object.put("reason", reason);
        Terminal.OUT.println(JsonOutput.line(object));
      } else if (notFetched.size() < MAX_LISTED) {
        notFetched.add("%s: %s".formatted(document.id(), reason));
      }
    }

    @Override
    public void progress(Counts counts) {
      bar.show(counts);
    }

    private void listNotFetched(long count) {
      if (count > 0 && !json) {
        Terminal.warn(
            "%d recordings could not be fetched and are pending; run the same import again to go on:"
                .formatted(count));
        notFetched.forEach(Terminal.ERR::println);
        if (count > notFetched.size()) {
          Terminal.ERR.println("and %d more".formatted(count - notFetched.size()));
        }
      }
    }

    void end(Counts counts, String result) {
      bar.clear();
      listNotFetched(counts.notFetched());
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      double rate = counts.written() / seconds;
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", result);
        object.put("records", counts.records());
        object.put("written", counts.written());
        object.put("rejected", counts.rejected());
        object.put("left_erased", counts.leftErased());
        object.put("recordings_pending", counts.notFetched());
        object.put("seconds", Math.round(seconds * 10) / 10.0);
        object.put("per_second", Math.round(rate));
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            String.format(
                Locale.ROOT,
                "%s: %d calls %s in %.1f s (%.0f a second), %d rejected, %d left erased",
                result,
                counts.written(),
                dryRun ? "would be written, checked" : "written",
                seconds,
                rate,
                counts.rejected(),
                counts.leftErased()));
      }
    }
  }
}
