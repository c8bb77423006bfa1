package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Keys;
import dev.callrecords.admin.Keys.Revocation;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.KeyItem;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code key}: makes, lists and revokes API keys. */
@Command(
    name = "key",
    description = "Creates, lists, revokes and restores API keys.",
    subcommands = {
      KeyCommand.Create.class,
      KeyCommand.ListAll.class,
      KeyCommand.Revoke.class,
      KeyRestoreCommand.class
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class KeyCommand extends HelpOptions {

  /** {@code key create}. */
  @Command(
      name = "create",
      description = {
        "Creates a key and prints it once: only its hash is stored.",
        "",
        "The key alone goes to standard output."
      })
  static final class Create extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "T",
        description = "The tenant whose calls the key reads.")
    private TenantId tenant;

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "SCOPE",
        description =
            "calls:read, calls:list, recordings:read or links:write; can be given several times.")
    private List<Scope> scopes;

    @Option(names = "--label", required = true, paramLabel = "L", description = "Label of the key.")
    private String label;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "Lifetime, such as 90d, 12h or 30m; default: until revoked.")
    private @Nullable Lifetime expires;

    @Option(names = "--json", description = "Print the key and its data as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      Instant expiresAt =
          expires == null
              ? null
              : Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(expires.duration());
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        ApiKey key =
            new Keys(dynamoDb, aws.keysTable(), Clock.systemUTC())
                .create(tenant, EnumSet.copyOf(scopes), label, expiresAt);
        String keyId = ApiKey.keyId(key.hash());
        if (json) {
          ObjectNode object = JsonOutput.object();
          object.put("key", key.reveal());
          object.put("key_id", keyId);
          object.put("tenant", tenant.value());
          EnumSet.copyOf(scopes).forEach(scope -> object.withArray("/scopes").add(scope.text()));
          object.put("label", label);
          object.put("expires_at", Objects.toString(expiresAt, null));
          Terminal.OUT.println(JsonOutput.line(object));
        } else {
          Terminal.ERR.println(
              "Key %s of %s, %s. It is shown this once:"
                  .formatted(
                      keyId, tenant, expiresAt == null ? "until revoked" : "until " + expiresAt));
          Terminal.OUT.println(key.reveal());
        }
        return ExitCode.DONE;
      }
    }
  }

  /** {@code key list}. */
  @Command(
      name = "list",
      description = "Lists keys, the oldest first. Neither keys nor their hashes are shown.")
  static final class ListAll extends HelpOptions implements Callable<Integer> {

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        paramLabel = "T",
        description = "Only keys of this tenant; default: of all.")
    private @Nullable TenantId tenant;

    @Option(names = "--json", description = "Print each key's data as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        List<KeyItem.Entry> keys =
            new Keys(dynamoDb, aws.keysTable(), Clock.systemUTC()).list(tenant);
        print(keys, json);
        return ExitCode.DONE;
      }
    }
  }

  /** {@code key revoke}. */
  @Command(
      name = "revoke",
      description = {
        "Revokes a key. It may work for another minute, as long as answers of the authorizer are"
            + " kept.",
        "",
        "An id that fits several keys lists them and changes nothing."
      })
  static final class Revoke extends HelpOptions implements Callable<Integer> {

    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{4,64}");

    @Spec private CommandSpec command;

    @Mixin private AwsOptions aws;

    @Option(
        names = "--tenant",
        paramLabel = "T",
        description = "The tenant that owns the key; default: any.")
    private @Nullable TenantId tenant;

    @Parameters(
        paramLabel = "KEY_ID",
        description = "The id as key list shows it, or the first four digits of it or more.")
    private String keyId;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      if (!KEY_ID.matcher(keyId).matches()) {
        throw new ParameterException(
            command.commandLine(),
            "A key id is four or more digits of 0-9 a-f, as key list shows.");
      }
      try (DynamoDbClient dynamoDb = aws.dynamoDb()) {
        Keys keys = new Keys(dynamoDb, aws.keysTable(), Clock.systemUTC());
        return switch (keys.revoke(tenant, keyId)) {
          case Revocation.Revoked(KeyItem.Entry key) -> {
            report("revoked", "Revoked", key);
            yield ExitCode.DONE;
          }
          case Revocation.AlreadyRevoked(KeyItem.Entry key) -> {
            report("already_revoked", "Already revoked:", key);
            yield ExitCode.DONE;
          }
          case Revocation.Unknown() -> {
            Terminal.error("no key has the id " + keyId);
            yield ExitCode.INCOMPLETE;
          }
          case Revocation.Ambiguous(List<KeyItem.Entry> several) -> {
            Terminal.error("several keys have that id, and none was revoked; give more digits:");
            print(several, json);
            yield ExitCode.INCOMPLETE;
          }
        };
      }
    }

    private void report(String result, String word, KeyItem.Entry key) {
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("result", result);
        object.put("key_id", ApiKey.keyId(key.hash()));
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            "%s key %s of %s, %s."
                .formatted(word, ApiKey.keyId(key.hash()), key.tenant(), key.label()));
      }
    }
  }

  static void print(List<KeyItem.Entry> keys, boolean json) {
    int digits = digitsThatDiffer(keys);
    if (!json && !keys.isEmpty()) {
      Terminal.OUT.println(
          Terminal.outColours()
              .string(
                  "@|bold " + row(digits, "KEY ID", "TENANT", "SCOPES", "STATE", "LABEL") + "|@"));
    }
    for (KeyItem.Entry key : keys) {
      String keyId = key.hash().substring(0, digits);
      if (json) {
        ObjectNode object = JsonOutput.object();
        object.put("key_id", keyId);
        object.put("tenant", key.tenant());
        key.scopes().forEach(object.putArray("scopes")::add);
        object.put("label", key.label());
        object.put("created_at", Objects.toString(key.createdAt(), null));
        object.put("expires_at", Objects.toString(key.expiresAt(), null));
        object.put("revoked_at", Objects.toString(key.revokedAt(), null));
        Terminal.OUT.println(JsonOutput.line(object));
      } else {
        Terminal.OUT.println(
            row(
                digits,
                keyId,
                key.tenant(),
                String.join(" ", key.scopes()),
                state(key),
                key.label()));
      }
    }
  }

  /** Returns the number of digits, at least eight, that distinguish the keys' ids. */
  private static int digitsThatDiffer(List<KeyItem.Entry> keys) {
    int digits = 8;
    while (digits < 63 && countPrefixes(keys, digits) < keys.size()) {
      digits++;
    }
    return digits;
  }

  private static long countPrefixes(List<KeyItem.Entry> keys, int digits) {
    return keys.stream().map(key -> key.hash().substring(0, digits)).distinct().count();
  }

  private static String row(
      int digits,
      String keyId,
      @Nullable String tenant,
      String scopes,
      String state,
      @Nullable String label) {
    return "%s  %-20s  %-26s  %-32s  %s"
        .formatted(
            keyId + " ".repeat(Math.max(0, digits - keyId.length())), tenant, scopes, state, label);
  }

  private static String state(KeyItem.Entry key) {
    if (key.revokedAt() != null) {
      return "revoked " + key.revokedAt();
    }
    if (key.expiresAt() == null) {
      return "good until revoked";
    }
    return (key.expiresAt().isAfter(Instant.now()) ? "good until " : "expired ") + key.expiresAt();
  }
}
