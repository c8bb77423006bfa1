package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
}
