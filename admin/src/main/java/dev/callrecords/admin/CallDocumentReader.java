package dev.callrecords.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.Numbers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one document and gathers its faults: all of them, not the first.
 *
 * <p>Whatever the API can answer is accepted, so that what was read can be put back: a number that
 * is no E.164, a status that this version does not know. What DynamoDB cannot hold is a fault, and
 * so is a field that would be lost.
 */
final class CallDocumentReader {

  /** Fields of the API's answers that are not stored. */
  static final Set<String> IGNORED = Set.of("recording_url", "recording_url_expires_at");

  private static final Set<String> LIVE_FIELDS =
      Set.of(
          "id",
          "agent_id",
          "from_number",
          "to_number",
          "direction",
          "status",
          "duration",
          "recording_url",
          "recording_url_expires_at",
          "transcript",
          "transcript_segments",
          "sentiment",
          "call_summary",
          "metadata",
          "started_at",
          "ended_at",
          "created_at",
          "deleted_at",
          "delete_after",
          "recording");
  private static final Set<String> ERASED_FIELDS = Set.of("id", "deleted_at", "recording");
  private static final Set<String> RECORDING_FIELDS =
      Set.of("status", "content_type", "size", "duration", "file");
  private static final Set<String> SEGMENT_FIELDS =
      Set.of("speaker", "text", "start_time", "end_time");

  /** DynamoDB takes 32 levels, of which the item and the attribute are two. */
  private static final int MOST_LEVELS = 30;

  private final List<Fault> faults = new ArrayList<>();

  CallDocument read(JsonNode document) throws InvalidCallException {
    if (!document.isObject()) {
      throw new InvalidCallException("", "is not one object of JSON");
    }
    CallId id = required("id", callId(document.path("id")));
    CallDocument result =
        document.hasNonNull("deleted_at") ? erased(id, document) : live(id, document);
    if (result == null || !faults.isEmpty()) {
      throw new InvalidCallException(faults);
    }
    return result;
  }

  private @Nullable CallId callId(JsonNode node) {
    return parsed(
        "id",
        node,
        "1 to 64 characters of A-Z, a-z, 0-9, _ and -",
        text -> CallId.parse(text).orElse(null));
  }

  private @Nullable CallDocument erased(@Nullable CallId id, JsonNode document) {
    checkFields("", document, ERASED_FIELDS, "of an erased call, which has deleted_at");
    Instant deletedAt = instant("deleted_at", document);
    return id == null || deletedAt == null ? null : new CallDocument.Erased(id, deletedAt);
  }

  private @Nullable CallDocument live(@Nullable CallId id, JsonNode document) {
    checkFields("", document, LIVE_FIELDS, "of a call");
    String status = required("status", text("", "status", document));
    Instant createdAt = required("created_at", instant("created_at", document));
    Long duration = wholeNumber("", "duration", document);
    JsonNode recordingNode = document.path("recording");
    Recording recording = recording(recordingNode);
    Transcript transcript = transcript(document);
    String agentId = text("", "agent_id", document);
    String fromNumber = text("", "from_number", document);
    String toNumber = text("", "to_number", document);
    String direction = text("", "direction", document);
    String sentiment = text("", "sentiment", document);
    String summary = text("", "call_summary", document);
    Map<String, @Nullable Object> metadata = metadata(document.path("metadata"));
    Instant startedAt = instant("started_at", document);
    Instant endedAt = instant("ended_at", document);
    Instant deleteAfter = instant("delete_after", document);
    String file = recordingNode.isObject() ? text("recording.", "file", recordingNode) : null;
    if (file != null && !(recording instanceof Recording.Available)) {
      fault("recording.file", "is only for a recording that is available");
    }
    if (id == null || status == null || createdAt == null) {
      return null;
    }
    return new CallDocument.Live(
        new Call(
            id,
            agentId,
            fromNumber,
            toNumber,
            direction,
            status,
            duration,
            recording,
            transcript,
            sentiment,
            summary,
            metadata,
            startedAt,
            endedAt,
            createdAt),
        recordingNode.isObject(),
        document.hasNonNull("recording_url"),
        file,
        deleteAfter);
  }

  private Recording recording(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Recording.Unplayable.NONE;
    }
    if (!node.isObject()) {
      fault("recording", "must be an object");
      return Recording.Unplayable.NONE;
    }
    String place = "recording.";
    checkFields(place, node, RECORDING_FIELDS, "of a recording");
    String status = required(place + "status", text(place, "status", node));
    String contentType = text(place, "content_type", node);
    Long size = wholeNumber(place, "size", node);
    BigDecimal duration = number(place, "duration", node);
    if (status == null) {
      return Recording.Unplayable.NONE;
    }
    if (status.equals(Recording.Available.STATUS)) {
      return new Recording.Available(null, contentType, size, duration);
    }
    Recording.Unplayable state = Recording.Unplayable.parse(status);
    if (state == Recording.Unplayable.UNKNOWN) {
      fault(place + "status", "must be available, pending, none, failed or deleted");
      return Recording.Unplayable.NONE;
    }
    return state;
  }

  private Transcript transcript(JsonNode document) {
    JsonNode nodes = document.path("transcript_segments");
    if (!nodes.isMissingNode() && !nodes.isNull() && !nodes.isArray()) {
      fault("transcript_segments", "must be an array");
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; nodes.isArray() && i < nodes.size(); i++) {
      Segment segment = segment("transcript_segments[" + i + "]", nodes.get(i));
      if (segment != null) {
        segments.add(segment);
      }
    }
    String plainText = text("", "transcript", document);
    if (!segments.isEmpty()) {
      return Transcript.of(segments);
    }
    return plainText == null ? Transcript.empty() : Transcript.ofPlainText(plainText);
  }

  private @Nullable Segment segment(String name, JsonNode node) {
    if (!node.isObject()) {
      fault(name, "must be an object");
      return null;
    }
    String place = name + ".";
    checkFields(place, node, SEGMENT_FIELDS, "of a segment");
    String speaker = required(place + "speaker", text(place, "speaker", node));
    String text = required(place + "text", text(place, "text", node));
    BigDecimal start = required(place + "start_time", number(place, "start_time", node));
    BigDecimal end = required(place + "end_time", number(place, "end_time", node));
    return speaker == null || text == null || start == null || end == null
        ? null
        : new Segment(speaker, text, start, end);
  }

  private Map<String, @Nullable Object> metadata(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Map.of();
    }
    if (!node.isObject()) {
      fault("metadata", "must be an object");
      return Map.of();
    }
    return map("metadata", node, 1);
  }

  private Map<String, @Nullable Object> map(String place, JsonNode object, int level) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getKey().isEmpty()) {
        fault(place, "has a field without a name, which DynamoDB cannot hold");
      }
      checkUnicode(place, entry.getKey());
      map.put(entry.getKey(), value(place + "." + entry.getKey(), entry.getValue(), level));
    }
    return map;
  }

  private @Nullable Object value(String place, JsonNode node, int level) {
    if (node.isContainerNode() && level == MOST_LEVELS) {
      fault(place, "lies deeper than 30 levels, which DynamoDB cannot hold");
      return null;
    }
    return switch (node.getNodeType()) {
      case STRING -> checkUnicode(place, node.textValue());
      case NUMBER -> held(place, node.decimalValue());
      case BOOLEAN -> node.booleanValue();
      case OBJECT -> map(place, node, level + 1);
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonNode element : node) {
          list.add(value(place + "[" + list.size() + "]", element, level + 1));
        }
        yield list;
      }
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private @Nullable String text(String place, String name, JsonNode object) {
    String text = parsed(place + name, object.path(name), "a string", value -> value);
    return text == null ? null : checkUnicode(place + name, text);
  }

  private @Nullable Instant instant(String name, JsonNode object) {
    return parsed(
        name,
        object.path(name),
        "a timestamp of ISO 8601 such as 2024-01-15T10:30:15Z, of the years 0000 to 9999 in UTC",
        text -> {
          try {
            return Call.requireFourDigitYear(Instant.parse(text));
          } catch (DateTimeException e) {
            return null;
          }
        });
  }

  private @Nullable Long wholeNumber(String place, String name, JsonNode object) {
    BigDecimal number = number(place, name, object);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      fault(place + name, "must be a whole number");
      return null;
    }
  }

  private @Nullable BigDecimal number(String place, String name, JsonNode object) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isNumber()) {
      fault(place + name, "must be a number");
      return null;
    }
    return held(place + name, node.decimalValue());
  }

  private @Nullable BigDecimal held(String name, BigDecimal number) {
    BigDecimal shortest = Numbers.shortest(number).orElse(null);
    if (shortest == null) {
      fault(name, "must be a number of up to 38 digits, from 1E-130 to 9.9E+125");
    }
    return shortest;
  }

  private <T> @Nullable T parsed(
      String name, JsonNode node, String expected, Function<String, @Nullable T> parser) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    T value = node.isTextual() ? parser.apply(node.textValue()) : null;
    if (value == null) {
      fault(name, "must be " + expected);
    }
    return value;
  }

  private <T> @Nullable T required(String name, @Nullable T value) {
    if (value == null && faults.stream().noneMatch(fault -> fault.field().equals(name))) {
      fault(name, "is missing");
    }
    return value;
  }

  private void checkFields(String place, JsonNode object, Set<String> known, String whose) {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            fault(place + name, "is no field " + whose + ", and would be lost");
          }
        });
  }

  /** Rejects unpaired surrogates: UTF-8 cannot encode them, and they would come back as U+FFFD. */
  private String checkUnicode(String name, String text) {
    if (text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))
        && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      fault(name, "must be whole Unicode: it has half of a surrogate pair");
    }
    return text;
  }

  private void fault(String name, String problem) {
    faults.add(new Fault(name, problem));
  }
}
