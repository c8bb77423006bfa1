package dev.callrecords.admin.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  static final EscapingStream OUT = new EscapingStream(FileDescriptor.out);

  /** For messages, questions and progress. */
  static final EscapingStream ERR = new EscapingStream(FileDescriptor.err);

  private Terminal() {}

  /**
   * Returns standard output for bytes. Unlike {@code PrintStream}, it throws when a write fails.
   */
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

  /** Returns a number and its noun, such as {@code 2 versions}. */
  static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Asks a question on standard error. Returns whether the answer on standard input is yes. */
  static boolean confirmed(String question) throws IOException {
    ERR.print(question + " [y/N] ");
    ERR.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  static void error(@Nullable String message) {
    ERR.raw(errColours().string("@|bold,red error:|@ "));
    ERR.println(message);
  }

  static void warn(String message) {
    ERR.raw(errColours().string("@|yellow warning:|@ "));
    ERR.println(message);
  }

  /**
   * Stream that prints control characters as JSON escapes, such as {@code \\u001b}.
   *
   * <p>Otherwise data could clear the screen, colour what is not ours, or reorder it. Line breaks
   * and tabs stay. A line of JSON stays the same JSON.
   */
  static final class EscapingStream extends PrintStream {

    private static final Pattern CONTROL =
        Pattern.compile(
            "[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    EscapingStream(FileDescriptor descriptor) {
      this(new FileOutputStream(descriptor));
    }

    EscapingStream(OutputStream out) {
      super(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public void print(@Nullable String text) {
      raw(
          CONTROL
              .matcher(String.valueOf(text))
              .replaceAll(control ->
                  Matcher.quoteReplacement("\\u%04x".formatted((int) control.group().charAt(0)))));
    }

    /** Prints a text of the program with its own control characters. */
    void raw(String text) {
      super.print(text);
    }
  }
}
