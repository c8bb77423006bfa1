package dev.callrecords.admin.cli;

import dev.callrecords.admin.Keys;
import dev.callrecords.dynamodb.KeyItem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code key restore}. */
@Command(
    name = "restore",
    description = {
      "Puts in the keys that a restored copy of the table has and the table has not, and lists"
          + " them.",
      "",
      "A key that is there stays as it is: one revoked since stays revoked. A key that was"
          + " removed on purpose comes back: revoke it. Can be interrupted, and run again."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class KeyRestoreCommand extends HelpOptions implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Option(
      names = "--from-table",
      required = true,
      paramLabel = "NAME",
      description = "The restored copy of the table of the API keys.")
  private String copyTable;

  @Option(names = "--json", description = "Print each key put in as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    String table = aws.keysTable();
    if (copyTable.equals(table)) {
      throw new ParameterException(
          command.commandLine(), "--from-table names the table itself: name the restored copy.");
    }
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      List<KeyItem.Entry> restored = new ArrayList<>();
      try {
        new Keys(dynamoDb, table, Clock.systemUTC()).restore(copyTable).forEach(restored::add);
      } finally {
        // Printed after a failure too: the next run does not list them.
        KeyCommand.print(restored, json);
      }
      Terminal.ERR.println("done: %d keys put in".formatted(restored.size()));
      return ExitCode.DONE;
    }
  }
}
