package dev.callrecords.integration.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.lambda.Settings;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** What a client need not read again, or at all, over HTTP. */
@ExtendWith(StackExtension.class)
final class ConditionalReadsTest {

  private static final TenantId TENANT = new TenantId("conditional-reads");

  private final Stack stack;
  private final Api acmeDental;

  ConditionalReadsTest(Stack stack) {
    this.stack = stack;
    this.acmeDental = stack.api(SampleCalls.ACME_DENTAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?fields=id,status",
        "/transcript",
        "/transcript?format=vtt",
        "/transcript?format=csv"
      })
  void get_again_isNotModified(String rest) {
    String path = "/v1/calls/" + SampleCalls.COMPLETED + rest;
    String tag = acmeDental.get(path).header("ETag");

    for (String header : List.of(tag, "W/" + tag.replace("W/", ""), "\"other\", " + tag, "*")) {
      Reply reply = acmeDental.get(path, "If-None-Match", header);
      assertThat(reply.status()).as(header).isEqualTo(304);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.header("ETag")).isEqualTo(tag);
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(acmeDental.get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
  }

  @Test
  void get_threeHoursWithAndWithoutGzip_haveDifferentTags() {
    String path = "/v1/calls/" + SampleCalls.THREE_HOURS + "/transcript";
    String plain = acmeDental.get(path).header("ETag");
    String compressed = acmeDental.get(path, "Accept-Encoding", "gzip").header("ETag");

    assertThat(plain).isNotEqualTo(compressed);
    assertThat(acmeDental.get(path, "Accept-Encoding", "gzip", "If-None-Match", plain).status())
        .isEqualTo(200);
  }

  @Test
  void get_keyWithoutRecordingScope_hasAnotherTag() {
    Api deaf = new Api(stack.url(), stack.key(SampleCalls.ACME_DENTAL, Set.of(Scope.CALLS_READ)));
    String path = "/v1/calls/" + SampleCalls.COMPLETED;

    assertThat(deaf.get(path).header("ETag")).isNotEqualTo(acmeDental.get(path).header("ETag"));
    assertThat(deaf.get(path + "?fields=status").header("ETag"))
        .isEqualTo(acmeDental.get(path + "?fields=status").header("ETag"));
  }

  @Test
  void get_recordingBecomesAvailable_isModified() throws Exception {
    CallId id = Calls.newId();
    Api api = stack.api(TENANT);
    String path = "/v1/calls/" + id + "?consistent=true";
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Recording.Unplayable.PENDING));
    String tag = api.get(path).header("ETag");
    assertThat(api.get(path, "If-None-Match", tag).status()).isEqualTo(304);

    stack
        .deployment()
        .callWriter()
        .put(TENANT, Calls.call(id, Calls.available("recordings/" + TENANT + "/" + id + ".wav")));

    Reply reply = api.get(path, "If-None-Match", tag);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("recording_url").isTextual()).isTrue();
  }

  @Test
  void get_withoutTranscript_costsTheSameHoweverLongItIs() throws IOException {
    List<Double> units = new ArrayList<>();
    try (HttpGateway gateway = stack.gateway(function -> metered(function, units))) {
      Api api = new Api(gateway.url(), acmeDental.key());
      String path = "/v1/calls/" + SampleCalls.THREE_HOURS;
      assertThat(api.get(path, "Accept-Encoding", "gzip").status()).isEqualTo(200);
      assertThat(api.get(path + "?fields=id,status,call_summary,recording_url").status())
          .isEqualTo(200);
      assertThat(api.get(path + "?fields=metadata", "If-None-Match", "*").status()).isEqualTo(304);
    }

    assertThat(units).hasSize(3);
    assertThat(units.getFirst()).isGreaterThan(2);
    assertThat(units.subList(1, 3)).containsExactly(0.5, 0.5);
  }

  private RequestStreamHandler metered(String function, List<Double> units) {
    if (!function.equals("GetCallFunction")) {
      return stack.deployment().handler(function, stack.log().stream());
    }
    DynamoDbClient client = stack.deployment().dynamoDb();
    Settings settings = Settings.read(stack.template().variables(function));
    return new GetCallHandler(
        Wiring.getCall(new MeteredDynamoDb(client, units), stack.deployment().signer(), settings),
        stack.log().stream());
  }

  /** Queries that say what they cost. */
  private record MeteredDynamoDb(DynamoDbClient client, List<Double> units)
      implements DynamoDbClient {

    @Override
    public QueryResponse query(QueryRequest request) {
      QueryResponse response =
          client.query(
              request.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build());
      units.add(response.consumedCapacity().capacityUnits());
      return response;
    }

    @Override
    public String serviceName() {
      return client.serviceName();
    }

    @Override
    public void close() {}
  }
}
