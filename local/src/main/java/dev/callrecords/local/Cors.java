package dev.callrecords.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;

/**
 * Which pages of other origins may read answers, and what of them.
 *
 * @param origins such as {@code https://app.example.com}; none when no page may
 * @param methods what pages may send
 * @param requestHeaders what pages may send along
 * @param exposedHeaders what pages may read besides the body
 * @param maxAgeSeconds how long a browser may keep the answer to a preflight request
 */
record Cors(
    List<String> origins,
    List<String> methods,
    List<String> requestHeaders,
    List<String> exposedHeaders,
    int maxAgeSeconds) {

  /** No page may read anything. */
  static final Cors NONE = new Cors(List.of(), List.of(), List.of(), List.of(), 0);

  Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    requestHeaders = List.copyOf(requestHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
  }

  /** Returns whether a browser asks if a page may send a request. */
  boolean isPreflight(HttpExchange exchange) {
    Headers request = exchange.getRequestHeaders();
    return !origins.isEmpty()
        && exchange.getRequestMethod().equals("OPTIONS")
        && request.containsKey("Origin")
        && request.containsKey("Access-Control-Request-Method");
  }

  /** Sets the CORS headers of an answer, replacing those of a function. */
  void say(HttpExchange exchange) {
    if (origins.isEmpty()) {
      return;
    }
    Headers answer = exchange.getResponseHeaders();
    answer.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    // Caches must keep the answers for different origins apart.
    answer.add("Vary", "Origin");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (origin == null || !origins.contains(origin)) {
      return;
    }
    answer.set("Access-Control-Allow-Origin", origin);
    if (isPreflight(exchange)) {
      answer.set("Access-Control-Allow-Methods", String.join(",", methods));
      answer.set("Access-Control-Allow-Headers", String.join(",", requestHeaders));
      answer.set("Access-Control-Max-Age", Integer.toString(maxAgeSeconds));
    } else {
      answer.set("Access-Control-Expose-Headers", String.join(",", exposedHeaders));
    }
  }
}
