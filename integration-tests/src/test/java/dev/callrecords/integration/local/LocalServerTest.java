package dev.callrecords.integration.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.CallId;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Bash;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.LocalProcess;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Tests of the local server as people start it: a child process and its output. */
final class LocalServerTest {

  /** Exit code of a process that SIGTERM ended. */
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path folder;

  private static List<String> linesToPaste(LocalProcess server) {
    return server.process().out().lines().filter(line -> line.startsWith("  curl ")).toList();
  }

  @Test
  @NeedsTools("curl")
  void server_started_printsLinesThatWorkAndListensOnLoopbackOnlyUntilTold() throws IOException {
    try (LocalProcess local = LocalProcess.serve(folder)) {
      ChildProcess server = local.process();
      List<String> lines = linesToPaste(local);
      assertThat(lines).hasSize(3);

      JsonNode call = Json.read(Bash.run(folder, Map.of(), lines.get(0)));
      assertThat(Json.without(call, "recording_url", "recording_url_expires_at"))
          .isEqualTo(Json.without(Json.resource("/contract/call.json"), "recording_url"));
      JsonNode link = Json.read(Bash.run(folder, Map.of(), lines.get(1)));
      assertThat(Json.without(link, "recording_url", "expires_at"))
          .isEqualTo(
              Json.without(
                  Json.resource("/contract/recording.json"), "recording_url", "expires_at"));
      Bash.run(folder, Map.of(), lines.get(2));
      assertThat(folder.resolve("call.wav"))
          .hasSameBinaryContentAs(
              Repository.path(
                  "local/src/main/resources/samples/%s/%s.wav"
                      .formatted(SampleCalls.ACME_DENTAL, SampleCalls.COMPLETED)));
      server.await(() -> logLines(local).size() >= 6, "logged 6 requests");
      List<JsonNode> log = logLines(local).stream().map(Json::read).toList();
      assertThat(log).hasSize(6).allMatch(line -> line.path("status").intValue() == 200);

      List<Integer> ports = local.ports();
      // Only Linux says which sockets are whose.
      if (System.getProperty("os.name").equals("Linux")) {
        List<InetSocketAddress> listening = listeningSockets(server.pid());
        assertThat(listening.stream().map(InetSocketAddress::getPort)).containsAll(ports);
        assertThat(listening).allMatch(socket -> socket.getAddress().isLoopbackAddress());
      }

      server.terminate();
      assertThat(server.exitCode()).isEqualTo(TERMINATED);
      assertThat(server.out()).endsWith("Stopped.\n");
      assertThat(server.err()).isEmpty();
      assertThat(ports).hasSize(3).doesNotHaveDuplicates().allMatch(LocalServerTest::isFree);
    }
  }

  /** Returns the lines of its log that are whole. */
  private static List<String> logLines(LocalProcess server) {
    String printed = server.process().out();
    return printed
        .substring(0, printed.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("{"))
        .toList();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what a process listens on: the sockets among its file descriptors. */
  private static List<InetSocketAddress> listeningSockets(long pid) throws IOException {
    Set<String> inodes;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      inodes =
          descriptors
              .map(LocalServerTest::target)
              .filter(target -> target.startsWith("socket:["))
              .map(target -> target.substring("socket:[".length(), target.length() - 1))
              .collect(Collectors.toSet());
    }
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc/" + pid + "/net/" + table);
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode; st 0A is LISTEN.
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[3].equals("0A") && inodes.contains(fields[9])) {
          sockets.add(address(fields[1]));
        }
      }
    }
    return sockets;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  /** Parses an address of {@code /proc/net}: 32-bit words in little-endian order. */
  private static InetSocketAddress address(String text) throws UnknownHostException {
    String[] parts = text.split(":", -1);
    byte[] words = HexFormat.of().parseHex(parts[0].toLowerCase(Locale.ROOT));
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = words[i - i % 4 + 3 - i % 4];
    }
    return new InetSocketAddress(InetAddress.getByAddress(bytes), Integer.parseInt(parts[1], 16));
  }

  @Test
  void server_withData_keepsCallsAndRecordingsAcrossRestarts() {
    Path data = folder.resolve("data");
    CallId id = Calls.newId();
    String key;
    try (LocalProcess local = LocalProcess.serve(folder, "--data", data.toString())) {
      ChildProcess server = local.process();
      key = local.key().reveal();
      assertThat(server.out()).contains("data in " + data);
      try (DynamoDbClient dynamoDb =
          DynamoDbClient.builder()
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .endpointOverride(URI.create("http://127.0.0.1:" + local.ports().get(1)))
              .region(StandIns.REGION)
              .credentialsProvider(
                  StaticCredentialsProvider.create(
                      AwsBasicCredentials.create(
                          StandIns.ACCESS_KEY_ID, StandIns.SECRET_ACCESS_KEY)))
              .build()) {
        CallWriter writer = new CallWriter(dynamoDb, "CallsTable");
        writer.put(SampleCalls.ACME_DENTAL, Calls.call(id));
        writer.put(SampleCalls.ACME_DENTAL, Calls.call(SampleCalls.BUSY));
      }
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(TERMINATED);
    }

    try (LocalProcess local = LocalProcess.serve(folder, "--data", data.toString())) {
      assertThat(local.key().reveal()).isEqualTo(key);
      Api api = new Api(local.url(), local.key());
      assertThat(api.call(id).status()).isEqualTo(200);
      // The samples are put in once: later changes to them stay.
      assertThat(api.call(SampleCalls.BUSY).json().path("status").textValue())
          .isEqualTo("completed");
      assertThat(Http.get(api.recording(SampleCalls.COMPLETED).link()).body()).hasSize(139_244);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port", "--dynamodb-port", "--s3-port"})
  void server_portTaken_saysSoInOneSentence(String option) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      List<String> options = new ArrayList<>(LocalProcess.ANY_FREE_PORTS);
      options.set(options.indexOf(option) + 1, Integer.toString(taken.getLocalPort()));
      try (ChildProcess server = LocalProcess.start(folder, options)) {
        assertThat(server.exitCode()).isEqualTo(2);
        assertThat(server.err().lines())
            .singleElement()
            .asString()
            .contains("Port " + taken.getLocalPort(), "127.0.0.1", option);
        assertThat(server.out()).isEmpty();
      }
    }
  }

  @Test
  void server_onePortForTwo_saysSoInOneSentence() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    assertRefused(
        List.of("--dynamodb-port", Integer.toString(port), "--s3-port", Integer.toString(port)),
        Integer.toString(port));
  }

  @Test
  void server_dataIsAFile_saysSoInOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> options = new ArrayList<>(LocalProcess.ANY_FREE_PORTS);
    options.addAll(List.of("--data", file.toString()));
    assertRefused(options, file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1"})
  void server_addressThatIsNone_saysSoInOneSentence(String address) {
    List<String> options = new ArrayList<>(LocalProcess.ANY_FREE_PORTS);
    options.addAll(List.of("--bind", address));
    assertRefused(options, "--bind an IPv4 address");
  }

  private void assertRefused(List<String> options, String named) {
    try (ChildProcess server = LocalProcess.start(folder, options)) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.err().lines()).singleElement().asString().contains(named);
      assertThat(server.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "app.example.com", "https://app.example.com/", "https://a, https://b"})
  void server_originsThatAreNone_saysSoInOneSentence(String origins) {
    assertRefused(
        List.of("--allowed-origins", origins),
        "--allowed-origins: Must be empty or origins such as https://app.example.com");
  }

  @Test
  void server_unknownOption_saysWhichThereAre() {
    try (ChildProcess server = LocalProcess.start(folder, List.of("--prot", "3000"))) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.err())
          .startsWith("There is no option --prot.\n")
          .contains("Usage: ./local.sh [options]", "--port N");
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void server_help_isPrintedAndNothingStarts() {
    try (ChildProcess server = LocalProcess.start(folder, List.of("--help"))) {
      assertThat(server.exitCode()).isZero();
      assertThat(server.out()).startsWith("Usage: ./local.sh [options]\n");
      assertThat(server.err()).isEmpty();
    }
  }
}
