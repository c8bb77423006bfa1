import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.JSON;
import org.openapitools.client.api.CallsApi;
import org.openapitools.client.api.RecordingsApi;
import org.openapitools.client.api.TranscriptsApi;
import org.openapitools.client.model.Call;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.RecordingLink;
import org.openapitools.client.model.Segment;
import org.openapitools.client.model.Transcript;
import org.openapitools.client.model.TranscriptFormat;

/** Input of the generated Java client: address, key, call, and calls whose requests fail. */
final class Scenario {

  private static CallsApi calls;
  private static TranscriptsApi transcripts;
  private static RecordingsApi recordings;

  public static void main(String[] arguments) throws ApiException {
    ApiClient client = new ApiClient();
    client.setBasePath(arguments[0]);
    client.setBearerToken(arguments[1]);
    calls = new CallsApi(client);
    transcripts = new TranscriptsApi(client);
    recordings = new RecordingsApi(client);
    String id = arguments[2];

    Call call = calls.getCall(id, null, true, null);
    System.out.printf(
        "call %s %d %d %d%n",
        call.getStatus(),
        call.getDuration(),
        call.getTranscriptSegments().size(),
        call.getCreatedAt().toEpochSecond());
    Call chosen = calls.getCall(id, List.of("id", "status"), null, null);
    System.out.printf("fields %s %s%n", chosen.getId(), chosen.getAgentId() == null);
    Transcript transcript = transcripts.getTranscript(id, TranscriptFormat.JSON, null, null, null);
    Segment first = transcript.getTranscriptSegments().get(0);
    System.out.printf("transcript %s %s%n", first.getSpeaker(), first.getEndTime());
    RecordingLink link = recordings.getRecordingLink(id, 60, "attachment", null, null);
    System.out.printf("link %s %d%n", link.getContentType(), link.getExpiresIn());
    Call extended = calls.getCall("extended", null, null, null);
    System.out.printf(
        "extended %s %s %s%n",
        extended.getStatus(),
        extended.getAdditionalProperty("new_field"),
        extended.getTranscriptSegments().get(0).getAdditionalProperty("new_field"));
    for (int i = 3; i < arguments.length; i++) {
      String[] parts = arguments[i].split(" ");
      try {
        get(parts[0], parts[1]);
        throw new IllegalStateException(arguments[i] + " did not fail");
      } catch (ApiException e) {
        Problem problem = JSON.getGson().fromJson(e.getResponseBody(), Problem.class);
        System.out.printf(
            "problem %d %d %s%n", e.getCode(), problem.getStatus(), problem.getCode());
      }
    }
    System.exit(0);
  }

  private static void get(String operation, String id) throws ApiException {
    switch (operation) {
      case "call" -> calls.getCall(id, null, null, null);
      case "transcript" -> transcripts.getTranscript(id, null, null, null, null);
      case "recording" -> recordings.getRecordingLink(id, null, null, null, null);
      default -> throw new IllegalArgumentException(operation);
    }
  }
}
