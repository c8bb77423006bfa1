package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.callrecords.domain.DependencyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server is sent nothing unless its certificate is trusted and names it. A child process
 * connects, since trusted certificates are read once, from a file that the environment names.
 */
final class AwsClientsTlsTest {

  /** Much more than an answer takes; native TLS reports a refusal later than that. */
  private static final int MAX_MILLIS = 3_000;

  private static final String PASSWORD = "password";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"ip:127.0.0.1, true, true", "ip:127.0.0.1, false, false", "dns:other, true, false"})
  void get_serverWithCertificate_isAskedOnlyWhenTrustedUnderItsName(
      String name, boolean trusted, boolean asked) throws Exception {
    KeyStore keys = makeKey(name);
    Path trust = trusted ? writeCertificate(keys) : emptyFile();
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server = start(keys, requests);
    try {
      String said = ask(server.getAddress().getPort(), trust);

      assertThat(said).isEqualTo(asked ? "answered" : "refused");
      assertThat(requests).hasValue(asked ? 1 : 0);
    } finally {
      server.stop(0);
    }
  }

  private KeyStore makeKey(String name) throws Exception {
    Path file = folder.resolve("keys.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "key",
            "-keyalg",
            "EC",
            "-dname",
            "CN=test",
            "-ext",
            "san=" + name,
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    run(new ProcessBuilder(command));
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private Path writeCertificate(KeyStore keys) throws IOException, GeneralSecurityException {
    String encoded =
        Base64.getMimeEncoder().encodeToString(keys.getCertificate("key").getEncoded());
    return Files.writeString(
        folder.resolve("trusted.pem"),
        "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
  }

  private Path emptyFile() throws IOException {
    return Files.createFile(folder.resolve("none.pem"));
  }

  private static HttpsServer start(KeyStore keys, AtomicInteger requests)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    loadClasses(server);
    return server;
  }

  /** Lets the server shake hands once, with a client that does not trust it. */
  private static void loadClasses(HttpsServer server) throws GeneralSecurityException {
    try (Socket socket =
        SSLContext.getDefault()
            .getSocketFactory()
            .createSocket(server.getAddress().getAddress(), server.getAddress().getPort())) {
      ((SSLSocket) socket).startHandshake();
      throw new AssertionError("Trusts a certificate of which it knows nothing");
    } catch (IOException e) {
      // As it shall be.
    }
  }

  private static String ask(int port, Path trust) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Asking.class.getName(),
            "https://127.0.0.1:" + port);
    builder.environment().put("SSL_CERT_FILE", trust.toString());
    return run(builder);
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The process that connects, and prints whether it was answered. */
  static final class Asking {

    private Asking() {}

    /** Called with the service's address. */
    public static void main(String[] arguments) {
      loadClasses();
      try {
        var _ =
            Deadline.within(
                MAX_MILLIS,
                () -> AwsClients.get(AwsClients.SHARED_HTTP, URI.create(arguments[0]), Map.of()));
        System.out.print("answered");
      } catch (DependencyException | UncheckedIOException e) {
        System.out.print("refused");
      }
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }

    /** Asks where no service is, lest the time limit be spent on loading classes. */
    private static void loadClasses() {
      try (Socket closed = new Socket()) {
        closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        URI service = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        var _ = AwsClients.get(AwsClients.SHARED_HTTP, service, Map.of());
      } catch (IOException | UncheckedIOException e) {
        // As it shall be.
      }
    }
  }
}
