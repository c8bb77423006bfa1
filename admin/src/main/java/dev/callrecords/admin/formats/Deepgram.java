package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deepgram's response for a recorded file, which says nothing of the call.
 *
 * <p>Utterances are there when they were asked for; else words are. Speakers are numbers, or with
 * several channels the numbers of the channels.
 */
final class Deepgram implements Mapping {

  @Override
  public Optional<Kind> kind(JsonNode document) {
    if (document.path("metadata").has("request_id") && document.has("results")) {
      return Optional.of(new Kind.TranscriptOnly("Deepgram's response"));
    }
    return document.path("type").asText().equals("Results") && document.has("channel_index")
        ? Optional.of(
            new Kind.Other(
                "Deepgram's message of a live stream", "import the response for a recorded file"))
        : Optional.empty();
  }

  @Override
  public void map(Place document, CallDraft call) {
    Place results = document.at("results");
    List<Place> channels = results.at("channels").elements();
    boolean byChannel = channels.size() > 1;
    for (Place utterance : results.at("utterances").elements()) {
      call.turn(
          utterance.at(byChannel ? "channel" : "speaker").label(),
          null,
          utterance.at("transcript").text(),
          utterance.at("start").number(),
          utterance.at("end").number(),
          utterance);
    }
    if (!results.at("utterances").isPresent()) {
      for (int i = 0; i < channels.size(); i++) {
        words(channels.get(i), byChannel ? Integer.toString(i) : null, call);
      }
    }
    call.text("call_summary", results.at("summary", "short"));
    call.sentiment(results.at("sentiments", "average", "sentiment"));
    call.extra("request_id", document.at("metadata", "request_id"));
  }

  private static void words(Place channel, @Nullable String channelLabel, CallDraft call) {
    List<Place> alternatives = channel.at("alternatives").elements();
    if (alternatives.isEmpty()) {
      return;
    }
    Place best = alternatives.getFirst();
    if (channelLabel == null) {
      call.text("transcript", best.at("transcript"));
    }
    List<Words.Word> words =
        best.at("words").elements().stream()
            .map(word ->
                new Words.Word(
                    channelLabel == null ? word.at("speaker").label() : channelLabel,
                    word.at("punctuated_word").or(word.at("word")).node().asText(),
                    word.at("start").number(),
                    word.at("end").number(),
                    word))
            .toList();
    Words.addTurns(words, call);
  }
}
