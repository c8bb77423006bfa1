package dev.callrecords.domain;

import java.util.Optional;

/** Use case: what was said in a call, and nothing else of it. */
public final class GetTranscript {

  private final CallStore calls;

  /** Creates the use case over a store of calls. */
  public GetTranscript(CallStore calls) {
    this.calls = calls;
  }

  /** Result of the lookup. */
  public sealed interface Outcome {

    /** The call is there; its transcript may be empty. */
    record Found(Transcript transcript) implements Outcome {}

    /** The tenant has no such call: it never existed, was deleted, or is another tenant's. */
    record NotFound() implements Outcome {}
  }

  /**
   * Looks the transcript of a call up for a caller.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome get(Caller caller, CallId id, CallStore.Consistency consistency) {
    Optional<Call> call = calls.find(caller.tenant(), id, consistency);
    return call.isPresent() ? new Outcome.Found(call.get().transcript()) : new Outcome.NotFound();
  }
}
