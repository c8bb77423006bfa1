package dev.callrecords.peers.tutorial;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbConvertedBy;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;

/** Any item of a call, as the enhanced client fills it. */
@DynamoDbBean
public final class Item {

  private String pk = "";
  private String sk = "";
  private @Nullable String id;
  private @Nullable String agentId;
  private @Nullable String fromNumber;
  private @Nullable String toNumber;
  private @Nullable String direction;
  private @Nullable String status;
  private @Nullable String sentiment;
  private @Nullable String callSummary;
  private @Nullable String startedAt;
  private @Nullable String endedAt;
  private @Nullable String createdAt;
  private @Nullable Long duration;
  private @Nullable Recording recording;
  private @Nullable Map<String, String> metadata;
  private List<Segment> segments = List.of();

  /** One turn of speech. */
  public record Segment(
      String speaker,
      String text,
      @JsonProperty("start_time") BigDecimal startTime,
      @JsonProperty("end_time") BigDecimal endTime) {}

  /** The state of the recording. */
  @DynamoDbBean
  public static final class Recording {

    private @Nullable String key;

    public @Nullable String getKey() {
      return key;
    }

    public void setKey(@Nullable String key) {
      this.key = key;
    }
  }

  @DynamoDbPartitionKey
  public String getPk() {
    return pk;
  }

  public void setPk(String pk) {
    this.pk = pk;
  }

  @DynamoDbSortKey
  public String getSk() {
    return sk;
  }

  public void setSk(String sk) {
    this.sk = sk;
  }

  @DynamoDbConvertedBy(SegmentsConverter.class)
  public List<Segment> getSegments() {
    return segments;
  }

  public void setSegments(List<Segment> segments) {
    this.segments = segments;
  }

  public @Nullable String getId() {
    return id;
  }

  public void setId(@Nullable String id) {
    this.id = id;
  }

  @DynamoDbAttribute("agent_id")
  public @Nullable String getAgentId() {
    return agentId;
  }

  public void setAgentId(@Nullable String agentId) {
    this.agentId = agentId;
  }

  @DynamoDbAttribute("from_number")
  public @Nullable String getFromNumber() {
    return fromNumber;
  }

  public void setFromNumber(@Nullable String fromNumber) {
    this.fromNumber = fromNumber;
  }

  @DynamoDbAttribute("to_number")
  public @Nullable String getToNumber() {
    return toNumber;
  }

  public void setToNumber(@Nullable String toNumber) {
    this.toNumber = toNumber;
  }

  public @Nullable String getDirection() {
    return direction;
  }

  public void setDirection(@Nullable String direction) {
    this.direction = direction;
  }

  public @Nullable String getStatus() {
    return status;
  }

  public void setStatus(@Nullable String status) {
    this.status = status;
  }

  public @Nullable String getSentiment() {
    return sentiment;
  }

  public void setSentiment(@Nullable String sentiment) {
    this.sentiment = sentiment;
  }

  @DynamoDbAttribute("call_summary")
  public @Nullable String getCallSummary() {
    return callSummary;
  }

  public void setCallSummary(@Nullable String callSummary) {
    this.callSummary = callSummary;
  }

  @DynamoDbAttribute("started_at")
  public @Nullable String getStartedAt() {
    return startedAt;
  }

  public void setStartedAt(@Nullable String startedAt) {
    this.startedAt = startedAt;
  }

  @DynamoDbAttribute("ended_at")
  public @Nullable String getEndedAt() {
    return endedAt;
  }

  public void setEndedAt(@Nullable String endedAt) {
    this.endedAt = endedAt;
  }

  @DynamoDbAttribute("created_at")
  public @Nullable String getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(@Nullable String createdAt) {
    this.createdAt = createdAt;
  }

  public @Nullable Long getDuration() {
    return duration;
  }

  public void setDuration(@Nullable Long duration) {
    this.duration = duration;
  }

  public @Nullable Recording getRecording() {
    return recording;
  }

  public void setRecording(@Nullable Recording recording) {
    this.recording = recording;
  }

  public @Nullable Map<String, String> getMetadata() {
    return metadata;
  }

  public void setMetadata(@Nullable Map<String, String> metadata) {
    this.metadata = metadata;
  }
}
