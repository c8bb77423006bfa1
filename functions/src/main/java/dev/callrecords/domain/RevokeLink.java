package dev.callrecords.domain;

import java.time.InstantSource;

/** Use case: revokes a shared link. */
public final class RevokeLink {

  private final LinkStore links;
  private final LinkAudit audit;
  private final InstantSource clock;

  /** Creates the use case over its ports. */
  public RevokeLink(LinkStore links, LinkAudit audit, InstantSource clock) {
    this.links = links;
    this.audit = audit;
    this.clock = clock;
  }

  /** Result of the revocation. */
  public enum Outcome {
    /** The link opens no more; perhaps it did not before. */
    REVOKED,
    /** The tenant's call has no such link. */
    NOT_FOUND
  }

  /**
   * Revokes a link of a call of the caller's tenant. The call may be gone.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome revoke(Caller caller, CallId call, LinkId id) {
    if (!links.revoke(caller.tenant(), call, id, clock.instant())) {
      return Outcome.NOT_FOUND;
    }
    audit.record(LinkAudit.Event.REVOKED, caller.tenant(), call, id, caller.keyId());
    return Outcome.REVOKED;
  }
}
