package dev.callrecords.domain;

import dev.callrecords.domain.CallStore.Consistency;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Use case: makes a shared link to a call. */
public final class CreateLink {

  private final CallStore calls;
  private final LinkStore links;
  private final LinkAudit audit;
  private final SharedLinkPolicy policy;
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * Creates the use case over its ports.
   *
   * @param random fit for secrets, as {@link java.security.SecureRandom} is
   */
  public CreateLink(
      CallStore calls,
      LinkStore links,
      LinkAudit audit,
      SharedLinkPolicy policy,
      RandomGenerator random,
      InstantSource clock) {
    this.calls = calls;
    this.links = links;
    this.audit = audit;
    this.policy = policy;
    this.random = random;
    this.clock = clock;
  }

  /** Returns how long links may live here. */
  public SharedLinkPolicy policy() {
    return policy;
  }

  /**
   * A link that is wanted.
   *
   * @param lifetime whole seconds, within the operator's limit
   * @param label up to {@link SharedLink#MAX_LABEL_LENGTH} code points; null when it has no name
   */
  public record Request(Duration lifetime, LinkTarget opens, @Nullable String label) {

    /** Says nothing: labels stay out of logs. */
    @Override
    public String toString() {
      return "CreateLink.Request";
    }
  }

  /** Result of the creation. */
  public sealed interface Outcome {

    /** The link is there, and this is the only time that its token is known. */
    record Created(SharedLink link, LinkToken token) implements Outcome {}

    /** The caller may not see what the link would open. */
    record ScopeMissing(Scope scope) implements Outcome {}

    /** Why there is none. */
    enum NotCreated implements Outcome {
      /** The tenant has no such call. */
      CALL_NOT_FOUND,
      /** The call was never recorded. */
      NEVER_RECORDED,
      /** Recording the call broke, for good. */
      FAILED,
      /** The recording was erased, or is past its retention. */
      DELETED
    }
  }

  /**
   * Makes a link to a call whose recording is there or will be.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome create(Caller caller, CallId id, Request request) {
    Scope needed =
        switch (request.opens()) {
          case RECORDING -> Scope.RECORDINGS_READ;
        };
    if (!caller.may(needed)) {
      return new Outcome.ScopeMissing(needed);
    }
    Optional<Call> call = calls.findWithoutTranscript(caller.tenant(), id, Consistency.STRONG);
    if (call.isEmpty()) {
      return Outcome.NotCreated.CALL_NOT_FOUND;
    }
    return switch (call.get().recording()) {
      case Recording.Available recording -> created(caller, id, request);
      case Recording.Unplayable.PENDING -> created(caller, id, request);
      case Recording.Unplayable.NONE -> Outcome.NotCreated.NEVER_RECORDED;
      case Recording.Unplayable.FAILED -> Outcome.NotCreated.FAILED;
      case Recording.Unplayable.DELETED -> Outcome.NotCreated.DELETED;
      case Recording.Unplayable.UNKNOWN ->
          throw new DependencyException(
              DependencyException.Kind.CORRUPT, "The recording is in a state unknown to us");
    };
  }

  private Outcome created(Caller caller, CallId id, Request request) {
    LinkToken token = LinkToken.generate(random);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    SharedLink link =
        new SharedLink(
            token.linkId(),
            caller.tenant(),
            id,
            request.opens(),
            request.label(),
            now,
            caller.keyId(),
            now.truncatedTo(ChronoUnit.SECONDS).plus(request.lifetime()),
            null,
            0,
            null);
    links.put(link);
    audit.record(LinkAudit.Event.CREATED, caller.tenant(), id, link.id(), caller.keyId());
    return new Outcome.Created(link, token);
  }
}
