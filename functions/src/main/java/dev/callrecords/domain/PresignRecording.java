package dev.callrecords.domain;

import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingStore.Stored;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Use case: one link to the recording of a call. */
public final class PresignRecording {

  private final CallStore calls;
  private final RecordingStore recordings;
  private final RecordingSigner signer;
  private final LinkPolicy links;

  /** Creates the use case over its ports. */
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

  /** Result of presigning. */
  public sealed interface Outcome {

    /**
     * Here is the link.
     *
     * @param contentType the media type that the link serves
     * @param size bytes
     * @param duration seconds; null when unknown
     */
    record Linked(
        CallId id, RecordingLink link, String contentType, long size, @Nullable BigDecimal duration)
        implements Outcome {}

    /** Why there is none. */
    enum NoLink implements Outcome {
      /** The tenant has no such call. */
      CALL_NOT_FOUND,
      /** The recording is still being made. */
      NOT_READY,
      /** The call was never recorded. */
      NEVER_RECORDED,
      /** Recording the call broke, for good. */
      FAILED,
      /** The recording was erased, or is past its retention. */
      DELETED,
      /** The recording is in an archive. */
      ARCHIVED,
      /** The recording is in an archive, and a restore runs. */
      BEING_RESTORED,
      /** The call says that there is a recording, and none can be read: our fault. */
      OBJECT_MISSING,
      /** The stored key must not be signed for this tenant: our fault. */
      KEY_REFUSED
    }
  }

  /**
   * Makes a link for a caller who may hear recordings.
   *
   * @param lifetime how long the link shall live, within the operator's limit; the credentials, and
   *     the end of the recording, may make it shorter
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
      return Outcome.NoLink.CALL_NOT_FOUND;
    }
    return presign(caller.tenant(), id, found.get(), lifetime, null, disposition);
  }

  /**
   * Makes a link to a recording that was read.
   *
   * @param end the instant from which the link must be refused; null when there is none
   */
  Outcome presign(
      TenantId tenant,
      CallId id,
      Recording recording,
      Duration lifetime,
      @Nullable Instant end,
      Disposition disposition) {
    return switch (recording) {
      case Recording.Available available -> link(tenant, id, available, lifetime, end, disposition);
      case Recording.Unplayable.PENDING -> Outcome.NoLink.NOT_READY;
      case Recording.Unplayable.NONE -> Outcome.NoLink.NEVER_RECORDED;
      case Recording.Unplayable.FAILED -> Outcome.NoLink.FAILED;
      case Recording.Unplayable.DELETED -> Outcome.NoLink.DELETED;
      case Recording.Unplayable.UNKNOWN ->
          throw new DependencyException(
              DependencyException.Kind.CORRUPT, "The recording is in a state unknown to us");
    };
  }

  private Outcome link(
      TenantId tenant,
      CallId id,
      Recording.Available recording,
      Duration lifetime,
      @Nullable Instant wantedEnd,
      Disposition disposition) {
    Optional<RecordingKey> key = RecordingKey.parse(tenant, recording.key());
    if (key.isEmpty()) {
      return Outcome.NoLink.KEY_REFUSED;
    }
    return switch (recordings.find(key.get())) {
      case Stored.Unplayable.MISSING -> Outcome.NoLink.OBJECT_MISSING;
      case Stored.Unplayable.ARCHIVED -> Outcome.NoLink.ARCHIVED;
      case Stored.Unplayable.BEING_RESTORED -> Outcome.NoLink.BEING_RESTORED;
      case Stored.Playable stored -> {
        Instant end = earlier(recording.end(), wantedEnd);
        boolean archivedFirst = stored.end() != null && (end == null || stored.end().isBefore(end));
        PlayableRecording playable = new PlayableRecording(id, key.get(), recording);
        yield signer
            .sign(
                key.get(),
                playable.terms(lifetime, disposition, archivedFirst ? stored.end() : end))
            .<Outcome>map(link ->
                new Outcome.Linked(
                    id, link, playable.contentType(), stored.size(), recording.duration()))
            .orElse(archivedFirst ? Outcome.NoLink.ARCHIVED : Outcome.NoLink.DELETED);
      }
    };
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }
}
