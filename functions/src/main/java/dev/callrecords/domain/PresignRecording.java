package dev.callrecords.domain;

import dev.callrecords.domain.RecordingSigner.Disposition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Use case: one link to the recording of a call. */
public final class PresignRecording {

  private final CallStore calls;
  private final RecordingStore recordings;
  private final RecordingSigner signer;
  private final LinkPolicy links;

  /** Creates the use case over a store of calls, a store of recordings and a signer of links. */
  public PresignRecording(
      CallStore calls, RecordingStore recordings, RecordingSigner signer, LinkPolicy links) {
    this.calls = calls;
    this.recordings = recordings;
    this.signer = signer;
    this.links = links;
  }

  /** Returns how long links may live here. */
  public LinkPolicy links() {
    return links;
  }

  /** What became of the wish. */
  public sealed interface Outcome {

    /**
     * Here is the link.
     *
     * @param contentType the media type that the link serves; null when unknown
     * @param size bytes
     * @param duration seconds; null when unknown
     */
    record Linked(
        CallId id,
        RecordingLink link,
        @Nullable String contentType,
        long size,
        @Nullable BigDecimal duration)
        implements Outcome {}

    /** The tenant has no such call. */
    record CallNotFound() implements Outcome {}

    /** The recording is still being made. */
    record NotReady() implements Outcome {}

    /** The call was never recorded. */
    record NeverRecorded() implements Outcome {}

    /** Recording the call broke, for good. */
    record Failed() implements Outcome {}

    /** The recording was erased, or is past its retention. */
    record Deleted() implements Outcome {}

    /** The call says that there is a recording, and there is none: our fault. */
    record ObjectMissing() implements Outcome {}

    /** The stored key must not be signed for this tenant: our fault. */
    record KeyRefused() implements Outcome {}
  }

  /**
   * Makes a link for a caller who may hear recordings.
   *
   * @param lifetime how long the link shall live, within the operator's limit; the credentials may
   *     make it shorter
   * @throws DependencyException when something outside failed
   */
  public Outcome presign(
      Caller caller,
      CallId id,
      CallStore.Consistency consistency,
      Duration lifetime,
      Disposition disposition) {
    Optional<Recording> found = calls.findRecording(caller.tenant(), id, consistency);
    if (found.isEmpty()) {
      return new Outcome.CallNotFound();
    }
    return switch (found.get()) {
      case Recording.Available recording -> link(caller, id, recording, lifetime, disposition);
      case Recording.Pending() -> new Outcome.NotReady();
      case Recording.None() -> new Outcome.NeverRecorded();
      case Recording.Failed() -> new Outcome.Failed();
      case Recording.Deleted() -> new Outcome.Deleted();
      case Recording.Unknown() ->
          throw new DependencyException(
              DependencyException.Kind.CORRUPT, "The recording is in a state unknown to us");
    };
  }

  private Outcome link(
      Caller caller,
      CallId id,
      Recording.Available recording,
      Duration lifetime,
      Disposition disposition) {
    Optional<RecordingKey> key = RecordingKey.parse(caller.tenant(), recording.key());
    if (key.isEmpty()) {
      return new Outcome.KeyRefused();
    }
    OptionalLong size = recordings.size(key.get());
    if (size.isEmpty()) {
      return new Outcome.ObjectMissing();
    }
    PlayableRecording playable = new PlayableRecording(id, key.get(), recording);
    RecordingLink link = signer.sign(key.get(), playable.terms(lifetime, disposition));
    return new Outcome.Linked(
        id, link, playable.contentType(), size.getAsLong(), recording.duration());
  }
}
