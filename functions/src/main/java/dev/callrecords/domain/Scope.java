package dev.callrecords.domain;

import java.util.Arrays;
import java.util.Optional;

/** What a key may be used for. */
public enum Scope {
  /** Read calls: everything but links to recordings. */
  CALLS_READ("calls:read"),
  /** List calls: find out which there are. */
  CALLS_LIST("calls:list"),
  /** Get links to recordings. */
  RECORDINGS_READ("recordings:read"),

  /** Make, list and revoke shared links. */
  LINKS_WRITE("links:write");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /**
   * Returns the scope's name in storage and in the authorizer's context, such as {@code
   * calls:read}.
   */
  public String text() {
    return text;
  }

  /** Returns the scope of that name, or empty when this version knows none. */
  public static Optional<Scope> parse(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }
}
