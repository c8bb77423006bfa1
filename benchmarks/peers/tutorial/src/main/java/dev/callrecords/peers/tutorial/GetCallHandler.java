package dev.callrecords.peers.tutorial;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Lambda's entry point. */
public final class GetCallHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private static final Duration LINK_LIFETIME = Duration.ofMinutes(15);

  private final ObjectMapper mapper = new ObjectMapper();
  private final DynamoDbTable<Item> table;
  private final S3Presigner presigner;

  /** Called by Lambda. */
  public GetCallHandler() {
    DynamoDbEnhancedClient client =
        DynamoDbEnhancedClient.builder().dynamoDbClient(DynamoDbClient.create()).build();
    table = client.table(System.getenv("CALLS_TABLE"), TableSchema.fromBean(Item.class));
    presigner = S3Presigner.create();
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    String tenant = (String) event.getRequestContext().getAuthorizer().getLambda().get("tenant_id");
    String id = event.getPathParameters().get("call_id");
    Key key = Key.builder().partitionValue(tenant + "#" + id).build();
    Item call = null;
    List<Item.Segment> segments = new ArrayList<>();
    for (Item item : table.query(QueryConditional.keyEqualTo(key)).items()) {
      if ("call".equals(item.getSk())) {
        call = item;
      } else {
        segments.addAll(item.getSegments());
      }
    }
    if (call == null) {
      return answer(404, Map.of("code", "call_not_found"));
    }
    return answer(200, document(call, segments));
  }

  private Map<String, @Nullable Object> document(Item call, List<Item.Segment> segments) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", call.getId());
    document.put("agent_id", call.getAgentId());
    document.put("from_number", call.getFromNumber());
    document.put("to_number", call.getToNumber());
    document.put("direction", call.getDirection());
    document.put("status", call.getStatus());
    document.put("duration", call.getDuration());
    document.put("recording_url", link(call));
    document.put(
        "recording_url_expires_at",
        Instant.now().plus(LINK_LIFETIME).truncatedTo(ChronoUnit.SECONDS).toString());
    document.put(
        "transcript",
        segments.stream()
            .map(segment -> speaker(segment.speaker()) + ": " + segment.text())
            .collect(Collectors.joining("\n\n")));
    document.put("transcript_segments", segments);
    document.put("sentiment", call.getSentiment());
    document.put("call_summary", call.getCallSummary());
    document.put("metadata", call.getMetadata());
    document.put("started_at", call.getStartedAt());
    document.put("ended_at", call.getEndedAt());
    document.put("created_at", call.getCreatedAt());
    return document;
  }

  private static String speaker(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private String link(Item call) {
    return presigner
        .presignGetObject(presign ->
            presign
                .signatureDuration(LINK_LIFETIME)
                .getObjectRequest(object ->
                    object
                        .bucket(System.getenv("RECORDINGS_BUCKET"))
                        .key(Objects.requireNonNull(call.getRecording()).getKey())
                        .responseContentDisposition("inline; filename=\"" + call.getId() + ".wav\"")
                        .responseContentType("audio/wav")
                        .responseCacheControl("private, no-store")))
        .url()
        .toString();
  }

  private APIGatewayV2HTTPResponse answer(int status, Object body) {
    try {
      return APIGatewayV2HTTPResponse.builder()
          .withStatusCode(status)
          .withHeaders(Map.of("Content-Type", "application/json"))
          .withBody(mapper.writeValueAsString(body))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
