package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session report of LiveKit Agents, and as {@code egress} in it what LiveKit recorded.
 *
 * <p>Times are seconds since 1970, those of the egress nanoseconds. Where it does not say when a
 * turn was spoken, {@code created_at} is its end. It has no numbers.
 */
final class LiveKit implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    if (document.path("chat_history").has("items")) {
      return Optional.of(new Kind.WholeCall("LiveKit's session report"));
    }
    return document.has("egressInfo") || document.has("egress_info")
        ? Optional.of(
            new Kind.Other(
                "LiveKit's " + document.path("event").asText("egress"),
                "put its egressInfo as `egress` into the session report"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place file = file(document.at("egress"));
    Place fileStart = file.at("started_at").or(file.at("startedAt"));
    Place audioStart = document.at("audio_recording_started_at");
    Instant recorded = fileStart.epochNanoseconds();
    if (recorded == null) {
      recorded = audioStart.epochSeconds();
    }
    List<Place> items = document.at("chat_history", "items").elements();
    Instant started = recorded;
    for (int i = 0; started == null && i < items.size(); i++) {
      started = items.get(i).at("created_at").epochSeconds();
    }
    Place end = document.at("timestamp");
    Instant ended = end.epochSeconds();

    call.id(document.at("job_id").or(document.at("room_id")), "");
    call.text("status", "completed", document);
    call.time("started_at", started, audioStart);
    call.time("created_at", started, audioStart);
    call.time("ended_at", ended, end);
    call.duration(CallDraft.seconds(started, ended), end);
    for (Place item : items) {
      turn(item, started, call);
    }
    Place location = file.at("location");
    if (location.text() != null) {
      call.recording(location);
    } else if (document.at("audio_recording_path").isPresent()) {
      call.recordingStatus("pending");
    }
    call.extra("room", document.at("room"));
    call.extra("room_id", document.at("room_id"));
  }

  /** Returns the first file; LiveKit writes names in both ways. */
  private static Place file(Place egress) {
    Place files = egress.at("file_results").or(egress.at("fileResults"));
    List<Place> elements = files.elements();
    return elements.isEmpty() ? files.at("none") : elements.getFirst();
  }

  /** Adds what was said. The prompt and the calls of tools are items too, and are left out. */
  private static void turn(Place item, @Nullable Instant origin, CallDraft call) {
    String role = item.at("role").text();
    boolean isAgent = "assistant".equals(role);
    if (!"message".equals(item.at("type").text()) || !(isAgent || "user".equals(role))) {
      return;
    }
    Place metrics = item.at("metrics");
    Instant start = metrics.at("started_speaking_at").epochSeconds();
    Instant end = metrics.at("stopped_speaking_at").epochSeconds();
    if (start == null && end == null) {
      end = item.at("created_at").epochSeconds();
    }
    BigDecimal startSeconds = CallDraft.seconds(origin, start);
    BigDecimal endSeconds = CallDraft.seconds(origin, end);
    call.turn(
        role,
        isAgent ? CallDraft.AGENT : CallDraft.CALLER,
        content(item.at("content")),
        startSeconds,
        endSeconds,
        item);
  }

  /** Returns the texts of a content, without its images. */
  private static String content(Place content) {
    List<String> texts = new ArrayList<>();
    for (Place part : content.elements()) {
      JsonNode node = part.node();
      texts.add(node.isTextual() ? node.textValue() : node.path("transcript").asText());
    }
    texts.removeIf(String::isBlank);
    return String.join(" ", texts);
  }
}
