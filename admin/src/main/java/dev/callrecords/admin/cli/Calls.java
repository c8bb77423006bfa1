package dev.callrecords.admin.cli;

import dev.callrecords.admin.LocalFileException;
import dev.callrecords.admin.Reason;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import software.amazon.awssdk.core.exception.SdkException;

/** The program behind {@code ./calls.sh}. */
@Command(
    name = "calls.sh",
    description = {
      "Imports, exports and erases calls and recordings, and manages API keys and shared links.",
      "",
      "--local works on the stand-ins of ./local.sh, otherwise on an AWS account."
    },
    subcommands = {
      ImportCommand.class,
      ExportCommand.class,
      KeyCommand.class,
      LinkCommand.class,
      EraseCommand.class,
      HoldCommand.class,
      LedgerCommand.class,
      RestoreCommand.class,
      ListCommand.class,
      ReindexCommand.class,
      OrphansCommand.class,
      GenerateCommand.class
    })
public final class Calls extends HelpOptions {

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode;
    try {
      exitCode = commandLine().execute(arguments);
    } catch (Error e) {
      exitCode = explainDefect(e);
    }
    System.exit(withOutput(exitCode));
  }

  /** Print streams do not say by themselves that they take no more. */
  private static int withOutput(int exitCode) {
    if (!Terminal.OUT.checkError() || exitCode > ExitCode.INCOMPLETE) {
      return exitCode;
    }
    Terminal.error(
        "standard output takes no more: the command has done its work, but what it printed is not"
            + " complete. Make room there and run it again; a new key that was not shown is to be"
            + " revoked (key list, key revoke)");
    return ExitCode.LOCAL_FILE;
  }

  private static int explainDefect(Throwable failure) {
    Terminal.error("this is a defect of calls.sh, please report it with what follows");
    failure.printStackTrace(Terminal.ERR);
    return ExitCode.DEFECT;
  }

  private static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Calls());
    commandLine.setOut(new PrintWriter(Terminal.OUT, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(Terminal.ERR, true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(Help.defaultColorScheme(Terminal.outColours()));
    commandLine.registerConverter(
        TenantId.class,
        text ->
            TenantId.parse(text)
                .orElseThrow(
                    () -> new TypeConversionException("a tenant id is 1 to 63 of a-z 0-9 -")));
    commandLine.registerConverter(
        CallId.class,
        text ->
            CallId.parse(text)
                .orElseThrow(
                    () -> new TypeConversionException("a call id is 1 to 64 of A-Z a-z 0-9 _ -")));
    commandLine.registerConverter(
        Scope.class,
        text ->
            Scope.parse(text)
                .orElseThrow(() ->
                    new TypeConversionException(
                        Arrays.stream(Scope.values())
                            .map(Scope::text)
                            .collect(Collectors.joining(", ", "a scope is one of ", "")))));
    commandLine.registerConverter(
        Reason.class,
        text ->
            Reason.parse(text)
                .orElseThrow(() ->
                    new TypeConversionException(
                        "a reason is 1 to 64 of A-Z a-z 0-9 space . _ : # / -")));
    commandLine.registerConverter(Lifetime.class, Lifetime::parse);
    commandLine.setParameterExceptionHandler(Calls::explainUsage);
    commandLine.setExecutionExceptionHandler(Calls::explainFailure);
    commandLine.setExecutionStrategy(Calls::execute);
    return commandLine;
  }

  /** A command that only groups others is asked for its help. */
  private static int execute(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean groupsOthers = !last.commandSpec().subcommands().isEmpty();
    if (groupsOthers && !last.isUsageHelpRequested()) {
      CommandLine command = last.commandSpec().commandLine();
      command.usage(command.getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int explainUsage(ParameterException failure, String[] arguments) {
    Terminal.error(failure.getMessage());
    Terminal.ERR.println(
        "Help: ./" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int explainFailure(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    return switch (failure) {
      case SdkException e -> {
        Terminal.error(e.getMessage());
        yield ExitCode.AWS;
      }
      case DependencyException e -> {
        Terminal.error(e.getMessage());
        yield ExitCode.AWS;
      }
      case LocalFileException e -> {
        Terminal.error(e.getMessage());
        yield ExitCode.LOCAL_FILE;
      }
      default -> explainDefect(failure);
    };
  }
}
