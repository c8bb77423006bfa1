package dev.callrecords.local;

import com.sun.net.httpserver.HttpExchange;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.local.HttpGateway.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The API reference at {@code /docs}: {@code openapi.yaml} in Swagger UI, with a key filled in.
 *
 * <p>These few files are all that is served, and all that the page loads. The key is in the page
 * itself, which no other origin can read; a script, any page could include. Swagger UI shows the
 * parameters of operations and not those of a path, so the contract has them at each operation.
 */
final class ReferencePage {

  /** Where the contract says that the local server listens. */
  private static final String DEFAULT_HOST = "default: 127.0.0.1:3000\n";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control",
          "no-store",
          "Content-Security-Policy",
          // Swagger UI's style sheet embeds its icons as data URLs.
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "X-Content-Type-Options",
          "nosniff");

  private final String contract;
  private final Map<String, HttpAnswer> files;

  /**
   * Creates the page.
   *
   * @param contract what {@code openapi.yaml} says
   * @param key the key to fill in
   */
  ReferencePage(String contract, ApiKey key) {
    this.contract = contract;
    String page = new String(resource("/reference/docs.html"), StandardCharsets.UTF_8);
    String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
    this.files =
        Map.of(
            "/docs",
            file("text/html; charset=utf-8", bytes(page.replace("{key}", key.reveal()))),
            "/docs/reference.js",
            file("text/javascript", resource("/reference/reference.js")),
            "/docs/swagger-ui-bundle.js",
            file("text/javascript", resource(swaggerUi + "swagger-ui-bundle.js")),
            "/docs/swagger-ui.css",
            file("text/css", resource(swaggerUi + "swagger-ui.css")),
            "/docs/favicon-32x32.png",
            file("image/png", resource(swaggerUi + "favicon-32x32.png")));
  }

  /** Returns the answer to a request for one of the files, or empty. */
  Optional<HttpAnswer> answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return Optional.empty();
    }
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/openapi.yaml")) {
      // The address in the browser, so that "Try it out" stays on the same origin.
      String host = exchange.getRequestHeaders().getFirst("Host");
      String shown = contract.replace(DEFAULT_HOST, "default: " + host + "\n");
      return Optional.of(file("application/yaml", bytes(shown)));
    }
    return Optional.ofNullable(files.get(path));
  }

  private static HttpAnswer file(String contentType, byte[] body) {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put("Content-Type", contentType);
    return new HttpAnswer(200, headers, body);
  }

  /** Returns the version in the path of the files, as their jar itself says it. */
  private static String swaggerUiVersion() {
    Properties properties = new Properties();
    try (InputStream stream = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static byte[] resource(String name) {
    try (InputStream stream = open(name)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream stream = ReferencePage.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("The class path lacks " + name);
    }
    return stream;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
