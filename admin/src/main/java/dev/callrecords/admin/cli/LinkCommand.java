package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.SharedLinks;
import dev.callrecords.admin.SharedLinks.Selection;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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

/** {@code link}: makes, lists and revokes shared links. */
@Command(
    name = "link",
    description = "Creates, lists and revokes shared links to recordings.",
    subcommands = {LinkCreateCommand.class, LinkCommand.ListAll.class, LinkCommand.Revoke.class})
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class LinkCommand extends HelpOptions {

  private static final int SHOWN_DIGITS = 16;

  /** {@code link list}. */
  @Command(
      name = "list",
      description = {
        "Lists shared links of a tenant, the newest first, also expired and revoked ones. Their"
            + " addresses are not known: only hashes of them are stored.",
        "",
        "Reads the whole table of links."
      })
  static final class ListAll extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant that owns the calls.")
    private TenantId tenant;

    @Option(names = "--call", paramLabel = "ID", description = "Only links to this call.")
    private @Nullable CallId call;

    @Option(
        names = "--key",
        paramLabel = "KEY_ID",
        description = "Only links that this key made, by its id of eight digits.")
    private @Nullable String keyId;

    @Option(names = "--json", description = "Print each link as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        print(
            new SharedLinks(dynamoDb, aws.linksTable(), Clock.systemUTC())
                .find(new Selection(tenant, null, call, keyId)),
            json);
        return ExitCode.DONE;
      }
    }
  }

  /** {@code link revoke}. */
  @Command(
      name = "revoke",
      description = {
        "Revokes a shared link, all links to a call, or all links that a key made. They open"
            + " nothing from now on; a recording that somebody opened before plays on, as"
            + " docs/api.md says.",
        "",
        "A link id that fits several links lists them and changes nothing. Reads the whole table of"
            + " links. Can be interrupted, and run again."
      })
  static final class Revoke extends HelpOptions implements Callable<Integer> {

    private static final Pattern LINK_ID = Pattern.compile("[0-9a-f]{4,64}");

    @Spec private CommandSpec command;

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant that owns the calls.")
    private TenantId tenant;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which;

    @Option(names = "--json", description = "Print each link and the result as lines of JSON.")
    private boolean json;

    /** One link, or the links that have something in common. */
    static final class Which {

      @Parameters(
          paramLabel = "LINK_ID",
          description = "The id as link list shows it, or the first four digits of it or more.")
      private @Nullable String linkId;

      @Option(names = "--call", paramLabel = "ID", description = "All links to this call.")
      private @Nullable CallId call;

      @Option(
          names = "--key",
          paramLabel = "KEY_ID",
          description = "All links that this key made, by its id of eight digits.")
      private @Nullable String keyId;
    }

    @Override
    public Integer call() {
      if (which.linkId != null && !LINK_ID.matcher(which.linkId).matches()) {
        throw new ParameterException(
            command.commandLine(),
            "A link id is four or more digits of 0-9 a-f, as link list shows.");
      }
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        SharedLinks links = new SharedLinks(dynamoDb, aws.linksTable(), Clock.systemUTC());
        List<SharedLink> found =
            links.find(new Selection(tenant, which.linkId, which.call, which.keyId));
        if (which.linkId != null && found.isEmpty()) {
          Terminal.error("no link of this tenant has the id " + which.linkId);
          return ExitCode.INCOMPLETE;
        }
        if (which.linkId != null && found.size() > 1) {
          Terminal.error("several links have that id, and none was revoked; give more digits:");
          print(found, json);
          return ExitCode.INCOMPLETE;
        }
        List<SharedLink> good = found.stream().filter(link -> link.revokedAt() == null).toList();
        int revoked = 0;
        for (SharedLink link : good) {
          if (links.revoke(link)) {
            revoked++;
            report(link);
          }
        }
        end(revoked, found.size() - good.size());
        return ExitCode.DONE;
      }
    }

    private void report(SharedLink link) {
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", "revoked");
        object.put("id", link.id().value());
        object.put("call_id", link.callId().value());
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            "Revoked link %s to call %s, %s."
                .formatted(shortId(link), link.callId(), words(link.label())));
      }
    }

    private void end(int revoked, int before) {
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", "done");
        object.put("revoked", revoked);
        object.put("already_revoked", before);
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            "done: %s revoked, %d revoked before"
                .formatted(Terminal.counted(revoked, "link"), before));
      }
    }
  }

  private static void print(List<SharedLink> links, boolean json) {
    if (!json && !links.isEmpty()) {
      Terminal.OUT.println(
          Terminal.outColours()
              .string(
                  "@|bold " + row("LINK ID", "CALL", "KEY", "OPENED", "STATE", "LABEL") + "|@"));
    }
    for (SharedLink link : links) {
      if (json) {
        Terminal.OUT.println(JsonOutput.line(object(link)));
      } else {
        Terminal.OUT.println(
            row(
                shortId(link),
                link.callId().value(),
                link.createdBy(),
                Long.toString(link.opened()),
                state(link),
                words(link.label())));
      }
    }
  }

  /** Returns what the API answers of a link. */
  static ObjectNode object(SharedLink link) {
    ObjectNode object = JsonOutput.object();
    object.put("id", link.id().value());
    object.put("call_id", link.callId().value());
    object.put("opens", link.opens().text());
    object.put("label", link.label());
    object.put("created_at", link.createdAt().toString());
    object.put("created_by", link.createdBy());
    object.put("expires_at", link.expiresAt().toString());
    object.put("revoked_at", Objects.toString(link.revokedAt(), null));
    object.put("opened", link.opened());
    object.put("last_opened_at", Objects.toString(link.lastOpenedAt(), null));
    return object;
  }

  private static String row(
      String id, String call, String key, String opened, String state, String label) {
    return "%-16s  %-36s  %-8s  %6s  %-32s  %s".formatted(id, call, key, opened, state, label);
  }

  static String shortId(SharedLink link) {
    return link.id().value().substring(0, SHOWN_DIGITS);
  }

  private static String words(@Nullable String label) {
    return label == null ? "without a label" : label;
  }

  private static String state(SharedLink link) {
    if (link.revokedAt() != null) {
      return "revoked " + link.revokedAt();
    }
    return (link.expiresAt().isAfter(Instant.now()) ? "good until " : "expired ")
        + link.expiresAt();
  }
}
