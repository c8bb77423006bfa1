package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.CreateLink;
import dev.callrecords.domain.CreateLink.Outcome;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.SharedLinkPolicy;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code link create}. */
@Command(
    name = "create",
    description = {
      "Creates a shared link to a recording and prints its address once: only its hash is stored.",
      "",
      "The address alone goes to standard output. Lists and logs show the link as made by the key"
          + " "
          + LinkCreateCommand.OPERATOR
          + "."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class LinkCreateCommand extends HelpOptions implements Callable<Integer> {

  /** Stands for the key that made a link: an operator has none. */
  static final String OPERATOR = "operator";

  @Spec private CommandSpec command;

  @Mixin private AwsOptions aws;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the call.")
  private TenantId tenant;

  @Parameters(paramLabel = "ID", description = "The id of the call.")
  private CallId id;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "1d",
      description = "Lifetime, such as 7d, 12h or 30m, up to 30d; default ${DEFAULT-VALUE}.")
  private Lifetime expires;

  @Option(
      names = "--label",
      paramLabel = "L",
      description = "For whom it is: up to 200 characters. The list of links shows it.")
  private @Nullable String label;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "What the address begins with; default: the stack's output ApiUrl.")
  private @Nullable String api;

  @Option(names = "--json", description = "Print the link and its address as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Duration lifetime = expires.duration();
    if (lifetime.compareTo(SharedLinkPolicy.MIN_LIFETIME) < 0
        || lifetime.compareTo(SharedLinkPolicy.MAX_LIFETIME) > 0) {
      throw usage("--expires is 1m to 30d.");
    }
    if (label != null && label.codePointCount(0, label.length()) > SharedLink.MAX_LABEL_LENGTH) {
      throw usage("--label has up to " + SharedLink.MAX_LABEL_LENGTH + " characters.");
    }
    String origin = aws.apiUrl(api);
    try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
      Clock clock = Clock.systemUTC();
      CreateLink createLink =
          new CreateLink(
              new DynamoDbCallStore(dynamoDb, aws.callsTable(), clock, () -> {}),
              new DynamoDbLinkStore(dynamoDb, aws.linksTable()),
              // What is printed is the operator's record; CloudTrail has the rest.
              (event, ofTenant, call, link, keyId) -> {},
              new SharedLinkPolicy(SharedLinkPolicy.MAX_LIFETIME),
              new SecureRandom(),
              clock);
      Caller operator = new Caller(tenant, EnumSet.allOf(Scope.class), OPERATOR);
      return switch (createLink.create(
          operator, id, new CreateLink.Request(lifetime, LinkTarget.RECORDING, label))) {
        case Outcome.Created created -> {
          print(created.link(), origin + "/l/" + created.token().reveal());
          yield ExitCode.DONE;
        }
        case Outcome.ScopeMissing missing ->
            throw new IllegalStateException("An operator has all scopes: " + missing.scope());
        case Outcome.NotCreated.CALL_NOT_FOUND -> refused("the tenant has no such call");
        case Outcome.NotCreated.NEVER_RECORDED -> refused("the call was not recorded");
        case Outcome.NotCreated.FAILED -> refused("recording the call failed");
        case Outcome.NotCreated.DELETED -> refused("the recording was deleted");
      };
    }
  }

  private static int refused(String problem) {
    Terminal.error(problem + ", so no link was made");
    return ExitCode.INCOMPLETE;
  }

  private void print(SharedLink link, String url) {
    if (json) {
      ObjectNode object = LinkCommand.object(link);
      object.put("url", url);
      Terminal.OUT.println(JsonOutput.line(object));
    } else {
      Terminal.ERR.println(
          "Link %s, good until %s. Its address is shown this once:"
              .formatted(LinkCommand.shortId(link), link.expiresAt()));
      Terminal.OUT.println(url);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
