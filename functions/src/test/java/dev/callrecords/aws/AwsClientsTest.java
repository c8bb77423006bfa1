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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Who has the connections, by the ports that a service sees its requests come from. */
final class AwsClientsTest {

  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private URI endpoint;

  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          byte[] answer = "{}".getBytes(StandardCharsets.US_ASCII);
          exchange.getRequestBody().readAllBytes();
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

  private void read() {
    try (DynamoDbClient client =
        AwsClients.configure(DynamoDbClient.builder(), CannedAnswers.credentials())
            .region(Region.US_EAST_1)
            .endpointOverride(endpoint)
            .build()) {
      var _ = client.listTables();
    }
  }

  @Test
  void connect_leavesItsConnectionToTheFirstRequest() {
    AwsClients.connect(endpoint);
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isEqualTo(ports.getFirst());
  }

  @Test
  void connectOnce_leavesNoConnection() {
    AwsClients.connectOnce(endpoint);
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isNotEqualTo(ports.getFirst());
  }

  @Test
  void configure_clientAfterClient_haveTheirConnectionsInCommon() {
    read();
    read();

    assertThat(ports).hasSize(2);
    assertThat(ports.getLast()).isEqualTo(ports.getFirst());
  }

  /** Whether it is the time of three attempts that ends the call, or the time of its request. */
  @ParameterizedTest
  @CsvSource({"900000, 3, 4500", "2500, 2, 2000", "700, 1, 200"})
  void configure_serviceIsSilent_isAskedThreeTimesAtMostAndNotWaitedForTooLong(
      int remainingMillis, int attempts, int millis) throws IOException {
    service.stop(0);
    List<Socket> asked = new CopyOnWriteArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      Thread.startVirtualThread(() -> acceptAll(silent, asked));
      long start = System.nanoTime();

      assertThatThrownBy(() -> Deadline.within(remainingMillis, this::list))
          .isInstanceOfSatisfying(
              DependencyException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(millis - 10), Duration.ofMillis(millis + 400));
      assertThat(asked).hasSize(attempts);
    }
  }

  private Boolean list() {
    try {
      read();
      return true;
    } catch (SdkException e) {
      throw AwsFailures.translate("dynamodb:ListTables", e);
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
}
