package dev.callrecords.lambda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reader of a function's variables, which names all that is missing or wrong at once. */
final class Environment {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

  private final Map<String, String> variables;
  private final List<String> faults = new ArrayList<>();

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Returns a variable that must be set; empty when it is not. */
  String required(String name) {
    String value = variables.getOrDefault(name, "");
    if (value.isEmpty()) {
      faults.add(name + " is not set");
    }
    return value;
  }

  /** Returns a duration of whole seconds that must be set; zero when it is wrong. */
  Duration seconds(String name, Duration min, Duration max) {
    String seconds = required(name);
    Duration duration =
        WHOLE_NUMBER.matcher(seconds).matches()
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : Duration.ZERO;
    if (!seconds.isEmpty() && (duration.compareTo(min) < 0 || duration.compareTo(max) > 0)) {
      refuse(
          "%s must be whole seconds from %d to %d"
              .formatted(name, min.toSeconds(), max.toSeconds()));
    }
    return duration;
  }

  /** Notes a fault. */
  void refuse(String fault) {
    faults.add(fault);
  }

  /**
   * Checks that there was no fault.
   *
   * @throws IllegalStateException naming all of them
   */
  void check() {
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "The function's environment variables are wrong: " + String.join("; ", faults));
    }
  }
}
