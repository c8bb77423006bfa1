package dev.callrecords.peers.quarkus;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer. */
@RegisterForReflection
record CallDocument(
    String id,
    @JsonProperty("agent_id") @Nullable String agentId,
    @JsonProperty("from_number") @Nullable String fromNumber,
    @JsonProperty("to_number") @Nullable String toNumber,
    @Nullable String direction,
    String status,
    @Nullable Long duration,
    @JsonProperty("recording_url") String recordingUrl,
    @JsonProperty("recording_url_expires_at") String recordingUrlExpiresAt,
    String transcript,
    @JsonProperty("transcript_segments") List<Segment> segments,
    @Nullable String sentiment,
    @JsonProperty("call_summary") @Nullable String callSummary,
    Map<String, String> metadata,
    @JsonProperty("started_at") @Nullable String startedAt,
    @JsonProperty("ended_at") @Nullable String endedAt,
    @JsonProperty("created_at") String createdAt) {

  /** One turn of speech. */
  @RegisterForReflection
  record Segment(
      String speaker,
      String text,
      @JsonProperty("start_time") BigDecimal startTime,
      @JsonProperty("end_time") BigDecimal endTime) {}
}
