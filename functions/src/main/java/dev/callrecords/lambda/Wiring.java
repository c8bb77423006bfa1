package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.CreateLink;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.LinkAudit;
import dev.callrecords.domain.LinkStore;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.ListLinks;
import dev.callrecords.domain.OpenLink;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.RevokeLink;
import dev.callrecords.dynamodb.DynamoDbCallList;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.DynamoDbKeyStore;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import dev.callrecords.s3.S3RecordingSigner;
import dev.callrecords.s3.S3RecordingStore;
import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The object graph of each function. In Lambda it is over clients as the environment says,
 * elsewhere over clients that are given.
 */
public final class Wiring {

  private static final Clock CLOCK = Clock.systemUTC();

  /**
   * Differs in all processes of one snapshot: it reads the system's random numbers.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html">
   *     Uniqueness with SnapStart</a>
   */
  private static final SecureRandom RANDOM = new SecureRandom();

  private Wiring() {}

  /**
   * The clients that a function works with.
   *
   * @param s3 makes the client of S3, which only some functions need
   */
  record Clients(
      DynamoDbClient dynamoDb, Supplier<S3Client> s3, AwsCredentialsProvider credentials) {}

  /** Returns the clients of a function in Lambda. */
  static Clients clients() {
    checkNativeLibrary(System.getProperty("os.arch"));
    Credentials credentials = Credentials.ofFunction(System.getenv());
    return new Clients(
        AwsClients.configure(DynamoDbClient.builder(), credentials).build(),
        () -> AwsClients.configure(S3Client.builder(), credentials).build(),
        credentials);
  }

  static Authorize authorize(Clients clients) {
    return authorize(clients.dynamoDb, Settings.readKeysTable(System.getenv()));
  }

  static GetCall getCall(Clients clients) {
    Settings settings = Settings.read(System.getenv());
    return getCall(clients.dynamoDb, signer(clients, settings), settings);
  }

  static PresignRecording presignRecording(Clients clients) {
    Settings settings = Settings.read(System.getenv());
    return presignRecording(
        clients.dynamoDb, clients.s3.get(), signer(clients, settings), settings);
  }

  static GetTranscript getTranscript(Clients clients) {
    return getTranscript(clients.dynamoDb, Settings.readCallsTable(System.getenv()));
  }

  static ListCalls listCalls(Clients clients) {
    return listCalls(clients.dynamoDb, Settings.readCallsTable(System.getenv()));
  }

  static LinksHandler.UseCases links(Clients clients, PrintStream audit) {
    return links(clients.dynamoDb, LinkSettings.read(System.getenv()), CLOCK, audit);
  }

  static OpenLink openLink(Clients clients, PrintStream audit) {
    OpenLinkSettings settings = OpenLinkSettings.read(System.getenv());
    return openLink(
        clients.dynamoDb,
        clients.s3.get(),
        signer(clients, settings.signing()),
        settings,
        CLOCK,
        audit);
  }

  private static RecordingSigner signer(Clients clients, Settings settings) {
    return new S3RecordingSigner(
        settings.recordingsBucket(),
        Settings.readRegion(System.getenv()),
        Settings.readS3Endpoint(System.getenv()),
        clients.credentials,
        CLOCK);
  }

  /**
   * Checks that the HTTP client's native library is there and for this processor. So a function
   * fails while it starts, not with its first request.
   *
   * @param processor as {@code os.arch} names it
   * @throws IllegalStateException which says how to build a package that has the library
   */
  static void checkNativeLibrary(String processor) {
    try {
      CRT.checkLoaded();
    } catch (CrtRuntimeException e) {
      String architecture = processor.equals("aarch64") ? "arm64" : "x86_64";
      throw new IllegalStateException(
          """
          The package has no native library for %1$s: build it by LAMBDA_ARCHITECTURE=%1$s sam build, \
          and deploy it with Architecture=%1$s\
          """
              .formatted(architecture),
          e);
    }
  }

  /** Returns how Lambda starts this process, such as {@code on-demand} or {@code snap-start}. */
  static String initializationType() {
    return System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "");
  }

  /** Returns the endpoints of services, by their variables. Unset ones are left out. */
  static List<URI> endpoints(String... variables) {
    return Stream.of(variables)
        .flatMap(name -> Stream.ofNullable(System.getenv(name)))
        .map(URI::create)
        .toList();
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

  /** Returns the use case of {@code GET /v1/calls} over a table of calls. */
  public static ListCalls listCalls(DynamoDbClient dynamoDb, String callsTable) {
    return new ListCalls(new DynamoDbCallList(dynamoDb, callsTable, CLOCK));
  }

  /** Returns the use case of {@code GET /v1/calls/{call_id}/recording}. */
  public static PresignRecording presignRecording(
      DynamoDbClient dynamoDb, S3Client s3, RecordingSigner signer, Settings settings) {
    return new PresignRecording(
        callStore(dynamoDb, settings.callsTable()),
        new S3RecordingStore(s3, settings.recordingsBucket(), settings.dataKey()),
        signer,
        settings.links());
  }

  /**
   * Returns the use cases of {@code /v1/calls/{call_id}/links}.
   *
   * @param audit where the record of what happens to links goes
   */
  public static LinksHandler.UseCases links(
      DynamoDbClient dynamoDb, LinkSettings settings, Clock clock, PrintStream audit) {
    CallStore calls = callStore(dynamoDb, settings.callsTable());
    LinkStore links = new DynamoDbLinkStore(dynamoDb, settings.linksTable());
    LinkAudit log = new AuditLog(audit);
    return new LinksHandler.UseCases(
        new CreateLink(calls, links, log, settings.policy(), RANDOM, clock),
        new ListLinks(calls, links),
        new RevokeLink(links, log, clock));
  }

  /**
   * Returns the use case of {@code GET /l/{token}}.
   *
   * @param audit where the record of what happens to links goes
   */
  public static OpenLink openLink(
      DynamoDbClient dynamoDb,
      S3Client s3,
      RecordingSigner signer,
      OpenLinkSettings settings,
      Clock clock,
      PrintStream audit) {
    return new OpenLink(
        new DynamoDbLinkStore(dynamoDb, settings.linksTable()),
        callStore(dynamoDb, settings.signing().callsTable()),
        presignRecording(dynamoDb, s3, signer, settings.signing()),
        new AuditLog(audit),
        clock);
  }

  private static CallStore callStore(DynamoDbClient dynamoDb, String table) {
    return new DynamoDbCallStore(dynamoDb, table, CLOCK, RequestLog.newerFormNotice(System.out));
  }
}
