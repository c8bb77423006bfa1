package dev.callrecords.integration.template;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.StandIns;
import dev.callrecords.integration.support.SearchedOutput;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.EmbeddedCloud;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import dev.callrecords.local.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The API with its sample calls, recording each function's requests to DynamoDB and S3. Links that
 * a function signs lead through its own recording endpoint: they are used with the rights of that
 * function's role.
 */
final class RecordedDeployment implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final Deployment direct;
  private final Map<String, RecordedCloud> clouds = new LinkedHashMap<>();
  private final List<Deployment> deployments = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final HttpGateway gateway;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** DynamoDB and S3 behind recording endpoints. */
  private record RecordedCloud(RecordingEndpoint dynamoDbEndpoint, RecordingEndpoint s3Endpoint)
      implements Cloud {

    @Override
    public URI dynamoDb() {
      return dynamoDbEndpoint.uri();
    }

    @Override
    public URI s3() {
      return s3Endpoint.uri();
    }

    @Override
    public void close() {
      dynamoDbEndpoint.close();
      s3Endpoint.close();
    }
  }

  private RecordedDeployment(Template template) throws IOException {
    this.direct = new Deployment(template, cloud);
    direct.createResources();
    SampleCalls.putInto(direct);
    this.gateway =
        HttpGateway.start(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            template,
            function -> {
              RecordedCloud recorded =
                  new RecordedCloud(
                      RecordingEndpoint.before(cloud.dynamoDb()),
                      RecordingEndpoint.before(cloud.s3()));
              clouds.put(function, recorded);
              Deployment deployment = new Deployment(template, recorded);
              deployments.add(deployment);
              return deployment.handler(function, SearchedOutput.stream("functions", log));
            },
            System.err);
  }

  /** Starts everything. */
  static RecordedDeployment start() throws IOException {
    return new RecordedDeployment(Template.read(TemplateFile.PATH));
  }

  /** Returns the deployment past the recording endpoints, to put things in. */
  Deployment direct() {
    return direct;
  }

  /** Returns what the functions logged so far. */
  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** Returns what a function, and users of its links, asked for so far. */
  List<RecordingEndpoint.Call> calls(String function) {
    RecordedCloud recorded = clouds.get(function);
    if (recorded == null) {
      throw new IllegalStateException("There is no function " + function);
    }
    List<RecordingEndpoint.Call> calls = new ArrayList<>(recorded.dynamoDbEndpoint().calls());
    calls.addAll(recorded.s3Endpoint().calls());
    return calls;
  }

  /**
   * Repeats a request to DynamoDB and returns the consumed capacity units.
   *
   * @param call a request that was noted
   */
  double units(RecordingEndpoint.Call call) throws IOException, InterruptedException {
    ObjectNode body = (ObjectNode) JSON.readTree(call.body());
    body.put("ReturnConsumedCapacity", "TOTAL");
    String operation = call.action().replaceFirst("dynamodb:", "DynamoDB_20120810.");
    HttpRequest request =
        HttpRequest.newBuilder(cloud.dynamoDb())
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", operation)
            // DynamoDB Local reads the key and the region, and verifies nothing.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/20240101/%s/dynamodb/aws4_request,"
                        .formatted(StandIns.ACCESS_KEY_ID, StandIns.REGION)
                    + " SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
    return JSON.readTree(answer).at("/ConsumedCapacity/CapacityUnits").doubleValue();
  }

  /** Asks the API with a method and, when it is not null, an API key. */
  HttpResponse<byte[]> send(String method, String path, @Nullable String key, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Uses a link. */
  HttpResponse<byte[]> fetch(String link, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(link));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
    deployments.forEach(Deployment::close);
    clouds.values().forEach(RecordedCloud::close);
    direct.close();
    cloud.close();
  }
}
