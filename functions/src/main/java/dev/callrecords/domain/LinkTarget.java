package dev.callrecords.domain;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a shared link opens. */
public enum LinkTarget {
  /** The recording of the call. */
  RECORDING("recording");

  private final String text;

  LinkTarget(String text) {
    this.text = text;
  }

  /** Returns the name in storage and in JSON, such as {@code recording}. */
  public String text() {
    return text;
  }

  /** Returns the names of all, such as {@code recording}. */
  public static String names() {
    return Arrays.stream(values()).map(LinkTarget::text).collect(Collectors.joining(" or "));
  }

  /** Returns the target of that name, or empty when this version knows none. */
  public static Optional<LinkTarget> parse(String text) {
    return Arrays.stream(values()).filter(target -> target.text.equals(text)).findFirst();
  }
}
