package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Transcript;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays a partial call over the stored one. What only one of them says stays, so that a call is the
 * same in any order of its documents.
 */
final class CallMerge {

  /** States that a call may leave; a document that still says one came late. */
  private static final Set<String> PASSING =
      Set.of("queued", "initiated", "ringing", "in-progress");

  private CallMerge() {}

  /** Returns the stored call with what the partial one says. */
  static Call of(Call stored, Call partial) {
    boolean isLate = PASSING.contains(partial.status()) && !PASSING.contains(stored.status());
    return new Call(
        partial.id(),
        either(partial.agentId(), stored.agentId()),
        either(partial.fromNumber(), stored.fromNumber()),
        either(partial.toNumber(), stored.toNumber()),
        either(partial.direction(), stored.direction()),
        isLate ? stored.status() : partial.status(),
        isLate
            ? either(stored.duration(), partial.duration())
            : either(partial.duration(), stored.duration()),
        partial.recording(),
        transcript(stored.transcript(), partial.transcript(), isLate),
        either(partial.sentiment(), stored.sentiment()),
        either(partial.summary(), stored.summary()),
        metadata(stored.metadata(), partial.metadata()),
        either(partial.startedAt(), stored.startedAt()),
        either(partial.endedAt(), stored.endedAt()),
        partial.createdAt().isBefore(stored.createdAt())
            ? partial.createdAt()
            : stored.createdAt());
  }

  /** Returns whether the stored recording stays, whatever a partial document says. */
  static boolean keepsRecording(Recording stored) {
    return stored instanceof Recording.Available || stored == Recording.Unplayable.DELETED;
  }

  private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }

  private static Transcript transcript(Transcript stored, Transcript partial, boolean isLate) {
    boolean keeps =
        partial.text() == null
            || (stored.text() != null
                && (isLate || (partial.segments().isEmpty() && !stored.segments().isEmpty())));
    return keeps ? stored : partial;
  }

  /** Merges objects, so that what two documents of a platform add lies side by side. */
  private static Map<String, @Nullable Object> metadata(
      Map<String, @Nullable Object> stored, Map<String, @Nullable Object> partial) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(stored);
    partial.forEach((name, value) ->
        all.put(
            name,
            value instanceof Map<?, ?> added && all.get(name) instanceof Map<?, ?> there
                ? both(there, added)
                : value));
    return all;
  }

  private static Map<?, ?> both(Map<?, ?> there, Map<?, ?> added) {
    Map<@Nullable Object, @Nullable Object> both = new HashMap<>(there);
    both.putAll(added);
    return both;
  }
}
