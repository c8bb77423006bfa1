package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Restorer;
import dev.callrecords.admin.Restorer.Outcome;
import dev.callrecords.admin.Restorer.Result;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

/** {@code restore}: copies calls back from a restored copy of the table. */
@Command(
    name = "restore",
    description = {
      "Copies calls from a restored copy of the table back into the table, as they were.",
      "",
      "Each call is written as a whole, read back and compared. A call that differs from the copy"
          + " is left, since which of the two is newer is not known; an erased call stays erased; a"
          + " call past its retention is left out. Recordings are not touched, and nothing is"
          + " removed from the copy. Can be interrupted, and run again to go on."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class RestoreCommand extends HelpOptions implements Callable<Integer> {

  /** Those that leave nothing for the operator to decide or to look for. */
  private static final Set<Outcome> GOOD =
      Set.of(Outcome.RESTORED, Outcome.SAME, Outcome.ERASED, Outcome.EXPIRED);

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the calls.")
  private TenantId tenant;

  @Option(
      names = "--from-table",
      required = true,
      paramLabel = "NAME",
      description = "The restored copy of the table of the calls.")
  private String copyTable;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Which which;

  /** Which calls are meant. */
  static final class Which {

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of calls.")
    private @Nullable List<CallId> ids;

    @Option(
        names = "--all",
        required = true,
        description = "All calls of the tenant that are in the copy. Reads the whole copy.")
    private boolean all;
  }

  @Option(
      names = "--overwrite",
      description = "Replace calls that differ from the copy; default: leave them.")
  private boolean overwrite;

  @Option(
      names = "--revive",
      description = "Put erased calls in again; default: leave them erased.")
  private boolean revive;

  @Option(names = "--dry-run", description = "Report what would be done and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Print each call that was left, and the result, as one line of JSON.")
  private boolean json;

  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);

  @Override
  public Integer call() {
    String table = aws.callsTable();
    if (copyTable.equals(table)) {
      throw new ParameterException(
          command.commandLine(), "--from-table names the table itself: name the restored copy.");
    }
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      Restorer restorer =
          new Restorer(
              dynamoDb,
              copyTable,
              table,
              new Restorer.Settings(tenant, overwrite, revive, dryRun),
              Clock.systemUTC());
      Interruption interruption =
          Interruption.install(() -> {
            end("interrupted");
            Terminal.warn("interrupted: run the same restore again to go on");
          });
      try (Stream<Result> results =
          which.all || which.ids == null
              ? restorer.restoreAll()
              : restorer.restore(which.ids.stream())) {
        results.forEachOrdered(this::report);
      } catch (RuntimeException | Error e) {
        interruption.remove();
        end("failed");
        Terminal.warn("run the same restore again to go on");
        throw e;
      }
      interruption.remove();
      end(dryRun ? "checked" : "done");
      if (counts.isEmpty()) {
        Terminal.warn("%s has no call of %s".formatted(copyTable, tenant));
        return ExitCode.INCOMPLETE;
      }
      return GOOD.containsAll(counts.keySet()) ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private synchronized void report(Result result) {
    counts.merge(result.outcome(), 1L, Long::sum);
    String left =
        switch (result.outcome()) {
          case RESTORED, SAME -> null;
          case DIFFERS -> "differs from the copy and is left; --overwrite replaces it by the copy";
          case HELD -> "differs from the copy and is left, since it is held";
          case ERASED -> "was erased and is left so; --revive puts it in again";
          case EXPIRED -> "is past its retention in the copy, and is left out";
          case ERASED_IN_COPY ->
              "is erased in the copy and is left as it is; ./calls.sh erase removes it";
          case NOT_IN_COPY -> "is not in the copy";
          case CHANGED_MEANWHILE -> "was changed by another writer at the same time; run it again";
        };
    if (left == null) {
      return;
    }
    if (json) {
      ObjectNode object = JsonOutput.object();
      object.put("id", result.id().value());
      object.put("outcome", name(result.outcome()));
      Terminal.OUT.println(JsonOutput.line(object));
    } else {
      Terminal.warn("call " + result.id() + " " + left);
    }
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private synchronized void end(String result) {
    if (json) {
      ObjectNode object = JsonOutput.object();
      object.put("result", result);
      for (Outcome outcome : Outcome.values()) {
        object.put(name(outcome), count(outcome));
      }
      Terminal.OUT.println(JsonOutput.line(object));
      return;
    }
    long left = counts.values().stream().mapToLong(Long::longValue).sum();
    Terminal.OUT.println(
        "%s: %d calls %s, %d the same already, %d left"
            .formatted(
                result,
                count(Outcome.RESTORED),
                dryRun ? "would be restored" : "restored and compared",
                count(Outcome.SAME),
                left - count(Outcome.RESTORED) - count(Outcome.SAME)));
  }

  private long count(Outcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }
}
