package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's call, alone or in one object with what belongs to it.
 *
 * <p>Twilio has no document with all of it: {@code call}, {@code recording}, {@code transcript},
 * {@code sentences} and {@code operator_results} hold one answer of its API each. The times of
 * sentences count from the start of the recording.
 */
final class Twilio implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    String sid = document.path("sid").asText();
    if (document.path("call").path("sid").asText().startsWith("CA")) {
      return Optional.of(new Kind.WholeCall("Twilio's call with its recording and transcript"));
    }
    if (!document.has("account_sid") && !document.has("service_sid")) {
      return document.path("sentences").path(0).has("sentence_index")
          ? Optional.of(alone("sentences"))
          : Optional.empty();
    }
    return Optional.of(
        sid.startsWith("CA")
            ? new Kind.WholeCall("Twilio's call")
            : alone(sid.startsWith("RE") ? "recording" : "transcript"));
  }

  private static Kind alone(String what) {
    return new Kind.Other(
        "Twilio's %s alone".formatted(what),
        "put it as `%s` into one object with its `call`".formatted(what));
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place inner = document.at("call").isPresent() ? document.at("call") : document;
    Place recording = document.at("recording");
    Place transcript = document.at("transcript");
    Instant started = inner.at("start_time").mailTime();
    Place createdAt = inner.at("date_created").or(inner.at("start_time"));

    call.id(inner.at("sid"), "");
    call.text("from_number", inner.at("from"));
    call.text("to_number", inner.at("to"));
    String direction = inner.at("direction").text();
    call.text(
        "direction",
        direction == null || direction.equals("inbound") ? direction : "outbound",
        inner.at("direction"));
    call.text("status", inner.at("status"));
    call.time("started_at", started, inner.at("start_time"));
    call.time("ended_at", inner.at("end_time").mailTime(), inner.at("end_time"));
    call.time("created_at", createdAt.mailTime(), createdAt);
    call.duration(inner.at("duration").number(), inner.at("duration"));
    sentences(document, call);
    recording(recording, call);
    results(document, call);
    call.extra("recording_sid", recording.at("sid"));
    call.extra("transcript_sid", transcript.at("sid"));
    call.extra("transcript_redacted", transcript.at("redaction"));
    call.extra("answered_by", inner.at("answered_by"));
    call.extra("price", inner.at("price"));
  }

  /** Returns the elements of a list, or of an answer that has the list. */
  private static List<Place> list(Place document, String name) {
    Place place = document.at(name);
    return (place.node().isObject() ? place.at(name) : place).elements();
  }

  private static void sentences(Place document, CallDraft call) {
    Map<String, String> roles = new HashMap<>();
    for (Place participant : document.at("transcript", "channel", "participants").elements()) {
      String channel = participant.at("channel_participant").label();
      String role = role(participant.at("role").text());
      if (channel != null && role != null) {
        roles.put(channel, role);
      }
    }
    list(document, "sentences").stream()
        .sorted(Comparator.comparingInt(place -> place.node().path("sentence_index").asInt()))
        .forEach(sentence -> {
          String channel = sentence.at("media_channel").label();
          call.turn(
              channel,
              channel == null ? null : roles.get(channel),
              sentence.at("transcript").text(),
              sentence.at("start_time").number(),
              sentence.at("end_time").number(),
              sentence);
        });
  }

  private static @Nullable String role(@Nullable String role) {
    return switch (role == null ? "" : role.toLowerCase(Locale.ROOT)) {
      case "agent" -> CallDraft.AGENT;
      case "customer" -> CallDraft.CALLER;
      default -> null;
    };
  }

  private static void recording(Place recording, CallDraft call) {
    String url = recording.at("media_url").text();
    switch (recording.at("status").text()) {
      case "absent", "failed" -> call.recordingStatus("failed");
      case "deleted" -> call.recordingStatus("deleted");
      case "in-progress", "paused", "stopped", "processing" -> call.recordingStatus("pending");
      case null, default -> {
        if (url != null) {
          call.recording(url + ".wav");
        }
      }
    }
  }

  private static void results(Place document, CallDraft call) {
    for (Place result : list(document, "operator_results")) {
      call.sentiment(result.at("predicted_label"));
      Place summary = result.at("text_generation_results", "result");
      if (summary.isPresent()) {
        call.text("call_summary", summary);
      }
    }
  }
}
