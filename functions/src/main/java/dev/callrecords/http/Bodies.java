package dev.callrecords.http;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON bodies that callers see, field by field. */
final class Bodies {

  private Bodies() {}

  static byte[] call(Call call, @Nullable RecordingLink link) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("id", call.id().value());
      Json.writeText(json, "agent_id", call.agentId());
      Json.writeText(json, "from_number", call.fromNumber());
      Json.writeText(json, "to_number", call.toNumber());
      Json.writeText(json, "direction", call.direction());
      json.writeStringField("status", call.status());
      json.writeFieldName("duration");
      if (call.duration() == null) {
        json.writeNull();
      } else {
        json.writeNumber(call.duration());
      }
      Json.writeText(json, "recording_url", link == null ? null : link.url());
      Json.writeText(json, "recording_url_expires_at", link == null ? null : link.expiresAt());
      Json.writeText(json, "transcript", call.transcript().text());
      json.writeArrayFieldStart("transcript_segments");
      for (Segment segment : call.transcript().segments()) {
        json.writeStartObject();
        json.writeStringField("speaker", segment.speaker());
        json.writeStringField("text", segment.text());
        Json.writeNumber(json, "start_time", segment.startTime());
        Json.writeNumber(json, "end_time", segment.endTime());
        json.writeEndObject();
      }
      json.writeEndArray();
      Json.writeText(json, "sentiment", call.sentiment());
      Json.writeText(json, "call_summary", call.summary());
      json.writeFieldName("metadata");
      Json.writeValue(json, call.metadata());
      Json.writeText(json, "started_at", call.startedAt());
      Json.writeText(json, "ended_at", call.endedAt());
      Json.writeText(json, "created_at", call.createdAt());
      json.writeEndObject();
    });
  }

  static byte[] link(PresignRecording.Outcome.Linked linked) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("call_id", linked.id().value());
      json.writeStringField("recording_url", linked.link().url());
      json.writeStringField("expires_at", linked.link().expiresAt().toString());
      json.writeNumberField("expires_in", linked.link().expiresIn());
      Json.writeText(json, "content_type", linked.contentType());
      json.writeNumberField("size", linked.size());
      Json.writeNumber(json, "duration", linked.duration());
      json.writeEndObject();
    });
  }

  static byte[] problem(
      ProblemCode code, String detail, List<ParameterError> errors, String requestId) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("type", "urn:callrecords:problem:" + code.code());
      json.writeStringField("title", code.title());
      json.writeNumberField("status", code.status());
      json.writeStringField("detail", detail);
      json.writeStringField("code", code.code());
      json.writeStringField("request_id", requestId);
      if (!errors.isEmpty()) {
        json.writeArrayFieldStart("errors");
        for (ParameterError error : errors) {
          json.writeStartObject();
          json.writeStringField("parameter", error.parameter());
          json.writeStringField("detail", error.detail());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    });
  }
}
