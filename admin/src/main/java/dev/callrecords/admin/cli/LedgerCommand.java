package dev.callrecords.admin.cli;

import dev.callrecords.admin.Eraser.Target;
import dev.callrecords.admin.Ledger;
import dev.callrecords.admin.LedgerSearch;
import dev.callrecords.admin.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code ledger}: what was erased, also after the table was restored. */
@Command(
    name = "ledger",
    description = "Holds a table to the ledger of erasures.",
    subcommands = LedgerCommand.Apply.class)
final class LedgerCommand extends HelpOptions {

  /** {@code ledger apply}. */
  @Command(
      name = "apply",
      description = {
        "Erases again what the ledger says was erased, after a table was restored. Reads the whole"
            + " table.",
        "",
        "Use --calls-table to name the restored copy. Shows the calls and asks first. A call that"
            + " was put in again on purpose after it was erased is shown and erased too. Can be"
            + " interrupted, and run twice."
      })
  @SuppressWarnings("NullAway.Init") // Fields are set from the command line.
  static final class Apply extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Mixin private LedgerOptions ledgerOptions;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private TenantOrAll whose;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        defaultValue = "ledger",
        description = "Why, for the ledger; default: ${DEFAULT-VALUE}.")
    private Reason reason;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Show what would be erased, and erase nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print each call and the result as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      try (DynamoDbClient dynamoDb = aws.dynamoDb();
          S3Client s3 = aws.s3()) {
        Ledger ledger = ledgerOptions.ledger(aws, s3);
        ErasureRun run = new ErasureRun(aws.eraser(dynamoDb, s3, ledger), json);
        Ledger.Records records = ledger.read();
        StatusLine status = new StatusLine();
        List<Target> calls =
            new LedgerSearch(dynamoDb, aws.callsTable(), whose.tenant(), ledger)
                .find(records, read -> status.show(() -> Terminal.counted(read, "item") + " read"));
        status.clear();
        int exitCode = erase(run, calls);
        if (records.ofOtherKeys() > 0) {
          Terminal.warn(
              "%s of the ledger made with another key: run it again with that key by"
                      .formatted(Terminal.counted(records.ofOtherKeys(), "record"))
                  + " --ledger-key-file");
          return Math.max(exitCode, ExitCode.INCOMPLETE);
        }
        return exitCode;
      }
    }

    private int erase(ErasureRun run, List<Target> calls) throws IOException {
      calls.forEach(call -> run.show(call, JsonOutput.object(), call.tenant() + "  " + call.id()));
      String summary = Terminal.counted(calls.size(), "call") + " that the ledger says were erased";
      if (calls.isEmpty() || dryRun) {
        run.leave(dryRun ? "found" : "done", calls.size(), summary);
        return ExitCode.DONE;
      }
      return run.erase(calls, reason, summary, yes);
    }
  }
}
