package dev.callrecords.integration.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page with one call whose links live for two seconds. The API allows none so short.
 *
 * <p>A link that has ended is refused, and what is under way by it is cut off.
 */
final class ShortLinks implements AutoCloseable {

  private static final Duration LIFE = Duration.ofSeconds(2);
  private static final int CHUNK = 32 * 1024;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern AUDIO = Pattern.compile("/audio/(\\d+)");

  private static final String CALL =
      """
      {"id": "x", "agent_id": null, "from_number": null, "to_number": null, "direction": null,
       "status": "completed", "duration": 60, "transcript_segments": [
         {"speaker": "agent", "text": "One.", "start_time": 0, "end_time": 20},
         {"speaker": "caller", "text": "Two.", "start_time": 40, "end_time": 60}],
       "sentiment": null, "call_summary": null, "metadata": {}, "started_at": null,
       "ended_at": null, "created_at": "2026-01-01T00:00:00Z"}
      """;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Page page;
  private final byte[] audio;
  private final AtomicInteger links = new AtomicInteger();
  private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

  /** Starts a server of a recording. */
  ShortLinks(byte[] wav) throws IOException {
    audio = wav;
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    page = new Page(url());
    server.createContext("/", this::answer);
    server.setExecutor(executor);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns how many links there were so far. */
  int links() {
    return links.get();
  }

  /** Ends all links at once, as when their credentials are revoked. */
  void endAll() {
    ends.replaceAll((link, end) -> System.nanoTime());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher link = AUDIO.matcher(path);
    try (exchange) {
      if (link.matches()) {
        play(exchange, Integer.parseInt(link.group(1)));
      } else if (path.endsWith("/recording")) {
        int number = links.incrementAndGet();
        ends.put(number, System.nanoTime() + LIFE.toNanos());
        send(
            exchange,
            "application/json",
            "{\"recording_url\": \"%s/audio/%d\", \"expires_in\": %d}"
                .formatted(url(), number, LIFE.toSeconds()));
      } else if (path.endsWith("/transcript")) {
        send(exchange, "text/vtt", "WEBVTT\n");
      } else if (path.startsWith("/v1/")) {
        send(exchange, "application/json", CALL);
      } else {
        Answer file = page.answer(path, false).orElseThrow();
        file.headers().forEach(exchange.getResponseHeaders()::set);
        send(
            exchange,
            Objects.requireNonNull(file.headers().get("Content-Type")),
            Objects.requireNonNull(file.body()));
      }
    }
  }

  private static void send(HttpExchange exchange, String type, String body) throws IOException {
    send(exchange, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void play(HttpExchange exchange, int link) throws IOException {
    if (hasEnded(link)) {
      exchange.sendResponseHeaders(403, -1);
      return;
    }
    String asked = exchange.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(asked == null ? "bytes=0-" : asked);
    if (!range.matches()) {
      throw new IllegalArgumentException(asked);
    }
    int from = Integer.parseInt(range.group(1));
    int to = range.group(2).isEmpty() ? audio.length - 1 : Integer.parseInt(range.group(2));
    exchange.getResponseHeaders().set("Content-Type", "audio/wav");
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, to, audio.length));
    exchange.sendResponseHeaders(206, to + 1 - from);
    OutputStream body = exchange.getResponseBody();
    for (int at = from; at <= to && !hasEnded(link); at += CHUNK) {
      body.write(audio, at, Math.min(CHUNK, to + 1 - at));
    }
  }

  private boolean hasEnded(int link) {
    return System.nanoTime() - ends.getOrDefault(link, System.nanoTime()) >= 0;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
