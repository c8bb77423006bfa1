package dev.callrecords.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms in which a transcript can be had; the first is the default. */
public enum TranscriptFormat {
  JSON("application/json", ""),
  TXT("text/plain", "; charset=utf-8"),
  VTT("text/vtt", "; charset=utf-8"),
  SRT("application/x-subrip", "; charset=utf-8"),
  CSV("text/csv", "; charset=utf-8; header=present");

  private final String mediaType;
  private final String parameters;

  TranscriptFormat(String mediaType, String parameters) {
    this.mediaType = mediaType;
    this.parameters = parameters;
  }

  /** Returns the name in queries, such as {@code vtt}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the media type without parameters. */
  String mediaType() {
    return mediaType;
  }

  /** Returns the value of {@code Content-Type}. */
  String contentType() {
    return mediaType + parameters;
  }

  /** Returns the form of that name, or empty when there is none. */
  static Optional<TranscriptFormat> parse(String text) {
    return Arrays.stream(values()).filter(format -> format.text().equals(text)).findFirst();
  }

  /** Returns all names, for a message. */
  static String names() {
    return Arrays.stream(values()).map(TranscriptFormat::text).collect(Collectors.joining(", "));
  }
}
