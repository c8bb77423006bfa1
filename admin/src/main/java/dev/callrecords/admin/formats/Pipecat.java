package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What an application on Pipecat writes of its two events of turns.
 *
 * <p>Pipecat has no file for it. The form is {@code call_id}, {@code started_at}, {@code ended_at},
 * {@code turns} of {@code event}, {@code content} and {@code timestamp}, and where known {@code
 * agent_id}, {@code from_number}, {@code to_number}, {@code direction}, {@code status}, {@code
 * metadata} and {@code recording_url}.
 */
final class Pipecat implements Mapping {

  private static final String ASSISTANT = "on_assistant_turn_stopped";
  private static final String USER = "on_user_turn_stopped";

  @Override
  public Optional<Kind> kind(JsonNode document) {
    return document.has("call_id") && document.path("turns").isArray()
        ? Optional.of(new Kind.WholeCall("Pipecat's turns"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    Instant started = document.at("started_at").isoTime();
    Instant ended = document.at("ended_at").isoTime();
    String status = document.at("status").text();

    call.id(document.at("call_id"), "");
    call.text("agent_id", document.at("agent_id"));
    call.text("from_number", document.at("from_number"));
    call.text("to_number", document.at("to_number"));
    call.text("direction", document.at("direction"));
    String known = ended == null ? "in-progress" : "completed";
    call.text("status", status == null ? known : status, document.at("status"));
    call.time("started_at", started, document.at("started_at"));
    call.time("ended_at", ended, document.at("ended_at"));
    call.time("created_at", started, document.at("started_at"));
    call.duration(CallDraft.seconds(started, ended), document.at("ended_at"));
    call.metadata(document.at("metadata"));
    for (Place turn : document.at("turns").elements()) {
      String event = turn.at("event").text();
      String speaker =
          switch (event) {
            case ASSISTANT -> CallDraft.AGENT;
            case USER -> CallDraft.CALLER;
            case null, default -> null;
          };
      Instant time = turn.at("timestamp").isoTime();
      call.turn(
          event, speaker, turn.at("content").text(), CallDraft.seconds(started, time), null, turn);
    }
    call.recording(document.at("recording_url"));
  }
}
