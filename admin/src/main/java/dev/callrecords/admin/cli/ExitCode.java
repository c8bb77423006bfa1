package dev.callrecords.admin.cli;

/** How the process ends. */
final class ExitCode {

  /** All that was asked for is done. */
  static final int DONE = 0;

  /** Partly done: records refused, calls missing or held, orphans left, or the answer is no. */
  static final int INCOMPLETE = 1;

  /** The command line cannot be understood, or lacks something. */
  static final int USAGE = 2;

  /** AWS, or a stand-in, refused or failed for good. */
  static final int AWS = 3;

  /** A file of this machine, or standard output, cannot be written. */
  static final int LOCAL_FILE = 4;

  /** A defect of ours. */
  static final int DEFECT = 70;

  /** The texts for the help, in the order of the codes. */
  static final String HELP_0 = "0:Done.";

  static final String HELP_1 =
      "1:Done in part: records refused, calls or keys not found or ambiguous, too many calls,"
          + " orphans left, or not confirmed.";
  static final String HELP_2 = "2:The command line cannot be understood, or lacks something.";
  static final String HELP_3 = "3:AWS refused or failed. Run it again when that is mended.";
  static final String HELP_4 = "4:A file of this machine, or the output, cannot be written.";
  static final String HELP_70 = "70:A defect of this program.";
  static final String HELP_130 = "130:Interrupted. Run it again to go on.";

  private ExitCode() {}
}
