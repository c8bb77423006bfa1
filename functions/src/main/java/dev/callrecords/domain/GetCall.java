package dev.callrecords.domain;

import dev.callrecords.domain.RecordingSigner.Disposition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Use case: one call, whole, with a link to its recording when there is one and the key may hear
 * it.
 */
public final class GetCall {

  private final CallStore calls;
  private final RecordingSigner signer;
  private final LinkPolicy links;

  /** Creates the use case over a store of calls and a signer of links. */
  public GetCall(CallStore calls, RecordingSigner signer, LinkPolicy links) {
    this.calls = calls;
    this.signer = signer;
    this.links = links;
  }

  /** What became of the question. */
  public sealed interface Outcome {

    /**
     * The call is there.
     *
     * @param link null when there is nothing to play or the key may not hear it
     * @param recordingKeyRefused whether the link is missing because the stored recording key must
     *     not be signed
     */
    record Found(Call call, @Nullable RecordingLink link, boolean recordingKeyRefused)
        implements Outcome {}

    /** The tenant has no such call: it never existed, was deleted, or is another tenant's. */
    record NotFound() implements Outcome {}
  }

  /**
   * Looks a call up for a caller.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome get(Caller caller, CallId id, CallStore.Consistency consistency) {
    Optional<Call> found = calls.find(caller.tenant(), id, consistency);
    if (found.isEmpty()) {
      return new Outcome.NotFound();
    }
    Call call = found.get();
    if (!caller.may(Scope.RECORDINGS_READ)
        || !(call.recording() instanceof Recording.Available recording)) {
      return new Outcome.Found(call, null, false);
    }
    return RecordingKey.parse(caller.tenant(), recording.key())
        .map(key -> {
          PlayableRecording playable = new PlayableRecording(id, key, recording);
          RecordingLink link = signer.sign(key, playable.terms(links.usual(), Disposition.INLINE));
          return new Outcome.Found(call, link, false);
        })
        .orElseGet(() -> new Outcome.Found(call, null, true));
  }
}
