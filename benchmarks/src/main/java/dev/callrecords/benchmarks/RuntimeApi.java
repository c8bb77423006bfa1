package dev.callrecords.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API with minimal overhead, recording when a process asks and answers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LOOK_MILLIS = 500;
  private static final int FUNCTION_TIMEOUT_MILLIS = 10_000;
  private static final byte[] ACCEPTED =
      bytes("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  private static final byte[] OK = bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  private final ServerSocket server;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Asked> askedToRestore = new LinkedBlockingQueue<>();
  private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
  private @Nullable Asked waiting;
  private @Nullable ProcessHandle watched;

  /** A process waits for an answer on a connection. */
  private record Asked(long nanos, OutputStream connection) {}

  /**
   * What a process posted, and when it was all there.
   *
   * @param path after the version, such as {@code invocation/<id>/response}
   */
  private record Posted(long nanos, String path, String body) {}

  /**
   * An invocation.
   *
   * @param nanos from handing the event out to having the answer
   */
  record Invocation(long nanos, String answer) {}

  RuntimeApi() {
    try {
      server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new BenchmarkException("There is no port for the Runtime API", e);
    }
    Thread.ofPlatform().daemon().name("runtime-api").start(this::accept);
  }

  /** Returns the value of {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Has no more patience with a process that is gone. */
  void watch(ProcessHandle process) {
    watched = process;
  }

  /** Waits until the process asks for an event, and returns when it did. */
  long awaitNext() {
    if (waiting == null) {
      waiting = take(asked, "asked for an event");
    }
    return waiting.nanos();
  }

  /** Waits until a process that supports snapshots is ready for one. */
  void awaitReadyForSnapshot() {
    take(askedToRestore, "got ready for a snapshot");
  }

  /** Waits until the process, restored, asks again, and lets it go on. */
  void letRestored() {
    try {
      Asked restored = take(askedToRestore, "asked to go on after its restore");
      restored.connection().write(OK);
      restored.connection().flush();
    } catch (IOException e) {
      throw new BenchmarkException("The restored process went away", e);
    }
  }

  /** Drops the pending poll of a process that has ended. */
  void forget() {
    waiting = null;
    asked.clear();
    askedToRestore.clear();
    posted.clear();
  }

  /** Hands an event to the process that waits, and waits for its answer. */
  Invocation invoke(byte[] event) {
    awaitNext();
    Asked process = waiting;
    waiting = null;
    String id = UUID.randomUUID().toString();
    byte[] head =
        bytes(
            """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            Lambda-Runtime-Aws-Request-Id: %s\r
            Lambda-Runtime-Deadline-Ms: %d\r
            Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:benchmark:live\r
            Lambda-Runtime-Trace-Id: Root=1-65a50b58-0a1b2c3d4e5f60718293a4b5;Parent=0a1b2c3d4e5f6071;Sampled=0\r
            Content-Length: %d\r
            \r
            """
                .formatted(id, System.currentTimeMillis() + FUNCTION_TIMEOUT_MILLIS, event.length));
    byte[] message = Arrays.copyOf(head, head.length + event.length);
    System.arraycopy(event, 0, message, head.length, event.length);
    long start = System.nanoTime();
    try {
      if (process == null) {
        throw new IllegalStateException("No process polls for a request");
      }
      process.connection().write(message);
      process.connection().flush();
    } catch (IOException e) {
      throw new BenchmarkException("The process went away", e);
    }
    Posted answer = take(posted, "answered");
    if (!answer.path().equals("invocation/" + id + "/response")) {
      throw new BenchmarkException("The function failed: " + answer);
    }
    return new Invocation(answer.nanos() - start, answer.body());
  }

  private <T> T take(BlockingQueue<T> queue, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      T taken = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      while (taken == null) {
        Posted instead = posted.peek();
        if (instead != null) {
          throw new BenchmarkException("Instead, the process posted " + instead);
        }
        if ((watched != null && !watched.isAlive()) || System.nanoTime() > end) {
          throw new BenchmarkException("The process has not " + what + ": see its log");
        }
        taken = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("runtime-api-connection").start(() -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new BenchmarkException("The Runtime API broke", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        OutputStream out = socket.getOutputStream()) {
      String line;
      while ((line = line(in)) != null) {
        serve(line, in, out);
      }
    } catch (IOException e) {
      // Every measured process is ended in the end; one that ends too early is missed in take.
    }
  }

  private void serve(String requestLine, InputStream in, OutputStream out) throws IOException {
    String[] request = requestLine.split(" ", -1);
    String path = request[1].substring(PREFIX.length());
    int length = 0;
    for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new BenchmarkException(
            "A runtime sends " + header + ", which is not understood here");
      }
    }
    byte[] body = in.readNBytes(length);
    long now = System.nanoTime();
    switch (path) {
      case "invocation/next" -> asked.add(new Asked(now, out));
      case "restore/next" -> askedToRestore.add(new Asked(now, out));
      default -> {
        out.write(ACCEPTED);
        out.flush();
        posted.add(new Posted(now, path, new String(body, StandardCharsets.UTF_8)));
      }
    }
  }

  /** Returns the next line without its end, or null at the end of the stream. */
  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      if (read != '\r') {
        line.write(read);
      }
    }
    return null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new BenchmarkException("The Runtime API does not close", e);
    }
  }
}
