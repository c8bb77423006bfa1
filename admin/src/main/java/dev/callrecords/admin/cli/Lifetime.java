package dev.callrecords.admin.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --expires}: a number of days, hours or minutes, such as {@code 90d}. */
record Lifetime(Duration duration) {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([dhm])");

  /** Returns the lifetime of a text; throws where it is none. */
  static Lifetime parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("a lifetime is a number of d, h or m, such as 90d");
    }
    long number = Long.parseLong(parts.group(1));
    return new Lifetime(
        switch (parts.group(2)) {
          case "d" -> Duration.ofDays(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofMinutes(number);
        });
  }
}
