package dev.callrecords.fuzz;

import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner;
import java.time.Instant;
import java.util.Optional;

/** Makes links that cost nothing to make, as long as they may be made. */
final class Signer implements RecordingSigner {

  private static final Instant END = Instant.parse("2024-03-01T13:00:00Z");

  @Override
  public Optional<RecordingLink> sign(RecordingKey key, Terms terms) {
    Law.holds(
        key.value().startsWith("recordings/" + Functions.TENANT + "/"),
        "what is signed is the tenant's own");
    return Optional.of(new RecordingLink("https://recordings.example/" + key.value(), END, 3600));
  }
}
