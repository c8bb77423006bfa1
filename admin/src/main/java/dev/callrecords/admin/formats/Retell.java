package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Retell's {@code call_analyzed} and {@code call_ended}, and a call as its API returns it. */
final class Retell implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    JsonNode inner = document.path("call");
    if (!inner.has("call_id")) {
      return document.has("call_id") && document.has("call_status")
          ? Optional.of(new Kind.WholeCall("Retell's call"))
          : Optional.empty();
    }
    // One page of Retell's documentation has the other name.
    String event = document.path("event").asText(document.path("event_type").asText());
    return Optional.of(
        event.equals("call_analyzed") || event.equals("call_ended")
            ? new Kind.WholeCall("Retell's " + event)
            : new Kind.Other("Retell's " + event, "import call_analyzed"));
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place inner = document.at("call").isPresent() ? document.at("call") : document;
    Instant started = inner.at("start_timestamp").epochMilliseconds();
    Instant ended = inner.at("end_timestamp").epochMilliseconds();
    BigDecimal duration = inner.at("duration_ms").millisecondsAsSeconds();

    call.id(inner.at("call_id"), "");
    call.text("agent_id", inner.at("agent_id"));
    call.text("from_number", inner.at("from_number"));
    call.text("to_number", inner.at("to_number"));
    call.text("direction", inner.at("direction"));
    call.text("status", status(inner), inner.at("call_status"));
    call.time("started_at", started, inner.at("start_timestamp"));
    call.time("ended_at", ended, inner.at("end_timestamp"));
    call.time("created_at", started, inner.at("start_timestamp"));
    call.duration(
        duration == null ? CallDraft.seconds(started, ended) : duration,
        inner.at("duration_ms").or(inner.at("end_timestamp")));
    Place analysis = inner.at("call_analysis");
    call.text("call_summary", analysis.at("call_summary"));
    call.sentiment(analysis.at("user_sentiment"));
    call.metadata(inner.at("metadata"));
    call.text("transcript", inner.at("transcript"));
    Place turns = inner.at("transcript_object").or(inner.at("transcript_with_tool_calls"));
    turns.elements().forEach(turn -> turn(turn, call));
    call.recording(inner.at("recording_url").or(inner.at("scrubbed_recording_url")));
    call.extra("disconnection_reason", inner.at("disconnection_reason"));
    BigDecimal cents = inner.at("call_cost", "combined_cost").number();
    if (cents != null) {
      call.extra("cost_usd", DecimalNode.valueOf(cents.movePointLeft(2)));
    }
    call.extra("custom_analysis_data", analysis.at("custom_analysis_data"));
    call.extra("call_successful", analysis.at("call_successful"));
    call.extra("agent_version", inner.at("agent_version"));
    call.extra("twilio_call_sid", inner.at("telephony_identifier", "twilio_call_sid"));
  }

  private static @Nullable String status(Place inner) {
    String status = inner.at("call_status").text();
    return switch (status) {
      case "ended" -> "completed";
      case "error" -> "failed";
      case "ongoing" -> "in-progress";
      case "registered" -> "queued";
      case "not_connected" -> notConnected(inner.at("disconnection_reason").text());
      case null, default -> status;
    };
  }

  private static String notConnected(@Nullable String reason) {
    return switch (reason) {
      case "dial_busy" -> "busy";
      case "dial_no_answer" -> "no-answer";
      case null, default -> "failed";
    };
  }

  /** Adds what was said; the calls of tools are elements too, and are left out. */
  private static void turn(Place turn, CallDraft call) {
    String role = turn.at("role").text();
    if (role == null || role.startsWith("tool_call")) {
      return;
    }
    String speaker =
        switch (role) {
          case "agent" -> CallDraft.AGENT;
          case "user" -> CallDraft.CALLER;
          default -> role;
        };
    List<Place> words = turn.at("words").elements();
    BigDecimal start = words.isEmpty() ? null : words.getFirst().at("start").number();
    BigDecimal end = words.isEmpty() ? null : words.getLast().at("end").number();
    call.turn(role, speaker, turn.at("content").text(), start, end, turn);
  }
}
