package dev.callrecords.domain;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is stored about a key.
 *
 * @param tenant the tenant that owns the key
 * @param scopes what the key may be used for
 * @param expiresAt the instant from which the key is refused; null when it does not expire
 * @param revoked whether the key was withdrawn
 */
public record KeyRecord(
    TenantId tenant, Set<Scope> scopes, @Nullable Instant expiresAt, boolean revoked) {

  /** Copies the scopes. */
  public KeyRecord {
    scopes = Set.copyOf(scopes);
  }
}
