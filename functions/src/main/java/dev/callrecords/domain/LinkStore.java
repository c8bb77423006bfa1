package dev.callrecords.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: where shared links are kept. */
public interface LinkStore {

  /**
   * A part of the links of a call.
   *
   * @param last the position of the last link, behind which to go on; 1 to 128 characters of ASCII;
   *     null when no more follow
   */
  record Slice(List<SharedLink> links, @Nullable String last) {

    /** Copies the links. */
    public Slice {
      links = List.copyOf(links);
    }
  }

  /** Whether a link opens. */
  sealed interface Opening {

    /** It does, and this opening is counted in it. */
    record Opened(SharedLink link) implements Opening {}

    /** It does not. */
    enum Refused implements Opening {
      /** There is no such link. */
      UNKNOWN,
      /** Its time is over. */
      EXPIRED,
      /** It was revoked. */
      REVOKED
    }
  }

  /**
   * Keeps a new link.
   *
   * @throws DependencyException when the store cannot be written
   */
  void put(SharedLink link);

  /**
   * Returns a part of the links of the tenant's call, the newest first. May miss what was written
   * in the last moments.
   *
   * @param after the position behind which it starts; null for the newest
   * @param limit how many links at most, from 1
   * @throws DependencyException when the store cannot be read or holds what is no link
   */
  Slice list(TenantId tenant, CallId call, @Nullable String after, int limit);

  /**
   * Revokes a link of the tenant's call, which may be revoked already. No opening that begins after
   * the return is counted.
   *
   * @return whether the call has such a link
   * @throws DependencyException when the store cannot be written
   */
  boolean revoke(TenantId tenant, CallId call, LinkId id, Instant now);

  /**
   * Opens a link: checks and counts in one step. A link that was refused as expired once stays so,
   * whatever the time of a later call is.
   *
   * @throws DependencyException when the store cannot be written or holds what is no link
   */
  Opening open(LinkId id, Instant now);
}
