package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Reindexer;
import dev.callrecords.admin.Reindexer.Counts;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code reindex}: gives calls what lists find them by. */
@Command(
    name = "reindex",
    description = {
      "Gives calls the attributes by which they are listed, where they lack them or have wrong"
          + " ones, and takes them from erased calls. Reads the whole table.",
      "",
      "Needed once for calls that were written before there were lists, and after writers that"
          + " leave the attributes out. What is right is not written. Can be interrupted, and run"
          + " again to go on."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class ReindexCommand extends HelpOptions implements Callable<Integer> {

  @Mixin private AwsOptions aws;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TenantOrAll whose;

  @Option(names = "--dry-run", description = "Say what would be done and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Print each call that was left, and the result, as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      Report report = new Report();
      Reindexer reindexer =
          new Reindexer(dynamoDb, aws.callsTable(), whose.tenant(), dryRun, report);
      Interruption interruption =
          Interruption.install(() -> Terminal.warn("interrupted: run it again to go on"));
      Counts counts;
      try {
        counts = reindexer.run();
      } finally {
        interruption.remove();
      }
      report.end(counts);
      return counts.unreadable() == 0 ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  /** Says what happens: on a terminal as it goes, and at the end. */
  private final class Report implements Reindexer.Listener {

    private final StatusLine line = new StatusLine();

    @Override
    public void unreadable(String partitionKey, String problem) {
      line.clear();
      String[] parts = partitionKey.split("#", 2);
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("tenant", parts[0]);
        object.put("id", parts.length == 2 ? parts[1] : null);
        object.put("problem", problem);
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.warn("call " + String.join(" ", parts) + " is left: " + problem);
      }
    }

    @Override
    public void progress(Counts counts) {
      line.show(() -> words(counts));
    }

    private String words(Counts counts) {
      return "%s read, %d %s, %d left"
          .formatted(
              Terminal.counted(counts.read(), "call"),
              counts.changed(),
              dryRun ? "would be changed" : "changed",
              counts.unreadable());
    }

    private void end(Counts counts) {
      line.clear();
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", dryRun ? "checked" : "done");
        object.put("read", counts.read());
        object.put("changed", counts.changed());
        object.put("left", counts.unreadable());
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println((dryRun ? "checked: " : "done: ") + words(counts));
      }
    }
  }
}
