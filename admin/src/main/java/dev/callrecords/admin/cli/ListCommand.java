package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallFilter;
import dev.callrecords.domain.CallList;
import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import dev.callrecords.domain.CallList.Slice;
import dev.callrecords.domain.ListedCall;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.DynamoDbCallList;
import dev.callrecords.http.ListQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code list}: which calls there are. */
@Command(
    name = "list",
    description = {
      "Lists calls of a tenant, newest first, as GET /v1/calls does: erased calls, and those that"
          + " reindex has not seen, are not in it.",
      "",
      "A table to read, or with --json one line of JSON per call."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class ListCommand extends HelpOptions implements Callable<Integer> {

  private static final int MAX_SECTION = 100;

  /** Ids are UUIDs in practice; longer ones move their row to the right. */
  private static final String ROW = "%-24s  %-36s  %-8s  %-16s  %-16s  %-12s  %8s  %-9s%n";

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the calls.")
  private TenantId tenant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many calls at most, default ${DEFAULT-VALUE}; 0 for all.")
  private long limit;

  @Option(
      names = "--from-date",
      paramLabel = "TIME",
      description = "Created then or later: a date, or a timestamp such as 2024-01-15T10:30:00Z.")
  private @Nullable String fromDate;

  @Option(names = "--to-date", paramLabel = "TIME", description = "Created before then.")
  private @Nullable String toDate;

  @Option(
      names = "--phone-number",
      paramLabel = "NUMBER",
      description = "From or to this number, exactly as it is stored.")
  private @Nullable String phoneNumber;

  @Option(names = "--direction", paramLabel = "D", description = "Such as inbound.")
  private @Nullable String direction;

  @Option(names = "--status", paramLabel = "S", description = "Such as completed.")
  private @Nullable String status;

  @Option(names = "--agent-id", paramLabel = "ID", description = "Handled by this voice agent.")
  private @Nullable String agentId;

  @Option(names = "--sentiment", paramLabel = "S", description = "Such as negative.")
  private @Nullable String sentiment;

  @Option(names = "--min-duration", paramLabel = "SECONDS", description = "As long, or longer.")
  private @Nullable Long minDuration;

  @Option(names = "--max-duration", paramLabel = "SECONDS", description = "As long, or shorter.")
  private @Nullable Long maxDuration;

  @Option(names = "--oldest-first", description = "Oldest first; default: newest first.")
  private boolean oldestFirst;

  @Option(names = "--json", description = "Print each call as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CallFilter filter = filter();
    if (limit < 0) {
      throw usage("--limit is 0 or more.");
    }
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      CallList calls = new DynamoDbCallList(dynamoDb, aws.callsTable(), Clock.systemUTC());
      Order order = oldestFirst ? Order.ASC : Order.DESC;
      if (!json) {
        Terminal.OUT.print(
            ROW.formatted("CREATED", "ID", "WAY", "FROM", "TO", "STATUS", "SECONDS", "RECORDING"));
      }
      String after = null;
      long left = limit == 0 ? Long.MAX_VALUE : limit;
      do {
        int most = (int) Math.min(left, MAX_SECTION);
        Slice slice = calls.read(tenant, new Section(filter, order, after, most));
        slice.calls().forEach(this::print);
        left -= slice.calls().size();
        after = slice.last();
      } while (after != null && left > 0);
      if (after != null && !json) {
        Terminal.ERR.println("more follow: --limit 0 lists all");
      }
      return ExitCode.DONE;
    }
  }

  private CallFilter filter() {
    Instant from = time("--from-date", fromDate);
    Instant to = time("--to-date", toDate);
    if (from != null && to != null && from.isAfter(to)) {
      throw usage("--to-date is before --from-date.");
    }
    if (minDuration != null && maxDuration != null && minDuration > maxDuration) {
      throw usage("--max-duration is less than --min-duration.");
    }
    return new CallFilter(
        from, to, phoneNumber, direction, status, agentId, sentiment, minDuration, maxDuration);
  }

  private @Nullable Instant time(String option, @Nullable String text) {
    return text == null
        ? null
        : ListQuery.time(text)
            .orElseThrow(() ->
                usage(
                    option
                        + " is a date such as 2024-01-15, or a timestamp such as"
                        + " 2024-01-15T10:30:00Z."));
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private void print(ListedCall call) {
    if (!json) {
      Terminal.OUT.print(
          ROW.formatted(
              call.createdAt(),
              call.id(),
              orDash(call.direction()),
              orDash(call.fromNumber()),
              orDash(call.toNumber()),
              call.status(),
              orDash(call.duration()),
              call.recording().status()));
      return;
    }
    ObjectNode object = JsonOutput.object();
    object.put("id", call.id().value());
    object.put("agent_id", call.agentId());
    object.put("from_number", call.fromNumber());
    object.put("to_number", call.toNumber());
    object.put("direction", call.direction());
    object.put("status", call.status());
    object.put("duration", call.duration());
    object.put("sentiment", call.sentiment());
    object.put("call_summary", call.summary());
    object.put("recording_status", call.recording().status());
    object.put("started_at", Objects.toString(call.startedAt(), null));
    object.put("ended_at", Objects.toString(call.endedAt(), null));
    object.put("created_at", call.createdAt().toString());
    Terminal.OUT.println(JsonOutput.line(object));
  }

  private static String orDash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
