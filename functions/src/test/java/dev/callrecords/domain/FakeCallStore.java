package dev.callrecords.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls in memory, by tenant and id. */
public final class FakeCallStore implements CallStore {

  private final Map<String, Call> calls = new HashMap<>();
  private final Map<String, Recording> recordings = new HashMap<>();
  private final List<Consistency> reads = new ArrayList<>();
  private int readsWithoutTranscript;

  /** Puts a call, and its recording, in. */
  public FakeCallStore with(TenantId tenant, Call call) {
    calls.put(key(tenant, call.id()), call);
    recordings.put(key(tenant, call.id()), call.recording());
    return this;
  }

  /** Puts the tombstone of a call in. */
  public FakeCallStore withTombstone(TenantId tenant, CallId id) {
    recordings.put(key(tenant, id), Recording.Unplayable.DELETED);
    return this;
  }

  /** Returns how many reads were of a call without its transcript. */
  public int readsWithoutTranscript() {
    return readsWithoutTranscript;
  }

  /** Returns how fresh each read was asked to be, in order. */
  public List<Consistency> reads() {
    return reads;
  }

  @Override
  public Optional<Call> find(TenantId tenant, CallId id, Consistency consistency) {
    reads.add(consistency);
    return Optional.ofNullable(calls.get(key(tenant, id)));
  }

  @Override
  public Optional<Call> findWithoutTranscript(TenantId tenant, CallId id, Consistency consistency) {
    reads.add(consistency);
    readsWithoutTranscript++;
    return Optional.ofNullable(calls.get(key(tenant, id)))
        .map(call -> call.withTranscript(Transcript.empty()));
  }

  @Override
  public Optional<Recording> findRecording(TenantId tenant, CallId id, Consistency consistency) {
    reads.add(consistency);
    return Optional.ofNullable(recordings.get(key(tenant, id)));
  }

  private static String key(TenantId tenant, CallId id) {
    return tenant + "#" + id;
  }
}
