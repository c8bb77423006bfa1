package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.ContainerCredentials;
import dev.callrecords.aws.Credentials;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.LinkItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.lambda.Wiring.Clients;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Clients of AWS for {@link Priming}, which answer from memory.
 *
 * <p>They run all of the SDK's code but the HTTP client's.
 */
final class PrimingStubs {

  static final TenantId TENANT = new TenantId("priming");
  static final String KEY = "crk_" + "0".repeat(43);
  static final LinkToken TOKEN = new LinkToken("crl_" + "0".repeat(43));

  /** Opens a link to a call that is running: its recording is not ready. */
  static final LinkToken TOKEN_OF_RUNNING = new LinkToken("crl_" + "1".repeat(43));

  private PrimingStubs() {}

  private static List<Map<String, AttributeValue>> items() {
    Segment segment = new Segment("agent", "Hello.", new BigDecimal("0.5"), new BigDecimal("5.2"));
    Recording recording =
        new Recording.Available(
            "recordings/" + TENANT + "/a.wav", "audio/wav", 960L, new BigDecimal("8.7"));
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    add(items, "long", recording, Collections.nCopies(100, segment));
    add(items, "short", recording, List.of(segment, segment));
    add(items, "running", Recording.Unplayable.PENDING, List.of());
    items.add(link(TOKEN, "short"));
    items.add(link(TOKEN_OF_RUNNING, "running"));
    items.add(
        KeyItem.write(
            ApiKey.parse(KEY).orElseThrow().hash(),
            new TenantId("priming-key"),
            EnumSet.allOf(Scope.class),
            "a key",
            Instant.EPOCH,
            null));
    return items;
  }

  private static Map<String, AttributeValue> link(LinkToken token, String call) {
    return LinkItem.write(
        new SharedLink(
            token.linkId(),
            TENANT,
            new CallId(call),
            LinkTarget.RECORDING,
            "a link",
            Instant.EPOCH,
            "00000000",
            Instant.parse("9999-12-31T23:59:59Z"),
            null,
            0,
            null));
  }

  private static void add(
      List<Map<String, AttributeValue>> items,
      String name,
      Recording recording,
      List<Segment> segments) {
    CallId id = new CallId(name);
    List<Map<String, AttributeValue>> transcript = TranscriptItem.write(TENANT, id, segments);
    Call call =
        new Call(
            id,
            "agent",
            "from",
            "to",
            "outbound",
            "completed",
            125L,
            recording,
            Transcript.of(segments),
            "positive",
            "A call.",
            Map.of("text", "a", "number", BigDecimal.ONE, "list", List.of(true, Map.of())),
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH);
    items.add(CallItem.write(TENANT, call, transcript.size()));
    items.addAll(transcript);
  }

  /** Returns clients that run all of the SDK's code but the HTTP client's. */
  static Clients clients() {
    SdkHttpClient http = new CannedHttpClient();
    Map<String, String> environment =
        Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "none");
    Credentials credentials = new Credentials(new ContainerCredentials(http, environment));
    DynamoDbClient sdk =
        AwsClients.configure(DynamoDbClient.builder(), credentials).httpClient(http).build();
    return new Clients(
        new StubDynamoDb(sdk, items()),
        () -> AwsClients.configure(S3Client.builder(), credentials).httpClient(http).build(),
        credentials);
  }

  /** Client that runs each request through the SDK, and answers it with items from memory. */
  private record StubDynamoDb(DynamoDbClient sdk, List<Map<String, AttributeValue>> items)
      implements DynamoDbClient {

    private List<Map<String, AttributeValue>> withValues(Collection<AttributeValue> values) {
      return items.stream().filter(item -> item.values().containsAll(values)).toList();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      Map<String, AttributeValue> values = new HashMap<>(request.expressionAttributeValues());
      values.keySet().removeAll(Set.of(":lower", ":upper"));
      boolean ofLinks = LinkItem.BY_CALL.equals(request.indexName());
      return sdk.query(request).toBuilder()
          .items(
              withValues(values.values()).stream()
                  .filter(item -> item.containsKey(LinkItem.LINK_HASH) == ofLinks)
                  .toList())
          .build();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      return sdk.getItem(request).toBuilder()
          .item(withValues(request.key().values()).getFirst())
          .build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
      return sdk.updateItem(request).toBuilder()
          .attributes(withValues(request.key().values()).getFirst())
          .build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
      return sdk.putItem(request);
    }

    @Override
    public String serviceName() {
      return sdk.serviceName();
    }

    @Override
    public void close() {}
  }

  /** HTTP client that answers all from memory: with items of all types, and credentials. */
  private static final class CannedHttpClient implements SdkHttpClient, ExecutableHttpRequest {

    private static final byte[] BODY =
        """
        {"AccessKeyId":"none","SecretAccessKey":"none","Token":"none",
        "Expiration":"9999-12-31T23:59:59Z","Count":1,"Items":[{"pk":{"S":"a"},"n":{"N":"1"},"b":{"B":"AA=="},"ss":{"SS":["a"]},
        "m":{"M":{"l":{"L":[{"BOOL":true},{"NULL":true}]}}}}],"Item":{"pk":{"S":"a"}},
        "ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"a"}}
        """
            .getBytes(StandardCharsets.UTF_8);

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return this;
    }

    @Override
    public HttpExecuteResponse call() {
      return HttpExecuteResponse.builder()
          .response(
              SdkHttpResponse.builder()
                  .statusCode(200)
                  .putHeader("Content-Length", Integer.toString(BODY.length))
                  .build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(BODY)))
          .build();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }
}
