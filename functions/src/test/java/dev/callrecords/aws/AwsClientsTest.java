package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Connections, attempts and timeouts, by what a service sees of a client. */
final class AwsClientsTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Credentials CREDENTIALS =
      new Credentials(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));

  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private URI endpoint;
  private volatile byte[] answer = "{}".getBytes(StandardCharsets.US_ASCII);
  private volatile boolean closes;

  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    service.createContext(
        "/",
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          exchange.getRequestBody().readAllBytes();
          if (closes) {
            exchange.getResponseHeaders().add("Connection", "close");
          }
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    service.start();
    endpoint = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
  }

  @AfterEach
  void stopService() {
    service.stop(0);
  }

  private List<String> read() {
    try (DynamoDbClient client =
        AwsClients.configure(DynamoDbClient.builder(), CREDENTIALS)
            .region(Region.US_EAST_1)
            .endpointOverride(endpoint)
            .build()) {
      return client.listTables().tableNames();
    } catch (SdkException | HttpException e) {
      throw AwsFailures.translate("dynamodb:ListTables", e);
    }
  }

  @Test
  void get_sharedClient_leavesItsConnectionToTheNextRequest() {
    var _ = AwsClients.get(AwsClients.SHARED_HTTP, endpoint, Map.of());
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isEqualTo(ports.getFirst());
  }

  @Test
  void get_clientOfOneUse_leavesNoConnection() {
    try (SdkHttpClient http = AwsClients.newHttpClient()) {
      var _ = AwsClients.get(http, endpoint, Map.of());
    }
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isNotEqualTo(ports.getFirst());
  }

  @Test
  void configure_twoClients_shareTheirConnections() {
    read();
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isEqualTo(ports.getFirst());
  }

  @Test
  void configure_serverClosesAfterEachAnswer_requestsAreOnOtherConnections() {
    closes = true;

    for (int request = 0; request < 20; request++) {
      read();
    }

    assertThat(ports).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void configure_answerOfAMegabyte_isWhole() {
    String name = "a".repeat(1_000_000);
    answer = ("{\"TableNames\":[\"" + name + "\"]}").getBytes(StandardCharsets.US_ASCII);

    assertThat(read()).containsExactly(name);
  }

  /**
   * Whether the timeouts of the client end the call, or the deadline of its request. What the
   * deadline ends is over before the timeouts would end it.
   */
  @ParameterizedTest
  @CsvSource({"900000, 3, 4500, 60000", "3000, 2, 2750, 4500", "700, 1, 450, 4500"})
  void configure_serviceIsSilent_threeAttemptsOnNewConnectionsAtMostUntilTheTimeout(
      int remainingMillis, int attempts, int minMillis, int maxMillis) throws Exception {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 10, HERE)) {
      endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      Thread.startVirtualThread(() -> acceptAll(silent, accepted));
      long start = System.nanoTime();

      assertThatThrownBy(() -> Deadline.within(remainingMillis, this::read))
          .isInstanceOfSatisfying(
              DependencyException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(minMillis - 10), Duration.ofMillis(maxMillis));
      await(() -> !accepted.isEmpty());
      assertThat(accepted).hasSizeBetween(1, attempts);
    }
  }

  /** Waits for a thread of the service, which may come later than the client's timeout. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  private static void acceptAll(ServerSocket server, List<Socket> accepted) {
    try {
      while (true) {
        accepted.add(server.accept());
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      })
  void configure_answerBreaksOff_isTriedThreeTimesOnNewConnections(String answered)
      throws Exception {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 10, HERE)) {
      endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
      Thread.startVirtualThread(() -> breakOff(server, answered, accepted));

      assertThatThrownBy(this::read)
          .isInstanceOfSatisfying(
              DependencyException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY));

      await(() -> accepted.size() >= 3);
      assertThat(accepted).hasSize(3);
    }
  }

  /** The HTTP client takes it for final. */
  @Test
  void configure_answerIsNotHttp_isBusy() throws IOException {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 10, HERE)) {
      endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
      Thread.startVirtualThread(() -> breakOff(server, "No HTTP\r\n\r\n", accepted));

      assertThatThrownBy(this::read)
          .isInstanceOfSatisfying(
              DependencyException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY));
    }
  }

  private static void breakOff(ServerSocket server, String answered, List<Socket> accepted) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          accepted.add(socket);
          byte[] request = new byte[10_000];
          if (socket.getInputStream().read(request) > 0) {
            socket.getOutputStream().write(answered.getBytes(StandardCharsets.US_ASCII));
          }
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** It would see credentials and calls in clear. */
  @Test
  void newHttpClient_proxyInASystemProperty_isNotUsed() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 5, HERE)) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", Integer.toString(proxy.getLocalPort()));
      try (SdkHttpClient http = AwsClients.newHttpClient()) {
        assertThat(AwsClients.get(http, endpoint, Map.of())).isEqualTo(answer);
      }
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }

  @Test
  void configure_noServer_isBusy() {
    service.stop(0);

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            DependencyException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY));
  }

  /** Over https the server does not shake hands, so that there is no connection yet. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void configure_interrupted_endsAtOnceAndClosesTheConnection(String protocol) throws Exception {
    // A machine that is busy just then makes some of them late; a client that does not listen, all.
    boolean atOnce = false;
    for (int request = 0; request < 5 && !atOnce; request++) {
      atOnce = endsBeforeItsTimeout(protocol);
    }
    assertThat(atOnce).isTrue();
  }

  /** Interrupts a request, and returns whether it ended well before its attempt would. */
  private boolean endsBeforeItsTimeout(String protocol) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      endpoint = URI.create(protocol + "://127.0.0.1:" + silent.getLocalPort());
      FutureTask<Boolean> task =
          new FutureTask<>(() -> {
            assertThatThrownBy(this::read).isInstanceOf(DependencyException.class);
            return Thread.interrupted();
          });
      Thread thread = Thread.ofPlatform().daemon().start(task);
      silent.setSoTimeout(10_000);
      try (Socket socket = silent.accept()) {
        socket.setSoTimeout(10_000);
        assertThat(socket.getInputStream().read()).isPositive();

        long start = System.nanoTime();
        thread.interrupt();

        assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        return time.compareTo(Duration.ofMillis(900)) < 0;
      }
    }
  }
}
