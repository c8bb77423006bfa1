package dev.callrecords.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link to a call for people without a key. It ends by itself and can be revoked.
 *
 * @param tenant the tenant that the call belongs to
 * @param label what its maker calls it; null when it has no name
 * @param createdAt to the millisecond
 * @param createdBy the id of the key that made it
 * @param expiresAt the instant from which it is refused, whole seconds
 * @param revokedAt when it was revoked first; null when it was not
 * @param opened how many times it was opened
 * @param lastOpenedAt null when it was never opened
 */
public record SharedLink(
    LinkId id,
    TenantId tenant,
    CallId callId,
    LinkTarget opens,
    @Nullable String label,
    Instant createdAt,
    String createdBy,
    Instant expiresAt,
    @Nullable Instant revokedAt,
    long opened,
    @Nullable Instant lastOpenedAt) {

  /** Maximum length of a label, in Unicode code points. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Says which link this is; its label stays out of logs. */
  @Override
  public String toString() {
    return "SharedLink[" + id + "]";
  }
}
