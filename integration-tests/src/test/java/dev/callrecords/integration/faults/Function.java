package dev.callrecords.integration.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;

/** A function of the template, and a good event for it. */
enum Function {
  GET_CALL("GetCallFunction", "events/get-call/completed.json"),
  PRESIGN_RECORDING("PresignRecordingFunction", "events/presign-recording/ready.json"),
  TRANSCRIPT("TranscriptFunction", "events/transcript/segments.json"),
  AUTHORIZE("AuthorizeFunction", "events/authorize/unknown-key.json");

  final String logicalId;
  private final String event;

  Function(String logicalId, String event) {
    this.logicalId = logicalId;
    this.event = event;
  }

  /** Returns the event of a request; the authorizer has none of a call. */
  String event(String requestId, String callId) {
    JsonNode root = Json.read(Repository.text(event));
    ((ObjectNode) root.path("requestContext")).put("requestId", requestId);
    if (root.path("pathParameters") instanceof ObjectNode parameters) {
      parameters.put("call_id", callId);
    }
    return root.toString();
  }
}
