package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapped document of a platform, in short notation. */
final class Mapped {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final VendorReading reading;

  private Mapped(VendorReading reading) {
    this.reading = reading;
  }

  static Mapped of(VendorFormat format, String document) {
    return of(format, document, Map.of());
  }

  static Mapped of(VendorFormat format, String document, Map<String, String> speakers) {
    return new Mapped(format.read(json(document), speakers));
  }

  static Mapped transcript(VendorFormat format, String document, Map<String, String> speakers) {
    String call = "{id:'c-1', status:'completed', created_at:'2026-10-01T08:00:00Z'}";
    return transcript(format, document, call, speakers);
  }

  static Mapped transcript(
      VendorFormat format, String document, String call, Map<String, String> speakers) {
    return new Mapped(
        format.readTranscript(
            json(document), (com.fasterxml.jackson.databind.node.ObjectNode) json(call), speakers));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  VendorCall call() {
    return switch (reading) {
      case VendorReading.Mapped(VendorCall call) -> call;
      case VendorReading.Refused(List<PlacedFault> faults) -> throw new AssertionError(faults);
    };
  }

  /** Returns the faults, with the places before them. */
  List<String> faults() {
    return switch (reading) {
      case VendorReading.Mapped(VendorCall call) -> throw new AssertionError(call.document());
      case VendorReading.Refused(List<PlacedFault> faults) ->
          faults.stream().map(fault -> fault.pointer() + " " + fault.problem()).toList();
    };
  }

  /** Returns a field as a text; null where there is none. */
  @Nullable String field(String... names) {
    JsonNode node = call().document();
    for (String name : names) {
      node = node.path(name);
    }
    return node.isMissingNode() ? null : node.isContainerNode() ? node.toString() : node.asText();
  }

  @Nullable String extra(String name) {
    return field("metadata", "vendor", name);
  }

  /** Returns the turns, such as {@code agent 0.5-2: Hello}. */
  List<String> turns() {
    List<String> turns = new ArrayList<>();
    for (JsonNode turn : call().document().path("transcript_segments")) {
      turns.add(
          "%s %s-%s: %s"
              .formatted(
                  turn.path("speaker").asText(),
                  turn.path("start_time").decimalValue().toPlainString(),
                  turn.path("end_time").decimalValue().toPlainString(),
                  turn.path("text").asText()));
    }
    return turns;
  }
}
