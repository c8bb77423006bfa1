package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Eraser;
import dev.callrecords.admin.Holds;
import dev.callrecords.admin.Holds.Held;
import dev.callrecords.admin.Holds.Outcome;
import dev.callrecords.admin.Reason;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.Hold;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code hold}: keeps calls from being erased and swept. */
@Command(
    name = "hold",
    description = "Keeps calls from being erased, and from the end of their retention.",
    subcommands = {HoldCommand.SetHold.class, HoldCommand.Clear.class, HoldCommand.ListAll.class})
final class HoldCommand extends HelpOptions {

  /** Those after which nothing is left to do. */
  private static final Set<Outcome> GOOD =
      EnumSet.of(Outcome.HELD, Outcome.HELD_BEFORE, Outcome.CLEARED, Outcome.NOT_HELD);

  /** Prints what was done with a call. Returns the exit code for it. */
  private static int report(Outcome outcome, CallId id, boolean json) {
    String words =
        switch (outcome) {
          case HELD -> "is held";
          case HELD_BEFORE -> "was held already, and that hold stays";
          case CLEARED -> "is not held any more";
          case TO_ERASE -> "is still held: clearing it erases it";
          case NOT_HELD -> "was not held";
          case NOT_FOUND ->
              "is not there, or was erased; where that was interrupted, ./calls.sh erase goes on";
          case EXPIRED ->
              "is past its retention: it counts as deleted, and DynamoDB may remove it at any"
                  + " moment";
        };
    if (json) {
      ObjectNode object = JsonOutput.object();
      object.put("result", outcome.name().toLowerCase(Locale.ROOT));
      object.put("id", id.value());
      Terminal.OUT.println(JsonOutput.line(object));
    } else if (GOOD.contains(outcome)) {
      Terminal.OUT.println("call " + id + " " + words);
    } else {
      Terminal.warn("call " + id + " " + words);
    }
    return GOOD.contains(outcome) ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }

  /** {@code hold set}. */
  @Command(
      name = "set",
      description = {
        "Holds calls: none of them is erased, and none ends with its retention.",
        "",
        "A held call is answered as before. Its delete_after is kept aside until the hold is"
            + " cleared. Can be interrupted, and run twice."
      })
  @SuppressWarnings("NullAway.Init") // Fields are set from the command line.
  static final class SetHold extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant that owns the calls.")
    private TenantId tenant;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, such as the number of a case; no data of a person.")
    private Reason reason;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of calls.")
    private List<CallId> ids;

    @Option(names = "--json", description = "Print the result of each as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        Holds holds = new Holds(dynamoDb, aws.callsTable(), Clock.systemUTC());
        String by = aws.caller();
        return ids.stream()
            .mapToInt(id -> report(holds.set(tenant, id, by, reason), id, json))
            .max()
            .orElse(ExitCode.DONE);
      }
    }
  }

  /** {@code hold clear}. */
  @Command(
      name = "clear",
      description = {
        "Clears the hold of calls. Their delete_after is in force again.",
        "",
        "A call that was to be erased meanwhile is erased now, after a question. Can be"
            + " interrupted, and run twice."
      })
  @SuppressWarnings("NullAway.Init") // Fields are set from the command line.
  static final class Clear extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Mixin private LedgerOptions ledgerOptions;

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant that owns the calls.")
    private TenantId tenant;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of calls.")
    private List<CallId> ids;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print the result of each as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      try (DynamoDbClient dynamoDb = aws.dynamoDb();
          S3Client s3 = aws.s3()) {
        Holds holds = new Holds(dynamoDb, aws.callsTable(), Clock.systemUTC());
        Eraser eraser = aws.eraser(dynamoDb, s3, ledgerOptions.ledger(aws, s3));
        int exitCode = ExitCode.DONE;
        for (CallId id : ids) {
          exitCode = Math.max(exitCode, clear(holds, eraser, id));
        }
        return exitCode;
      }
    }

    private int clear(Holds holds, Eraser eraser, CallId id) throws IOException {
      Outcome outcome = holds.clear(tenant, id);
      if (outcome != Outcome.TO_ERASE
          || (!yes
              && !Terminal.confirmed(
                  "Call %s of %s was to be erased while it was held. Clear its hold, and erase it"
                          .formatted(id, tenant)
                      + " for good?"))) {
        return report(outcome, id, json);
      }
      Eraser.Remains removed = eraser.eraseHeld(tenant, id);
      ObjectNode object = JsonOutput.object().put("result", "erased").put("id", id.value());
      Terminal.OUT.println(
          json
              ? JsonOutput.line(EraseCommand.put(object, removed))
              : "call %s is not held any more, and was erased".formatted(id));
      return ExitCode.DONE;
    }
  }

  /** {@code hold list}. */
  @Command(name = "list", description = "Lists held calls. Reads the whole table.")
  @SuppressWarnings("NullAway.Init") // Fields are set from the command line.
  static final class ListAll extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private TenantOrAll whose;

    @Option(names = "--json", description = "Print each as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (DynamoDbClient dynamoDb = aws.dynamoDb();
          Stream<Held> held =
              new Holds(dynamoDb, aws.callsTable(), Clock.systemUTC()).list(whose.tenant())) {
        held.forEachOrdered(this::print);
        return ExitCode.DONE;
      }
    }

    private void print(Held held) {
      Hold hold = held.hold();
      if (!json) {
        Terminal.OUT.println(
            "%s  %s  since %s by %s: %s%s"
                .formatted(
                    held.call().tenant(),
                    held.call().id(),
                    hold.since(),
                    hold.by(),
                    hold.reason(),
                    hold.eraseReason() == null ? "" : "; to be erased when it is cleared"));
        return;
      }
      ObjectNode object = JsonOutput.object();
      object.put("tenant", held.call().tenant().value());
      object.put("id", held.call().id().value());
      object.put("since", hold.since().toString());
      object.put("by", hold.by());
      object.put("reason", hold.reason());
      object.put("delete_after", Objects.toString(hold.deleteAfter(), null));
      object.put("erase_reason", hold.eraseReason());
      Terminal.OUT.println(JsonOutput.line(object));
    }
  }
}
