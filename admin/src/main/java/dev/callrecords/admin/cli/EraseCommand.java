package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Eraser;
import dev.callrecords.admin.Eraser.Remains;
import dev.callrecords.admin.RecordingEraser;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code erase}: erases a call for good. */
@Command(
    name = "erase",
    description = {
      "Erases a call: its recording in all versions, its transcript and all its fields.",
      "",
      "A tombstone of its id and the time stays, so that the call answers 404 and its recording"
          + " 410. Asks first. Can be interrupted, and run twice."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class EraseCommand extends HelpOptions implements Callable<Integer> {

  @Mixin private AwsOptions aws;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the call.")
  private TenantId tenant;

  @Parameters(paramLabel = "ID", description = "The id of the call.")
  private CallId id;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    try (DynamoDbClient dynamoDb = aws.dynamoDb();
        S3Client s3 = aws.s3()) {
      Eraser eraser =
          new Eraser(
              dynamoDb, aws.callsTable(), new RecordingEraser(s3, aws.bucket()), Clock.systemUTC());
      Remains there = eraser.look(tenant, id);
      if (there.isNothing()) {
        report("not_found", there, "There is no call " + id + " of " + tenant + ".");
        return ExitCode.INCOMPLETE;
      }
      if (!yes && !there.isClean() && !confirmed(there)) {
        report("not_confirmed", there, "Nothing was erased.");
        return ExitCode.INCOMPLETE;
      }
      Remains removed = eraser.erase(tenant, id);
      report(
          "erased",
          removed,
          removed.isClean()
              ? "Call %s was erased on %s: nothing was left to remove."
                  .formatted(id, removed.erasedAt())
              : "Erased call %s: removed %s.".formatted(id, words(removed)));
      return ExitCode.DONE;
    }
  }

  private boolean confirmed(Remains there) throws IOException {
    Terminal.ERR.print(
        "Erase call %s of %s for good: %s? [y/N] ".formatted(id, tenant, words(there)));
    Terminal.ERR.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private static String words(Remains remains) {
    return "%s, %s, %s of the recording"
        .formatted(
            remains.callItem() ? "the fields of the call" : "no fields of the call",
            Terminal.counted(remains.otherItems(), "transcript item"),
            Terminal.counted(remains.recordingVersions(), "version"));
  }

  private void report(String result, Remains remains, String words) {
    if (!json) {
      Terminal.OUT.println(words);
      return;
    }
    ObjectNode object = JsonOutput.object();
    object.put("result", result);
    object.put("id", id.value());
    object.put("call_item", remains.callItem());
    object.put("transcript_items", remains.otherItems());
    object.put("recording_versions", remains.recordingVersions());
    Terminal.OUT.println(JsonOutput.line(object));
  }
}
