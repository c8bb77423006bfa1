package dev.callrecords.lambda;

import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.dynamodb.SampleTable;
import dev.callrecords.lambda.Priming.Function;
import dev.callrecords.lambda.Priming.Sample;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/** What each function is primed with: its usual requests, and some that are refused. */
final class SampleRequests {

  private static final String DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
  private static final String GZIP = "gzip, deflate, br";
  private static final String IDENTITY = "identity";
  private static final String OK = "\"statusCode\":200";

  private SampleRequests() {}

  static Priming authorize() {
    return new Priming(
        "authorize",
        () -> authorizing(SampleTable.KEY.reveal(), true),
        () -> List.of(authorizing("none", false)),
        Wiring.services(DYNAMODB),
        System.out);
  }

  private static Sample authorizing(String key, boolean allowed) {
    return new Sample(
        new AuthorizeHandler(Wiring.sampleAuthorize(), nowhere())::handle,
        event("\"identitySource\":[\"Bearer " + key + "\"]", ""),
        "\"isAuthorized\":" + allowed);
  }

  static Priming getCall() {
    return new Priming(
        "GET /v1/calls/{call_id}",
        () -> new Sample(getCallFrom(Wiring.sampleOfLongCall()), event("", GZIP), OK),
        () -> {
          Function longCall = getCallFrom(Wiring.sampleOfLongCall());
          Function shortCall = getCallFrom(Wiring.sampleOfShortCall());
          Function inProgress = getCallFrom(Wiring.sampleOfCallInProgress());
          return List.of(
              new Sample(longCall, event("", IDENTITY), OK),
              new Sample(shortCall, event("", GZIP), OK),
              new Sample(shortCall, event(query("fields", "status,metadata"), IDENTITY), OK),
              new Sample(inProgress, event("", IDENTITY), OK),
              changed(shortCall),
              unchanged(shortCall),
              refused(shortCall));
        },
        Wiring.services(DYNAMODB),
        System.out);
  }

  static Priming presignRecording() {
    return new Priming(
        "GET /v1/calls/{call_id}/recording",
        () -> new Sample(presigning(Wiring.sampleOfRecording()), event("", GZIP), OK),
        () -> {
          Function function = presigning(Wiring.sampleOfRecording());
          Function inProgress = presigning(Wiring.sampleOfRecordingInProgress());
          return List.of(
              new Sample(
                  function, event(query("redirect", "true"), IDENTITY), "\"statusCode\":302"),
              new Sample(inProgress, event("", IDENTITY), "\"statusCode\":409"),
              refused(function));
        },
        Wiring.services(DYNAMODB, "AWS_ENDPOINT_URL_S3"),
        System.out);
  }

  private static Function presigning(PresignRecording presignRecording) {
    return new PresignRecordingHandler(presignRecording, nowhere())::prime;
  }

  static Priming transcript() {
    return new Priming(
        "GET /v1/calls/{call_id}/transcript",
        () -> new Sample(transcriptOf(Wiring.sampleOfLongTranscript()), event("", GZIP), OK),
        () -> {
          Function shortCall = transcriptOf(Wiring.sampleOfShortTranscript());
          Function inProgress = transcriptOf(Wiring.sampleOfTranscriptInProgress());
          return List.of(
              new Sample(shortCall, event(query("format", "vtt"), IDENTITY), OK),
              new Sample(shortCall, event(query("format", "srt"), IDENTITY), OK),
              new Sample(shortCall, event(query("format", "txt"), IDENTITY), OK),
              new Sample(inProgress, event("", IDENTITY), OK),
              changed(shortCall),
              unchanged(shortCall),
              refused(shortCall));
        },
        Wiring.services(DYNAMODB),
        System.out);
  }

  private static Function getCallFrom(GetCall getCall) {
    return new GetCallHandler(getCall, nowhere())::prime;
  }

  private static Function transcriptOf(GetTranscript getTranscript) {
    return new TranscriptHandler(getTranscript, nowhere())::prime;
  }

  private static Sample changed(Function function) {
    return new Sample(function, event("", IDENTITY, ifNoneMatch("W/\\\"none\\\"")), OK);
  }

  private static Sample unchanged(Function function) {
    return new Sample(function, event("", IDENTITY, ifNoneMatch("*")), "\"statusCode\":304");
  }

  private static String ifNoneMatch(String versions) {
    return "\"if-none-match\":\"" + versions + "\",";
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
    return event(member, acceptEncoding, "");
  }

  private static String event(String member, String acceptEncoding, String header) {
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
        %s
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
            header,
            SampleTable.TENANT,
            SampleTable.CALL,
            member.isEmpty() ? "" : member + ",");
  }
}
