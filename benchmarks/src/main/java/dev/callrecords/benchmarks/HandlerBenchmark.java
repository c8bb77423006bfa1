package dev.callrecords.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.DynamoDbCallStore;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.http.Answer;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.GatewayResponse;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.lambda.Settings;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.LocalContext;
import dev.callrecords.local.SampleCalls;
import dev.callrecords.s3.S3RecordingSigner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** JMH benchmark of the handler and its parts, with canned responses of the SDK. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@NullUnmarked // JMH fills the fields before it measures.
public class HandlerBenchmark {

  static final String REFERENCE = "reference";

  /** The sample call with a recording, or the minutes of a made-up one. */
  @Param({REFERENCE, "3", "60"})
  public String call;

  /** The repository's folder of events. */
  @Param("")
  public String events;

  /** Belongs to Lambda, which keeps it. */
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  private byte[] event;
  private Context context;
  private RequestStreamHandler handler;
  private DynamoDbCallStore store;
  private CallId id;
  private Call read;
  private RecordingSigner signer;
  private RecordingKey key;
  private RecordingSigner.Terms terms;
  private RecordingLink link;
  private GatewayRequest request;

  /** Makes everything that a function makes once. */
  @Setup
  public void setUp() throws IOException, InvalidCallException {
    Call stored = call.equals(REFERENCE) ? referenceCall() : Stage.call(Integer.parseInt(call));
    id = stored.id();
    event =
        Files.readString(Path.of(events, "get-call/completed.json"))
            .replace(SampleCalls.COMPLETED.value(), stored.id().value())
            .getBytes(StandardCharsets.UTF_8);
    // Its time runs from here, and must not be over before the last request.
    context = new LocalContext("benchmarks", 3600);
    StoredItems dynamoDb = new StoredItems(items(stored));
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                StandIns.ACCESS_KEY_ID, StandIns.SECRET_ACCESS_KEY, "token"));
    Settings settings =
        new Settings(
            StandIns.CALLS_TABLE,
            StandIns.RECORDINGS_BUCKET,
            new LinkPolicy(LinkPolicy.MAX_LIFETIME),
            null);
    URI s3 = URI.create("https://s3." + StandIns.REGION.id() + ".amazonaws.com");
    signer =
        new S3RecordingSigner(
            settings.recordingsBucket(), StandIns.REGION.id(), s3, credentials, Clock.systemUTC());
    handler =
        new GetCallHandler(
            Wiring.getCall(dynamoDb, signer, settings),
            new PrintStream(OutputStream.nullOutputStream()));
    store = new DynamoDbCallStore(dynamoDb, settings.callsTable(), Clock.systemUTC(), () -> {});
    read = store.find(Stage.TENANT, id, Consistency.EVENTUAL).orElseThrow();
    String recordingKey = ((Recording.Available) read.recording()).key();
    key = RecordingKey.parse(Stage.TENANT, recordingKey).orElseThrow();
    terms =
        new RecordingSigner.Terms(
            settings.links().defaultLifetime(),
            null,
            Disposition.INLINE,
            read.id() + ".wav",
            "audio/wav");
    link = linkSigning();
    request = GatewayRequest.read(new ByteArrayInputStream(event), "benchmarks");
  }

  private static Call referenceCall() throws IOException, InvalidCallException {
    String name = "/samples/" + Stage.TENANT + "/" + SampleCalls.COMPLETED + ".json";
    try (InputStream sample = SampleCalls.class.getResourceAsStream(name)) {
      CallDocument.Live document = (CallDocument.Live) CallDocument.parse(sample.readAllBytes());
      Recording.Available recording = (Recording.Available) document.call().recording();
      return document
          .call()
          .withRecording(
              recording.at("recordings/" + Stage.TENANT + "/" + SampleCalls.COMPLETED + ".wav", 1));
    }
  }

  private static List<Map<String, AttributeValue>> items(Call call) {
    List<Map<String, AttributeValue>> transcript =
        TranscriptItem.write(Stage.TENANT, call.id(), call.transcript().segments());
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(CallItem.write(Stage.TENANT, call, transcript.size()));
    items.addAll(transcript);
    return items;
  }

  /** An event in, a response out. */
  @Benchmark
  public ByteArrayOutputStream handler() {
    answer.reset();
    try {
      handler.handleRequest(new ByteArrayInputStream(event), answer, context);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be read", e);
    }
    return answer;
  }

  /** Items in, a call out. */
  @Benchmark
  public Call itemMapping() {
    return store.find(Stage.TENANT, id, Consistency.EVENTUAL).orElseThrow();
  }

  /** A call in, a response out. */
  @Benchmark
  public ByteArrayOutputStream answerWriting() {
    return GatewayResponse.write(Answer.call(read, link), request);
  }

  /** A key in, a link out. */
  @Benchmark
  public RecordingLink linkSigning() {
    return signer.sign(key, terms).orElseThrow();
  }
}
