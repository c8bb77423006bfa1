package dev.callrecords.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallField;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.ListLinks;
import dev.callrecords.domain.ListedCall;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.SharedLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON bodies that callers see, field by field. */
final class Bodies {

  /** They follow each other in the order of the contract. */
  private static final Set<CallField> OF_LINK =
      Set.of(CallField.RECORDING_URL, CallField.RECORDING_URL_EXPIRES_AT);

  private Bodies() {}

  /**
   * The body of a call.
   *
   * @param linkStart the index of the first byte of the link's fields
   * @param linkEnd the index after their last byte; 0, as the start, when there are none
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  record CallBody(byte[] bytes, int linkStart, int linkEnd) {}

  static CallBody call(Call call, @Nullable RecordingLink link, Set<CallField> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int linkStart = 0;
    int linkEnd = 0;
    try (JsonGenerator json = Json.generator(bytes)) {
      json.writeStartObject();
      for (CallField field : fields) {
        if (!OF_LINK.contains(field)) {
          write(json, field, call, link);
          continue;
        }
        json.flush();
        linkStart = linkEnd == 0 ? bytes.size() : linkStart;
        write(json, field, call, link);
        json.flush();
        linkEnd = bytes.size();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return new CallBody(bytes.toByteArray(), linkStart, linkEnd);
  }

  private static void write(
      JsonGenerator json, CallField field, Call call, @Nullable RecordingLink link)
      throws IOException {
    String name = field.text();
    switch (field) {
      case ID -> json.writeStringField(name, call.id().value());
      case AGENT_ID -> Json.writeText(json, name, call.agentId());
      case FROM_NUMBER -> Json.writeText(json, name, call.fromNumber());
      case TO_NUMBER -> Json.writeText(json, name, call.toNumber());
      case DIRECTION -> Json.writeText(json, name, call.direction());
      case STATUS -> json.writeStringField(name, call.status());
      case DURATION -> {
        Long seconds = call.duration();
        Json.writeNumber(json, name, seconds == null ? null : BigDecimal.valueOf(seconds));
      }
      case RECORDING_URL -> Json.writeText(json, name, link == null ? null : link.url());
      case RECORDING_URL_EXPIRES_AT ->
          Json.writeText(json, name, link == null ? null : link.expiresAt());
      case TRANSCRIPT -> Json.writeText(json, name, call.transcript().text());
      case TRANSCRIPT_SEGMENTS -> {
        json.writeArrayFieldStart(name);
        for (Segment segment : call.transcript().segments()) {
          writeSegment(json, segment);
        }
        json.writeEndArray();
      }
      case SENTIMENT -> Json.writeText(json, name, call.sentiment());
      case CALL_SUMMARY -> Json.writeText(json, name, call.summary());
      case METADATA -> {
        json.writeFieldName(name);
        Json.writeValue(json, call.metadata());
      }
      case STARTED_AT -> Json.writeText(json, name, call.startedAt());
      case ENDED_AT -> Json.writeText(json, name, call.endedAt());
      case CREATED_AT -> Json.writeText(json, name, call.createdAt());
    }
  }

  static void writeSegment(JsonGenerator json, Segment segment) throws IOException {
    json.writeStartObject();
    json.writeStringField("speaker", segment.speaker());
    json.writeStringField("text", segment.text());
    Json.writeNumber(json, "start_time", segment.startTime());
    Json.writeNumber(json, "end_time", segment.endTime());
    json.writeEndObject();
  }

  static byte[] calls(ListCalls.Outcome.Page page) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("calls");
      for (ListedCall call : page.calls()) {
        writeListed(json, call);
      }
      json.writeEndArray();
      writeCursor(json, page.nextCursor());
      json.writeEndObject();
    });
  }

  private static void writeListed(JsonGenerator json, ListedCall call) throws IOException {
    Long seconds = call.duration();
    boolean unknown = call.recording() == Recording.Unplayable.UNKNOWN;
    json.writeStartObject();
    json.writeStringField("id", call.id().value());
    Json.writeText(json, "agent_id", call.agentId());
    Json.writeText(json, "from_number", call.fromNumber());
    Json.writeText(json, "to_number", call.toNumber());
    Json.writeText(json, "direction", call.direction());
    json.writeStringField("status", call.status());
    Json.writeNumber(json, "duration", seconds == null ? null : BigDecimal.valueOf(seconds));
    Json.writeText(json, "sentiment", call.sentiment());
    Json.writeText(json, "call_summary", call.summary());
    Json.writeText(json, "recording_status", unknown ? null : call.recording().status());
    Json.writeText(json, "started_at", call.startedAt());
    Json.writeText(json, "ended_at", call.endedAt());
    Json.writeText(json, "created_at", call.createdAt());
    json.writeEndObject();
  }

  static byte[] link(PresignRecording.Outcome.Linked linked) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("call_id", linked.id().value());
      json.writeStringField("recording_url", linked.link().url());
      json.writeStringField("expires_at", linked.link().expiresAt().toString());
      json.writeNumberField("expires_in", linked.link().expiresIn());
      json.writeStringField("content_type", linked.contentType());
      json.writeNumberField("size", linked.size());
      Json.writeNumber(json, "duration", linked.duration());
      json.writeEndObject();
    });
  }

  /**
   * The body of a new shared link.
   *
   * @param url with its token
   */
  static byte[] createdLink(SharedLink link, String url) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("id", link.id().value());
      json.writeStringField("call_id", link.callId().value());
      json.writeStringField("url", url);
      json.writeStringField("opens", link.opens().text());
      Json.writeText(json, "label", link.label());
      json.writeStringField("created_at", link.createdAt().toString());
      json.writeStringField("expires_at", link.expiresAt().toString());
      json.writeEndObject();
    });
  }

  static byte[] links(ListLinks.Outcome.Page page) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("links");
      for (SharedLink link : page.links()) {
        json.writeStartObject();
        json.writeStringField("id", link.id().value());
        json.writeStringField("call_id", link.callId().value());
        json.writeStringField("opens", link.opens().text());
        Json.writeText(json, "label", link.label());
        json.writeStringField("created_at", link.createdAt().toString());
        json.writeStringField("created_by", link.createdBy());
        json.writeStringField("expires_at", link.expiresAt().toString());
        Json.writeText(json, "revoked_at", link.revokedAt());
        json.writeNumberField("opened", link.opened());
        Json.writeText(json, "last_opened_at", link.lastOpenedAt());
        json.writeEndObject();
      }
      json.writeEndArray();
      writeCursor(json, page.nextCursor());
      json.writeEndObject();
    });
  }

  private static void writeCursor(JsonGenerator json, @Nullable String nextCursor)
      throws IOException {
    json.writeBooleanField("has_more", nextCursor != null);
    Json.writeText(json, "next_cursor", nextCursor);
  }

  static byte[] problem(
      ProblemCode code, String detail, List<ParameterError> errors, String requestId) {
    return problem(
        code,
        detail,
        requestId,
        json -> {
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
        });
  }

  /** The problem of a client that takes none of the forms: they are listed. */
  static byte[] notAcceptable(ProblemCode code, String requestId) {
    return problem(
        code,
        code.detail(),
        requestId,
        json -> {
          json.writeArrayFieldStart("available");
          for (TranscriptFormat format : TranscriptFormat.values()) {
            json.writeStartObject();
            json.writeStringField("format", format.text());
            json.writeStringField("media_type", format.mediaType());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static byte[] problem(
      ProblemCode code, String detail, String requestId, Json.Content extensions) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeStringField("type", "urn:callrecords:problem:" + code.code());
      json.writeStringField("title", code.title());
      json.writeNumberField("status", code.status());
      json.writeStringField("detail", detail);
      json.writeStringField("code", code.code());
      json.writeStringField("request_id", requestId);
      extensions.writeTo(json);
      json.writeEndObject();
    });
  }
}
