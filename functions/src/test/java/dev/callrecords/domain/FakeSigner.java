package dev.callrecords.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes links that say what they are for, and remembers what it signed. */
public final class FakeSigner implements RecordingSigner {

  public static final Instant NOW = Instant.parse("2026-11-22T13:05:09Z");

  private final List<Terms> signed = new ArrayList<>();

  @Override
  public Optional<RecordingLink> sign(RecordingKey key, Terms terms) {
    if (terms.end() != null && !terms.end().isAfter(NOW)) {
      return Optional.empty();
    }
    signed.add(terms);
    return Optional.of(
        new RecordingLink(
            "https://storage.example.com/" + key.value() + "?token=xyz",
            NOW.plus(terms.lifetime()),
            terms.lifetime().toSeconds()));
  }

  /** Returns the terms of what was signed, in order. */
  public List<Terms> signed() {
    return signed;
  }
}
