package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as a platform's document tells it, with what is still to be fetched.
 *
 * @param document in the form that {@code import} takes; not yet checked as a whole
 * @param recordingUrl where its audio is, as the platform wrote it; null where it does not say
 * @param origins the place in the platform's document by field of the call document
 */
public record VendorCall(
    ObjectNode document, @Nullable String recordingUrl, Map<String, JsonPointer> origins) {

  /** Copies the places. */
  public VendorCall {
    origins = Map.copyOf(origins);
  }

  /**
   * Returns the place that a field came from.
   *
   * @param field such as {@code transcript_segments[3].text}
   * @return the place of the field, or of the closest field around it; else the whole document
   */
  public JsonPointer origin(String field) {
    String around = field;
    while (!around.isEmpty()) {
      JsonPointer place = origins.get(around);
      if (place != null) {
        return place;
      }
      around = around.substring(0, Math.max(around.lastIndexOf('.'), 0));
    }
    return JsonPointer.empty();
  }
}
