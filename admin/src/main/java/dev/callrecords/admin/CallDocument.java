package dev.callrecords.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call as it is put in: the JSON that {@code GET /v1/calls/{call_id}} answers, and an optional
 * {@code recording} of {@code status}, {@code content_type}, {@code duration} and {@code file}.
 *
 * <p>{@code recording_url} and its expiry are ignored; a {@code transcript} counts only where there
 * are no segments. A document with {@code deleted_at} is an erased call.
 */
public sealed interface CallDocument {

  /**
   * A call to be kept.
   *
   * @param call whose recording, when available, has no key yet
   * @param recordingFile the name of the audio file; null unless the recording is available
   */
  record Live(Call call, @Nullable String recordingFile) implements CallDocument {}

  /** A call of which only a tombstone is kept. */
  record Erased(CallId id, Instant deletedAt) implements CallDocument {}

  /**
   * Reads a document.
   *
   * @throws InvalidCallException naming everything that is wrong with it
   */
  static CallDocument read(JsonNode document) {
    return new Reader().read(document);
  }

  /** Reads one document and gathers its faults. */
  final class Reader {

    private final List<String> faults = new ArrayList<>();

    private CallDocument read(JsonNode document) {
      CallId id =
          required(
              "id",
              parsed(
                  "id", document.path("id"), "a call id", text -> CallId.parse(text).orElse(null)));
      CallDocument result =
          document.hasNonNull("deleted_at") ? erased(id, document) : live(id, document);
      if (result == null) {
        throw new InvalidCallException(faults);
      }
      return result;
    }

    private @Nullable CallDocument erased(@Nullable CallId id, JsonNode document) {
      Instant deletedAt = instant("deleted_at", document);
      return id == null || deletedAt == null ? null : new Erased(id, deletedAt);
    }

    private @Nullable CallDocument live(@Nullable CallId id, JsonNode document) {
      String status = required("status", text("status", document));
      Instant createdAt = required("created_at", instant("created_at", document));
      BigDecimal duration = number("duration", document.path("duration"));
      JsonNode recordingNode = document.path("recording");
      Recording recording = recording(recordingNode);
      Transcript transcript = transcript(document);
      String agentId = text("agent_id", document);
      String fromNumber = text("from_number", document);
      String toNumber = text("to_number", document);
      String direction = text("direction", document);
      String sentiment = text("sentiment", document);
      String summary = text("call_summary", document);
      Map<String, @Nullable Object> metadata = metadata(document.path("metadata"));
      Instant startedAt = instant("started_at", document);
      Instant endedAt = instant("ended_at", document);
      String file =
          recording instanceof Recording.Available
              ? required("recording.file", text("file", recordingNode))
              : null;
      Long wholeDuration = null;
      if (duration != null) {
        try {
          wholeDuration = duration.longValueExact();
        } catch (ArithmeticException e) {
          faults.add("duration must be whole seconds");
        }
      }
      if (!faults.isEmpty() || id == null || status == null || createdAt == null) {
        return null;
      }
      return new Live(
          new Call(
              id,
              agentId,
              fromNumber,
              toNumber,
              direction,
              status,
              wholeDuration,
              recording,
              transcript,
              sentiment,
              summary,
              metadata,
              startedAt,
              endedAt,
              createdAt),
          file);
    }

    private Recording recording(JsonNode node) {
      if (node.isMissingNode() || node.isNull()) {
        return new Recording.None();
      }
      String status = required("recording.status", text("status", node));
      return switch (status) {
        case null -> new Recording.None();
        case "available" ->
            new Recording.Available(
                null,
                text("content_type", node),
                null,
                number("recording.duration", node.path("duration")));
        case "pending" -> new Recording.Pending();
        case "none" -> new Recording.None();
        case "failed" -> new Recording.Failed();
        case "deleted" -> new Recording.Deleted();
        default -> {
          faults.add("recording.status must be available, pending, none, failed or deleted");
          yield new Recording.None();
        }
      };
    }

    private Transcript transcript(JsonNode document) {
      JsonNode nodes = document.path("transcript_segments");
      if (!nodes.isMissingNode() && !nodes.isNull() && !nodes.isArray()) {
        faults.add("transcript_segments must be an array");
      }
      List<Segment> segments = new ArrayList<>();
      for (int i = 0; nodes.isArray() && i < nodes.size(); i++) {
        String place = "transcript_segments[" + i + "].";
        JsonNode node = nodes.get(i);
        String speaker = required(place + "speaker", text("speaker", node));
        String text = required(place + "text", text("text", node));
        BigDecimal start =
            required(place + "start_time", number(place + "start_time", node.path("start_time")));
        BigDecimal end =
            required(place + "end_time", number(place + "end_time", node.path("end_time")));
        if (speaker != null && text != null && start != null && end != null) {
          segments.add(new Segment(speaker, text, start, end));
        }
      }
      if (!segments.isEmpty()) {
        return Transcript.of(segments);
      }
      String plainText = text("transcript", document);
      return plainText == null ? Transcript.empty() : Transcript.ofPlainText(plainText);
    }

    private Map<String, @Nullable Object> metadata(JsonNode node) {
      if (node.isMissingNode() || node.isNull()) {
        return Map.of();
      }
      if (!node.isObject()) {
        faults.add("metadata must be an object");
        return Map.of();
      }
      return map(node);
    }

    private static Map<String, @Nullable Object> map(JsonNode object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      object.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
      return map;
    }

    private static @Nullable Object value(JsonNode node) {
      return switch (node.getNodeType()) {
        case STRING -> node.textValue();
        case NUMBER -> node.decimalValue();
        case BOOLEAN -> node.booleanValue();
        case OBJECT -> map(node);
        case ARRAY -> {
          List<@Nullable Object> list = new ArrayList<>();
          node.forEach(element -> list.add(value(element)));
          yield list;
        }
        case NULL, MISSING, BINARY, POJO -> null;
      };
    }

    private @Nullable String text(String name, JsonNode object) {
      return parsed(name, object.path(name), "a string", text -> text);
    }

    private @Nullable Instant instant(String name, JsonNode object) {
      return parsed(
          name,
          object.path(name),
          "a timestamp of ISO 8601 such as 2024-01-15T10:30:15Z",
          text -> {
            try {
              return Instant.parse(text);
            } catch (DateTimeException e) {
              return null;
            }
          });
    }

    private @Nullable BigDecimal number(String name, JsonNode node) {
      if (node.isMissingNode() || node.isNull()) {
        return null;
      }
      if (!node.isNumber()) {
        faults.add(name + " must be a number");
        return null;
      }
      return node.decimalValue();
    }

    private <T> @Nullable T parsed(
        String name, JsonNode node, String expected, Function<String, @Nullable T> parser) {
      if (node.isMissingNode() || node.isNull()) {
        return null;
      }
      T value = node.isTextual() ? parser.apply(node.textValue()) : null;
      if (value == null) {
        faults.add(name + " must be " + expected);
      }
      return value;
    }

    private <T> @Nullable T required(String name, @Nullable T value) {
      if (value == null && faults.stream().noneMatch(fault -> fault.startsWith(name + " "))) {
        faults.add(name + " is missing");
      }
      return value;
    }
  }
}
