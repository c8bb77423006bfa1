package dev.callrecords.http;

import java.util.Locale;

/** Reads the {@code Accept-Encoding} header (RFC 9110, 12.5.3). */
final class AcceptEncoding {

  private AcceptEncoding() {}

  /** Returns whether the header allows gzip: named or by {@code *}, and not with weight zero. */
  static boolean allowsGzip(String header) {
    boolean anyAllowed = false;
    for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = element.split(";", -1);
      String coding = parts[0].strip();
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return weightIsPositive(parts);
      }
      if (coding.equals("*")) {
        anyAllowed = weightIsPositive(parts);
      }
    }
    return anyAllowed;
  }

  private static boolean weightIsPositive(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q\\s*=.*")) {
        return !parameter.matches("q\\s*=\\s*0(\\.0*)?");
      }
    }
    return true;
  }
}
