package dev.callrecords.domain;

import java.util.Optional;

/** Port: where calls are kept. */
public interface CallStore {

  /** How fresh a read must be. */
  enum Consistency {
    /** May miss what was written in the last moments; half the price. */
    EVENTUAL,
    /** Sees every write that was acknowledged before. */
    STRONG
  }

  /**
   * Returns the tenant's call whole, or empty when the tenant has no such call or it was deleted.
   *
   * @throws DependencyException when the store cannot be read or holds what is no whole call
   */
  Optional<Call> find(TenantId tenant, CallId id, Consistency consistency);

  /**
   * Returns the tenant's call without the segments of its transcript, or empty when the tenant has
   * no such call or it was deleted. Costs the same however long the transcript is.
   *
   * @throws DependencyException when the store cannot be read or holds what is no call
   */
  Optional<Call> findWithoutTranscript(TenantId tenant, CallId id, Consistency consistency);

  /**
   * Returns the state of the recording of the tenant's call, or empty when the tenant has no such
   * call. The recording of a deleted call is deleted. Costs the same however long the transcript
   * is.
   *
   * @throws DependencyException when the store cannot be read or holds what is no call
   */
  Optional<Recording> findRecording(TenantId tenant, CallId id, Consistency consistency);
}
