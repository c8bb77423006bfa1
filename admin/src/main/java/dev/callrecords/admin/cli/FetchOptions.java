package dev.callrecords.admin.cli;

import dev.callrecords.admin.RecordingFetcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code import} for recordings that a platform still has. */
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class FetchOptions {

  private static final long MAX_BYTES = 1L << 30;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--fetch-recordings",
      description = "Fetch audio by the links in the records, up to 1 GB and 10 minutes each.")
  private boolean fetch;

  // Texts, because the parser shows a value that it cannot convert.
  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Header for fetching, such as a key; needs --header-host. May be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--header-host",
      paramLabel = "HOST",
      description = "Host that may see the headers; others do not. May be repeated.")
  private List<String> headerHosts = new ArrayList<>();

  @Option(
      names = "--private-hosts",
      description = "Fetch from hosts with private addresses too; default: refuse.")
  private boolean privateHosts;

  /** Returns whether recordings are to be fetched. */
  boolean areGiven() {
    return fetch;
  }

  /** Returns the fetcher; null where nothing is to be fetched. */
  @Nullable RecordingFetcher fetcher() {
    if (!fetch) {
      if (!headers.isEmpty() || !headerHosts.isEmpty() || privateHosts) {
        throw usage("--header, --header-host and --private-hosts need --fetch-recordings.");
      }
      return null;
    }
    if (headers.isEmpty() != headerHosts.isEmpty()) {
      throw usage(
          "--header and --header-host go together: the headers are sent to those hosts only.");
    }
    return new RecordingFetcher(
        RecordingFetcher.client(),
        new RecordingFetcher.Rules(
            parsedHeaders(),
            headerHosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()),
            privateHosts,
            MAX_BYTES,
            TIMEOUT));
  }

  /** Returns the headers by name. Messages show no value: it may be a key. */
  private Map<String, String> parsedHeaders() {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(colon, 0)).strip();
      String value = header.substring(colon + 1).strip();
      if (!RecordingFetcher.isSettable(name, value)) {
        throw usage("A --header is not 'Name: value', or has a name that cannot be set.");
      }
      parsed.put(name, value);
    }
    return parsed;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
