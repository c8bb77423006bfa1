package dev.callrecords.local;

import dev.callrecords.admin.AudioFormat;
import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.admin.RecordingWriter;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Calls to play with, of two tenants; what each of them shows is in {@code
 * local/samples/README.md}.
 */
public final class SampleCalls {

  /** The tenant of most sample calls. */
  public static final TenantId ACME_DENTAL = new TenantId("acme-dental");

  /** The other tenant. */
  public static final TenantId HARBOR_HOTEL = new TenantId("harbor-hotel");

  /**
   * A completed call of {@link #ACME_DENTAL} with a recording: the reference call of the project.
   */
  public static final CallId COMPLETED = new CallId("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef");

  /** A call that is still running. */
  public static final CallId RUNNING = new CallId("9bcb0f84-2196-4fde-b3e6-da2d52d7345d");

  /** A call that was neither answered nor recorded. */
  public static final CallId BUSY = new CallId("4c17085b-d0a2-4290-9e1e-4a72bb2e9b94");

  /** A call whose recording failed. */
  public static final CallId RECORDING_FAILED = new CallId("62158289-cd32-4832-9345-9842af9b89d4");

  /** A call that was erased. */
  public static final CallId ERASED = new CallId("fc371f5b-81bc-414f-a5df-25d2e434734d");

  /** A call of three hours: 2700 segments of ten words. */
  public static final CallId THREE_HOURS = new CallId("3a6c1f52-9d0e-4b7a-8f21-0c5d9e7b4a10");

  /** A completed call of {@link #HARBOR_HOTEL} with a recording. */
  public static final CallId OTHER_TENANT = new CallId("8bbfd7ae-fdbf-45ad-9a11-daba7b106362");

  private static final int THREE_HOURS_SEGMENTS = 2700;
  private static final int WORDS_PER_SEGMENT = 10;
  private static final long SEED = 20240115;

  private static final List<String> WORDS =
      List.of(
          "the",
          "claim",
          "we",
          "account",
          "number",
          "please",
          "hold",
          "on",
          "for",
          "a",
          "moment",
          "your",
          "policy",
          "covers",
          "that",
          "and",
          "then",
          "I",
          "will",
          "check",
          "with",
          "my",
          "colleague",
          "about",
          "payment",
          "plan",
          "monthly",
          "invoice",
          "which",
          "arrived",
          "late",
          "yesterday",
          "afternoon",
          "thank",
          "you",
          "very",
          "much",
          "for",
          "waiting",
          "let",
          "me",
          "read",
          "this",
          "back",
          "to",
          "make",
          "sure",
          "it",
          "is",
          "right",
          "yes",
          "exactly");

  private SampleCalls() {}

  /** Puts all sample calls and their recordings in. */
  public static void putInto(Deployment deployment) {
    try {
      for (CallId id : List.of(COMPLETED, RUNNING, BUSY, RECORDING_FAILED, ERASED)) {
        put(deployment, ACME_DENTAL, id);
      }
      put(deployment, HARBOR_HOTEL, OTHER_TENANT);
      deployment.callWriter().put(ACME_DENTAL, threeHours());
    } catch (InvalidCallException e) {
      throw new IllegalStateException("A sample call is not valid", e);
    }
  }

  private static void put(Deployment deployment, TenantId tenant, CallId id)
      throws InvalidCallException {
    switch (CallDocument.parse(resource(tenant, id + ".json"))) {
      case CallDocument.Erased(CallId erased, Instant deletedAt) ->
          deployment.callWriter().erase(tenant, erased, deletedAt);
      case CallDocument.Live(Call call, _, _, String recordingFile, Instant deleteAfter) -> {
        // Recording first: a visible call must not point to a missing object.
        Call complete =
            recordingFile == null
                ? call
                : withRecording(deployment.recordingWriter(), tenant, call, recordingFile);
        deployment.callWriter().put(tenant, complete, deleteAfter);
      }
    }
  }

  private static Call withRecording(
      RecordingWriter writer, TenantId tenant, Call call, String fileName) {
    byte[] audio = resource(tenant, fileName);
    AudioFormat format = AudioFormat.ofName(fileName).orElseThrow();
    String key = writer.put(tenant, call.id(), format, RequestBody.fromBytes(audio));
    return call.withRecording(((Recording.Available) call.recording()).at(key, audio.length));
  }

  private static byte[] resource(TenantId tenant, String name) {
    String path = "/samples/" + tenant + "/" + name;
    try (InputStream stream = SampleCalls.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("There is no resource " + path);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("A sample cannot be read", e);
    }
  }

  /** Returns a made-up call of three hours, the same every time. */
  public static Call threeHours() {
    Random random = new Random(SEED);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < THREE_HOURS_SEGMENTS; i++) {
      List<String> words = new ArrayList<>();
      for (int word = 0; word < WORDS_PER_SEGMENT; word++) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      // Four seconds a segment, in tenths: 0.3 s of silence, then speech.
      BigDecimal start = BigDecimal.valueOf(i * 40L + 3, 1);
      segments.add(
          new Segment(
              i % 2 == 0 ? "agent" : "caller",
              String.join(" ", words) + ".",
              start,
              start.add(BigDecimal.valueOf(25 + random.nextInt(11), 1))));
    }
    Instant startedAt = Instant.parse("2024-02-20T08:00:00Z");
    long seconds = 4L * THREE_HOURS_SEGMENTS;
    return new Call(
        THREE_HOURS,
        "550e8400-e29b-41d4-a716-446655440000",
        "+16045550100",
        "+14155550101",
        "inbound",
        "completed",
        seconds,
        Recording.Unplayable.NONE,
        Transcript.of(segments),
        "neutral",
        "A call of three hours about an insurance claim.",
        Map.of("customer_id", "cust_180"),
        startedAt,
        startedAt.plusSeconds(seconds),
        startedAt.minusSeconds(5));
  }
}
