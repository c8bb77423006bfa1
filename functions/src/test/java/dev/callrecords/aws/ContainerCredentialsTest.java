package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.callrecords.domain.DependencyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Responses of the credentials endpoint, compared with the SDK's provider. */
final class ContainerCredentialsTest {

  private static final String GOOD =
      """
      {"Code":"Success","Roles":["a"],"AccessKeyId":"ASIA","SecretAccessKey":"secret",
       "Token":"token","Expiration":"2026-01-31T23:59:59Z"}
      """;

  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private HttpServer endpoint;

  @BeforeEach
  void startEndpoint() throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/credentials",
        exchange -> {
          authorizations.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          String answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              answer.startsWith("{\"Code\":\"Success") ? 200 : 500, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    endpoint.start();
    environment.put(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/credentials?a=b");
    environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token/+=");
  }

  @AfterEach
  void stopEndpoint() {
    endpoint.stop(0);
  }

  private AwsSessionCredentials resolve() {
    return (AwsSessionCredentials)
        new ContainerCredentials(AwsClients.SHARED_HTTP, environment).resolveCredentials();
  }

  @Test
  void resolve_goodAnswer_isItsSessionWithItsEnd() {
    answers.add(GOOD);

    AwsSessionCredentials credentials = resolve();

    assertThat(credentials.accessKeyId()).isEqualTo("ASIA");
    assertThat(credentials.secretAccessKey()).isEqualTo("secret");
    assertThat(credentials.sessionToken()).isEqualTo("token");
    assertThat(credentials.expirationTime()).contains(Instant.parse("2026-01-31T23:59:59Z"));
    assertThat(authorizations).containsExactly("GET /credentials?a=b token/+=");
  }

  /** System properties stand before the environment, which a test cannot set. */
  @Test
  void resolve_goodAnswer_equalsWhatTheProviderOfTheSdkMakesOfIt() {
    answers.add(GOOD);
    environment.forEach((name, value) -> System.setProperty(propertyOf(name), value));
    try (ContainerCredentialsProvider theirs = ContainerCredentialsProvider.create()) {
      AwsSessionCredentials expected = (AwsSessionCredentials) theirs.resolveCredentials();

      assertThat(resolve())
          .usingRecursiveComparison()
          .ignoringFields("providerName")
          .isEqualTo(expected);
      assertThat(authorizations.getFirst()).isEqualTo(authorizations.getLast());
    } finally {
      environment.keySet().forEach(name -> System.clearProperty(propertyOf(name)));
    }
  }

  private static String propertyOf(String variable) {
    return variable.equals("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        ? "aws.containerAuthorizationToken"
        : "aws.containerCredentialsFullUri";
  }

  @Test
  void resolve_noToken_isAskedWithoutOne() {
    answers.add(GOOD);
    environment.remove("AWS_CONTAINER_AUTHORIZATION_TOKEN");

    assertThat(resolve().accessKeyId()).isEqualTo("ASIA");
    assertThat(authorizations).containsExactly("GET /credentials?a=b null");
  }

  @Test
  void resolve_failsTwice_isAskedAgain() {
    answers.addAll(List.of("{}", "<html>", GOOD));

    assertThat(resolve().accessKeyId()).isEqualTo("ASIA");
    assertThat(authorizations).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "<html>",
        "{\"code\":\"InternalError\",\"message\":\"none\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"secret\",\"Token\":\"token\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA\",\"Token\":\"token\",\"Expiration\":\"2026-01-31T23:59:59Z\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":1,\"SecretAccessKey\":\"secret\",\"Token\":\"token\",\"Expiration\":\"soon\"}"
      })
  void resolve_answerWithoutCredentials_failsAfterThreeAttemptsAndKeepsTheAnswerToItself(
      String answer) {
    answers.add(answer);

    assertThatThrownBy(this::resolve)
        .isInstanceOf(SdkClientException.class)
        .hasMessageNotContaining("secret");
    assertThat(authorizations).hasSize(3);
  }

  @Test
  void resolve_noServer_isAnSdkClientException() {
    endpoint.stop(0);

    assertThatThrownBy(this::resolve).isInstanceOf(SdkClientException.class);
  }

  /** The token would travel in clear. */
  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.1/", "http://credentials.example/", "ftp://127.0.0.1.example/"})
  void resolve_endpointNeitherHttpsNorLoopback_isNotAsked(String endpoint) {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint);

    assertThatThrownBy(this::resolve)
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("neither https nor loopback");
  }

  @Test
  void resolve_noEndpoint_namesTheVariable() {
    environment.clear();

    assertThatThrownBy(this::resolve)
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  }

  @Test
  void resolve_silentEndpoint_isEndedByTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      environment.put(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:" + silent.getLocalPort() + "/");
      long start = System.nanoTime();

      assertThatThrownBy(() -> Deadline.within(600, this::resolve))
          .isInstanceOf(DependencyException.class);

      // By themselves the attempts take longer.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }
}
