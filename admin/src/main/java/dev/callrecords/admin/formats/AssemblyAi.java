package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * AssemblyAI's transcript, which says nothing of the call around it.
 *
 * <p>Its times are milliseconds. Speakers are letters, or the numbers of their channels.
 */
final class AssemblyAi implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    String status = document.path("status").asText();
    if (document.has("transcript_id") && document.has("status")) {
      return Optional.of(
          new Kind.Other("AssemblyAI's webhook", "import the transcript that it names"));
    }
    if (!document.has("audio_url") || !document.has("id") || !document.has("status")) {
      return Optional.empty();
    }
    return Optional.of(
        status.equals("completed")
            ? new Kind.TranscriptOnly("AssemblyAI's transcript")
            : new Kind.Other(
                "AssemblyAI's transcript that is " + status, "import one that is completed"));
  }

  @Override
  public void map(Place document, CallDraft call) {
    for (Place utterance : document.at("utterances").elements()) {
      call.turn(
          utterance.at("speaker").or(utterance.at("channel")).label(),
          null,
          utterance.at("text").text(),
          utterance.at("start").millisecondsAsSeconds(),
          utterance.at("end").millisecondsAsSeconds(),
          utterance);
    }
    if (!document.at("utterances").isPresent()) {
      Words.addTurns(words(document), call);
    }
    call.text("transcript", document.at("text"));
    call.text("call_summary", document.at("summary"));
    call.recording(document.at("audio_url"));
    call.extra("transcript_id", document.at("id"));
    call.extra("transcript_redacted", document.at("redact_pii"));
  }

  private static List<Words.Word> words(Place document) {
    return document.at("words").elements().stream()
        .map(word ->
            new Words.Word(
                word.at("speaker").or(word.at("channel")).label(),
                word.at("text").node().asText(),
                word.at("start").millisecondsAsSeconds(),
                word.at("end").millisecondsAsSeconds(),
                word))
        .toList();
  }
}
