package dev.callrecords.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches from a TLS server on this machine, which misbehaves. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
final class RecordingFetcherTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MAX_BYTES = 100_000;
  private static final char[] PASSWORD = "password".toCharArray();

  private final byte[] wav = new CallGenerator(1).wav(0);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SSLContext tls;
  private HttpsServer server;
  private HttpServer plain;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    tls = context(folder.resolve("keys.p12"));
    server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.start();
    plain = HttpServer.create(loopback(), 0);
    plain.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
    plain.stop(0);
    threads.shutdownNow();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  /** Returns a context with a new key for this machine, that trusts its certificate alone. */
  private static SSLContext context(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("key", keys.getCertificate("key"));
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, PASSWORD);
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }

  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** Serves a path, and returns its address. */
  private String serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          Headers headers = exchange.getRequestHeaders();
          requests.add(path + " " + headers.getFirst("X-Key") + " " + headers.getFirst("Range"));
          try (exchange) {
            answer.to(exchange);
          }
        });
    return address(path);
  }

  private String address(String path) {
    return "https://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    send(exchange, 302, new byte[0]);
  }

  private List<String> requestsOf(String path) {
    return requests.stream().filter(request -> request.startsWith(path + " ")).toList();
  }

  private RecordingFetcher.Outcome fetch(String url) {
    return fetch(url, new RecordingFetcher.Rules(Map.of(), Set.of(), true, MAX_BYTES, LONG));
  }

  private RecordingFetcher.Outcome fetch(String url, RecordingFetcher.Rules rules) {
    HttpClient client =
        HttpClient.newBuilder().sslContext(tls).followRedirects(HttpClient.Redirect.NEVER).build();
    try (RecordingFetcher fetcher = new RecordingFetcher(client, rules)) {
      return fetcher.fetch(url);
    }
  }

  private byte[] fetched(RecordingFetcher.Outcome outcome) throws IOException {
    assertThat(outcome).isInstanceOf(RecordingFetcher.Outcome.Fetched.class);
    AudioFiles.AudioFile file = ((RecordingFetcher.Outcome.Fetched) outcome).file();
    byte[] content = Files.readAllBytes(file.path());
    RecordingFetcher.delete(file.path());
    assertThat(file.size()).isEqualTo(content.length);
    return content;
  }

  private static String reason(RecordingFetcher.Outcome outcome) {
    assertThat(outcome).isInstanceOf(RecordingFetcher.Outcome.Failed.class);
    return ((RecordingFetcher.Outcome.Failed) outcome).reason();
  }

  @Test
  void fetch_audio_isHere() throws IOException {
    String url = serve("/audio", exchange -> send(exchange, 200, wav));

    assertThat(fetched(fetch(url))).isEqualTo(wav);
  }

  @Test
  void fetch_redirect_isFollowed() throws IOException {
    serve("/behind", exchange -> send(exchange, 200, wav));
    String url = serve("/before", exchange -> redirect(exchange, "/behind?a=b"));

    assertThat(fetched(fetch(url))).isEqualTo(wav);
  }

  @Test
  void fetch_redirects_endSomewhere() {
    String url = serve("/circle", exchange -> redirect(exchange, "/circle"));

    assertThat(reason(fetch(url))).isEqualTo("its link leads from one address to the next");
    assertThat(requestsOf("/circle")).hasSize(6);
  }

  @Test
  void fetch_redirectToHttp_isRefused() {
    AtomicInteger asked = new AtomicInteger();
    plain.createContext(
        "/plain",
        exchange -> {
          asked.incrementAndGet();
          exchange.close();
        });
    String url =
        serve(
            "/downgrade",
            exchange ->
                redirect(exchange, "http://127.0.0.1:" + plain.getAddress().getPort() + "/plain"));

    assertThat(reason(fetch(url))).startsWith("its audio is not at an https address");
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/a.wav",
        "s3://bucket/a.wav",
        "file:///etc/passwd",
        "/var/audio.ogg",
        "https:///a"
      })
  void fetch_otherSchemes_areRefused(String url) {
    assertThat(reason(fetch(url))).startsWith("its audio is not at an https address");
  }

  @Test
  void fetch_noUri_isRefusedWithoutNamingIt() {
    assertThat(reason(fetch("https://a b"))).isEqualTo("its link is none");
  }

  @Test
  void fetch_privateAddress_isRefusedUnlessAllowed() {
    String url = serve("/private", exchange -> send(exchange, 200, wav));
    RecordingFetcher.Rules strict =
        new RecordingFetcher.Rules(Map.of(), Set.of(), false, MAX_BYTES, LONG);

    assertThat(reason(fetch(url, strict)))
        .isEqualTo("127.0.0.1 has an address that is not public: --private-hosts allows that");
    assertThat(requestsOf("/private")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "192.168.1.1, true",
    "169.254.169.254, true",
    "100.64.0.1, true",
    "100.128.0.1, false",
    "0.0.0.0, true",
    "198.18.0.1, true",
    "192.0.0.8, true",
    "224.0.0.1, true",
    "255.255.255.255, true",
    "::1, true",
    "::, true",
    "fe80::1, true",
    "fd00::1, true",
    "64:ff9b::a9fe:a9fe, true",
    "::ffff:10.0.0.1, true",
    "8.8.8.8, false",
    "2001:4860:4860::8888, false"
  })
  void isPrivate_address_isOrIsNot(String address, boolean expected) {
    assertThat(RecordingFetcher.isPrivate(InetAddress.ofLiteral(address))).isEqualTo(expected);
  }

  @Test
  void fetch_headers_areSentToTheirHostOnly() throws IOException {
    serve("/elsewhere", exchange -> send(exchange, 200, wav));
    String url =
        serve(
            "/keyed",
            exchange ->
                redirect(exchange, address("/elsewhere").replace("127.0.0.1", "localhost")));
    RecordingFetcher.Rules rules =
        new RecordingFetcher.Rules(
            Map.of("X-Key", "k"), Set.of("127.0.0.1"), true, MAX_BYTES, LONG);

    assertThat(fetched(fetch(url, rules))).isEqualTo(wav);
    assertThat(requestsOf("/keyed")).containsExactly("/keyed k null");
    assertThat(requestsOf("/elsewhere")).containsExactly("/elsewhere null null");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410})
  void fetch_refusal_isTheReasonAndNotRepeated(int status) {
    String path = "/refused" + status;
    String url = serve(path, exchange -> send(exchange, status, new byte[0]));

    assertThat(reason(fetch(url)))
        .isEqualTo("127.0.0.1 answered %d: has the link expired, or is a key needed?", status);
    assertThat(requestsOf(path)).hasSize(1);
  }

  @Test
  void fetch_busyServer_isAskedAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    String url =
        serve(
            "/busy",
            exchange ->
                send(
                    exchange,
                    asked.incrementAndGet() < 3 ? 503 : 200,
                    asked.get() < 3 ? new byte[0] : wav));

    assertThat(fetched(fetch(url))).isEqualTo(wav);
    String always = serve("/always", exchange -> send(exchange, 503, new byte[0]));
    assertThat(reason(fetch(always))).startsWith("127.0.0.1 answered 503");
  }

  /** Sends the first half and closes the connection. */
  private void breakOff(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, wav.length);
    exchange.getResponseBody().write(wav, 0, wav.length / 2);
    exchange.getResponseBody().flush();
    throw new IOException("Broken off on purpose");
  }

  @Test
  void fetch_brokenOff_goesOnFromThere() throws IOException {
    String url =
        serve(
            "/resumed",
            exchange -> {
              String range = exchange.getRequestHeaders().getFirst("Range");
              exchange.getResponseHeaders().set("ETag", "\"v1\"");
              if (range == null) {
                breakOff(exchange);
                return;
              }
              assertThat(exchange.getRequestHeaders().getFirst("If-Range")).isEqualTo("\"v1\"");
              int from = Integer.parseInt(range.replaceAll("\\D", ""));
              exchange
                  .getResponseHeaders()
                  .set(
                      "Content-Range",
                      "bytes %d-%d/%d".formatted(from, wav.length - 1, wav.length));
              send(exchange, 206, Arrays.copyOfRange(wav, from, wav.length));
            });

    assertThat(fetched(fetch(url))).isEqualTo(wav);
    assertThat(requestsOf("/resumed")).hasSize(2);
  }

  @Test
  void fetch_brokenOffWithoutTag_startsAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    String url =
        serve(
            "/restarted",
            exchange -> {
              if (asked.incrementAndGet() == 1) {
                breakOff(exchange);
              } else {
                send(exchange, 200, wav);
              }
            });

    assertThat(fetched(fetch(url))).isEqualTo(wav);
    assertThat(requestsOf("/restarted"))
        .containsExactly("/restarted null null", "/restarted null null");
  }

  @Test
  void fetch_otherPartThanAsked_startsAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    String url =
        serve(
            "/otherpart",
            exchange -> {
              exchange.getResponseHeaders().set("ETag", "\"v1\"");
              switch (asked.incrementAndGet()) {
                case 1 -> breakOff(exchange);
                case 2 -> {
                  exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/100");
                  send(exchange, 206, new byte[10]);
                }
                default -> send(exchange, 200, wav);
              }
            });

    assertThat(fetched(fetch(url))).isEqualTo(wav);
  }

  @Test
  void fetch_alwaysBrokenOff_isTheReason() {
    String url = serve("/broken", this::breakOff);

    assertThat(reason(fetch(url)))
        .isEqualTo("127.0.0.1 broke off, or sends more than 100000 bytes");
  }

  @Test
  void fetch_moreThanAllowed_isRefused() {
    byte[] large = Arrays.copyOf(wav, MAX_BYTES + 1);
    String declared = serve("/large", exchange -> send(exchange, 200, large));
    String chunked =
        serve(
            "/chunked",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(large);
            });

    assertThat(reason(fetch(declared))).contains("more than 100000 bytes");
    assertThat(reason(fetch(chunked))).contains("more than 100000 bytes");
  }

  @Test
  void fetch_longerThanAllowed_isRefused() {
    String url =
        serve(
            "/slow",
            exchange -> {
              exchange.sendResponseHeaders(200, wav.length);
              exchange.getResponseBody().write(wav, 0, 20);
              exchange.getResponseBody().flush();
              awaitInterrupt();
            });
    RecordingFetcher.Rules rules =
        new RecordingFetcher.Rules(Map.of(), Set.of(), true, MAX_BYTES, Duration.ofSeconds(1));

    assertThat(reason(fetch(url, rules))).isEqualTo("127.0.0.1 took longer than 1 s");
  }

  private static void awaitInterrupt() {
    try {
      Thread.sleep(Duration.ofMinutes(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void fetch_noAudio_isRefused() {
    String page =
        serve(
            "/page",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "audio/wav");
              send(exchange, 200, "<html>Please sign in</html>".getBytes(StandardCharsets.UTF_8));
            });
    String empty = serve("/empty", exchange -> send(exchange, 200, new byte[0]));
    String header = serve("/header", exchange -> send(exchange, 200, Arrays.copyOf(wav, 40)));

    assertThat(reason(fetch(page))).isEqualTo("the answer is no .wav, .mp3, .ogg or .m4a");
    assertThat(reason(fetch(empty))).isEqualTo("the answer is no .wav, .mp3, .ogg or .m4a");
    assertThat(reason(fetch(header)))
        .isEqualTo("the answer is no more than the header of a recording");
  }

  @ParameterizedTest
  @CsvSource({
    "RIFF0000WAVE, WAV",
    "OggS00000000, OGG",
    "ID3000000000, MP3",
    "0000ftypM4A , M4A",
    "RIFF0000AVI , ",
    "<html><head>, ",
    "short, "
  })
  void ofContent_firstBytes_areTheFormat(
      String content, @Nullable AudioFormat format, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("audio");
    Files.writeString(file, content + (content.length() > 5 ? "    " : ""));

    assertThat(AudioFormat.ofContent(file).orElse(null)).isEqualTo(format);
  }

  @Test
  void ofContent_frames_areMp3ButNoAac(@TempDir Path folder) throws IOException {
    byte[] frame = new byte[20];
    frame[0] = (byte) 0xFF;
    frame[1] = (byte) 0xFB;
    Path file = Files.write(folder.resolve("a"), frame);
    assertThat(AudioFormat.ofContent(file)).contains(AudioFormat.MP3);
    frame[1] = (byte) 0xF1;
    Files.write(file, frame);
    assertThat(AudioFormat.ofContent(file)).isEmpty();
  }
}
