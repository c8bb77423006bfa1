package dev.callrecords.lambda;

import java.util.Map;

/**
 * What the function that opens shared links is told by its environment.
 *
 * @param signing as of every function that signs links
 * @param linksTable the table of shared links, {@code LINKS_TABLE}
 */
public record OpenLinkSettings(Settings signing, String linksTable) {

  /**
   * Reads the settings.
   *
   * @throws IllegalStateException naming everything that is missing or wrong
   */
  public static OpenLinkSettings read(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    OpenLinkSettings settings =
        new OpenLinkSettings(
            Settings.read(environment, variables), environment.required(LinkSettings.LINKS_TABLE));
    environment.check();
    return settings;
  }
}
