package dev.callrecords.admin.cli;

import dev.callrecords.admin.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3Client;

/** Options of the ledger, in which every erasure is recorded. */
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class LedgerOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--ledger-key-file",
      paramLabel = "FILE",
      description =
          "File with the key of the ledger; default: the secret in Secrets Manager that the stack,"
              + " or the environment variable LEDGER_KEY_ARN, names.")
  private @Nullable Path keyFile;

  /** Returns the ledger in the bucket of the recordings. */
  Ledger ledger(AwsOptions aws, S3Client s3) {
    String key = keyFile == null ? aws.ledgerKey() : read(keyFile);
    if (key.length() < Ledger.MIN_KEY_LENGTH) {
      throw usage(
          "The key of the ledger has %d characters or more: name another one by --ledger-key-file."
              .formatted(Ledger.MIN_KEY_LENGTH));
    }
    return new Ledger(s3, aws.bucket(), key, aws.caller());
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
