package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.aws.Credentials;
import dev.callrecords.aws.SampleCredentialsEndpoint;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.DynamoDbClients;
import dev.callrecords.dynamodb.DynamoDbKeyStore;
import dev.callrecords.dynamodb.SampleTable;
import dev.callrecords.s3.S3Clients;
import dev.callrecords.s3.S3RecordingSigner;
import dev.callrecords.s3.S3RecordingStore;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The object graph of each function: in Lambda over clients as the environment says, elsewhere over
 * clients that are given.
 */
public final class Wiring {

  private static final Clock CLOCK = Clock.systemUTC();

  private Wiring() {}

  static Authorize authorizeInLambda() {
    return authorize(dynamoDb(credentials()), Settings.readKeysTable(System.getenv()));
  }

  static GetCall getCallInLambda() {
    Settings settings = Settings.read(System.getenv());
    Credentials credentials = credentials();
    return getCall(dynamoDb(credentials), signer(credentials), settings);
  }

  static PresignRecording presignRecordingInLambda() {
    Settings settings = Settings.read(System.getenv());
    Credentials credentials = credentials();
    return presignRecording(
        dynamoDb(credentials),
        S3Clients.builder(credentials).build(),
        signer(credentials),
        settings);
  }

  static GetTranscript getTranscriptInLambda() {
    return getTranscript(dynamoDb(credentials()), Settings.readCallsTable(System.getenv()));
  }

  /** Returns how Lambda starts this process, such as {@code on-demand} or {@code snap-start}. */
  static String initializationType() {
    return System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "");
  }

  /** Returns where services are, by the variables that say so; what is not set is left out. */
  static List<URI> services(String... variables) {
    return Stream.of(variables)
        .flatMap(name -> Stream.ofNullable(System.getenv(name)))
        .map(URI::create)
        .toList();
  }

  static Authorize sampleAuthorize() {
    return authorize(SampleTable.ofKey(), Settings.readKeysTable(System.getenv()));
  }

  static GetCall sampleOfShortCall() {
    return sampleGetCall(SampleTable.ofShortCall());
  }

  static GetCall sampleOfLongCall() {
    return sampleGetCall(SampleTable.ofLongCall());
  }

  static GetCall sampleOfCallInProgress() {
    return sampleGetCall(SampleTable.ofCallInProgress());
  }

  private static GetCall sampleGetCall(DynamoDbClient table) {
    return getCall(table, signer(CannedAnswers.credentials()), Settings.read(System.getenv()));
  }

  static PresignRecording sampleOfRecording() {
    return samplePresignRecording(SampleTable.ofShortCall());
  }

  static PresignRecording sampleOfRecordingInProgress() {
    return samplePresignRecording(SampleTable.ofCallInProgress());
  }

  private static PresignRecording samplePresignRecording(DynamoDbClient table) {
    return presignRecording(
        table,
        S3Clients.sample(),
        signer(CannedAnswers.credentials()),
        Settings.read(System.getenv()));
  }

  static GetTranscript sampleOfShortTranscript() {
    return sampleGetTranscript(SampleTable.ofShortCall());
  }

  static GetTranscript sampleOfTranscriptInProgress() {
    return sampleGetTranscript(SampleTable.ofCallInProgress());
  }

  static GetTranscript sampleOfLongTranscript() {
    return sampleGetTranscript(SampleTable.ofLongCall());
  }

  private static GetTranscript sampleGetTranscript(DynamoDbClient table) {
    return getTranscript(table, Settings.readCallsTable(System.getenv()));
  }

  private static DynamoDbClient dynamoDb(Credentials credentials) {
    AwsClients.checkNativeLibrary(System.getProperty("os.arch"));
    return DynamoDbClients.builder(credentials).build();
  }

  private static RecordingSigner signer(Credentials credentials) {
    return new S3RecordingSigner(Settings.readBucket(System.getenv()), credentials, CLOCK);
  }

  /**
   * Resolves credentials as the functions do, and lets go of them. Where the environment has them,
   * as without a snapshot, these; otherwise some that open nothing, from an endpoint like the one
   * that a restored function asks.
   */
  static void resolveCredentials() {
    if (Credentials.areIn(System.getenv())) {
      credentials().resolveCredentials();
      return;
    }
    try (SampleCredentialsEndpoint _ = new SampleCredentialsEndpoint()) {
      credentials().resolveCredentials();
    }
  }

  private static Credentials credentials() {
    return Credentials.ofFunction(System.getenv());
  }

  /** Returns the use case of the authorizer over a table of keys. */
  public static Authorize authorize(DynamoDbClient dynamoDb, String keysTable) {
    return new Authorize(new DynamoDbKeyStore(dynamoDb, keysTable), CLOCK);
  }

  /** Returns the use case of {@code GET /v1/calls/{call_id}}. */
  public static GetCall getCall(
      DynamoDbClient dynamoDb, RecordingSigner signer, Settings settings) {
    return new GetCall(callStore(dynamoDb, settings.callsTable()), signer, settings.links());
  }

  /** Returns the use case of {@code GET /v1/calls/{call_id}/transcript} over a table of calls. */
  public static GetTranscript getTranscript(DynamoDbClient dynamoDb, String callsTable) {
    return new GetTranscript(callStore(dynamoDb, callsTable));
  }

  /** Returns the use case of {@code GET /v1/calls/{call_id}/recording}. */
  public static PresignRecording presignRecording(
      DynamoDbClient dynamoDb, S3Client s3, RecordingSigner signer, Settings settings) {
    return new PresignRecording(
        callStore(dynamoDb, settings.callsTable()),
        new S3RecordingStore(s3, settings.recordingsBucket()),
        signer,
        settings.links());
  }

  private static CallStore callStore(DynamoDbClient dynamoDb, String table) {
    return new DynamoDbCallStore(dynamoDb, table, CLOCK, new NewerFormNotice(System.out));
  }
}
