package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contact Lens' analysis of a contact, alone or beside the contact of Amazon Connect.
 *
 * <p>The analysis has no numbers, no agent and no times; with them it is {@code contact_lens} in an
 * object whose {@code contact} is what {@code DescribeContact} returned. Alone, the name of the
 * recording has the minute that it began. A contact may have two analyses, redacted and raw, under
 * one id: the redacted one gets {@code -redacted} behind it.
 */
final class ContactLens implements Mapping {

  private static final Pattern FILE_TIME =
      Pattern.compile("_(\\d{8}T\\d{2}:\\d{2})_UTC\\.[a-z0-9]+$");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HH:mm");

  @Override
  public Optional<Kind> kind(JsonNode document) {
    JsonNode analysis = analysis(document);
    if (analysis.path("CustomerMetadata").has("ContactId")) {
      String status = analysis.path("JobStatus").asText("COMPLETED");
      return Optional.of(
          status.equals("COMPLETED")
              ? new Kind.WholeCall("Contact Lens' analysis")
              : new Kind.Other(
                  "Contact Lens' analysis that is " + status, "import one that is COMPLETED"));
    }
    return analysis.has("ContactId") && analysis.has("Segments")
        ? Optional.of(
            new Kind.Other(
                "Contact Lens' stream of a running contact", "import the file of its analysis"))
        : Optional.empty();
  }

  private static JsonNode analysis(JsonNode document) {
    return document.has("contact_lens") ? document.path("contact_lens") : document;
  }

  @Override
  public void map(Place document, CallDraft call) {
    boolean isAlone = !document.at("contact_lens").isPresent();
    Place analysis = isAlone ? document : document.at("contact_lens");
    Place contact = document.at("contact", "Contact").or(document.at("contact"));
    Place output = analysis.at("ContentMetadata", "Output");
    boolean isRedacted = "redacted".equalsIgnoreCase(output.text());
    Place characteristics = analysis.at("ConversationCharacteristics");
    Place duration = characteristics.at("TotalConversationDurationMillis");

    call.id(analysis.at("CustomerMetadata", "ContactId"), isRedacted ? "-redacted" : "");
    call.text("status", "completed", analysis.at("JobStatus"));
    contact(contact, call);
    if (!contact.isPresent()) {
      Place file = analysis.at("CustomerMetadata", "InputS3Uri");
      call.time("created_at", fileTime(file.text()), file);
    }
    call.duration(duration.millisecondsAsSeconds(), duration);
    call.text(
        "call_summary", characteristics.at("ContactSummary", "PostContactSummary", "Content"));
    sentiment(characteristics.at("Sentiment", "OverallSentiment", "CUSTOMER"), call);
    turns(analysis, call);
    call.recording(analysis.at("CustomerMetadata", "InputS3Uri"));
    call.extra("categories", analysis.at("Categories", "MatchedCategories"));
    call.extra("output", output);
  }

  private static void contact(Place contact, CallDraft call) {
    String method = contact.at("InitiationMethod").text();
    boolean isInbound = "INBOUND".equals(method);
    if (isInbound || "OUTBOUND".equals(method)) {
      call.text("direction", isInbound ? "inbound" : "outbound", contact.at("InitiationMethod"));
    }
    call.numbers(
        isInbound ? "inbound" : "outbound",
        contact.at("CustomerEndpoint", "Address"),
        contact.at("SystemEndpoint", "Address"));
    call.text("agent_id", contact.at("AgentInfo", "Id").or(contact.at("Agent", "ARN")));
    Place started = contact.at("InitiationTimestamp");
    Place ended = contact.at("DisconnectTimestamp");
    call.time("started_at", time(started), started);
    call.time("ended_at", time(ended), ended);
    call.time("created_at", time(started), started);
    call.metadata(contact.at("Attributes"));
  }

  /** Returns a time; the AWS CLI writes seconds since 1970 in its first version. */
  private static @Nullable Instant time(Place place) {
    return place.node().isNumber() ? place.epochSeconds() : place.isoTime();
  }

  private static @Nullable Instant fileTime(@Nullable String file) {
    Matcher matcher = FILE_TIME.matcher(file == null ? "" : file);
    try {
      return matcher.find()
          ? LocalDateTime.parse(matcher.group(1), MINUTE).toInstant(ZoneOffset.UTC)
          : null;
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** Turns a score from -5 to 5 into a word. */
  private static void sentiment(Place score, CallDraft call) {
    BigDecimal number = score.number();
    if (number != null) {
      String word =
          number.compareTo(BigDecimal.ONE.negate()) <= 0
              ? "negative"
              : number.compareTo(BigDecimal.ONE) >= 0 ? "positive" : "neutral";
      call.text("sentiment", word, score);
    }
  }

  private static void turns(Place analysis, CallDraft call) {
    Map<String, String> roles = new HashMap<>();
    for (Place participant : analysis.at("Participants").elements()) {
      String id = participant.at("ParticipantId").text();
      String role = participant.at("ParticipantRole").text();
      if (id != null && role != null) {
        roles.put(id, role.toUpperCase(Locale.ROOT));
      }
    }
    for (Place turn : analysis.at("Transcript").elements()) {
      String id = turn.at("ParticipantId").text();
      call.turn(
          id,
          switch (id == null ? "" : roles.getOrDefault(id, id)) {
            case "AGENT", "SYSTEM" -> CallDraft.AGENT;
            case "CUSTOMER" -> CallDraft.CALLER;
            default -> null;
          },
          turn.at("Content").text(),
          turn.at("BeginOffsetMillis").millisecondsAsSeconds(),
          turn.at("EndOffsetMillis").millisecondsAsSeconds(),
          turn);
    }
  }
}
