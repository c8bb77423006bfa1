package dev.callrecords.admin.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where the program writes to. The launcher knows whether standard output and standard error are
 * terminals and says so in system properties; only terminals get colour and progress.
 */
final class Terminal {

  private static final boolean OUT_IS_TERMINAL = Boolean.getBoolean("calls.out.terminal");
  private static final boolean ERR_IS_TERMINAL = Boolean.getBoolean("calls.err.terminal");
  private static final boolean COLOUR = System.getenv("NO_COLOR") == null;

  /** For results. */
  static final PrintStream OUT = stream(FileDescriptor.out);

  /** For messages, questions and progress. */
  static final PrintStream ERR = stream(FileDescriptor.err);

  private Terminal() {}

  /** Returns standard output for bytes; unlike a print stream, it says when it takes no more. */
  static OutputStream bytesOut() {
    return new FileOutputStream(FileDescriptor.out);
  }

  static boolean errIsTerminal() {
    return ERR_IS_TERMINAL;
  }

  static Ansi outColours() {
    return OUT_IS_TERMINAL && COLOUR ? Ansi.ON : Ansi.OFF;
  }

  static Ansi errColours() {
    return ERR_IS_TERMINAL && COLOUR ? Ansi.ON : Ansi.OFF;
  }

  static void error(@Nullable String message) {
    ERR.println(errColours().string("@|bold,red error:|@ ") + message);
  }

  static void warn(String message) {
    ERR.println(errColours().string("@|yellow warning:|@ ") + message);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
