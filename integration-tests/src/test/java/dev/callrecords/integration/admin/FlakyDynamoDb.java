package dev.callrecords.integration.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DynamoDB proxy that throttles the first transactions and leaves half of each batch unprocessed.
 */
final class FlakyDynamoDb implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int THROTTLED = 4;

  private final URI behind;
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The rights that the requests needed, such as {@code dynamodb:Query}. */
  final Set<String> rights = new ConcurrentSkipListSet<>();

  final AtomicInteger throttled = new AtomicInteger();
  final AtomicInteger leftUnprocessed = new AtomicInteger();

  FlakyDynamoDb(URI behind) {
    this.behind = behind;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      byte[] body = exchange.getRequestBody().readAllBytes();
      String operation = target.substring(target.indexOf('.') + 1);
      note(operation, body);
      if (operation.equals("TransactWriteItems") && throttled.getAndIncrement() < THROTTLED) {
        answer(
            exchange,
            400,
            ("{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\","
                    + "\"CancellationReasons\":[{\"Code\":\"ThrottlingError\"}]}")
                .getBytes(StandardCharsets.UTF_8));
      } else if (operation.equals("BatchWriteItem")) {
        halve(exchange, target, (ObjectNode) JSON.readTree(body));
      } else {
        HttpResponse<byte[]> response = forward(exchange, target, body);
        answer(exchange, response.statusCode(), response.body());
      }
    }
  }

  /** Of a transaction the rights of its parts are needed. */
  private void note(String operation, byte[] body) throws IOException {
    if (!operation.equals("TransactWriteItems")) {
      rights.add("dynamodb:" + operation);
      return;
    }
    for (JsonNode write : JSON.readTree(body).path("TransactItems")) {
      String part = write.fieldNames().next();
      rights.add("dynamodb:" + part + "Item");
    }
  }

  private void halve(HttpExchange exchange, String target, ObjectNode request) throws IOException {
    String table = request.path("RequestItems").fieldNames().next();
    ArrayNode items = (ArrayNode) request.path("RequestItems").path(table);
    ArrayNode left = JSON.createArrayNode();
    while (items.size() > 1 && items.size() > left.size() + 1) {
      JsonNode last = items.remove(items.size() - 1);
      left.add(last);
    }
    HttpResponse<byte[]> response = forward(exchange, target, JSON.writeValueAsBytes(request));
    ObjectNode answer = (ObjectNode) JSON.readTree(response.body());
    if (!left.isEmpty()) {
      leftUnprocessed.addAndGet(left.size());
      answer.putObject("UnprocessedItems").set(table, left);
    }
    answer(exchange, response.statusCode(), JSON.writeValueAsBytes(answer));
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, String target, byte[] body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(behind)
            .header("X-Amz-Target", target)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Date", exchange.getRequestHeaders().getFirst("X-Amz-Date"))
            .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
