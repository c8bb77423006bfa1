package dev.callrecords.lambda;

import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.dynamodb.SampleTable;
import dev.callrecords.lambda.Priming.Function;
import dev.callrecords.lambda.Priming.Sample;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What each function is primed with: its usual requests, and some that are refused. */
final class SampleRequests {

  private static final String DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
  private static final String OK = "\"statusCode\":200";

  private SampleRequests() {}

  static Priming authorize() {
    Function function = new AuthorizeHandler(Wiring.sampleAuthorize(), nowhere())::handle;
    List<Sample> samples =
        List.of(
            new Sample(
                function,
                event("\"identitySource\":[\"Bearer " + SampleTable.KEY.reveal() + "\"]", ""),
                "\"isAuthorized\":true"),
            new Sample(
                function,
                event("\"identitySource\":[\"Bearer none\"]", ""),
                "\"isAuthorized\":false"));
    return new Priming("authorize", samples, Wiring.services(DYNAMODB), System.out);
  }

  static Priming getCall() {
    List<Sample> samples = new ArrayList<>();
    for (GetCall getCall : Wiring.sampleGetCalls()) {
      Function function = new GetCallHandler(getCall, nowhere())::prime;
      samples.add(new Sample(function, event("", "gzip, deflate, br"), OK));
      samples.add(new Sample(function, event("", "identity"), OK));
      samples.add(new Sample(function, event(query("fields", "status,metadata"), ""), OK));
      samples.add(refused(function));
    }
    return new Priming("GET /v1/calls/{call_id}", samples, Wiring.services(DYNAMODB), System.out);
  }

  static Priming presignRecording() {
    Function function =
        new PresignRecordingHandler(Wiring.samplePresignRecording(), nowhere())::prime;
    List<Sample> samples =
        List.of(
            new Sample(function, event("", "gzip, deflate, br"), OK),
            new Sample(function, event(query("redirect", "true"), ""), "\"statusCode\":302"),
            refused(function));
    return new Priming(
        "GET /v1/calls/{call_id}/recording", samples, Wiring.services(DYNAMODB), System.out);
  }

  static Priming transcript() {
    List<Sample> samples = new ArrayList<>();
    for (GetTranscript getTranscript : Wiring.sampleGetTranscripts()) {
      Function function = new TranscriptHandler(getTranscript, nowhere())::prime;
      samples.add(new Sample(function, event("", "gzip, deflate, br"), OK));
      samples.add(new Sample(function, event(query("format", "vtt"), "identity"), OK));
      samples.add(new Sample(function, event(query("format", "text"), "identity"), OK));
      samples.add(refused(function));
    }
    return new Priming(
        "GET /v1/calls/{call_id}/transcript", samples, Wiring.services(DYNAMODB), System.out);
  }

  private static Sample refused(Function function) {
    return new Sample(function, event(query("unknown", "1"), ""), "\"statusCode\":400");
  }

  /** Returns where the logs of functions go that answer samples. */
  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  private static String query(String name, String value) {
    return "\"queryStringParameters\":{\"" + name + "\":\"" + value + "\"}";
  }

  /** Returns an event like the gateway's, with one more member. */
  private static String event(String member, String acceptEncoding) {
    return """
    {
      "version": "2.0",
      "routeKey": "GET /v1/calls/{call_id}",
      "rawPath": "/v1/calls/sample",
      "rawQueryString": "",
      "headers": {
        "accept": "*/*",
        "accept-encoding": "%s",
        "authorization": "Bearer none",
        "host": "sample.execute-api.us-east-1.amazonaws.com",
        "user-agent": "sample",
        "x-forwarded-for": "203.0.113.7"
      },
      "requestContext": {
        "authorizer": {
          "lambda": {
            "tenant_id": "%s",
            "scopes": "calls:read recordings:read",
            "key_id": "00000000"
          }
        },
        "http": {"method": "GET", "path": "/v1/calls/sample", "protocol": "HTTP/1.1"},
        "requestId": "sample",
        "stage": "$default"
      },
      "pathParameters": {"call_id": "%s"},
      %s
      "isBase64Encoded": false
    }
    """
        .formatted(
            acceptEncoding,
            SampleTable.TENANT,
            SampleTable.CALL,
            member.isEmpty() ? "" : member + ",");
  }
}
