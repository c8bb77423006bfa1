package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.ExportForm;
import dev.callrecords.admin.Exporter;
import dev.callrecords.admin.LocalFileException;
import dev.callrecords.admin.RecordingReader;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code export}: takes calls and their recordings out. */
@Command(
    name = "export",
    description = {
      "Exports calls without loss, one per line, in the format of import.",
      "",
      "An erased call is printed as its id and deleted_at. Without --recordings an available"
          + " recording is described, and its audio stays where it is."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class ExportCommand extends HelpOptions implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the calls.")
  private TenantId tenant;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Which which;

  /** Which calls are meant. */
  static final class Which {

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of calls.")
    private @Nullable List<CallId> ids;

    @Option(
        names = "--all",
        required = true,
        description = "All calls of the tenant. Reads the whole table.")
    private boolean all;
  }

  @Option(
      names = "--recordings",
      paramLabel = "DIR",
      description = "Folder for the audio, as <id>.wav, .mp3, .ogg or .m4a.")
  private @Nullable Path recordings;

  @Option(
      names = "--to",
      paramLabel = "vcon",
      description = "Form of the calls; default: that of the API, which import takes.")
  private @Nullable String to;

  @Option(
      names = "--json",
      description = "Print each problem and the result, on standard error, as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb = aws.dynamoDb();
        S3Client s3 = aws.s3();
        OutputStream out = new BufferedOutputStream(Terminal.bytesOut(), 1 << 16)) {
      Exporter exporter =
          new Exporter(
              dynamoDb,
              aws.callsTable(),
              new DynamoDbCallStore(dynamoDb, aws.callsTable(), Clock.systemUTC(), () -> {}),
              new RecordingReader(s3, recordings == null ? "" : aws.bucket()),
              tenant,
              recordings,
              form());
      Iterator<CallId> ids =
          which.all || which.ids == null ? exporter.allIds() : which.ids.iterator();
      Exporter.Counts counts = exporter.export(ids, out, this::problem);
      end(counts);
      return counts.problems() == 0 ? ExitCode.DONE : ExitCode.INCOMPLETE;
    } catch (IOException e) {
      throw incomplete(new LocalFileException("The calls cannot be written", e));
    } catch (LocalFileException e) {
      throw incomplete(e);
    }
  }

  private ExportForm form() {
    if (to == null) {
      return ExportForm.CALL_DOCUMENT;
    }
    if (!to.equals("vcon")) {
      throw new ParameterException(command.commandLine(), "--to is vcon, or left out.");
    }
    return ExportForm.vcon(recordings);
  }

  private static LocalFileException incomplete(LocalFileException e) {
    Terminal.warn(
        "what was exported is not complete, and its last line may be cut off: make room and run the"
            + " same export again");
    return e;
  }

  private void problem(CallId id, String problem) {
    if (json) {
      ObjectNode object = JsonOutput.object();
      object.put("id", id.value());
      object.put("problem", problem);
      Terminal.ERR.println(JsonOutput.line(object));
    } else {
      Terminal.warn("call " + id + ": " + problem);
    }
  }

  private void end(Exporter.Counts counts) {
    if (json) {
      ObjectNode object = JsonOutput.object();
      object.put("result", "done");
      object.put("written", counts.written());
      object.put("recordings", counts.recordings());
      object.put("problems", counts.problems());
      Terminal.ERR.println(JsonOutput.line(object));
    } else {
      Terminal.ERR.println(
          "done: %d calls, %d recordings, %d problems"
              .formatted(counts.written(), counts.recordings(), counts.problems()));
    }
  }
}
