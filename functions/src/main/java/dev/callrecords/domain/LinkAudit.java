package dev.callrecords.domain;

/** Port: the record of what happened to shared links. */
public interface LinkAudit {

  /** What happens to a link. */
  enum Event {
    /** It was made. */
    CREATED,
    /** It was opened, and the opening counted. */
    OPENED,
    /** It was revoked, perhaps not for the first time. */
    REVOKED
  }

  /**
   * Records an event. Never fails.
   *
   * @param keyId the key that made or revoked the link; of an opening, the key that made it
   */
  void record(Event event, TenantId tenant, CallId call, LinkId link, String keyId);
}
