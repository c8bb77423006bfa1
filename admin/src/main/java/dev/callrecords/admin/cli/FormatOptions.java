package dev.callrecords.admin.cli;

import dev.callrecords.admin.RecordFormat;
import dev.callrecords.admin.VendorRecords;
import dev.callrecords.admin.formats.VendorFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code import} for documents of voice platforms. */
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class FormatOptions {

  private static final String AUTO = "auto";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      description = {
        "Form of the records: vapi, retell, elevenlabs, bland, twilio, connect, deepgram,",
        "assemblyai, livekit, pipecat, vcon, or auto, which tells by each record."
      })
  private @Nullable String from;

  @Option(
      names = "--transcript",
      paramLabel = "FILE",
      description = "Transcript, in the form of --from, for the one call in the form of the API.")
  private @Nullable Path transcript;

  @Option(
      names = "--speaker",
      paramLabel = "A=agent",
      description = "Who speaks where the platform says A, 0 or the like; may be repeated.")
  private Map<String, String> speakers = new LinkedHashMap<>();

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Metadata to add to each call; may be repeated.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  /** Returns whether records are in another form than that of the API. */
  boolean areGiven() {
    return from != null;
  }

  /** Returns the form of the records. */
  RecordFormat format() {
    if (from == null) {
      if (transcript != null || !speakers.isEmpty() || !metadata.isEmpty()) {
        throw usage("--transcript, --speaker and --metadata need --from.");
      }
      return RecordFormat.CALL_DOCUMENT;
    }
    VendorRecords records =
        new VendorRecords(from.equals(AUTO) ? null : named(from), speakers, metadata);
    return transcript == null ? records : records.withTranscript(transcript);
  }

  private VendorFormat named(String name) {
    return Arrays.stream(VendorFormat.values())
        .filter(format -> format.id().equals(name))
        .findFirst()
        .orElseThrow(() ->
            usage(
                "--from is one of %s, or auto."
                    .formatted(
                        Arrays.stream(VendorFormat.values())
                            .map(VendorFormat::id)
                            .collect(Collectors.joining(", ")))));
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
