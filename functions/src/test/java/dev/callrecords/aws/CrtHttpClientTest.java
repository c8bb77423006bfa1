package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What the SDK gets of a service that answers, and of one that does not. */
final class CrtHttpClientTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final CrtHttpClient client = new CrtHttpClient();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private volatile int status = 200;
  private volatile boolean closes;
  private volatile byte[] answer = {};

  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    service.createContext(
        "/",
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          byte[] body = exchange.getRequestBody().readAllBytes();
          requests.add(
              exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length);
          exchange.getResponseHeaders().add("X-Twice", "one");
          exchange.getResponseHeaders().add("X-Twice", "two");
          if (closes) {
            exchange.getResponseHeaders().add("Connection", "close");
          }
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    client.close();
    service.stop(0);
  }

  private static SdkHttpRequest.Builder get(String protocol, int port) {
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.GET)
        .uri(URI.create(protocol + "://127.0.0.1:" + port))
        .putHeader("Host", "127.0.0.1");
  }

  private SdkHttpRequest.Builder get() {
    return get("http", service.getAddress().getPort());
  }

  private ExecutableHttpRequest prepare(SdkHttpRequest.Builder request) {
    return client.prepareRequest(HttpExecuteRequest.builder().request(request.build()).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1_000_000})
  void call_answerOfManyBytes_isWhole(int bytes) throws IOException {
    answer = "a".repeat(bytes).getBytes(StandardCharsets.US_ASCII);

    HttpExecuteResponse response = prepare(get()).call();

    assertThat(response.httpResponse().statusCode()).isEqualTo(200);
    assertThat(response.httpResponse().matchingHeaders("X-Twice")).containsExactly("one", "two");
    assertThat(response.responseBody().orElseThrow().readAllBytes()).isEqualTo(answer);
  }

  @Test
  void call_answerWithoutBody_hasNone() throws IOException {
    assertThat(prepare(get()).call().responseBody()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000_000})
  void call_pathParametersAndBody_areSent(int bytes) throws IOException {
    HttpExecuteRequest request =
        HttpExecuteRequest.builder()
            .request(
                get()
                    .method(SdkHttpMethod.POST)
                    .encodedPath("/a%2Fb")
                    .putRawQueryParameter("c", "d e")
                    .putHeader("Content-Length", Integer.toString(bytes))
                    .build())
            .contentStreamProvider(() -> new ByteArrayInputStream(new byte[bytes]))
            .build();

    client.prepareRequest(request).call();

    assertThat(requests).containsExactly("POST /a%2Fb?c=d%20e " + bytes);
  }

  /** A server that fails may be one of many behind a name; the next connection gets another. */
  @ParameterizedTest
  @CsvSource({"200, true", "400, true", "500, false", "503, false"})
  void call_again_isOnTheSameConnectionUnlessTheServerFailed(int status, boolean same)
      throws IOException {
    this.status = status;

    prepare(get()).call();
    prepare(get()).call();

    assertThat(ports).hasSize(2);
    assertThat(ports.getFirst().equals(ports.getLast())).isEqualTo(same);
  }

  @Test
  void call_serverClosesAfterEachAnswer_isOnAnotherConnection() throws IOException {
    closes = true;

    for (int request = 0; request < 50; request++) {
      prepare(get()).call();
    }

    assertThat(ports).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void call_connectionIsIdleTooLong_isOnAnotherConnection() throws IOException {
    CrtHttpClient impatient = new CrtHttpClient(Duration.ofMillis(1));
    try {
      for (int request = 0; request < 3; request++) {
        long answered = System.nanoTime();
        while (System.nanoTime() - answered < Duration.ofMillis(2).toNanos()) {
          Thread.onSpinWait();
        }
        impatient
            .prepareRequest(HttpExecuteRequest.builder().request(get().build()).build())
            .call();
      }
    } finally {
      impatient.close();
    }

    assertThat(ports).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void call_manyAtTheSameTime_getTheirOwnAnswers() throws Exception {
    answer = "a".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    List<FutureTask<byte[]>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      FutureTask<byte[]> task =
          new FutureTask<>(() -> {
            byte[] last = {};
            for (int request = 0; request < 100; request++) {
              last = prepare(get()).call().responseBody().orElseThrow().readAllBytes();
              assertThat(last).isEqualTo(answer);
            }
            return last;
          });
      tasks.add(task);
      Thread.ofPlatform().daemon().start(task);
    }

    for (FutureTask<byte[]> task : tasks) {
      assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(answer);
    }
    assertThat(new HashSet<>(ports)).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void call_nobodyListens_isAnIoException() {
    int port = service.getAddress().getPort();
    service.stop(0);

    assertThatThrownBy(() -> prepare(get("http", port)).call()).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "No HTTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      })
  void call_answerThatBreaksOff_isAnIoException(String answered) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
      Thread.startVirtualThread(() -> {
        try (Socket socket = server.accept()) {
          byte[] unread = new byte[1000];
          if (socket.getInputStream().read(unread) > 0) {
            socket.getOutputStream().write(answered.getBytes(StandardCharsets.US_ASCII));
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });

      assertThatThrownBy(() -> prepare(get("http", server.getLocalPort())).call())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void call_serverDoesNotShakeHands_isAnIoExceptionAfterASecond() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      assertThatThrownBy(() -> prepare(get("https", silent.getLocalPort())).call())
          .isInstanceOf(IOException.class);
    }
  }

  /** Does not come at all, or byte by byte, which would take seconds. */
  @ParameterizedTest
  @CsvSource({"0, 900000, 1500", "0, 1000, 500", "100, 900000, 1500", "100, 1000, 500"})
  void call_answerTakesTooLong_isATimeoutAndClosesItsConnection(
      int bytes, int remainingMillis, int millis) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
      FutureTask<Boolean> closed = new FutureTask<>(() -> drip(server, bytes));
      Thread.startVirtualThread(closed);
      ExecutableHttpRequest request = prepare(get("http", server.getLocalPort()));
      long start = System.nanoTime();

      assertThatThrownBy(() -> Deadline.within(remainingMillis, () -> answer(request)))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(SocketTimeoutException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(millis - 10), Duration.ofMillis(millis + 200));
      assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Answers with so many bytes, one each tenth of a second; returns whether it was hung up on. */
  private static boolean drip(ServerSocket server, int bytes) throws IOException {
    try (Socket socket = server.accept()) {
      assertThat(socket.getInputStream().read()).isPositive();
      socket.setSoTimeout(100);
      OutputStream answer = socket.getOutputStream();
      answer.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 50; i++) {
        try {
          if (i < bytes) {
            answer.write('a');
          }
          socket.getInputStream().readAllBytes();
          return true;
        } catch (SocketTimeoutException e) {
          // Not yet.
        } catch (SocketException e) {
          return true;
        }
      }
      return false;
    }
  }

  private static HttpExecuteResponse answer(ExecutableHttpRequest request) {
    try {
      return request.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over https nobody shakes hands, so that there is no connection yet. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void call_interrupted_endsAtOnceAndClosesItsConnection(String protocol) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      FutureTask<Boolean> task =
          new FutureTask<>(() -> {
            assertThatThrownBy(() -> prepare(get(protocol, silent.getLocalPort())).call())
                .isInstanceOf(InterruptedIOException.class);
            return Thread.interrupted();
          });
      Thread thread = Thread.ofPlatform().daemon().start(task);
      try (Socket socket = silent.accept()) {
        assertThat(socket.getInputStream().read()).isPositive();

        thread.interrupt();

        assertThat(task.get(900, TimeUnit.MILLISECONDS)).isTrue();
        socket.setSoTimeout(10_000);
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void abort_endsTheCall() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      ExecutableHttpRequest request = prepare(get("http", silent.getLocalPort()));
      FutureTask<HttpExecuteResponse> task = new FutureTask<>(request);
      Thread.ofPlatform().daemon().start(task);
      try (Socket socket = silent.accept()) {
        assertThat(socket.getInputStream().read()).isPositive();

        request.abort();

        assertThatThrownBy(() -> task.get(10, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void abort_beforeAndAfter_doesNothing() throws IOException {
    ExecutableHttpRequest request = prepare(get());

    request.abort();
    request.call();
    request.abort();

    assertThat(requests).hasSize(1);
    prepare(get()).call();
    assertThat(ports.getFirst()).isEqualTo(ports.getLast());
  }
}
