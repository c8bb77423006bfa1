package dev.callrecords.domain;

import dev.callrecords.domain.RecordingSigner.Disposition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Use case: returns a call or selected fields, with a link to its recording. The link needs the
 * field, an available recording and the scope.
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

  /** Result of the lookup. */
  public sealed interface Outcome {

    /**
     * The call is there.
     *
     * @param call without its transcript when that is not wanted
     * @param link null when it is not wanted, there is nothing to play or the key may not hear it
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
  public Outcome get(
      Caller caller, CallId id, CallStore.Consistency consistency, Selection selection) {
    Optional<Call> found =
        selection.wantsTranscript()
            ? calls.find(caller.tenant(), id, consistency)
            : calls.findWithoutTranscript(caller.tenant(), id, consistency);
    if (found.isEmpty()) {
      return new Outcome.NotFound();
    }
    Call call = found.get();
    if (!selection.wantsLink()
        || !caller.may(Scope.RECORDINGS_READ)
        || !(call.recording() instanceof Recording.Available recording)) {
      return new Outcome.Found(call, null, false);
    }
    Optional<RecordingKey> key = RecordingKey.parse(caller.tenant(), recording.key());
    if (key.isEmpty()) {
      return new Outcome.Found(call, null, true);
    }
    PlayableRecording playable = new PlayableRecording(id, key.get(), recording);
    RecordingSigner.Terms terms =
        playable.terms(links.defaultLifetime(), Disposition.INLINE, recording.end());
    return new Outcome.Found(call, signer.sign(key.get(), terms).orElse(null), false);
  }
}
