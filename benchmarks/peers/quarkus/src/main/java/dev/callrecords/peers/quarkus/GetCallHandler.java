package dev.callrecords.peers.quarkus;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What Quarkus' own entry point hands events to. */
public class GetCallHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private static final Duration LINK_LIFETIME = Duration.ofMinutes(15);

  private final DynamoDbClient dynamoDb;
  private final S3Presigner presigner;
  private final ObjectMapper mapper;
  private final CallItems items;

  @Inject
  GetCallHandler(
      DynamoDbClient dynamoDb, S3Presigner presigner, ObjectMapper mapper, CallItems items) {
    this.dynamoDb = dynamoDb;
    this.presigner = presigner;
    this.mapper = mapper;
    this.items = items;
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    String tenant = (String) event.getRequestContext().getAuthorizer().getLambda().get("tenant_id");
    String id = event.getPathParameters().get("call_id");
    Map<String, AttributeValue> call = null;
    List<CallDocument.Segment> segments = new ArrayList<>();
    for (Map<String, AttributeValue> item : query(tenant + "#" + id)) {
      if (CallItems.required(item, "sk").equals("call")) {
        call = item;
      } else {
        segments.addAll(items.segments(item));
      }
    }
    return call == null
        ? answer(404, Map.of("code", "call_not_found"))
        : answer(200, document(call, segments));
  }

  private List<Map<String, AttributeValue>> query(String partition) {
    return dynamoDb
        .query(query ->
            query
                .tableName(System.getenv("CALLS_TABLE"))
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition))))
        .items();
  }

  private CallDocument document(
      Map<String, AttributeValue> call, List<CallDocument.Segment> segments) {
    return new CallDocument(
        CallItems.required(call, "id"),
        CallItems.text(call, "agent_id"),
        CallItems.text(call, "from_number"),
        CallItems.text(call, "to_number"),
        CallItems.text(call, "direction"),
        CallItems.required(call, "status"),
        call.containsKey("duration") ? CallItems.number(call, "duration").longValue() : null,
        link(call),
        Instant.now().plus(LINK_LIFETIME).truncatedTo(ChronoUnit.SECONDS).toString(),
        segments.stream()
            .map(segment -> speaker(segment.speaker()) + ": " + segment.text())
            .collect(Collectors.joining("\n\n")),
        segments,
        CallItems.text(call, "sentiment"),
        CallItems.text(call, "call_summary"),
        CallItems.texts(CallItems.map(call, "metadata")),
        CallItems.text(call, "started_at"),
        CallItems.text(call, "ended_at"),
        CallItems.required(call, "created_at"));
  }

  private static String speaker(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private String link(Map<String, AttributeValue> call) {
    return presigner
        .presignGetObject(presign ->
            presign
                .signatureDuration(LINK_LIFETIME)
                .getObjectRequest(object ->
                    object
                        .bucket(System.getenv("RECORDINGS_BUCKET"))
                        .key(CallItems.required(CallItems.map(call, "recording"), "key"))
                        .responseContentDisposition(
                            "inline; filename=\"" + CallItems.required(call, "id") + ".wav\"")
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
