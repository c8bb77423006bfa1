package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Eraser;
import dev.callrecords.admin.Eraser.Remains;
import dev.callrecords.admin.Eraser.Target;
import dev.callrecords.admin.NumberSearch;
import dev.callrecords.admin.NumberSearch.Found;
import dev.callrecords.admin.Reason;
import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
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

/** {@code erase}: erases a call, or all calls of a number, for good. */
@Command(
    name = "erase",
    description = {
      "Erases a call: its recording in all versions, its transcript and all its fields. With"
          + " --number all calls from and to that number, after a list of them.",
      "",
      "A tombstone of its id and the time stays, so that the call answers 404 and its recording"
          + " 410. Asks first. Can be interrupted, and run twice."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class EraseCommand extends HelpOptions implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Mixin private LedgerOptions ledgerOptions;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the call.")
  private TenantId tenant;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Which which;

  /** Which calls are meant. */
  static final class Which {

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the call.")
    private @Nullable CallId id;

    @Option(
        names = "--number",
        required = true,
        paramLabel = "NUMBER",
        description =
            "All calls from or to this number, exactly as it is stored, such as +14155550100.")
    private @Nullable String number;
  }

  @Option(
      names = "--max-calls",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "With --number: erase nothing when there are more calls, default ${DEFAULT-VALUE}.")
  private int maxCalls;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "request",
      description =
          "Why, for the ledger, such as the number of a request, and no data of a person; default:"
              + " ${DEFAULT-VALUE}.")
  private Reason reason;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Show what would be erased, and erase nothing.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Print the result, and with --number each call, as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (which.number != null
        && (which.number.isBlank() || which.number.length() > CallFilter.MAX_NUMBER_LENGTH)) {
      throw new ParameterException(
          command.commandLine(),
          "--number is 1 to " + CallFilter.MAX_NUMBER_LENGTH + " characters, as in the index.");
    }
    try (DynamoDbClient dynamoDb = aws.dynamoDb();
        S3Client s3 = aws.s3()) {
      Eraser eraser = aws.eraser(dynamoDb, s3, ledgerOptions.ledger(aws, s3));
      return which.number == null
          ? erase(eraser, Objects.requireNonNull(which.id))
          : erase(eraser, new NumberSearch(dynamoDb, aws.callsTable()).find(tenant, which.number));
    }
  }

  private int erase(Eraser eraser, List<Found> calls) throws IOException {
    ErasureRun run = new ErasureRun(eraser, json);
    calls.forEach(call ->
        run.show(
            new Target(tenant, call.id()),
            JsonOutput.object().put("created_at", call.createdAt()),
            call.createdAt() + "  " + call.id()));
    int exitCode = erase(run, calls);
    Terminal.warn(
        "a call without its index attributes is not found by its number: ./calls.sh reindex"
            + " --tenant %s gives them".formatted(tenant));
    return exitCode;
  }

  private int erase(ErasureRun run, List<Found> calls) throws IOException {
    int count = calls.size();
    if (calls.isEmpty()) {
      run.leave("not_found", 0, "no call of " + tenant + " is indexed under the number");
      return ExitCode.INCOMPLETE;
    }
    String summary =
        "%s of %s, from %s to %s"
            .formatted(
                Terminal.counted(count, "call"),
                tenant,
                calls.getFirst().createdAt(),
                calls.getLast().createdAt());
    if (dryRun) {
      run.leave("found", count, summary);
      return ExitCode.DONE;
    }
    if (count > maxCalls) {
      run.leave("too_many", count, summary + ": nothing was erased");
      Terminal.error(
          "these are more than %d calls: if all of them should go, add --max-calls %d"
              .formatted(maxCalls, count));
      return ExitCode.INCOMPLETE;
    }
    return run.erase(
        calls.stream().map(call -> new Target(tenant, call.id())).toList(), reason, summary, yes);
  }

  private int erase(Eraser eraser, CallId id) throws IOException {
    Remains there = eraser.look(tenant, id);
    if (there.isNothing()) {
      report("not_found", id, there, "There is no call " + id + " of " + tenant + ".");
      return ExitCode.INCOMPLETE;
    }
    if (dryRun) {
      report("found", id, there, "Call %s: %s.".formatted(id, words(there)));
      return ExitCode.DONE;
    }
    if (!yes
        && !there.isClean()
        && !Terminal.confirmed(
            "Erase call %s of %s for good: %s?".formatted(id, tenant, words(there)))) {
      report("not_confirmed", id, there, "Nothing was erased.");
      return ExitCode.INCOMPLETE;
    }
    return switch (eraser.erase(tenant, id, reason)) {
      case Eraser.Outcome.Held() -> {
        report(
            "held",
            id,
            there,
            "Call %s is held, and was not erased. Clearing its hold erases it: ./calls.sh hold clear"
                .formatted(id));
        yield ExitCode.INCOMPLETE;
      }
      case Eraser.Outcome.Erased(Remains removed) -> {
        report(
            "erased",
            id,
            removed,
            removed.isClean()
                ? "Call %s was erased on %s: nothing was left to remove."
                    .formatted(id, removed.erasedAt())
                : "Erased call %s: removed %s.".formatted(id, words(removed)));
        yield ExitCode.DONE;
      }
    };
  }

  private static String words(Remains remains) {
    return "%s, %s, %s of the recording, %s"
        .formatted(
            remains.callItem() ? "the fields of the call" : "no fields of the call",
            Terminal.counted(remains.otherItems(), "transcript item"),
            Terminal.counted(remains.recordingVersions(), "version"),
            Terminal.counted(remains.links(), "shared link"));
  }

  private void report(String result, CallId id, Remains remains, String words) {
    ObjectNode object = JsonOutput.object().put("result", result).put("id", id.value());
    Terminal.OUT.println(json ? JsonOutput.line(put(object, remains)) : words);
  }

  /** Puts what was there of a call into a line for scripts. */
  static ObjectNode put(ObjectNode object, Remains remains) {
    object.put("call_item", remains.callItem());
    object.put("transcript_items", remains.otherItems());
    object.put("recording_versions", remains.recordingVersions());
    object.put("links", remains.links());
    return object;
  }
}
