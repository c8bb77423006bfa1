package dev.callrecords.lambda;

import dev.callrecords.domain.SharedLinkPolicy;
import java.util.Map;

/**
 * What the function that makes shared links is told by its environment.
 *
 * @param callsTable the table of calls, {@code CALLS_TABLE}
 * @param linksTable the table of shared links, {@code LINKS_TABLE}
 * @param policy how long they may live, {@code SHARED_LINK_MAX_SECONDS}, 60 to 2592000
 */
public record LinkSettings(String callsTable, String linksTable, SharedLinkPolicy policy) {

  static final String LINKS_TABLE = "LINKS_TABLE";

  /**
   * Reads the settings.
   *
   * @throws IllegalStateException naming everything that is missing or wrong
   */
  public static LinkSettings read(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    LinkSettings settings =
        new LinkSettings(
            environment.required(Settings.CALLS_TABLE),
            environment.required(LINKS_TABLE),
            new SharedLinkPolicy(
                environment.seconds(
                    "SHARED_LINK_MAX_SECONDS",
                    SharedLinkPolicy.MIN_LIFETIME,
                    SharedLinkPolicy.MAX_LIFETIME)));
    environment.check();
    return settings;
  }
}
