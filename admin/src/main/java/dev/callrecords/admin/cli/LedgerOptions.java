package dev.callrecords.admin.cli;

import dev.callrecords.admin.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3Client;

/** Options of the ledger, in which every erasure is recorded. */
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class LedgerOptions {

  private static final Pattern REASON = Pattern.compile("[A-Za-z0-9 ._:#/-]{1,64}");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--ledger-key-file",
      paramLabel = "FILE",
      description =
          "File with the key of the ledger; default: the secret in Secrets Manager that the stack,"
              + " or the environment variable LEDGER_KEY_ARN, names.")
  private @Nullable Path keyFile;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description =
          "Why, for the ledger, such as the number of a request: up to 64 of A-Z a-z 0-9 space . _"
              + " : # / -, and no data of a person.")
  private @Nullable String reason;

  /** Returns the ledger in the bucket of the recordings. */
  Ledger ledger(AwsOptions aws, S3Client s3, String defaultReason) {
    String why = reason == null ? defaultReason : reason;
    if (!REASON.matcher(why).matches()) {
      throw usage("--reason is up to 64 of A-Z a-z 0-9 space . _ : # / -.");
    }
    String key = keyFile == null ? aws.ledgerKey() : read(keyFile);
    if (key.length() < Ledger.MIN_KEY_LENGTH) {
      throw usage(
          "The key of the ledger has %d characters or more: name another one by --ledger-key-file."
              .formatted(Ledger.MIN_KEY_LENGTH));
    }
    return new Ledger(s3, aws.bucket(), key, new Ledger.Origin(aws.caller(), why));
  }

  private String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw usage("--ledger-key-file cannot be read: " + e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
