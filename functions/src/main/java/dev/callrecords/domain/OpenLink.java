package dev.callrecords.domain;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.LinkStore.Opening;
import dev.callrecords.domain.PresignRecording.Outcome.NoLink;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Use case: opens a shared link for anyone who has its token. */
public final class OpenLink {

  /** Seconds: browsers ask the target of a redirect for later ranges, long after it. */
  private static final BigDecimal TIME_TO_LISTEN =
      BigDecimal.valueOf(Duration.ofMinutes(15).toSeconds());

  private static final BigDecimal DURATION_IF_UNKNOWN =
      BigDecimal.valueOf(Duration.ofHours(1).toSeconds());

  private final LinkStore links;
  private final CallStore calls;
  private final PresignRecording recordings;
  private final LinkAudit audit;
  private final InstantSource clock;

  /** Creates the use case over its ports and the signing of links to recordings. */
  public OpenLink(
      LinkStore links,
      CallStore calls,
      PresignRecording recordings,
      LinkAudit audit,
      InstantSource clock) {
    this.links = links;
    this.calls = calls;
    this.recordings = recordings;
    this.audit = audit;
    this.clock = clock;
  }

  /** Result of the opening. */
  public sealed interface Outcome {

    /** The recording plays at this link. */
    record Playable(RecordingLink link) implements Outcome {}

    /** The link is good, and its recording does not play. */
    record Unplayable(CallId id, NoLink reason) implements Outcome {}

    /** The link is not good. */
    record Refused(Opening.Refused reason) implements Outcome {}
  }

  /**
   * Opens a link. It counts as opened even when the recording does not play.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome open(LinkToken token) {
    return switch (links.open(token.linkId(), clock.instant())) {
      case Opening.Opened(SharedLink link) -> {
        audit.record(
            LinkAudit.Event.OPENED, link.tenant(), link.callId(), link.id(), link.createdBy());
        yield switch (link.opens()) {
          case RECORDING -> play(link);
        };
      }
      case Opening.Refused reason -> new Outcome.Refused(reason);
    };
  }

  private Outcome play(SharedLink link) {
    Optional<Call> call =
        calls.findWithoutTranscript(link.tenant(), link.callId(), Consistency.STRONG);
    if (call.isEmpty()) {
      // It was there when the link was made.
      return new Outcome.Unplayable(link.callId(), NoLink.DELETED);
    }
    return switch (recordings.presign(
        link.tenant(),
        link.callId(),
        call.get().recording(),
        lifetime(call.get()),
        link.expiresAt(),
        RecordingSigner.Disposition.INLINE)) {
      case PresignRecording.Outcome.Linked linked -> new Outcome.Playable(linked.link());
      case NoLink reason ->
          // Its end may have come since it was checked.
          clock.instant().isBefore(link.expiresAt())
              ? new Outcome.Unplayable(link.callId(), reason)
              : new Outcome.Refused(Opening.Refused.EXPIRED);
    };
  }

  /**
   * Returns how long a link to the recording lives. It is the longer duration of the call's and its
   * recording's and time to listen, within the operator's limit.
   */
  private Duration lifetime(Call call) {
    BigDecimal ofRecording =
        call.recording() instanceof Recording.Available available ? available.duration() : null;
    BigDecimal ofCall = call.duration() == null ? null : BigDecimal.valueOf(call.duration());
    long seconds =
        Stream.of(Optional.ofNullable(ofRecording), Optional.ofNullable(ofCall))
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElse(DURATION_IF_UNKNOWN)
            .add(TIME_TO_LISTEN)
            .max(TIME_TO_LISTEN)
            .min(BigDecimal.valueOf(recordings.links().maxLifetime().toSeconds()))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    return Duration.ofSeconds(seconds);
  }
}
