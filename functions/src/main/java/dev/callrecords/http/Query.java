package dev.callrecords.http;

import dev.callrecords.domain.CallField;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters and collects their errors; a reader returns its default on errors. */
public final class Query {

  private static final String FIELDS =
      Arrays.stream(CallField.values()).map(CallField::text).collect(Collectors.joining(", "));
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final int MAX_NAME_LENGTH = 64;

  private final Map<String, String> parameters;
  private final Set<String> repeated;
  private final Set<String> known = new TreeSet<>();
  private final List<ParameterError> errors = new ArrayList<>();

  /** Creates a reader of a request's query. */
  public Query(GatewayRequest request) {
    this.parameters = request.queryParameters();
    this.repeated = request.repeatedParameters();
  }

  /** Returns how fresh the read must be, by {@code consistent}. */
  public Consistency consistency() {
    return flag("consistent") ? Consistency.STRONG : Consistency.EVENTUAL;
  }

  /** Returns {@code true} or {@code false}, the default. */
  public boolean flag(String name) {
    return choice(name, Map.of("true", true, "false", false), false, "must be true or false");
  }

  /** Returns a duration given in whole seconds. */
  public Duration seconds(String name, Duration min, Duration max, Duration defaultValue) {
    String value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (WHOLE_NUMBER.matcher(value).matches()) {
      Duration duration = Duration.ofSeconds(Long.parseLong(value));
      if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    }
    errors.add(
        new ParameterError(
            name,
            "must be a whole number of seconds from %d to %d"
                .formatted(min.toSeconds(), max.toSeconds())));
    return defaultValue;
  }

  /** Returns what a browser shall do with the recording, by {@code disposition}. */
  public Disposition disposition() {
    return choice(
        "disposition",
        Map.of("inline", Disposition.INLINE, "attachment", Disposition.ATTACHMENT),
        Disposition.INLINE,
        "must be inline or attachment");
  }

  private <T> T choice(String name, Map<String, T> values, T defaultValue, String error) {
    String text = value(name);
    if (text == null) {
      return defaultValue;
    }
    T value = values.get(text);
    if (value == null) {
      errors.add(new ParameterError(name, error));
      return defaultValue;
    }
    return value;
  }

  /** Returns the fields that are wanted, by {@code fields}; all of them when it is absent. */
  public Selection selection() {
    String name = "fields";
    String value = value(name);
    if (value == null) {
      return Selection.everything();
    }
    Set<CallField> fields = EnumSet.noneOf(CallField.class);
    for (String text : value.split(",", -1)) {
      Optional<CallField> field = CallField.parse(text);
      if (field.isEmpty()) {
        errors.add(
            new ParameterError(
                name, "must be names of fields with commas between them; known: " + FIELDS));
        return Selection.everything();
      }
      fields.add(field.get());
    }
    return new Selection(fields);
  }

  /** Returns the form of the transcript, by {@code format}; empty when it is absent. */
  public Optional<TranscriptFormat> transcriptFormat() {
    String name = "format";
    String value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    Optional<TranscriptFormat> format = TranscriptFormat.parse(value);
    if (format.isEmpty()) {
      errors.add(new ParameterError(name, "must be one of " + TranscriptFormat.names()));
    }
    return format;
  }

  /** Returns the number of the page, by {@code page}; the first when it is absent. */
  public int page() {
    String name = "page";
    String value = value(name);
    if (value == null) {
      return 1;
    }
    if (WHOLE_NUMBER.matcher(value).matches() && Integer.parseInt(value) >= 1) {
      return Integer.parseInt(value);
    }
    errors.add(new ParameterError(name, "must be a whole number from 1"));
    return 1;
  }

  /** Returns all errors, unknown parameters included; to be called after all readers. */
  public List<ParameterError> errors() {
    List<ParameterError> all = new ArrayList<>(errors);
    String problem =
        "is not known here; known: " + (known.isEmpty() ? "none" : String.join(", ", known));
    parameters.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> all.add(new ParameterError(shortened(name), problem)));
    return all;
  }

  /** Half a surrogate pair would be no text. */
  static String shortened(String name) {
    if (name.length() <= MAX_NAME_LENGTH) {
      return name;
    }
    int end =
        Character.isHighSurrogate(name.charAt(MAX_NAME_LENGTH - 1))
            ? MAX_NAME_LENGTH - 1
            : MAX_NAME_LENGTH;
    return name.substring(0, end);
  }

  /** Returns the text of a parameter, or empty when it is absent. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(value(name));
  }

  /** Notes that a parameter is wrong. */
  void refuse(String name, String detail) {
    errors.add(new ParameterError(name, detail));
  }

  /** Null when absent or given more than once, which is an error. */
  private @Nullable String value(String name) {
    known.add(name);
    if (repeated.contains(name)) {
      errors.add(new ParameterError(name, "must be given once"));
      return null;
    }
    return parameters.get(name);
  }
}
