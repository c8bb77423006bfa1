package dev.callrecords.lambda;

import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.SharedLinkPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the functions that sign links are told by their environment.
 *
 * @param callsTable the table of calls, {@code CALLS_TABLE}
 * @param recordingsBucket the bucket of recordings, {@code RECORDINGS_BUCKET}
 * @param links how long links may live, {@code RECORDING_LINK_MAX_SECONDS}, 60 to 86400
 * @param dataKey the ARN of the key that recordings are encrypted with, {@code DATA_KEY_ARN}; null
 *     where it is not set, as for stand-ins without keys
 */
public record Settings(
    String callsTable, String recordingsBucket, LinkPolicy links, @Nullable String dataKey) {

  private static final String CALLS_TABLE = "CALLS_TABLE";
  private static final String RECORDINGS_BUCKET = "RECORDINGS_BUCKET";
  private static final String RECORDING_LINK_MAX_SECONDS = "RECORDING_LINK_MAX_SECONDS";
  private static final String DATA_KEY_ARN = "DATA_KEY_ARN";
  private static final String SHARED_LINK_MAX_SECONDS = "SHARED_LINK_MAX_SECONDS";
  private static final String LINKS_TABLE = "LINKS_TABLE";
  private static final String KEYS_TABLE = "KEYS_TABLE";
  private static final String AWS_REGION = "AWS_REGION";
  static final String AWS_ENDPOINT_URL_DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
  static final String AWS_ENDPOINT_URL_S3 = "AWS_ENDPOINT_URL_S3";
  private static final Pattern ENDPOINT = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

  /** Clients leave it out of the Host header, which is signed. */
  private static final Pattern DEFAULT_PORT = Pattern.compile("^(http://.*:80|https://.*:443)$");

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

  /**
   * Reads the settings of a function that signs links.
   *
   * @throws IllegalStateException naming everything that is missing or wrong
   */
  public static Settings read(Map<String, String> environment) {
    List<String> faults = new ArrayList<>();
    String callsTable = required(environment, CALLS_TABLE, faults);
    String recordingsBucket = required(environment, RECORDINGS_BUCKET, faults);
    Duration maxLifetime =
        seconds(
            environment,
            RECORDING_LINK_MAX_SECONDS,
            LinkPolicy.MIN_LIFETIME,
            LinkPolicy.MAX_LIFETIME,
            faults);
    check(faults);
    return new Settings(
        callsTable, recordingsBucket, new LinkPolicy(maxLifetime), environment.get(DATA_KEY_ARN));
  }

  /**
   * Reads how long shared links may live, {@code SHARED_LINK_MAX_SECONDS}, 60 to 2592000.
   *
   * @throws IllegalStateException when it is missing or wrong
   */
  public static SharedLinkPolicy readSharedLinks(Map<String, String> environment) {
    List<String> faults = new ArrayList<>();
    Duration maxLifetime =
        seconds(
            environment,
            SHARED_LINK_MAX_SECONDS,
            SharedLinkPolicy.MIN_LIFETIME,
            SharedLinkPolicy.MAX_LIFETIME,
            faults);
    check(faults);
    return new SharedLinkPolicy(maxLifetime);
  }

  private static Duration seconds(
      Map<String, String> environment,
      String name,
      Duration min,
      Duration max,
      List<String> faults) {
    String seconds = required(environment, name, faults);
    Duration duration =
        WHOLE_NUMBER.matcher(seconds).matches()
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : Duration.ZERO;
    if (!seconds.isEmpty() && (duration.compareTo(min) < 0 || duration.compareTo(max) > 0)) {
      faults.add(
          "%s must be whole seconds from %d to %d"
              .formatted(name, min.toSeconds(), max.toSeconds()));
    }
    return duration;
  }

  /** Reads the region that the function runs in, {@code AWS_REGION}, which must be set. */
  static String readRegion(Map<String, String> environment) {
    return readOne(environment, AWS_REGION);
  }

  /**
   * Reads the endpoint of S3 that links lead to, {@code AWS_ENDPOINT_URL_S3}.
   *
   * @throws IllegalStateException when it is missing or no URL of a host
   */
  static URI readS3Endpoint(Map<String, String> environment) {
    String endpoint = readOne(environment, AWS_ENDPOINT_URL_S3);
    if (!isHost(endpoint)) {
      check(
          List.of(
              AWS_ENDPOINT_URL_S3 + " must be a URL of a host, without a path or a default port"));
    }
    return URI.create(endpoint);
  }

  private static boolean isHost(String endpoint) {
    return ENDPOINT.matcher(endpoint).matches()
        && !DEFAULT_PORT.matcher(endpoint).find()
        && URI.create(endpoint).getHost() != null;
  }

  /** Reads the table of keys, {@code KEYS_TABLE}, which must be set. */
  public static String readKeysTable(Map<String, String> environment) {
    return readOne(environment, KEYS_TABLE);
  }

  /** Reads the table of calls, {@code CALLS_TABLE}, which must be set. */
  public static String readCallsTable(Map<String, String> environment) {
    return readOne(environment, CALLS_TABLE);
  }

  /** Reads the table of shared links, {@code LINKS_TABLE}, which must be set. */
  public static String readLinksTable(Map<String, String> environment) {
    return readOne(environment, LINKS_TABLE);
  }

  private static String readOne(Map<String, String> environment, String name) {
    List<String> faults = new ArrayList<>();
    String value = required(environment, name, faults);
    check(faults);
    return value;
  }

  private static String required(
      Map<String, String> environment, String name, List<String> faults) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      faults.add(name + " is not set");
    }
    return value;
  }

  private static void check(List<String> faults) {
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "The function's environment variables are wrong: " + String.join("; ", faults));
    }
  }
}
