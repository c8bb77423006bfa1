package dev.callrecords.benchmarks;

import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.lambda.Settings;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.EmbeddedCloud;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The AWS that measured functions see: DynamoDB Local behind HTTPS with calls, and Lambda's
 * environment. S3 is asked for nothing: links are signed offline.
 */
final class Stage implements AutoCloseable {

  /** The lengths of the calls in the table, in minutes. */
  static final List<Integer> MINUTES = List.of(1, 3, 10, 60, 180);

  /** The length of an ordinary call, in minutes. */
  static final int ORDINARY = 3;

  /** The variable of what Java is told besides the runtime's own flags. */
  static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";

  /** The logical id of the function that is measured. */
  static final String FUNCTION = "GetCallFunction";

  static final TenantId TENANT = SampleCalls.ACME_DENTAL;

  private static final int SEGMENTS_PER_MINUTE = 15;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final Deployment deployment;
  private final Certificates certificates;
  private final TlsFront front;
  private final Path events;

  /** Starts everything and puts the calls in. */
  Stage(Checkout functions, Path work, Path javaHome) {
    events = functions.folder().resolve("events");
    certificates = Certificates.make(work.resolve("certificates"), javaHome);
    try {
      deployment = new Deployment(functions.template(), cloud);
      deployment.createResources();
      SampleCalls.putInto(deployment);
      for (int minutes : MINUTES) {
        Call call = call(minutes);
        if (call.recording() instanceof Recording.Available recording) {
          deployment
              .s3()
              .putObject(
                  put -> put.bucket(deployment.recordingsBucket()).key(recording.key()),
                  RequestBody.fromString("A recording that is never played"));
        }
        deployment.callWriter().put(TENANT, call);
      }
      front = new TlsFront(certificates.server(), cloud.dynamoDb());
    } catch (IOException e) {
      throw new UncheckedIOException("The stand-in of AWS does not start", e);
    } catch (InvalidCallException e) {
      throw new IllegalStateException("A call of the benchmarks is not valid", e);
    }
  }

  /** Returns the id of the call of so many minutes. */
  static CallId callId(int minutes) {
    return new CallId("minutes-" + minutes);
  }

  /** Returns a made-up call of so many minutes, 150 words in each, with a recording. */
  static Call call(int minutes) {
    Call whole = SampleCalls.threeHours();
    CallId id = callId(minutes);
    return new Call(
        id,
        whole.agentId(),
        whole.fromNumber(),
        whole.toNumber(),
        whole.direction(),
        whole.status(),
        minutes * 60L,
        new Recording.Available(
            "recordings/" + TENANT + "/" + id + ".wav",
            "audio/wav",
            minutes * 960_000L,
            BigDecimal.valueOf(minutes * 60L)),
        Transcript.of(whole.transcript().segments().subList(0, minutes * SEGMENTS_PER_MINUTE)),
        whole.sentiment(),
        "A call of " + minutes + " minutes about an insurance claim.",
        whole.metadata(),
        whole.startedAt(),
        whole.endedAt(),
        whole.createdAt());
  }

  /** Returns the event of a request for a call. */
  byte[] event(CallId id) {
    return event("get-call/completed.json", id);
  }

  /** Returns the event of a request for a link to a call's recording. */
  byte[] recordingEvent(CallId id) {
    return event("presign-recording/ready.json", id);
  }

  /**
   * Returns an event of {@code events/list-calls} for another tenant.
   *
   * @param more parameters of the query, as members of JSON, each with a comma behind
   */
  byte[] listEvent(String name, TenantId tenant, String more) {
    return read("list-calls/" + name + ".json")
        .replace("\"tenant_id\": \"acme-dental\"", "\"tenant_id\": \"" + tenant + "\"")
        .replace("\"queryStringParameters\": {", "\"queryStringParameters\": {" + more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private String read(String file) {
    try {
      return Files.readString(events.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The repository lacks events/" + file, e);
    }
  }

  private byte[] event(String file, CallId id) {
    return read(file)
        .replace(SampleCalls.COMPLETED.value(), id.value())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Connects to DynamoDB as the measured functions do, and lets go of the connection. */
  void connect() {
    URI endpoint = front.endpoint();
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .client()
                .getSocketFactory()
                .createSocket(endpoint.getHost(), endpoint.getPort())) {
      socket.startHandshake();
      // The next handshake is a whole one again.
      socket.getSession().invalidate();
    } catch (IOException e) {
      throw new BenchmarkException("The TLS front does not answer", e);
    }
  }

  Deployment deployment() {
    return deployment;
  }

  EmbeddedCloud cloud() {
    return cloud;
  }

  /** Returns the settings of the function. */
  Settings settings() {
    return Settings.read(deployment.template().variables(FUNCTION));
  }

  Certificates certificates() {
    return certificates;
  }

  /** Returns the variables that every function has, in whatever language. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", System.getenv().getOrDefault("PATH", ""));
    environment.put("LANG", "C.UTF-8");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", FUNCTION);
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(JavaRuntime.MEGABYTES));
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + FUNCTION);
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "1");
    environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    environment.put("AWS_LAMBDA_LOG_LEVEL", "INFO");
    environment.put("AWS_REGION", StandIns.REGION.id());
    environment.put("AWS_DEFAULT_REGION", StandIns.REGION.id());
    environment.put("AWS_ACCESS_KEY_ID", StandIns.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", StandIns.SECRET_ACCESS_KEY);
    // As in Lambda: temporary credentials, which do not say when they end.
    environment.put("AWS_SESSION_TOKEN", "token");
    environment.putAll(deployment.template().variables(FUNCTION));
    environment.remove(JAVA_OPTIONS);
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", front.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_S3", "https://s3." + StandIns.REGION.id() + ".amazonaws.com");
    // How Node.js, Python and native TLS libraries are told whom to trust; Java has a flag.
    environment.put("NODE_EXTRA_CA_CERTS", certificates.authority().toString());
    environment.put("AWS_CA_BUNDLE", certificates.bundle().toString());
    environment.put("SSL_CERT_FILE", certificates.bundle().toString());
    return environment;
  }

  @Override
  public void close() {
    front.close();
    deployment.close();
    cloud.close();
  }
}
