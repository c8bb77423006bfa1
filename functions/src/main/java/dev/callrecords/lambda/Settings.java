package dev.callrecords.lambda;

import dev.callrecords.domain.LinkPolicy;
import java.net.URI;
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

  static final String CALLS_TABLE = "CALLS_TABLE";
  private static final String RECORDINGS_BUCKET = "RECORDINGS_BUCKET";
  private static final String RECORDING_LINK_MAX_SECONDS = "RECORDING_LINK_MAX_SECONDS";
  private static final String DATA_KEY_ARN = "DATA_KEY_ARN";
  private static final String KEYS_TABLE = "KEYS_TABLE";
  private static final String AWS_REGION = "AWS_REGION";
  static final String AWS_ENDPOINT_URL_DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
  static final String AWS_ENDPOINT_URL_S3 = "AWS_ENDPOINT_URL_S3";
  private static final Pattern ENDPOINT = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

  /** Clients leave it out of the Host header, which is signed. */
  private static final Pattern DEFAULT_PORT = Pattern.compile("^(http://.*:80|https://.*:443)$");

  /**
   * Reads the settings of a function that signs links.
   *
   * @throws IllegalStateException naming everything that is missing or wrong
   */
  public static Settings read(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    Settings settings = read(environment, variables);
    environment.check();
    return settings;
  }

  /** Reads the settings, which are to be used only when the environment is found right. */
  static Settings read(Environment environment, Map<String, String> variables) {
    return new Settings(
        environment.required(CALLS_TABLE),
        environment.required(RECORDINGS_BUCKET),
        new LinkPolicy(
            environment.seconds(
                RECORDING_LINK_MAX_SECONDS, LinkPolicy.MIN_LIFETIME, LinkPolicy.MAX_LIFETIME)),
        variables.get(DATA_KEY_ARN));
  }

  /** Reads the region that the function runs in, {@code AWS_REGION}, which must be set. */
  static String readRegion(Map<String, String> variables) {
    return readOne(variables, AWS_REGION);
  }

  /**
   * Reads the endpoint of S3 that links lead to, {@code AWS_ENDPOINT_URL_S3}.
   *
   * @throws IllegalStateException when it is missing or no URL of a host
   */
  static URI readS3Endpoint(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    String endpoint = environment.required(AWS_ENDPOINT_URL_S3);
    if (!endpoint.isEmpty() && !isHost(endpoint)) {
      environment.refuse(
          AWS_ENDPOINT_URL_S3 + " must be a URL of a host, without a path or a default port");
    }
    environment.check();
    return URI.create(endpoint);
  }

  private static boolean isHost(String endpoint) {
    return ENDPOINT.matcher(endpoint).matches()
        && !DEFAULT_PORT.matcher(endpoint).find()
        && URI.create(endpoint).getHost() != null;
  }

  /** Reads the table of keys, {@code KEYS_TABLE}, which must be set. */
  public static String readKeysTable(Map<String, String> variables) {
    return readOne(variables, KEYS_TABLE);
  }

  /** Reads the table of calls, {@code CALLS_TABLE}, which must be set. */
  public static String readCallsTable(Map<String, String> variables) {
    return readOne(variables, CALLS_TABLE);
  }

  private static String readOne(Map<String, String> variables, String name) {
    Environment environment = new Environment(variables);
    String value = environment.required(name);
    environment.check();
    return value;
  }
}
