package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bland's call details, from its API or its webhook.
 *
 * <p>A turn has the time when its text was made, which is later than it was said, and no end.
 */
final class Bland implements Mapping {

  private static final BigDecimal SECONDS_PER_MINUTE = BigDecimal.valueOf(60);
  private static final Set<String> STATUSES =
      Set.of("completed", "failed", "busy", "no-answer", "canceled");

  @Override
  public Optional<Kind> kind(JsonNode document) {
    boolean isDetails =
        document.has("call_id")
            && (document.has("corrected_duration")
                || document.has("call_length")
                || document.has("queue_status"));
    return isDetails || document.path("data").has("payload")
        ? Optional.of(new Kind.WholeCall("Bland's call details"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place envelope = document.at("data");
    Place details = envelope.isPresent() ? envelope.at("payload") : document;
    Instant started = details.at("started_at").isoTime();
    Instant ended = details.at("end_at").isoTime();
    Place createdAt = details.at("created_at").or(details.at("started_at"));

    call.id(details.at("call_id").or(envelope.at("call_id")), "");
    call.text("agent_id", details.at("pathway_id").or(details.at("persona_id")));
    call.text("from_number", details.at("from"));
    call.text("to_number", details.at("to"));
    if (details.at("inbound").isPresent()) {
      String direction = details.at("inbound").isTrue() ? "inbound" : "outbound";
      call.text("direction", direction, details.at("inbound"));
    }
    call.text("status", status(details), details.at("status").or(details.at("queue_status")));
    call.time("started_at", started, details.at("started_at"));
    call.time("ended_at", ended, details.at("end_at"));
    call.time("created_at", createdAt.isoTime(), createdAt);
    duration(details, CallDraft.seconds(started, ended), call);
    call.text("call_summary", details.at("summary"));
    call.metadata(details.at("metadata"));
    call.text("transcript", details.at("concatenated_transcript"));
    for (Place turn : details.at("transcripts").elements()) {
      String user = turn.at("user").text();
      if (user != null && !user.equals("agent-action")) {
        Instant time = turn.at("created_at").isoTime();
        call.turn(
            user,
            user.equals("user") ? CallDraft.CALLER : CallDraft.AGENT,
            turn.at("text").text(),
            CallDraft.seconds(started, time),
            null,
            turn);
      }
    }
    if (details.at("recording_url").text() != null) {
      call.recording(details.at("recording_url"));
    } else if (details.at("record").isPresent() && !details.at("record").isTrue()) {
      call.recordingStatus("none");
    }
    call.extra("variables", details.at("variables"));
    call.extra("answered_by", details.at("answered_by"));
    call.extra("price", details.at("price"));
    call.extra("call_ended_by", details.at("call_ended_by"));
    call.extra("analysis", details.at("analysis"));
  }

  private static @Nullable String status(Place details) {
    String status = details.at("status").text();
    if (status != null && STATUSES.contains(status)) {
      return status;
    }
    String queue = details.at("queue_status").text();
    return switch (queue) {
      case "complete" -> "completed";
      case "new", "queued" -> "queued";
      case "started" -> "in-progress";
      case null -> status;
      default -> queue.endsWith("error") ? "failed" : queue;
    };
  }

  /** Sets the duration. Bland has three: seconds as a text, two times, minutes. */
  private static void duration(Place details, @Nullable BigDecimal byTimes, CallDraft call) {
    BigDecimal minutes = details.at("call_length").number();
    if (details.at("corrected_duration").isPresent()) {
      call.duration(details.at("corrected_duration").number(), details.at("corrected_duration"));
    } else if (byTimes != null) {
      call.duration(byTimes, details.at("end_at"));
    } else if (minutes != null) {
      call.duration(minutes.multiply(SECONDS_PER_MINUTE), details.at("call_length"));
    }
  }
}
