package dev.callrecords.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The call of the published contract and what belongs to it. */
public final class Samples {

  public static final TenantId TENANT = new TenantId("acme-dental");
  public static final TenantId OTHER_TENANT = new TenantId("harbor-hotel");
  public static final CallId CALL_ID = new CallId("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef");
  public static final String RECORDING_KEY =
      "recordings/acme-dental/7f3d8e00-a1b2-4c3d-9e4f-567890abcdef.wav";
  public static final Recording.Available AVAILABLE =
      new Recording.Available(RECORDING_KEY, "audio/wav", 139244L, new BigDecimal("8.7"));
  public static final Transcript TRANSCRIPT =
      Transcript.of(
          List.of(
              segment(
                  "agent",
                  "Hello, this is Sarah from Acme Dental. I'm calling to confirm your appointment"
                      + " tomorrow at 2pm.",
                  "0.5",
                  "5.2"),
              segment("caller", "Yes, I'll be there. Thank you for the reminder.", "5.8", "8.3")));
  public static final String TRANSCRIPT_TEXT =
      """
      Agent: Hello, this is Sarah from Acme Dental. I'm calling to confirm your appointment \
      tomorrow at 2pm.

      Caller: Yes, I'll be there. Thank you for the reminder.\
      """;

  private static final String KEY_ID = "0123abcd";

  private Samples() {}

  public static Segment segment(String speaker, String text, String start, String end) {
    return new Segment(speaker, text, new BigDecimal(start), new BigDecimal(end));
  }

  /** Returns the recording of the contract's call, which is deleted from that instant on. */
  public static Recording.Available availableUntil(Instant end) {
    return new Recording.Available(RECORDING_KEY, "audio/wav", 139244L, new BigDecimal("8.7"), end);
  }

  /** Returns a caller of {@link #TENANT}. */
  public static Caller caller(Scope... scopes) {
    return new Caller(TENANT, Set.of(scopes), KEY_ID);
  }

  /** Returns the contract's call. */
  public static Call call() {
    return call(AVAILABLE, TRANSCRIPT);
  }

  public static Call call(Recording recording, Transcript transcript) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("customer_id", "cust_123");
    metadata.put("campaign", "appointment_reminder");
    return new Call(
        CALL_ID,
        "550e8400-e29b-41d4-a716-446655440000",
        "+16045551234",
        "+14155551234",
        "outbound",
        "completed",
        125L,
        recording,
        transcript,
        "positive",
        "Appointment confirmation call. Customer confirmed their dental appointment for tomorrow at"
            + " 2pm.",
        metadata,
        Instant.parse("2024-01-15T10:30:15Z"),
        Instant.parse("2024-01-15T10:32:20Z"),
        Instant.parse("2024-01-15T10:30:00Z"));
  }

  /** Returns the contract's call with other metadata. */
  public static Call callWithMetadata(Map<String, @Nullable Object> metadata) {
    Call call = call();
    return new Call(
        call.id(),
        call.agentId(),
        call.fromNumber(),
        call.toNumber(),
        call.direction(),
        call.status(),
        call.duration(),
        call.recording(),
        call.transcript(),
        call.sentiment(),
        call.summary(),
        metadata,
        call.startedAt(),
        call.endedAt(),
        call.createdAt());
  }

  /** Returns the contract's call as a row of a list. */
  public static ListedCall listedCall() {
    return listedCall(call());
  }

  /** Returns a call as a row of a list. */
  public static ListedCall listedCall(Call call) {
    return new ListedCall(
        call.id(),
        call.agentId(),
        call.fromNumber(),
        call.toNumber(),
        call.direction(),
        call.status(),
        call.duration(),
        call.sentiment(),
        call.summary(),
        call.recording(),
        call.startedAt(),
        call.endedAt(),
        call.createdAt());
  }

  /** Returns a call of which only is known what must be. */
  public static Call minimalCall() {
    return new Call(
        CALL_ID,
        null,
        null,
        null,
        null,
        "queued",
        null,
        Recording.Unplayable.NONE,
        Transcript.empty(),
        null,
        null,
        Map.of(),
        null,
        null,
        Instant.parse("2024-01-15T10:30:00Z"));
  }
}
