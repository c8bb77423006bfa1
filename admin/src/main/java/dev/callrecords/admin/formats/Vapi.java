package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Vapi's {@code end-of-call-report}, and a call that has ended as its API returns it.
 *
 * <p>The report has a part of the call beside {@code call}; in a call of the API all is in one.
 */
final class Vapi implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    JsonNode message = document.path("message");
    if (message.path("type").isTextual()) {
      String type = message.path("type").textValue();
      return Optional.of(
          type.equals("end-of-call-report")
              ? new Kind.WholeCall("Vapi's end-of-call-report")
              : new Kind.Other("Vapi's " + type, "import end-of-call-report"));
    }
    if (!document.has("orgId") || !document.path("type").asText().endsWith("Call")) {
      return Optional.empty();
    }
    String status = document.path("status").asText();
    return Optional.of(
        status.equals("ended")
            ? new Kind.WholeCall("Vapi's call")
            : new Kind.Other("Vapi's call that is " + status, "import it when it has ended"));
  }

  @Override
  public void map(Place document, CallDraft call) {
    boolean isReport = document.at("message").isPresent();
    Place report = isReport ? document.at("message") : document;
    Place inner = isReport ? report.at("call") : document;
    Place artifact = report.at("artifact");
    Place startedAt = report.at("startedAt").or(inner.at("startedAt"));
    Place endedAt = report.at("endedAt").or(inner.at("endedAt"));
    Instant started = startedAt.isoTime();
    Instant ended = endedAt.isoTime();
    Place createdAt = inner.at("createdAt").or(startedAt);

    call.id(inner.at("id"), "");
    call.text("agent_id", inner.at("assistantId").or(report.at("assistant", "id")));
    String direction = direction(inner.at("type").text());
    call.text("direction", direction, inner.at("type"));
    call.numbers(
        direction,
        report.at("customer", "number").or(inner.at("customer", "number")),
        report.at("phoneNumber", "number").or(inner.at("phoneNumber", "number")));
    Place reason = report.at("endedReason").or(inner.at("endedReason"));
    call.text("status", status(reason.text()), reason);
    call.time("started_at", started, startedAt);
    call.time("ended_at", ended, endedAt);
    call.time("created_at", createdAt.isoTime(), createdAt);
    call.duration(CallDraft.seconds(started, ended), endedAt);
    Place analysis = report.at("analysis").or(inner.at("analysis"));
    call.text("call_summary", analysis.at("summary"));
    call.metadata(inner.at("metadata"));
    call.text("transcript", artifact.at("transcript"));
    for (Place message : artifact.at("messages").elements()) {
      turn(message, started, call);
    }
    Place recording = artifact.at("recording");
    call.recording(
        recording
            .at("mono", "combinedUrl")
            .or(recording.at("stereoUrl"))
            .or(artifact.at("recordingUrl"))
            .or(report.at("recordingUrl")));
    call.extra("ended_reason", reason);
    call.extra("cost_usd", report.at("cost").or(inner.at("cost")));
    call.extra("structured_data", analysis.at("structuredData"));
    call.extra("success_evaluation", analysis.at("successEvaluation"));
    call.extra("phone_call_provider_id", inner.at("phoneCallProviderId"));
  }

  private static @Nullable String direction(@Nullable String type) {
    return switch (type) {
      case "inboundPhoneCall" -> "inbound";
      case "outboundPhoneCall" -> "outbound";
      case null, default -> null;
    };
  }

  private static String status(@Nullable String reason) {
    return switch (reason) {
      case "customer-busy" -> "busy";
      case "customer-did-not-answer" -> "no-answer";
      case null -> "completed";
      default ->
          reason.startsWith("pipeline") || reason.contains("error") || reason.contains("failed")
              ? "failed"
              : "completed";
    };
  }

  /** Adds what was said. The prompt and the calls of tools are messages too, and are left out. */
  private static void turn(Place message, @Nullable Instant started, CallDraft call) {
    String role = message.at("role").text();
    if (role == null) {
      return;
    }
    String speaker =
        switch (role) {
          case "bot", "assistant" -> CallDraft.AGENT;
          case "user" -> CallDraft.CALLER;
          default -> null;
        };
    if (speaker == null) {
      return;
    }
    BigDecimal start = message.at("secondsFromStart").number();
    Instant time = message.at("time").epochMilliseconds();
    Instant endTime = message.at("endTime").epochMilliseconds();
    if (start == null) {
      start = CallDraft.seconds(started, time);
    }
    BigDecimal length = CallDraft.seconds(time, endTime);
    if (length == null) {
      // Documented in seconds, and sent in milliseconds.
      length = message.at("duration").millisecondsAsSeconds();
    }
    BigDecimal end = start == null || length == null ? null : start.add(length);
    call.turn(role, speaker, message.at("message").text(), start, end, message);
  }
}
