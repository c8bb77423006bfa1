package dev.callrecords.domain;

import java.util.Optional;

/** Port: where keys are kept. */
public interface KeyStore {

  /**
   * Returns the key with this hash, or empty when there is none. Reads strongly consistent.
   *
   * @param hash the hex SHA-256 of the key, see {@link ApiKey#hash()}
   * @throws DependencyException when the store cannot be read or holds what is no key
   */
  Optional<KeyRecord> find(String hash);
}
