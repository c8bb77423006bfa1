package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call document in the making, with the places that its fields came from.
 *
 * <p>The caller's metadata stay at the top of {@code metadata}; what only the platform says goes to
 * {@code metadata.vendor}, or to {@code metadata._vendor} where the caller has that name.
 */
final class CallDraft {

  /** The speaker that the platform runs. */
  static final String AGENT = "agent";

  /** The other side, also of a call that the agent made. */
  static final String CALLER = "caller";

  private static final String VENDOR = "vendor";
  private static final int HASH_CHARACTERS = 40;
  private static final List<String> SENTIMENTS =
      List.of("positive", "neutral", "negative", "mixed");

  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final ObjectNode metadata = JsonNodeFactory.instance.objectNode();
  private final ObjectNode vendor = JsonNodeFactory.instance.objectNode();
  private final Map<String, JsonPointer> origins = new HashMap<>();
  private final Map<String, String> speakers;
  private final Turns turns = new Turns();
  private @Nullable String recordingUrl;

  /**
   * Creates an empty draft.
   *
   * @param format the name of the platform's format
   * @param speakers speakers by the platform's word, letter or number for them
   */
  CallDraft(String format, Map<String, String> speakers) {
    this.speakers = speakers;
    vendor.put("format", format);
  }

  /** Sets the id to the platform's; {@code suffix} keeps apart what the platform gives one id. */
  void id(Place place, String suffix) {
    origins.put("id", place.pointer());
    String id = place.label();
    if (id == null) {
      return;
    }
    vendor.put("id", id);
    document.put("id", callId(id + suffix));
  }

  /** Returns an id of a call's form; of another one, its hash. */
  private static String callId(String id) {
    if (CallId.parse(id).isPresent()) {
      return id;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "id-" + HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Sets a field to a text of the platform's. */
  void text(String field, Place place) {
    text(field, place.text(), place);
  }

  /** Sets a field to a text made of what is at a place. */
  void text(String field, @Nullable String value, Place origin) {
    origins.put(field, origin.pointer());
    if (value != null) {
      document.put(field, value);
    }
  }

  /** Sets a field to a time that was read at a place. */
  void time(String field, @Nullable Instant time, Place origin) {
    text(field, time == null ? null : time.toString(), origin);
  }

  /** Sets the duration, rounded to whole seconds. */
  void duration(@Nullable BigDecimal seconds, Place origin) {
    if (seconds == null) {
      return;
    }
    if (seconds.signum() < 0) {
      origin.fault("is less than nothing, as the length of a call");
      return;
    }
    origins.put("duration", origin.pointer());
    document.put("duration", seconds.setScale(0, RoundingMode.HALF_UP).longValue());
  }

  /** Sets both numbers. The outer side is the one that the platform does not run. */
  void numbers(@Nullable String direction, Place outer, Place inner) {
    boolean outbound = "outbound".equals(direction);
    text("from_number", outbound ? inner : outer);
    text("to_number", outbound ? outer : inner);
  }

  /** Copies an object of the caller's to the top of the metadata. */
  void metadata(Place place) {
    origins.put("metadata", place.pointer());
    if (!place.isPresent()) {
      return;
    }
    if (place.node() instanceof ObjectNode object) {
      metadata.setAll(object);
    } else {
      place.fault("must be an object");
    }
  }

  /** Adds one value of the caller's to the top of the metadata. */
  void tag(String name, JsonNode value, Place origin) {
    origins.put("metadata." + name, origin.pointer());
    metadata.set(name, value);
  }

  /**
   * Sets all fields that a call of ours had when it was exported. Its audio is not in the document:
   * available it is again with a file.
   */
  void restore(Place fields) {
    for (Map.Entry<String, JsonNode> field : fields.node().properties()) {
      origins.put(field.getKey(), fields.at(field.getKey()).pointer());
      document.set(field.getKey(), field.getValue());
    }
    String status = fields.at("recording", "status").text();
    if (status != null) {
      recordingStatus(status.equals("available") ? "pending" : status);
    }
    metadata.removeAll();
    metadata(fields.at("metadata"));
    vendor.removeAll();
  }

  /** Keeps a value of the platform's that no field of a call is for. */
  void extra(String name, Place place) {
    if (place.isPresent()) {
      extra(name, place.node());
    }
  }

  /** Keeps a value that only the platform says. */
  void extra(String name, JsonNode value) {
    vendor.set(name, value);
  }

  /** Says that audio waits to be fetched, if there is a link at the place. */
  void recording(Place link) {
    String url = link.text();
    if (url != null) {
      recording(url);
    }
  }

  /** Says that audio waits to be fetched. */
  void recording(String url) {
    recordingUrl = url;
    recordingStatus("pending");
  }

  /** Sets the state of the recording. Only one that is pending has a link. */
  void recordingStatus(String status) {
    if (!status.equals("pending")) {
      recordingUrl = null;
    }
    document.putObject("recording").put("status", status);
  }

  /**
   * Adds a turn.
   *
   * @param label the platform's word, letter or number for the speaker; null if it has none
   * @param known who that is; null where only the operator can tell, whose word comes first
   * @param text null or blank where nothing was said
   */
  void turn(
      @Nullable String label,
      @Nullable String known,
      @Nullable String text,
      @Nullable BigDecimal start,
      @Nullable BigDecimal end,
      Place origin) {
    if (text == null || text.isBlank()) {
      return;
    }
    String speaker = label == null ? known : speakers.getOrDefault(label, known);
    if (speaker == null) {
      origin.fault(
          label == null
              ? "does not say who speaks"
              : "is spoken by %s: say who that is, such as %s=agent".formatted(label, label));
      return;
    }
    turns.add(speaker, text, start, end, origin);
  }

  /** Returns the draft as a call. A transcript as one text counts only without turns. */
  VendorCall finish() {
    ArrayNode segments = JsonNodeFactory.instance.arrayNode();
    for (Turns.Turn turn : turns.complete(end())) {
      origins.put("transcript_segments[" + segments.size() + "]", turn.origin());
      segments
          .addObject()
          .put("speaker", turn.speaker())
          .put("text", turn.text())
          .put("start_time", turn.start())
          .put("end_time", turn.end());
    }
    if (!segments.isEmpty()) {
      document.set("transcript_segments", segments);
      document.remove("transcript");
    }
    ObjectNode all = document.putObject("metadata").setAll(metadata);
    if (!vendor.isEmpty()) {
      all.set(all.has(VENDOR) ? "_" + VENDOR : VENDOR, vendor);
    }
    return new VendorCall(document, recordingUrl, origins);
  }

  private @Nullable BigDecimal end() {
    return document.has("duration") ? document.get("duration").decimalValue() : null;
  }

  /** Returns the seconds between two times; null unless both are known. */
  static @Nullable BigDecimal seconds(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null
        ? null
        : BigDecimal.valueOf(Duration.between(from, to).toMillis(), 3);
  }

  /** Sets the sentiment, if the platform's word for it is one of ours. */
  void sentiment(Place place) {
    String word = place.text();
    String lower = word == null ? "" : word.toLowerCase(Locale.ROOT);
    if (SENTIMENTS.contains(lower)) {
      text("sentiment", lower, place);
    }
  }
}
