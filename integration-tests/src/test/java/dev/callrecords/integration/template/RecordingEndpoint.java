package dev.callrecords.integration.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Proxy for an AWS stand-in that records the permission of each request. Requests are forwarded
 * byte for byte, with the host that was signed.
 */
final class RecordingEndpoint implements AutoCloseable {

  /**
   * A request to a service.
   *
   * @param action the right that it needs, such as {@code dynamodb:Query}
   * @param resource what it is about: a table, with its index, or a bucket and a key with a slash
   *     between
   * @param body its body
   */
  record Call(String action, String resource, String body) {}

  private static final String DYNAMO_DB_TARGET = "DynamoDB_20120810.";
  private static final JsonMapper JSON = new JsonMapper();

  private final URI target;
  private final ServerSocket listener;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private RecordingEndpoint(URI target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /** Starts on a free port of the loopback address. */
  static RecordingEndpoint before(URI target) {
    try {
      ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
      RecordingEndpoint endpoint = new RecordingEndpoint(target, listener);
      endpoint.executor.execute(endpoint::accept);
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException("No port can be listened on", e);
    }
  }

  /** Returns where it listens. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Returns what was asked for so far. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        executor.execute(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  /** Serves one request and closes the connection, so there is no second one. */
  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(target.getHost(), target.getPort())) {
      InputStream in = client.getInputStream();
      String head = readHead(in);
      String[] lines = head.stripTrailing().split("\r\n", -1);
      Map<String, String> headers = headers(lines);
      byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      calls.add(call(lines[0], headers, new String(body, StandardCharsets.UTF_8)));
      StringBuilder forwarded = new StringBuilder();
      for (String line : lines) {
        if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
          forwarded.append(line).append("\r\n");
        }
      }
      OutputStream out = server.getOutputStream();
      out.write(forwarded.append("Connection: close\r\n\r\n").toString().getBytes(latin1()));
      out.write(body);
      out.flush();
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("A request could not be handed on", e);
    }
  }

  private static Charset latin1() {
    return StandardCharsets.ISO_8859_1;
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String end = "";
    while (!end.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The request ended within its head");
      }
      head.write(next);
      end = (end.length() < 4 ? end : end.substring(1)) + (char) next;
    }
    return head.toString(latin1());
  }

  private static Map<String, String> headers(String[] lines) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).trim());
    }
    return headers;
  }

  private static Call call(String requestLine, Map<String, String> headers, String body)
      throws IOException {
    String operation = headers.get("x-amz-target");
    if (operation != null) {
      if (!operation.startsWith(DYNAMO_DB_TARGET)) {
        return new Call("unknown:" + operation, "", body);
      }
      return new Call(
          "dynamodb:" + operation.substring(DYNAMO_DB_TARGET.length()),
          table(JSON.readTree(body)),
          body);
    }
    String[] parts = requestLine.split(" ", -1);
    URI uri = URI.create(parts[1]);
    String path = uri.getPath().substring(1);
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return new Call("s3:" + s3Action(parts[0], path, query), path, body);
  }

  private static String table(JsonNode body) {
    String index = body.path("IndexName").asText();
    return body.path("TableName").asText() + (index.isEmpty() ? "" : "/index/" + index);
  }

  /** The IAM action for an S3 operation that functions may send. */
  private static String s3Action(String method, String path, String query) {
    boolean object = path.indexOf('/') > 0 && !path.endsWith("/");
    boolean ofVersion = query.contains("versionId=");
    return switch (method) {
      case "GET", "HEAD" -> !object ? "ListBucket" : ofVersion ? "GetObjectVersion" : "GetObject";
      case "PUT", "POST" -> "PutObject";
      case "DELETE" -> ofVersion ? "DeleteObjectVersion" : "DeleteObject";
      default -> method;
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The port could not be given back", e);
    }
    executor.close();
  }
}
