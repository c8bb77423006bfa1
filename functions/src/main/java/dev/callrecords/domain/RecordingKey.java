package dev.callrecords.domain;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key of a recording in the bucket, checked to lie in one tenant's part of it. */
public final class RecordingKey {

  private static final Pattern REST = Pattern.compile("[A-Za-z0-9._/-]+");
  private static final Set<String> EXTENSIONS = Set.of("wav", "mp3", "ogg", "m4a");

  private final String value;

  private RecordingKey(String value) {
    this.value = value;
  }

  /**
   * Returns the key that may be signed for this tenant, or empty when the text is any other: {@code
   * recordings/<tenant>/} and then one or more of {@code A-Z a-z 0-9 . _ / -}, without {@code ..},
   * {@code //} or a segment {@code .}, which some clients remove from a path.
   */
  public static Optional<RecordingKey> parse(TenantId tenant, @Nullable String text) {
    String prefix = "recordings/" + tenant.value() + "/";
    if (text == null
        || !text.startsWith(prefix)
        || text.contains("..")
        || text.contains("//")
        || (text + "/").contains("/./")
        || !REST.matcher(text.substring(prefix.length())).matches()) {
      return Optional.empty();
    }
    return Optional.of(new RecordingKey(text));
  }

  /** Returns the key as it stands in the bucket. */
  public String value() {
    return value;
  }

  /**
   * Returns the file name extension, one of {@code wav mp3 ogg m4a}, or empty when the key has none
   * of them.
   */
  public Optional<String> extension() {
    String extension = value.substring(value.lastIndexOf('.') + 1);
    return EXTENSIONS.contains(extension) ? Optional.of(extension) : Optional.empty();
  }
}
