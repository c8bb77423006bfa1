package dev.callrecords.domain;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Use case: turns the value of an {@code Authorization} header into a caller, or refuses it. */
public final class Authorize {

  /** RFC 6750: a case-insensitive scheme (RFC 9110), one or more spaces, the token. */
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([^ ]+)");

  private final KeyStore keys;
  private final Clock clock;

  /** Creates the use case over a store of keys. */
  public Authorize(KeyStore keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Result of authorizing a key. */
  public sealed interface Outcome {

    /** The key is good. */
    record Allowed(Caller caller) implements Outcome {}

    /**
     * The key is not good.
     *
     * @param keyId null when what was sent is not of a key's form
     */
    record Refused(Reason reason, @Nullable String keyId) implements Outcome {}
  }

  /** Why a key is refused; for the log, the caller is not told. */
  public enum Reason {
    /** No bearer key, or not of a key's form: nothing was looked up. */
    MALFORMED,
    /** No such key. */
    UNKNOWN,
    /** The key was withdrawn. */
    REVOKED,
    /** The key's time is over. */
    EXPIRED
  }

  /**
   * Decides about one header value.
   *
   * @param authorization the header's value, such as {@code Bearer crk_...}; null when there is
   *     none
   * @throws DependencyException when the store cannot be read
   */
  public Outcome authorize(@Nullable String authorization) {
    Optional<ApiKey> key = bearerKey(authorization);
    if (key.isEmpty()) {
      return new Outcome.Refused(Reason.MALFORMED, null);
    }
    String hash = key.get().hash();
    String keyId = ApiKey.keyId(hash);
    Optional<KeyRecord> found = keys.find(hash);
    if (found.isEmpty()) {
      return new Outcome.Refused(Reason.UNKNOWN, keyId);
    }
    KeyRecord record = found.get();
    if (record.revoked()) {
      return new Outcome.Refused(Reason.REVOKED, keyId);
    }
    if (record.expiresAt() != null && !clock.instant().isBefore(record.expiresAt())) {
      return new Outcome.Refused(Reason.EXPIRED, keyId);
    }
    return new Outcome.Allowed(new Caller(record.tenant(), record.scopes(), keyId));
  }

  /** Returns the id of the key in an Authorization header; empty without a well-formed key. */
  public Optional<String> keyId(@Nullable String authorization) {
    return bearerKey(authorization).map(key -> ApiKey.keyId(key.hash()));
  }

  private static Optional<ApiKey> bearerKey(@Nullable String authorization) {
    if (authorization == null) {
      return Optional.empty();
    }
    Matcher bearer = BEARER.matcher(authorization);
    return bearer.matches() ? ApiKey.parse(bearer.group(1)) : Optional.empty();
  }
}
