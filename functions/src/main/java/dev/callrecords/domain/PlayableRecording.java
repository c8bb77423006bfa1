package dev.callrecords.domain;

import dev.callrecords.domain.RecordingSigner.Disposition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A recording whose key was checked, and what a link to it serves. */
record PlayableRecording(CallId id, RecordingKey key, Recording.Available recording) {

  /** What no browser runs, and none plays. */
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  /** Only audio is served inline from the bucket's address, whatever a writer stored. */
  private static final Pattern AUDIO = Pattern.compile("audio/[A-Za-z0-9.+-]{1,64}");

  private static final Map<String, String> TYPE_OF_EXTENSION =
      Map.of("wav", "audio/wav", "mp3", "audio/mpeg", "ogg", "audio/ogg", "m4a", "audio/mp4");

  /** Returns the stored media type when it is one of audio, else the extension's. */
  String contentType() {
    String stored = recording.contentType();
    if (stored != null && AUDIO.matcher(stored).matches()) {
      return stored;
    }
    return key.extension().map(TYPE_OF_EXTENSION::get).orElse(UNKNOWN_TYPE);
  }

  /**
   * Returns what to ask of a link that lives that long. What is not known to be audio is saved, and
   * never shown by the bucket's address.
   *
   * @param end the instant after which there is nothing to play any more; null when there is none
   */
  RecordingSigner.Terms terms(Duration lifetime, Disposition wanted, @Nullable Instant end) {
    String fileName = id.value() + key.extension().map(extension -> "." + extension).orElse("");
    String type = contentType();
    Disposition disposition = type.equals(UNKNOWN_TYPE) ? Disposition.ATTACHMENT : wanted;
    return new RecordingSigner.Terms(lifetime, end, disposition, fileName, type);
  }
}
