package dev.callrecords.integration.support;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Web origin for tests: serves files on a free loopback port. */
public final class PageServer implements AutoCloseable {

  private final HttpServer server;

  private PageServer(HttpServer server) {
    this.server = server;
  }

  /** Starts a server with a page at its root. */
  public static PageServer start(String page) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    PageServer pages = new PageServer(server);
    pages.serve("/", "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    // Browsers ask for it by themselves.
    pages.serve("/favicon.ico", "image/png", new byte[0]);
    server.start();
    return pages;
  }

  /** Serves one more file. */
  public void serve(String path, String contentType, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  /** Returns the origin, such as {@code http://127.0.0.1:8080}. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
