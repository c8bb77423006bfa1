package dev.callrecords.domain;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key of a recording's S3 object, checked to be the tenant's. */
public final class RecordingKey {

  private static final Pattern REST = Pattern.compile("[A-Za-z0-9._/-]+");
  private static final Set<String> EXTENSIONS = Set.of("wav", "mp3", "ogg", "m4a");

  private final String value;

  private RecordingKey(String value) {
    this.value = value;
  }

  /**
   * Parses the key of a tenant's recording; empty for any other text. A key is {@code
   * recordings/<tenant>/} and one or more of {@code A-Z a-z 0-9 . _ / -}, without {@code ..},
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
   * Returns the file extension, {@code wav}, {@code mp3}, {@code ogg} or {@code m4a}; otherwise
   * empty.
   */
  public Optional<String> extension() {
    String extension = value.substring(value.lastIndexOf('.') + 1);
    return EXTENSIONS.contains(extension) ? Optional.of(extension) : Optional.empty();
  }
}
