package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of documents that voice platforms hand out. */
public enum VendorFormat {
  /** An {@code end-of-call-report}, or a call of the API. */
  VAPI(new Vapi()),
  /** A {@code call_analyzed} or {@code call_ended}, or a call of the API. */
  RETELL(new Retell()),
  /** A {@code post_call_transcription}, or a conversation of the API. */
  ELEVENLABS(new ElevenLabs()),
  /** Call details. */
  BLAND(new Bland()),
  /** A call, with its recording, transcript, sentences and operator results. */
  TWILIO(new Twilio()),
  /** An analysis of Contact Lens. */
  CONNECT(new ContactLens()),
  /** A transcript. */
  DEEPGRAM(new Deepgram()),
  /** A transcript. */
  ASSEMBLYAI(new AssemblyAi()),
  /** A session report. */
  LIVEKIT(new LiveKit()),
  /** Turns as an application writes them. */
  PIPECAT(new Pipecat()),
  /** A vCon. */
  VCON(new Vcon());

  @SuppressWarnings("ImmutableEnumChecker") // Mappings have no fields.
  private final Mapping mapping;

  VendorFormat(Mapping mapping) {
    this.mapping = mapping;
  }

  /** Returns the name for command lines and messages, such as {@code elevenlabs}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the format that a document looks like, importable or not. */
  public static Optional<VendorFormat> detect(JsonNode document) {
    return Arrays.stream(values())
        .filter(format -> format.mapping.kind(document).isPresent())
        .findFirst();
  }

  /** Returns the refusal of a document that looks like none of these formats. */
  public static VendorReading unknown() {
    String ids = Arrays.stream(values()).map(VendorFormat::id).collect(Collectors.joining(", "));
    return refused("looks like no document of " + ids);
  }

  /**
   * Maps a document with all that a call needs.
   *
   * @param speakers speakers by the platform's word, letter or number for them
   */
  public VendorReading read(JsonNode document, Map<String, String> speakers) {
    return switch (mapping.kind(document).orElse(null)) {
      case Kind.WholeCall _ -> map(document, speakers);
      case Kind.TranscriptOnly(String name) ->
          refused(
              "looks like %s, which says nothing of the call: give it as the transcript of a call"
                  .formatted(name));
      case Kind.Other(String name, String advice) ->
          refused("looks like %s; %s".formatted(name, advice));
      case null -> refusedForAnother(document);
    };
  }

  /**
   * Maps a document to the transcript of a call. The call's fields come first.
   *
   * @param call a document in the form that {@code import} takes
   */
  public VendorReading readTranscript(
      JsonNode document, ObjectNode call, Map<String, String> speakers) {
    return switch (mapping.kind(document).orElse(null)) {
      case Kind.WholeCall _, Kind.TranscriptOnly _ ->
          map(document, speakers) instanceof VendorReading.Mapped(VendorCall mapped)
              ? new VendorReading.Mapped(around(mapped, call))
              : map(document, speakers);
      case Kind.Other(String name, String advice) ->
          refused("looks like %s; %s".formatted(name, advice));
      case null -> refusedForAnother(document);
    };
  }

  private VendorReading map(JsonNode document, Map<String, String> speakers) {
    List<PlacedFault> faults = new ArrayList<>();
    CallDraft draft = new CallDraft(id(), speakers);
    mapping.map(Place.root(document, faults), draft);
    VendorCall call = draft.finish();
    return faults.isEmpty()
        ? new VendorReading.Mapped(call)
        : new VendorReading.Refused(faults.stream().distinct().toList());
  }

  /** Returns the call with what the transcript adds to it. */
  private static VendorCall around(VendorCall transcript, ObjectNode call) {
    ObjectNode all = transcript.document();
    Map<String, JsonPointer> origins = new HashMap<>(transcript.origins());
    for (Map.Entry<String, JsonNode> field : call.properties()) {
      String name = field.getKey();
      if (name.equals("metadata")
          && field.getValue() instanceof ObjectNode metadata
          && all.get("metadata") instanceof ObjectNode added) {
        added.setAll(metadata);
      } else if (!field.getValue().isNull()) {
        all.set(name, field.getValue());
        origins.remove(name);
      }
    }
    String url = call.hasNonNull("recording") ? null : transcript.recordingUrl();
    return new VendorCall(all, url, origins);
  }

  private VendorReading refusedForAnother(JsonNode document) {
    return detect(document)
        .flatMap(other ->
            other
                .mapping
                .kind(document)
                .map(kind ->
                    refused(
                        "looks like %s: import it as %s, not as %s"
                            .formatted(kind.name(), other.id(), id()))))
        .orElseGet(() -> refused("looks like no document of " + id()));
  }

  private static VendorReading refused(String problem) {
    return new VendorReading.Refused(List.of(new PlacedFault(JsonPointer.empty(), problem)));
  }
}
