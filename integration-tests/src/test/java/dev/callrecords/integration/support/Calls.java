package dev.callrecords.integration.support;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Test calls whose texts, numbers and ids are canaries that no log may contain. */
public final class Calls {

  private Calls() {}

  public static CallId newId() {
    // The first block tells them from all other UUIDs: no log may hold the id of a call.
    return new CallId("ca11ca11" + UUID.randomUUID().toString().substring(8));
  }

  /** Returns a call without recording and transcript. */
  public static Call call(CallId id) {
    return call(id, Recording.Unplayable.NONE, Transcript.empty());
  }

  public static Call call(CallId id, Recording recording) {
    return call(id, recording, Transcript.empty());
  }

  public static Call call(CallId id, Transcript transcript) {
    return call(id, Recording.Unplayable.NONE, transcript);
  }

  private static Call call(CallId id, Recording recording, Transcript transcript) {
    Instant createdAt = Instant.parse("2024-03-01T12:00:00Z");
    return new Call(
        id,
        "canary-agent",
        "+16045550155",
        "+16045550156",
        "inbound",
        "completed",
        60L,
        recording,
        transcript,
        null,
        "A canary called.",
        Map.of("canary", "canary"),
        createdAt.plusSeconds(1),
        createdAt.plusSeconds(61),
        createdAt);
  }

  /** Returns a transcript in which everybody says the same, and first of all "canary". */
  public static Transcript transcript(int segments, String text) {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      all.add(
          new Segment(
              i % 2 == 0 ? "agent" : "caller",
              "canary " + text,
              BigDecimal.valueOf(i),
              BigDecimal.valueOf(i + 1)));
    }
    return Transcript.of(all);
  }

  /** Returns a recording that was written under this key. */
  public static Recording available(String key) {
    return new Recording.Available(key, "audio/wav", 1000L, new BigDecimal("0.5"));
  }
}
