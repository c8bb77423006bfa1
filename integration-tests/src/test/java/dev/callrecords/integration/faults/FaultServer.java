package dev.callrecords.integration.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB, S3 and Lambda's endpoint of credentials behind one port. Each answers well, any call
 * and any key being there, until a test lets it fail. Of sockets, since some of the faults are no
 * HTTP.
 */
final class FaultServer implements AutoCloseable {

  /** What can fail by itself. */
  enum Service {
    DYNAMODB,
    S3,
    CREDENTIALS
  }

  /** For as long as the test goes on. */
  static final int ALWAYS = Integer.MAX_VALUE;

  static final String AWS_REQUEST_ID = "AWSREQUESTID0123456789";

  private static final Duration DRIP = Duration.ofMillis(100);
  private static final String JSON = "application/x-amz-json-1.0";

  /** More than a page of DynamoDB has, so that few of them are enough. */
  private static final int PAGE = 4_000_000;

  private record Plan(Fault fault, AtomicInteger times) {}

  private record Request(String method, Map<String, String> headers, String body) {

    Service service() {
      return headers.containsKey("x-amz-target")
          ? Service.DYNAMODB
          : headers.getOrDefault("authorization", "").contains("/s3/aws4_request")
              ? Service.S3
              : Service.CREDENTIALS;
    }
  }

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<Service, Plan> plans = new ConcurrentHashMap<>();
  private final Map<Service, AtomicInteger> requests = new EnumMap<>(Service.class);
  private final AtomicInteger handedOut = new AtomicInteger();
  private volatile String lastKeyId = "";

  FaultServer() {
    for (Service service : Service.values()) {
      requests.put(service, new AtomicInteger());
    }
    try {
      listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException("No port can be listened on", e);
    }
    threads.execute(this::accept);
  }

  /** Returns where it listens. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Lets a service fail this many times, and clears the recorded requests. */
  void fail(Service service, Fault fault, int times) {
    plans.put(service, new Plan(fault, new AtomicInteger(times)));
    requests.values().forEach(count -> count.set(0));
  }

  /** Lets everything go well from now on, and forgets what was asked for so far. */
  void recover() {
    plans.clear();
    requests.values().forEach(count -> count.set(0));
  }

  /** Returns how often a service was asked. */
  int requests(Service service) {
    return count(service).get();
  }

  /** Returns the id of the access key that signed the last request to a service. */
  String lastKeyId() {
    return lastKeyId;
  }

  private AtomicInteger count(Service service) {
    AtomicInteger count = requests.get(service);
    if (count == null) {
      throw new AssertionError("No such service: " + service);
    }
    return count;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      boolean kept = false;
      Request request = read(in);
      while (request != null && answer(request, kept, in, out)) {
        kept = true;
        request = read(in);
      }
    } catch (IOException e) {
      open.remove(socket); // The client had enough: that is what these faults are for.
    }
    open.remove(socket);
  }

  /** Returns whether the connection is kept. */
  private boolean answer(Request request, boolean kept, InputStream in, OutputStream out)
      throws IOException {
    Service service = request.service();
    count(service).incrementAndGet();
    noteKeyId(request);
    Fault fault = next(service, kept);
    if (fault == null) {
      out.write(good(service, request));
      return true;
    }
    switch (fault) {
      case SILENT, SILENT_ONCE_KEPT -> {
        return in.read() >= 0; // Nothing comes; the client closes.
      }
      case CLOSED, CLOSED_ONCE_KEPT -> {
        return false;
      }
      case DRIPPING -> drip(service, out);
      case DAMAGED -> {
        byte[] body = item(request).getBytes(StandardCharsets.UTF_8);
        out.write(http(200, JSON, checksum(body) ^ 1, body));
      }
      case NOT_HTTP -> {
        out.write("No HTTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return false;
      }
      case TWICE -> {
        byte[] once = good(service, request);
        out.write(once);
        out.write(once);
      }
      case OF_ANOTHER_KEY ->
          out.write(
              json(
                  item(request)
                      .replace("acme-dental#", "another-tenant#")
                      .replace("\"key_hash\":{\"S\":\"", "\"key_hash\":{\"S\":\"0")));
      case NESTED -> out.write(json(itemWith(request, "\"metadata\":" + nested(), "")));
      case ENDLESS -> out.write(page(request, PAGE));
      case SLOW_PAGES -> {
        pause(Duration.ofSeconds(1));
        out.write(page(request, 1));
      }
      case THROTTLED,
          THROUGHPUT_EXCEEDED,
          BROKEN,
          BROKEN_IN_HTML,
          BROKEN_WITHOUT_CODE,
          GARBAGE,
          EMPTY,
          CREDENTIALS_EXPIRED,
          KEY_OF_WRITER,
          ACCESS_DENIED,
          KEY_DENIED,
          NO_SUCH_TABLE ->
          out.write(failed(service, request, fault));
    }
    return true;
  }

  private @Nullable Fault next(Service service, boolean kept) {
    Plan plan = plans.get(service);
    if (plan == null) {
      return null;
    }
    boolean onlyOnceKept =
        plan.fault == Fault.CLOSED_ONCE_KEPT || plan.fault == Fault.SILENT_ONCE_KEPT;
    if (onlyOnceKept && !kept) {
      return null;
    }
    return plan.times.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? plan.fault : null;
  }

  private byte[] good(Service service, Request request) {
    return switch (service) {
      case DYNAMODB -> json(item(request));
      case S3 -> http(200, "audio/wav", new byte[0], "Content-Length: 139244\r\n");
      case CREDENTIALS -> credentials(Instant.now().plus(Duration.ofHours(6)));
    };
  }

  private byte[] failed(Service service, Request request, Fault fault) {
    byte[] body = fault.body.getBytes(StandardCharsets.UTF_8);
    return switch (service) {
      case DYNAMODB ->
          http(
              fault.status,
              fault == Fault.BROKEN_IN_HTML ? "text/html" : JSON,
              checksum(body),
              body);
      case S3 ->
          request.method.equals("HEAD")
              ? http(fault.statusToHead, "application/xml", new byte[0], "")
              : http(fault.statusToHead, "application/xml", 0, s3Error(fault));
      case CREDENTIALS ->
          fault == Fault.CREDENTIALS_EXPIRED
              ? credentials(Instant.now().minus(Duration.ofHours(1)))
              : http(fault.status, "application/json", 0, body);
    };
  }

  private static byte[] s3Error(Fault fault) {
    String code = fault == Fault.CREDENTIALS_EXPIRED ? "ExpiredToken" : "InvalidRequest";
    return "<Error><Code>%s</Code><Message>secret-of-aws</Message></Error>"
        .formatted(code)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Sends the body byte by byte; for S3 the headers, as HEAD has no body. */
  private static void drip(Service service, OutputStream out) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: " + JSON + "\r\nContent-Length: 100000\r\n\r\n";
    if (service != Service.S3) {
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }
    String drops = (service == Service.S3 ? head.stripTrailing() : "{") + " ".repeat(1000);
    for (byte drop : drops.getBytes(StandardCharsets.ISO_8859_1)) {
      out.write(drop);
      pause(DRIP);
    }
  }

  private static void pause(Duration duration) throws IOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The test is over", e);
    }
  }

  /** Returns a page after which there is another. */
  private static byte[] page(Request request, int characters) {
    return json(
        itemWith(
            request,
            "\"call_summary\":{\"S\":\"" + "x".repeat(characters) + "\"}",
            "\"LastEvaluatedKey\":{\"pk\":{\"S\":\"pk\"},\"sk\":{\"S\":\"call\"}},"));
  }

  /** The next credentials have another id, so that it can be seen which were used. */
  private byte[] credentials(Instant end) {
    String body =
        """
        {"AccessKeyId": "AKID%d", "SecretAccessKey": "secret", "Token": "token", "Expiration": "%s"}\
        """
            .formatted(handedOut.incrementAndGet(), end);
    return http(200, "application/json", 0, body.getBytes(StandardCharsets.UTF_8));
  }

  private void noteKeyId(Request request) {
    String authorization = request.headers.getOrDefault("authorization", "");
    int start = authorization.indexOf("Credential=");
    if (start >= 0) {
      lastKeyId =
          authorization.substring(
              start + "Credential=".length(), authorization.indexOf('/', start));
    }
  }

  private static String item(Request request) {
    return itemWith(request, "\"call_summary\":{\"S\":\"" + id(request) + "\"}", "");
  }

  /** Returns DynamoDB's answer to a read, with additional attributes and fields. */
  private static String itemWith(Request request, String attribute, String beside) {
    String item =
        request.body.contains("key_hash")
            ? """
            {"key_hash":{"S":"%1$s"},"tenant_id":{"S":"acme-dental"},
             "scopes":{"SS":["calls:read","recordings:read"]},"label":{"S":"made up"},
             "created_at":{"S":"2024-01-15T10:30:00Z"}}\
            """
                .formatted(hash(request))
            : """
            {"pk":{"S":"acme-dental#%1$s"},"sk":{"S":"call"},"status":{"S":"completed"},
             "created_at":{"S":"2024-01-15T10:30:00Z"},"schema_version":{"N":"1"},%2$s,
             "recording":{"M":{"status":{"S":"available"},"content_type":{"S":"audio/wav"},
               "key":{"S":"recordings/acme-dental/%1$s.wav"}}}}\
            """
                .formatted(id(request), attribute);
    return target(request).endsWith("GetItem")
        ? "{\"ConsumedCapacity\":{\"CapacityUnits\":0.5},\"Item\":" + item + "}"
        : "{" + beside + "\"Items\":[" + item + "],\"Count\":1,\"ScannedCount\":1}";
  }

  /** Returns the hash of the API key that a read asks for. */
  private static String hash(Request request) {
    return Json.read(request.body).path("Key").path("key_hash").path("S").asText();
  }

  /** Returns the id of the call that a read asks for. */
  private static String id(Request request) {
    JsonNode read = Json.read(request.body);
    String key =
        target(request).endsWith("GetItem")
            ? read.path("Key").path("pk").path("S").asText()
            : read.path("ExpressionAttributeValues").path(":pk").path("S").asText();
    return key.substring(key.indexOf('#') + 1);
  }

  private static String target(Request request) {
    return request.headers.getOrDefault("x-amz-target", "");
  }

  private static String nested() {
    int depth = 450;
    return "{\"M\":{\"a\":".repeat(depth) + "{\"N\":\"1\"}" + "}}".repeat(depth);
  }

  private static byte[] json(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return http(200, JSON, checksum(bytes), bytes);
  }

  private static long checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return checksum.getValue();
  }

  private static byte[] http(int status, String contentType, long checksum, byte[] body) {
    String more = "Content-Length: " + body.length + "\r\n";
    return http(
        status,
        contentType,
        body,
        checksum == 0 ? more : more + "x-amz-crc32: " + checksum + "\r\n");
  }

  private static byte[] http(int status, String contentType, byte[] body, String more) {
    String head =
        """
        HTTP/1.1 %d Status\r
        Content-Type: %s\r
        x-amzn-RequestId: %s\r
        x-amz-request-id: %s\r
        %s\r
        """
            .formatted(status, contentType, AWS_REQUEST_ID, AWS_REQUEST_ID, more);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** Returns the next request, or null when the client has none. */
  private static @Nullable Request read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    String[] lines = head.toString().stripTrailing().split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(
        lines[0].substring(0, lines[0].indexOf(' ')),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The port could not be given back", e);
    }
    threads.shutdownNow();
  }
}
