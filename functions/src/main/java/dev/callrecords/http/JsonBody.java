package dev.callrecords.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of a JSON body and collects their errors. A reader returns its default on errors.
 *
 * <p>A request without a body is one without members, and null is a member that is not there.
 */
public final class JsonBody {

  /** Maximum length of a body, in characters. */
  static final int MAX_LENGTH = 8192;

  private static final int MAX_DIGITS = 9;

  private static final Pattern JSON_TYPE = Pattern.compile("application/json *(;.*)?");
  private static final Pattern NO_TEXT = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  private final JsonNode members;
  private final Set<String> repeated = new TreeSet<>();
  private final Set<String> known = new TreeSet<>();
  private final List<ParameterError> errors = new ArrayList<>();
  private final @Nullable ProblemCode problem;

  /** Reads the body of a request. */
  public JsonBody(GatewayRequest request) {
    String body = request.body();
    JsonNode read = Json.object();
    ProblemCode found = null;
    if (body == null) {
      found = ProblemCode.INVALID_BODY;
    } else if (body.length() > MAX_LENGTH) {
      found = ProblemCode.BODY_TOO_LARGE;
    } else if (!body.isBlank()) {
      if (!JSON_TYPE.matcher(request.contentType().toLowerCase(Locale.ROOT)).matches()) {
        found = ProblemCode.UNSUPPORTED_MEDIA_TYPE;
      } else {
        try {
          read = Json.readObject(body, repeated::add);
        } catch (JacksonException e) {
          found = ProblemCode.INVALID_BODY;
        }
      }
    }
    this.members = read;
    this.problem = found;
  }

  /** Returns why the body cannot be read at all; empty when it can. */
  public Optional<ProblemCode> problem() {
    return Optional.ofNullable(problem);
  }

  /** Returns a duration given in whole seconds. */
  public Duration seconds(String name, Duration min, Duration max, Duration defaultValue) {
    return read(
            name,
            value ->
                Optional.of(value)
                    .filter(JsonNode::isNumber)
                    .map(JsonNode::decimalValue)
                    .filter(number -> number.scale() == 0 && number.precision() <= MAX_DIGITS)
                    .map(number -> Duration.ofSeconds(number.longValueExact()))
                    .filter(
                        duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0),
            "must be a whole number of seconds from %d to %d"
                .formatted(min.toSeconds(), max.toSeconds()))
        .orElse(defaultValue);
  }

  /**
   * Returns one of the values that have a name.
   *
   * @param parse returns the value of a name
   * @param names for the error, such as {@code a or b}
   */
  public <T> T choice(
      String name, Function<String, Optional<T>> parse, T defaultValue, String names) {
    return read(
            name,
            value -> value.isTextual() ? parse.apply(value.textValue()) : Optional.empty(),
            "must be " + names)
        .orElse(defaultValue);
  }

  /**
   * Returns a text without control characters, or empty when it is not there.
   *
   * @param maxLength in Unicode code points
   */
  public Optional<String> text(String name, int maxLength) {
    return read(
        name,
        value ->
            Optional.ofNullable(value.textValue())
                .filter(text -> text.codePointCount(0, text.length()) <= maxLength)
                .filter(text -> !NO_TEXT.matcher(text).find()),
        "must be a text of at most %d characters, none of them a control character"
            .formatted(maxLength));
  }

  /** Returns the value; empty when it is not there or wrong, which is an error. */
  private <T> Optional<T> read(String name, Function<JsonNode, Optional<T>> parse, String error) {
    known.add(name);
    if (repeated.contains(name)) {
      errors.add(new ParameterError(name, "must be given once"));
      return Optional.empty();
    }
    JsonNode value = members.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    Optional<T> parsed = parse.apply(value);
    if (parsed.isEmpty()) {
      errors.add(new ParameterError(name, error));
    }
    return parsed;
  }

  /** Returns all errors, unknown members included; to be called after all readers. */
  public List<ParameterError> errors() {
    List<ParameterError> all = new ArrayList<>(errors);
    members
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            all.add(
                new ParameterError(
                    Query.shortened(name),
                    "is not known here; known: " + String.join(", ", known)));
          }
        });
    return all;
  }
}
