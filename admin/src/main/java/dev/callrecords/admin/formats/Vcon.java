package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A vCon, as draft-ietf-vcon-vcon-core has it and its forerunners had it; neither signed nor
 * encrypted.
 *
 * <p>Turns are dialogs of type text, or an analysis of type transcript that lists them.
 */
final class Vcon implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    // The version is deprecated, and left out by some.
    if (document.has("uuid") && document.path("parties").isArray()) {
      return Optional.of(new Kind.WholeCall("a vCon"));
    }
    if (document.has("payload") && document.has("signatures")) {
      return Optional.of(new Kind.Other("a signed vCon", "import its payload, decoded"));
    }
    return document.has("ciphertext") && document.has("recipients")
        ? Optional.of(new Kind.Other("an encrypted vCon", "decrypt it first"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    List<Place> dialogs = document.at("dialog").elements();
    Place main = main(dialogs, document);
    Instant started = main.at("start").isoTime();
    BigDecimal duration = main.at("duration").number();
    boolean isRecording = isType(main, "recording");

    call.id(document.at("uuid"), "");
    parties(document, main, call);
    call.text("status", status(main), main);
    call.time("started_at", started, main.at("start"));
    if (started != null && duration != null && isRecording) {
      Instant ended = started.plusMillis(duration.movePointRight(3).longValue());
      call.time("ended_at", ended, main.at("duration"));
      call.duration(duration, main.at("duration"));
    }
    Place createdAt = document.at("created_at");
    Instant created = createdAt.isoTime();
    // The vCon may have been made long after the call.
    boolean isLater = created == null || (started != null && created.isAfter(started));
    call.time("created_at", isLater ? started : created, createdAt);
    for (Place dialog : dialogs) {
      if (isType(dialog, "text")) {
        Place originator = dialog.at("originator").or(firstParty(dialog));
        BigDecimal start = CallDraft.seconds(started, dialog.at("start").isoTime());
        BigDecimal length = dialog.at("duration").number();
        BigDecimal end = start == null || length == null ? null : start.add(length);
        turn(document, originator, dialog.at("body").text(), start, end, dialog, call);
      }
    }
    if (isRecording) {
      // The sound of some is in the vCon itself, and has to be written to a file.
      call.recordingStatus("pending");
      call.recording(main.at("url"));
    }
    document.at("analysis").elements().forEach(analysis -> analysis(document, analysis, call));
    document.at("attachments").elements().forEach(attachment -> tags(attachment, call));
    call.extra("subject", document.at("subject"));
    own(document).forEach(fields -> call.restore(fields));
  }

  /** Returns the fields of the call that {@link VconWriter} wrote, of which there are no two. */
  private static List<Place> own(Place document) {
    return document.at("attachments").elements().stream()
        .filter(attachment -> VconWriter.FIELDS.equals(attachment.at("purpose").text()))
        .map(attachment -> attachment.at("body").parsed())
        .limit(1)
        .toList();
  }

  private static boolean isType(Place place, String type) {
    return type.equals(place.at("type").text());
  }

  /** Returns the dialog that is the call: its recording, else the first one. */
  private static Place main(List<Place> dialogs, Place document) {
    return dialogs.stream()
        .filter(dialog -> isType(dialog, "recording"))
        .findFirst()
        .or(() -> dialogs.stream().findFirst())
        .orElse(document.at("dialog"));
  }

  private static String status(Place main) {
    if (!isType(main, "incomplete")) {
      return "completed";
    }
    return switch (main.at("disposition").text()) {
      case "busy" -> "busy";
      case "no-answer" -> "no-answer";
      case "hung-up" -> "canceled";
      case null, default -> "failed";
    };
  }

  private static Place firstParty(Place dialog) {
    Place parties = dialog.at("parties");
    return parties.node().isArray() && !parties.node().isEmpty()
        ? parties.elements().getFirst()
        : parties;
  }

  private static void parties(Place document, Place main, CallDraft call) {
    List<Place> parties = document.at("parties").elements();
    int from = main.at("originator").or(firstParty(main)).node().asInt();
    for (int i = 0; i < parties.size(); i++) {
      Place tel = parties.get(i).at("tel");
      String number = tel.text();
      if (number != null && number.startsWith("tel:")) {
        number = number.substring("tel:".length());
      }
      if (i == from) {
        call.text("from_number", number, tel);
        String speaker = speaker(parties.get(i));
        if (CallDraft.AGENT.equals(speaker) || CallDraft.CALLER.equals(speaker)) {
          String direction = CallDraft.AGENT.equals(speaker) ? "outbound" : "inbound";
          call.text("direction", direction, parties.get(i).at("role"));
        }
      } else {
        call.text("to_number", number, tel);
      }
    }
  }

  private static @Nullable String speaker(Place party) {
    String role = party.at("role").text();
    return switch (role == null ? "" : role.toLowerCase(Locale.ROOT)) {
      case "agent", "assistant", "bot" -> CallDraft.AGENT;
      case "customer", "caller", "client", "user", "contact" -> CallDraft.CALLER;
      default -> role;
    };
  }

  private static void turn(
      Place document,
      Place party,
      @Nullable String text,
      @Nullable BigDecimal start,
      @Nullable BigDecimal end,
      Place origin,
      CallDraft call) {
    String label = party.label();
    List<Place> parties = document.at("parties").elements();
    int index = party.node().asInt(-1);
    Place speaking = index >= 0 && index < parties.size() ? parties.get(index) : party.at("none");
    // Of others' words some mean the same; what we wrote has ours.
    String known = own(document).isEmpty() ? speaker(speaking) : speaking.at("role").text();
    call.turn(label, known, text, start, end, origin);
  }

  private static void analysis(Place document, Place analysis, CallDraft call) {
    switch (analysis.at("type").text()) {
      case "summary" -> call.text("call_summary", analysis.at("body"));
      case "sentiment" -> call.sentiment(analysis.at("body"));
      case "transcript" -> {
        boolean isJson = "json".equals(analysis.at("encoding").text());
        Place body = analysis.at("body");
        transcript(document, isJson ? body.parsed() : body, call);
      }
      case null, default -> {
        // Its vendor's alone.
      }
    }
  }

  /** Adds the turns of an analysis, or keeps its text where it is one. */
  private static void transcript(Place document, Place body, CallDraft call) {
    if (body.node().isTextual()) {
      call.text("transcript", body);
      return;
    }
    Place list = body.node().isArray() ? body : body.at("segments").or(body.at("turns"));
    for (Place turn : list.elements()) {
      turn(
          document,
          turn.at("party").or(turn.at("speaker")),
          turn.at("text").or(turn.at("message")).text(),
          turn.at("start").or(turn.at("start_time")).number(),
          turn.at("end").or(turn.at("end_time")).number(),
          turn,
          call);
    }
  }

  /** Takes tags as metadata: an object, or a list of {@code name:value}. */
  private static void tags(Place attachment, CallDraft call) {
    if (!"tags".equals(attachment.at("purpose").or(attachment.at("type")).text())) {
      return;
    }
    Place body = attachment.at("body").parsed();
    for (Map.Entry<String, JsonNode> tag : body.node().properties()) {
      call.tag(tag.getKey(), tag.getValue(), body);
    }
    for (JsonNode tag : body.node()) {
      String text = tag.asText();
      int colon = text.indexOf(':');
      if (body.node().isArray() && colon > 0) {
        call.tag(text.substring(0, colon), TextNode.valueOf(text.substring(colon + 1)), body);
      }
    }
  }
}
