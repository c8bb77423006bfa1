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
   * Returns the tenant's call with its transcript, or empty when missing or deleted.
   *
   * @throws DependencyException when the store cannot be read or holds what is no whole call
   */
  Optional<Call> find(TenantId tenant, CallId id, Consistency consistency);

  /**
   * Returns the tenant's call without transcript segments, or empty when missing or deleted. Costs
   * the same however long the transcript is.
   *
   * @throws DependencyException when the store cannot be read or holds what is no call
   */
  Optional<Call> findWithoutTranscript(TenantId tenant, CallId id, Consistency consistency);

  /**
   * Returns the recording state of the tenant's call, or empty when the call is missing. The
   * recording of a deleted call is deleted. Costs the same however long the transcript is.
   *
   * @throws DependencyException when the store cannot be read or holds what is no call
   */
  Optional<Recording> findRecording(TenantId tenant, CallId id, Consistency consistency);
}
