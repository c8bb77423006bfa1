package dev.callrecords.benchmarks;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.admin.StandIns;
import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Credentials;
import dev.callrecords.domain.CallId;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.lambda.ListCallsHandler;
import dev.callrecords.lambda.PresignRecordingHandler;
import dev.callrecords.lambda.Settings;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.LocalContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** What the handlers' own reads cost, as DynamoDB counts it. */
final class ReadUnits implements AutoCloseable {

  private final Counter counter = new Counter();
  private final Stage stage;
  private final DynamoDbClient dynamoDb;
  private final RequestStreamHandler getCall;
  private final RequestStreamHandler presignRecording;
  private final RequestStreamHandler listCalls;

  /** Asks with every read what it costs, and adds it up. */
  private static final class Counter implements ExecutionInterceptor {

    private double units;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      return switch (context.request()) {
        case QueryRequest query ->
            query.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
        case GetItemRequest get ->
            get.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
        default ->
            throw new IllegalStateException("It is not known what is read by " + context.request());
      };
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      units +=
          switch (context.response()) {
            case QueryResponse query -> query.consumedCapacity().capacityUnits();
            case GetItemResponse get -> get.consumedCapacity().capacityUnits();
            default -> throw new IllegalStateException("Not an answer to a read");
          };
    }
  }

  ReadUnits(Stage stage) {
    this.stage = stage;
    DynamoDbClientBuilder builder =
        AwsClients.configure(
            DynamoDbClient.builder(), new Credentials(stage.cloud().credentials()));
    this.dynamoDb =
        builder
            .endpointOverride(stage.cloud().dynamoDb())
            .region(StandIns.REGION)
            .overrideConfiguration(
                builder.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(counter)
                    .build())
            .build();
    Settings settings = stage.settings();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    this.getCall =
        new GetCallHandler(
            Wiring.getCall(dynamoDb, stage.deployment().signer(), settings), nowhere);
    this.presignRecording =
        new PresignRecordingHandler(
            Wiring.presignRecording(
                dynamoDb, stage.deployment().s3(), stage.deployment().signer(), settings),
            nowhere);
    this.listCalls =
        new ListCallsHandler(Wiring.listCalls(dynamoDb, settings.callsTable()), nowhere);
  }

  /** Returns the read units of a request for a call. */
  double ofCall(CallId id) {
    return of(getCall, stage.event(id));
  }

  /** Returns the read units of a request for a link to a call's recording. */
  double ofRecording(CallId id) {
    return of(presignRecording, stage.recordingEvent(id));
  }

  /** Returns the read units of a request for a page of a list. */
  double ofList(byte[] event) {
    return of(listCalls, event);
  }

  private double of(RequestStreamHandler handler, byte[] event) {
    counter.units = 0;
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event), answer, new LocalContext("benchmarks", 10));
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be read", e);
    }
    String text = answer.toString(StandardCharsets.UTF_8);
    if (!text.startsWith("{\"statusCode\":200")) {
      throw new BenchmarkException("The handler answers " + text);
    }
    return counter.units;
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
