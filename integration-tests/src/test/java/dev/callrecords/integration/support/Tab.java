package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
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

  private static final Map<String, Integer> VIRTUAL_KEYS =
      Map.of("Escape", 27, "End", 35, "Home", 36, "ArrowUp", 38, "ArrowRight", 39, "ArrowDown", 40);

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
    tab.navigate(url);
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

  /** Opens another page, and waits until it is loaded. */
  public void navigate(String url) {
    send("Page.navigate", parameters().put("url", url));
    evaluate("if (document.readyState !== 'complete') await new Promise(done => onload = done);");
  }

  /** Presses and releases a key by its name, such as {@code Tab}, {@code Enter} or {@code f}. */
  public void press(String key) {
    String text = key.equals("Enter") ? "\r" : key;
    ObjectNode down = parameters().put("type", "keyDown").put("key", key).put("code", key);
    if (key.equals("Tab")) {
      down.put("windowsVirtualKeyCode", 9);
    } else if (key.equals("Enter") || key.length() == 1) {
      down.put("text", text).put("windowsVirtualKeyCode", (int) text.charAt(0));
    } else {
      down.put("windowsVirtualKeyCode", VIRTUAL_KEYS.getOrDefault(key, 0));
    }
    send("Input.dispatchKeyEvent", down);
    send("Input.dispatchKeyEvent", parameters().put("type", "keyUp").put("key", key));
  }

  /** Gives the page a size, in CSS pixels. */
  public void resize(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        parameters()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Gives the reader a preference, such as {@code prefers-color-scheme: dark}. */
  public void prefer(String name, String value) {
    ObjectNode media = parameters();
    media.putArray("features").addObject().put("name", name).put("value", value);
    send("Emulation.setEmulatedMedia", media);
  }

  /** Cuts the page off from all servers, or connects it again. */
  public void cutOff(boolean offline) {
    send(
        "Network.emulateNetworkConditions",
        parameters()
            .put("offline", offline)
            .put("latency", 0)
            .put("downloadThroughput", -1)
            .put("uploadThroughput", -1));
  }

  /** Returns the processor time that the page has had so far. */
  public double processorSeconds() {
    send("Performance.enable", parameters().put("timeDomain", "threadTicks"));
    return send("Performance.getMetrics", parameters())
        .path("metrics")
        .valueStream()
        .filter(metric -> metric.path("name").textValue().equals("TaskDuration"))
        .findFirst()
        .orElseThrow()
        .path("value")
        .doubleValue();
  }

  /** Returns what is to be seen, as PNG. */
  public byte[] screenshot() {
    JsonNode shot = send("Page.captureScreenshot", parameters().put("format", "png"));
    return Base64.getDecoder().decode(shot.path("data").textValue());
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
