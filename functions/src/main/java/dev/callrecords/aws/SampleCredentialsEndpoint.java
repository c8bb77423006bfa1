package dev.callrecords.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The endpoint of a container's credentials, on this machine, with credentials that open nothing.
 * While it is there the SDK's providers ask it instead of the real one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">
 *     Container credential provider</a>
 */
public final class SampleCredentialsEndpoint implements AutoCloseable {

  /** Precedes the environment variable by which a container says where its endpoint is. */
  private static final String ENDPOINT = "aws.containerCredentialsFullUri";

  private static final Duration LIFETIME = Duration.ofHours(1);

  private final ServerSocket server;

  /** Starts it on a free port. */
  public SampleCredentialsEndpoint() {
    try {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("No port is free", e);
    }
    Thread.startVirtualThread(this::serve);
    System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getLocalPort() + "/");
  }

  private void serve() {
    try {
      while (!server.isClosed()) {
        try (Socket connection = server.accept()) {
          answer(connection);
        }
      }
    } catch (IOException e) {
      // It was closed; or whoever asked went away, and sees a failure of its own.
    }
  }

  private static void answer(Socket connection) throws IOException {
    BufferedReader request =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    String line = request.readLine();
    while (line != null && !line.isEmpty()) {
      line = request.readLine();
    }
    String nobody = CannedAnswers.NOBODY;
    String body =
        """
        {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}\
        """
            .formatted(nobody, nobody, nobody, Instant.now().plus(LIFETIME));
    String response =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    System.clearProperty(ENDPOINT);
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("A port cannot be given back", e);
    }
  }
}
