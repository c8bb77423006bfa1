package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ElevenLabs' {@code post_call_transcription}, and a conversation as its API returns it.
 *
 * <p>Turns have a start in whole seconds and no end. Of an interrupted turn {@code message} is what
 * was said; {@code original_message} would have been.
 */
final class ElevenLabs implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    if (document.path("data").has("conversation_id")) {
      String type = document.path("type").asText();
      return Optional.of(
          type.equals("post_call_transcription")
              ? new Kind.WholeCall("ElevenLabs' post_call_transcription")
              : new Kind.Other("ElevenLabs' " + type, "import post_call_transcription"));
    }
    return document.has("conversation_id") && document.has("transcript")
        ? Optional.of(new Kind.WholeCall("ElevenLabs' conversation"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place data = document.at("data").isPresent() ? document.at("data") : document;
    Place metadata = data.at("metadata");
    Place phone = metadata.at("phone_call");
    Place start = metadata.at("start_time_unix_secs");
    Place length = metadata.at("call_duration_secs");
    Instant started = start.epochSeconds();
    BigDecimal duration = length.number();

    call.id(data.at("conversation_id"), "");
    call.text("agent_id", data.at("agent_id"));
    call.text("direction", phone.at("direction"));
    call.numbers(
        phone.at("direction").text(), phone.at("external_number"), phone.at("agent_number"));
    call.text("status", status(data.at("status").text()), data.at("status"));
    call.time("started_at", started, start);
    call.time("created_at", started, start);
    if (started != null && duration != null) {
      Instant ended = started.plusMillis(duration.movePointRight(3).longValue());
      call.time("ended_at", ended, length);
    }
    call.duration(duration, length);
    Place analysis = data.at("analysis");
    call.text("call_summary", analysis.at("transcript_summary"));
    call.metadata(data.at("conversation_initiation_client_data", "dynamic_variables"));
    for (Place turn : data.at("transcript").elements()) {
      String role = turn.at("role").text();
      call.turn(
          role,
          "agent".equals(role) ? CallDraft.AGENT : CallDraft.CALLER,
          turn.at("message").text(),
          turn.at("time_in_call_secs").number(),
          null,
          turn);
    }
    recording(data, call);
    call.extra("termination_reason", metadata.at("termination_reason"));
    call.extra("call_successful", analysis.at("call_successful"));
    call.extra("data_collection_results", analysis.at("data_collection_results"));
    call.extra("call_sid", phone.at("call_sid"));
  }

  private static @Nullable String status(@Nullable String status) {
    return switch (status) {
      case "done" -> "completed";
      case "processing" -> "in-progress";
      case null, default -> status;
    };
  }

  private static void recording(Place data, CallDraft call) {
    String id = data.at("conversation_id").text();
    if (data.at("metadata", "deletion_settings", "deleted_audio_at_time_unix_secs").isPresent()) {
      call.recordingStatus("deleted");
    } else if (data.at("has_audio").isTrue() && id != null) {
      call.recording(
          "https://api.elevenlabs.io/v1/convai/conversations/%s/audio"
              .formatted(URLEncoder.encode(id, StandardCharsets.UTF_8)));
    } else if (data.at("has_audio").isPresent()) {
      call.recordingStatus("none");
    }
  }
}
