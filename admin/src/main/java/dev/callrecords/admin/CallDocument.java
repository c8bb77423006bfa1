package dev.callrecords.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call as imported and exported: the JSON that {@code GET /v1/calls/{call_id}} returns. Optional
 * are {@code delete_after} and a {@code recording} with {@code status}, {@code content_type},
 * {@code size}, {@code duration} and {@code file}.
 *
 * <p>{@code recording_url} and its expiry are ignored; a {@code transcript} counts only where there
 * are no segments. A document with {@code deleted_at} is an erased call.
 */
public sealed interface CallDocument {

  /** Returns the id of the call. */
  CallId id();

  /** Returns the document as one line of JSON, without the end of the line. */
  byte[] toJson();

  /**
   * A call to be kept.
   *
   * @param call whose recording, when available, has no key yet
   * @param statesRecording whether the document speaks of a recording; where it does not, the call
   *     keeps what is stored of one
   * @param linksRecording whether the document has the API's link to a recording, which leads to
   *     none that could be put in
   * @param recordingFile the name of the audio file; null when the document names none
   * @param deleteAfter the instant from which the call counts as deleted; null where the document
   *     says none, then the call keeps what is stored
   */
  record Live(
      Call call,
      boolean statesRecording,
      boolean linksRecording,
      @Nullable String recordingFile,
      @Nullable Instant deleteAfter)
      implements CallDocument {

    /** Creates a document without a link. */
    public Live(
        Call call,
        boolean statesRecording,
        @Nullable String recordingFile,
        @Nullable Instant deleteAfter) {
      this(call, statesRecording, false, recordingFile, deleteAfter);
    }

    @Override
    public CallId id() {
      return call.id();
    }

    @Override
    public byte[] toJson() {
      ObjectNode document = Mapping.read(Objects.requireNonNull(Answer.call(call, null).body()));
      document.remove(CallDocumentReader.IGNORED);
      ObjectNode recording = document.putObject("recording");
      recording.put("status", call.recording().writableStatus());
      if (call.recording() instanceof Recording.Available available) {
        recording.put("content_type", available.contentType());
        recording.put("size", available.size());
        recording.put("duration", available.duration());
        if (recordingFile != null) {
          recording.put("file", recordingFile);
        }
      }
      if (deleteAfter != null) {
        document.put("delete_after", deleteAfter.toString());
      }
      return Mapping.write(document);
    }
  }

  /** A call of which only a tombstone is kept. */
  record Erased(CallId id, Instant deletedAt) implements CallDocument {

    @Override
    public byte[] toJson() {
      ObjectNode document = Mapping.JSON.createObjectNode();
      document.put("id", id.value());
      document.put("deleted_at", deletedAt.toString());
      return Mapping.write(document);
    }
  }

  /**
   * Reads a document.
   *
   * @param json UTF-8
   * @throws InvalidCallException naming everything that is wrong with it
   */
  static CallDocument parse(byte[] json) throws InvalidCallException {
    return new CallDocumentReader().read(RecordJson.read(Mapping.JSON, json));
  }

  /** JSON mapper that keeps number precision and rejects duplicate names. */
  final class Mapping {

    /** Jackson's limits on strings and names are raised to the size of a record. */
    static final JsonFactory FACTORY =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    static final JsonMapper JSON =
        JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Mapping() {}

    static ObjectNode read(byte[] json) {
      try {
        return (ObjectNode) JSON.readTree(json);
      } catch (IOException e) {
        throw new UncheckedIOException("Our own JSON cannot be read", e);
      }
    }

    static byte[] write(JsonNode document) {
      try {
        return JSON.writeValueAsBytes(document);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("Memory cannot be written to", e);
      }
    }
  }
}
