package dev.callrecords.domain;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A recording whose key was checked: what a link to it serves, and under which name. */
record PlayableRecording(CallId id, RecordingKey key, Recording.Available recording) {

  /** Only audio is served inline from the bucket's address, whatever a writer stored. */
  private static final Pattern AUDIO = Pattern.compile("audio/[A-Za-z0-9.+-]{1,64}");

  private static final Map<String, String> TYPE_OF_EXTENSION =
      Map.of("wav", "audio/wav", "mp3", "audio/mpeg", "ogg", "audio/ogg", "m4a", "audio/mp4");

  /** Returns the stored media type when it is one of audio, else the extension's, else null. */
  @Nullable String contentType() {
    String stored = recording.contentType();
    if (stored != null && AUDIO.matcher(stored).matches()) {
      return stored;
    }
    return key.extension().map(TYPE_OF_EXTENSION::get).orElse(null);
  }

  /** Returns what to ask of a link that lives that long. */
  RecordingSigner.Terms terms(Duration lifetime, RecordingSigner.Disposition disposition) {
    String fileName = id.value() + key.extension().map(extension -> "." + extension).orElse("");
    return new RecordingSigner.Terms(lifetime, disposition, fileName, contentType());
  }
}
