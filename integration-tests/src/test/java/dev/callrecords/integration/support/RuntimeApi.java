package dev.callrecords.integration.support;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lambda's Runtime API: hands out events, receives answers and errors.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
public final class RuntimeApi implements AutoCloseable {

  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final int TIMEOUT_MILLIS = 10_000;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
  private final CountDownLatch readyForSnapshot = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);

  private record Event(String requestId, String body, int timeoutMillis) {}

  /**
   * What a client posted.
   *
   * @param what {@code response}, {@code error} or {@code init/error}
   */
  public record Post(String what, String requestId, String body) {}

  /** Starts on a free port. */
  public RuntimeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(executor);
    server.createContext(PREFIX, this::handle);
    server.start();
  }

  /** Returns the value of {@code AWS_LAMBDA_RUNTIME_API}. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Hands out an event as soon as a client asks for the next one. */
  public void send(String event) {
    send(event, TIMEOUT_MILLIS);
  }

  /**
   * Does the same, for a function that may run for so long.
   *
   * @return the id of the invocation
   */
  public String send(String event, int timeoutMillis) {
    String requestId = UUID.randomUUID().toString();
    events.add(new Event(requestId, event, timeoutMillis));
    return requestId;
  }

  /** Waits until the client of a function with SnapStart has called all hooks. */
  public void awaitReadyForSnapshot(ChildProcess client) {
    client.await(() -> readyForSnapshot.getCount() == 0, "got ready for a snapshot");
  }

  /** Lets the client go on, as after a restore. */
  public void restore() {
    restored.countDown();
  }

  /** Waits for what the client posts next. */
  public Post nextPost(ChildProcess client) {
    client.await(() -> !posts.isEmpty(), "posted anything");
    return posts.remove();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
      if (path.equals("invocation/next")) {
        Event next = events.take();
        byte[] event = next.body.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        // Without it the client's native part crashes.
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", next.requestId);
        headers.set(
            "Lambda-Runtime-Deadline-Ms",
            Long.toString(System.currentTimeMillis() + next.timeoutMillis));
        headers.set(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:us-east-1:123456789012:function:test:live");
        headers.set(
            "Lambda-Runtime-Trace-Id",
            "Root=1-65a50b58-0a1b2c3d4e5f60718293a4b5;Parent=0a1b2c3d4e5f6071;Sampled=0");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
      } else if (path.equals("restore/next")) {
        readyForSnapshot.countDown();
        restored.await();
        exchange.sendResponseHeaders(200, -1);
      } else {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(202, -1);
        posts.add(post(path, body));
      }
    } catch (InterruptedException e) {
      // The test is over.
      Thread.currentThread().interrupt();
    }
  }

  private static Post post(String path, String body) {
    String[] parts = path.split("/", -1);
    return parts[0].equals("invocation")
        ? new Post(parts[2], parts[1], body)
        : new Post(path, "", body);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
