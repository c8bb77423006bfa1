package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.Samples;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.s3.S3RecordingSigner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Bytes allocated per request outside of the SDK's read, independent of the machine. */
final class AllocationTest {

  /** The goal of docs/performance.md. */
  private static final long MAX_BYTES = 64 * 1024;

  private static final int REQUESTS = 500;
  private static final int ENOUGH_BYTES = 16 * 1024;

  /** A client whose answer is there already. */
  private record Answered(QueryResponse response) implements DynamoDbClient {

    @Override
    public QueryResponse query(QueryRequest request) {
      return response;
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  @Test
  void getCall_referenceCall_allocatesNoMoreThanTheGoal() throws IOException {
    List<Map<String, AttributeValue>> items =
        new ArrayList<>(List.of(CallItem.write(Samples.TENANT, Samples.call(), 1)));
    items.addAll(
        TranscriptItem.write(Samples.TENANT, Samples.CALL_ID, Samples.TRANSCRIPT.segments()));
    S3RecordingSigner signer =
        new S3RecordingSigner(
            "recordings",
            "eu-west-1",
            URI.create("https://s3.eu-west-1.amazonaws.com"),
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create("key", "secret", "token")),
            Clock.systemUTC());
    GetCallHandler handler =
        new GetCallHandler(
            Wiring.getCall(
                new Answered(QueryResponse.builder().items(items).build()),
                signer,
                new Settings("calls", "recordings", new LinkPolicy(LinkPolicy.MAX_LIFETIME), null)),
            new PrintStream(OutputStream.nullOutputStream()));
    byte[] event = new Event().bytes();
    // The second time everything is loaded, linked and in its pools.
    allocated(handler, event);

    long bytes = allocated(handler, event) / REQUESTS;

    System.out.println("GetCall allocates " + bytes + " bytes for the reference call");
    assertThat(bytes).isLessThan(MAX_BYTES);
  }

  /** Of all threads, whichever of them works on a request. */
  private static long allocated(GetCallHandler handler, byte[] event) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    ByteArrayOutputStream answer = new ByteArrayOutputStream(ENOUGH_BYTES);
    for (int request = 0; request < REQUESTS; request++) {
      answer.reset();
      handler.handleRequest(new ByteArrayInputStream(event), answer, new FakeContext());
    }
    return threads.getTotalThreadAllocatedBytes() - before;
  }
}
