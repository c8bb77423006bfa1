package dev.callrecords.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.callrecords.admin.StandIns;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Credentials endpoint of a container, as functions with SnapStart have it. Variables would be in
 * the snapshot, so the process asks this endpoint after the restore.
 */
final class ContainerCredentials implements AutoCloseable {

  private static final String PATH = "/credentials";
  private static final Duration LIFETIME = Duration.ofHours(6);

  private final HttpServer server;

  ContainerCredentials() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new BenchmarkException("There is no port for credentials", e);
    }
    server.createContext(
        PATH,
        exchange -> {
          byte[] answer = answer().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    server.start();
  }

  private static String answer() {
    return """
    {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"token","Expiration":"%s"}\
    """
        .formatted(
            StandIns.ACCESS_KEY_ID,
            StandIns.SECRET_ACCESS_KEY,
            Instant.now().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS));
  }

  /** Returns the variables of a function with these in place of those with credentials. */
  Map<String, String> in(Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN").forEach(all::remove);
    all.put(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    all.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token");
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
