package dev.callrecords.domain;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The authenticated caller: tenant, scopes and id of the API key.
 *
 * @param tenant the only tenant whose calls this caller may see
 * @param scopes what the key allows; scopes unknown to this version are left out
 * @param keyId the first 8 hex digits of the key's hash: the only form of a key that may be logged
 */
public record Caller(TenantId tenant, Set<Scope> scopes, String keyId) {

  /** Copies the scopes. */
  public Caller {
    Set<Scope> copy = EnumSet.noneOf(Scope.class);
    copy.addAll(scopes);
    scopes = Collections.unmodifiableSet(copy);
  }

  /** Returns whether the key has this scope. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
