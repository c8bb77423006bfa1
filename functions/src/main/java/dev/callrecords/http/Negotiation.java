package dev.callrecords.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Content negotiation: what clients accept, by the weights in their headers (RFC 9110, 12.4.2). */
final class Negotiation {

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]*)?|1(\\.0*)?");

  private Negotiation() {}

  /**
   * Returns the preferred form of a transcript by the {@code Accept} header (RFC 9110, 12.5.1). Of
   * equals it is the first in the order of {@link TranscriptFormat}, of no header the first of all,
   * and empty when the client accepts none. Parameters of media types do not count, all forms are
   * UTF-8.
   */
  static Optional<TranscriptFormat> preferred(String accept) {
    if (accept.isBlank()) {
      return Optional.of(TranscriptFormat.JSON);
    }
    Map<String, Double> weights = weights(accept);
    TranscriptFormat best = null;
    double bestWeight = 0;
    for (TranscriptFormat format : TranscriptFormat.values()) {
      String type = format.mediaType();
      String range = type.substring(0, type.indexOf('/')) + "/*";
      double weight = weightOfFirst(weights, type, range, "*/*");
      if (weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Returns whether the {@code Accept} header prefers HTML to JSON. That of a browser does when it
   * opens an address.
   */
  static boolean prefersHtml(String accept) {
    Map<String, Double> weights = weights(accept);
    double html = weightOfFirst(weights, "text/html", "text/*", "*/*");
    return html > weightOfFirst(weights, "application/problem+json", "application/*", "*/*")
        && html > weightOfFirst(weights, "application/json", "application/*", "*/*");
  }

  /**
   * Returns whether the {@code Accept-Encoding} header (RFC 9110, 12.5.3) allows gzip. It does so
   * by name or by {@code *}, and not with weight zero.
   */
  static boolean allowsGzip(String acceptEncoding) {
    return weightOfFirst(weights(acceptEncoding), "gzip", "x-gzip", "*") > 0;
  }

  /** Returns the weight of the first of these names that is there, else zero. */
  private static double weightOfFirst(Map<String, Double> weights, String... names) {
    for (String name : names) {
      Double weight = weights.get(name);
      if (weight != null) {
        return weight;
      }
    }
    return 0;
  }

  /** Returns the elements of a header in lower case; of equal ones the first counts. */
  private static Map<String, Double> weights(String header) {
    Map<String, Double> weights = new HashMap<>();
    for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = element.split(";", -1);
      weights.putIfAbsent(parts[0].strip(), weight(parts));
    }
    return weights;
  }

  /** Returns the weight among an element's parameters; one that is malformed counts as absent. */
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
