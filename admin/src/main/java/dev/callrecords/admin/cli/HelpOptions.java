package dev.callrecords.admin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the help of every command has. */
@Command(
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    sortOptions = false,
    usageHelpWidth = 100,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.HELP_0,
      ExitCode.HELP_1,
      ExitCode.HELP_2,
      ExitCode.HELP_3,
      ExitCode.HELP_4,
      ExitCode.HELP_70,
      ExitCode.HELP_130
    })
abstract class HelpOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 1000,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // Picocli looks at it.
  private boolean help;
}
