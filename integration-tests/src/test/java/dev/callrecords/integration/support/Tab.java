package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tab of a {@link Browser}.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">The DevTools protocol</a>
 */
public final class Tab implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Connection connection = new Connection();
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();

  private Tab(URI address) {
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, connection).join();
  }

  /** Attaches to a tab at its WebSocket address and opens a page in it. */
  static Tab open(URI address, String url) {
    Tab tab = new Tab(address);
    Stream.of("Network", "Log", "Runtime", "Page")
        .forEach(domain -> tab.send(domain + ".enable", parameters()));
    tab.send("Page.navigate", parameters().put("url", url));
    tab.evaluate(
        "if (document.readyState !== 'complete') await new Promise(done => onload = done);");
    return tab;
  }

  /** What comes from the browser. */
  private static final class Connection implements WebSocket.Listener {

    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private final StringBuilder message = new StringBuilder();

    CompletableFuture<JsonNode> answer(int id) {
      return answers.computeIfAbsent(id, any -> new CompletableFuture<>());
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        JsonNode whole = Json.read(message.toString());
        message.setLength(0);
        if (whole.has("id")) {
          answer(whole.path("id").intValue()).complete(whole);
        } else {
          events.add(whole);
        }
      }
      webSocket.request(1);
      return null;
    }
  }

  private static ObjectNode parameters() {
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode send(String method, ObjectNode parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode command = JsonNodeFactory.instance.objectNode();
    command.put("id", id).put("method", method).set("params", parameters);
    socket.sendText(command.toString(), true).join();
    try {
      JsonNode answer = connection.answer(id).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer.has("error")) {
        throw new AssertionError(method + ": " + answer.path("error"));
      }
      return answer.path("result");
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " is not answered; the page says: " + complaints(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /**
   * Runs a script that has constants, which are strings.
   *
   * @param constants by their names
   */
  public JsonNode evaluate(Map<String, String> constants, String script) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    constants.forEach(values::put);
    return evaluate(
        "const {%s} = %s;%n%s".formatted(String.join(",", constants.keySet()), values, script));
  }

  /**
   * Evaluates a script in the page with a user gesture and returns its result.
   *
   * @param script the body of an asynchronous function
   */
  public JsonNode evaluate(String script) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            parameters()
                .put("expression", "(async () => {" + script + "\n})()")
                .put("awaitPromise", true)
                .put("returnByValue", true)
                .put("userGesture", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(
          "The script failed: %s%nthe page says: %s"
              .formatted(result.path("exceptionDetails"), complaints()));
    }
    return result.at("/result/value");
  }

  /** Returns the URLs of everything that was asked for. */
  public List<String> requests() {
    return events("Network.requestWillBeSent", "/params/request/url").toList();
  }

  /** Returns what the console shows as wrong: what was not loaded, not allowed, not caught. */
  public List<String> complaints() {
    return Stream.concat(
            events("Log.entryAdded", "/params/entry/text"),
            events("Runtime.exceptionThrown", "/params/exceptionDetails/exception/description"))
        .toList();
  }

  private Stream<String> events(String method, String pointer) {
    return connection.events.stream()
        .filter(event -> event.path("method").textValue().equals(method))
        .map(event -> event.at(pointer).asText());
  }

  /** Closes the tab. */
  @Override
  public void close() {
    send("Page.close", parameters());
    socket.abort();
  }
}
