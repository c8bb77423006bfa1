package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Orphans;
import dev.callrecords.admin.Orphans.Counts;
import dev.callrecords.admin.Orphans.Orphan;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code orphans}: finds and removes transcripts whose call is gone. */
@Command(
    name = "orphans",
    description = {
      "Finds transcripts whose call is gone, such as DynamoDB leaves behind where delete_after is"
          + " on the item call alone. Reads the whole table.",
      "",
      "With --fix they are removed, those that are still there unchanged after a wait: a large call"
          + " that is being written has its transcript before its call. Ends with 1 while there are"
          + " any. Can be interrupted, and run again."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class OrphansCommand extends HelpOptions implements Callable<Integer> {

  private static final int MAX_WAIT_SECONDS = 86_400;

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TenantOrAll whose;

  @Option(names = "--fix", description = "Remove them; default: only list them.")
  private boolean fix;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "With --fix: how long a transcript must stay without its call and unchanged, default"
              + " ${DEFAULT-VALUE}. No writer may take longer for a call.")
  private int waitSeconds;

  @Option(names = "--json", description = "Print each of them and the result as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (waitSeconds < 0 || waitSeconds > MAX_WAIT_SECONDS) {
      throw new ParameterException(
          command.commandLine(), "--wait is 0 to " + MAX_WAIT_SECONDS + " seconds.");
    }
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      Report report = new Report();
      Orphans orphans = new Orphans(dynamoDb, aws.callsTable(), whose.tenant(), report);
      Counts counts = fix ? orphans.remove(Duration.ofSeconds(waitSeconds)) : orphans.find();
      report.end(counts);
      return counts.removed() == counts.found() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  /** Says what happens: on a terminal as it goes, and at the end. */
  private final class Report implements Orphans.Listener {

    private final StatusLine line = new StatusLine();

    @Override
    public void found(Orphan orphan) {
      if (!fix) {
        print("found", orphan);
      }
    }

    @Override
    public void waiting(Duration time) {
      line.clear();
      Terminal.ERR.println(
          "waiting %d s before they are looked at again: a call that is being written looks the same"
              .formatted(time.toSeconds()));
    }

    @Override
    public void removed(Orphan orphan) {
      print("removed", orphan);
    }

    @Override
    public void left(Orphan orphan) {
      print("left", orphan);
    }

    @Override
    public void progress(Counts counts) {
      line.show(() -> words(counts));
    }

    private static String words(Counts counts) {
      return "%s read, %s without a call, %d removed"
          .formatted(
              Terminal.counted(counts.items(), "item"),
              Terminal.counted(counts.found(), "transcript"),
              counts.removed());
    }

    private void print(String result, Orphan orphan) {
      line.clear();
      String[] parts = orphan.partitionKey().split("#", 2);
      int count = orphan.sortKeys().size();
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", result);
        object.put("tenant", parts[0]);
        object.put("id", parts.length == 2 ? parts[1] : null);
        object.put("transcript_items", count);
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            "%s: %s, %s%s"
                .formatted(
                    result,
                    String.join(" ", parts),
                    Terminal.counted(count, "transcript item"),
                    result.equals("left") ? ": its call came, or is being written" : ""));
      }
    }

    private void end(Counts counts) {
      line.clear();
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", "done");
        object.put("items", counts.items());
        object.put("found", counts.found());
        object.put("removed", counts.removed());
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            "done: %s%s"
                .formatted(
                    words(counts), fix || counts.found() == 0 ? "" : "; --fix removes them"));
      }
    }
  }
}
