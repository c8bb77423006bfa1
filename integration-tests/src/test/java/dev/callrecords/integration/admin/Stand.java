package dev.callrecords.integration.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.SearchedOutput;
import dev.callrecords.integration.support.Shell;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.EmbeddedCloud;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The embedded stand-ins, with tables and bucket, and the API over them. */
final class Stand implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  final EmbeddedCloud cloud = EmbeddedCloud.start();
  final Deployment deployment;
  private final HttpGateway gateway;

  /** A client with long timeouts: a scan may exceed those of the functions. */
  final DynamoDbClient patient =
      DynamoDbClient.builder()
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .endpointOverride(cloud.dynamoDb())
          .region(StandIns.REGION)
          .credentialsProvider(cloud.credentials())
          .build();

  private final HttpClient http = HttpClient.newHttpClient();

  Stand() {
    try {
      deployment = new Deployment(Template.read(repository().resolve("template.yaml")), cloud);
      deployment.createResources();
      PrintStream log = SearchedOutput.stream("functions");
      gateway =
          HttpGateway.start(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
              deployment.template(),
              function -> deployment.handler(function, log),
              SearchedOutput.stream("gateway"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the root of the repository; tests run in a module of it. */
  static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("template.yaml")) ? here : here.resolve("..").normalize();
  }

  /** Returns an unused tenant. */
  static String newTenant() {
    return "t-" + UUID.randomUUID();
  }

  Shell shell(Path folder) {
    return new Shell(folder, cloud.dynamoDb(), cloud.s3());
  }

  HttpResponse<String> get(String tenant, String path) {
    ApiKey key =
        deployment.keys().create(new TenantId(tenant), EnumSet.allOf(Scope.class), "test", null);
    return getWith(key.reveal(), path);
  }

  HttpResponse<String> getWith(String key, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .header("Authorization", "Bearer " + key));
  }

  HttpResponse<String> postWith(String key, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Opens an address without a key. */
  HttpResponse<String> open(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  /** Returns where the API listens. */
  String url() {
    return gateway.url().toString();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the API answers of a call, without what differs each time. */
  JsonNode call(String tenant, String id) {
    try {
      ObjectNode call = (ObjectNode) JSON.readTree(get(tenant, "/v1/calls/" + id).body());
      call.remove(List.of("recording_url", "recording_url_expires_at", "request_id"));
      return call;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an empty table with the keys of another, as a restored copy has them. */
  String newTableLike(String table) {
    String name = "copy-" + UUID.randomUUID();
    TableDescription like = patient.describeTable(describe -> describe.tableName(table)).table();
    patient.createTable(create ->
        create
            .tableName(name)
            // Without the indexes, and so without their attributes.
            .attributeDefinitions(
                like.attributeDefinitions().stream()
                    .filter(definition ->
                        like.keySchema().stream()
                            .anyMatch(
                                key -> key.attributeName().equals(definition.attributeName())))
                    .toList())
            .keySchema(like.keySchema())
            .billingMode(BillingMode.PAY_PER_REQUEST));
    return name;
  }

  /** Returns all items of a tenant. */
  List<Map<String, AttributeValue>> items(String tenant) {
    return patient
        .scanPaginator(scan ->
            scan.tableName(deployment.callsTable())
                .consistentRead(true)
                .filterExpression("begins_with(pk, :tenant)")
                .expressionAttributeValues(Map.of(":tenant", AttributeValue.fromS(tenant + "#"))))
        .items()
        .stream()
        .toList();
  }

  /** Returns the number of a tenant's calls, each of which the API returns complete. */
  long calls(String tenant) {
    return items(tenant).stream()
        .filter(item -> AttributeValue.fromS("call").equals(item.get("sk")))
        .count();
  }

  /** Returns the keys of a tenant's recordings. */
  List<String> recordings(String tenant) {
    return deployment
        .s3()
        .listObjectsV2Paginator(
            list -> list.bucket(deployment.recordingsBucket()).prefix("recordings/" + tenant + "/"))
        .contents()
        .stream()
        .map(object -> object.key())
        .toList();
  }

  @Override
  public void close() {
    gateway.close();
    patient.close();
    deployment.close();
    cloud.close();
  }
}
