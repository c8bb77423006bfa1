package dev.callrecords.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code Accept} header (RFC 9110, 12.5.1). */
final class Accept {

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  private Accept() {}

  /**
   * Returns the form of a transcript that the client likes best: of equals the first in the order
   * of {@link TranscriptFormat}, of no header the first of all, and empty when it takes none.
   * Parameters of media types do not count, all forms are UTF-8.
   */
  static Optional<TranscriptFormat> choose(String header) {
    if (header.isBlank()) {
      return Optional.of(TranscriptFormat.JSON);
    }
    String[] ranges = header.toLowerCase(Locale.ROOT).split(",", -1);
    TranscriptFormat best = null;
    double bestWeight = 0;
    for (TranscriptFormat format : TranscriptFormat.values()) {
      double weight = weight(ranges, format.mediaType());
      if (weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Returns the weight of the most exact range that holds the type, or zero when none does. */
  private static double weight(String[] ranges, String mediaType) {
    String wholeType = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    int mostExact = 0;
    double weight = 0;
    for (String range : ranges) {
      String[] parts = range.split(";", -1);
      String name = parts[0].strip();
      int exactness =
          name.equals(mediaType) ? 3 : name.equals(wholeType) ? 2 : name.equals("*/*") ? 1 : 0;
      if (exactness > mostExact) {
        mostExact = exactness;
        weight = weight(parts);
      }
    }
    return weight;
  }

  /** Returns the range's own weight; one that is none counts as the whole, as if absent. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 2);
      if (parameter.length == 2
          && parameter[0].strip().equals("q")
          && WEIGHT.matcher(parameter[1].strip()).matches()) {
        return Double.parseDouble(parameter[1].strip());
      }
    }
    return 1;
  }
}
