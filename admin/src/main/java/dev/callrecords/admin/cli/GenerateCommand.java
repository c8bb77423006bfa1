package dev.callrecords.admin.cli;

import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.CallGenerator;
import dev.callrecords.admin.LocalFileException;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.Recording;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code generate}: makes calls up. */
@Command(
    name = "generate",
    description = {
      "Generates sample calls, one per line, in the format of import.",
      "",
      "The same seed gives the same calls. They have every status, several languages, transcripts"
          + " of none to a thousand segments, and numbers kept free for fiction."
    })
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class GenerateCommand extends HelpOptions implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Option(names = "--calls", required = true, paramLabel = "N", description = "How many.")
  private long calls;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Any whole number, default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--recordings",
      paramLabel = "DIR",
      description =
          "Put a second of made-up audio there for each recorded call; default: no call"
              + " was recorded.")
  private @Nullable Path recordings;

  @Override
  public Integer call() {
    if (calls < 0) {
      throw new ParameterException(command.commandLine(), "--calls is 0 or more.");
    }
    CallGenerator generator = new CallGenerator(seed);
    try (OutputStream out = new BufferedOutputStream(Terminal.bytesOut(), 1 << 16)) {
      if (recordings != null) {
        Files.createDirectories(recordings);
      }
      for (long index = 0; index < calls; index++) {
        Call call = generator.call(index, recordings != null);
        String file = null;
        if (recordings != null && call.recording() instanceof Recording.Available) {
          file = call.id() + ".wav";
          Files.write(recordings.resolve(file), generator.wav(index));
        }
        out.write(new CallDocument.Live(call, true, file, null).toJson());
        out.write('\n');
      }
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new LocalFileException(
          "The calls cannot be written (make room and run it again: the same seed gives the same"
              + " calls)",
          e);
    }
  }
}
