package dev.callrecords.aws;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpHeaderBlock;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.http.HttpStreamResponseHandler;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsCipherPreference;
import software.amazon.awssdk.crt.io.TlsConnectionOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * HTTP/1.1 by the AWS Common Runtime, whose TLS is native code: an answer is read to its end before
 * the SDK sees it. That is a megabyte at most from DynamoDB, and nothing or an error from S3.
 *
 * <p>Whatever fails is an {@link IOException}, after which the SDK tries again: all that the
 * functions ask for changes nothing. An exchange may take 1.5 s, or what its request has left when
 * that is less. The thread that waits for it keeps that time: a time-out of the SDK's takes a task
 * for another thread each. An interruption ends every wait, and closes its connection.
 */
final class CrtHttpClient implements SdkHttpClient {

  private static final Duration LONGEST = Duration.ofMillis(1500);
  private static final int MILLIS_TO_CONNECT = 1000;
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(60);
  private static final int SERVER_ERROR = 500;

  /** A constant, because a start that gets no answer is what AOT caches are made of. */
  private static final int HEADERS = HttpHeaderBlock.MAIN.getValue();

  /** Lambda has a process work on one request at a time; time-outs may leave some behind. */
  private static final int CONNECTIONS = 50;

  private final EventLoopGroup eventLoop = new EventLoopGroup(1);
  private final HostResolver resolver = new HostResolver(eventLoop);
  private final ClientBootstrap bootstrap = new ClientBootstrap(eventLoop, resolver);
  private final SocketOptions sockets = new SocketOptions();
  private final Duration longestIdle;
  private final TlsContext tls;

  /** One for each service that was asked; guarded by this. */
  private final List<Pool> pools = new ArrayList<>(2);

  /** Creates a client, which reads all certificates that the system trusts: some 15 ms. */
  CrtHttpClient() {
    this(LONGEST_IDLE);
  }

  /**
   * Creates a client.
   *
   * @param longestIdle for how long a connection may be without a request and get another one
   */
  CrtHttpClient(Duration longestIdle) {
    this.longestIdle = longestIdle;
    sockets.connectTimeoutMs = MILLIS_TO_CONNECT;
    try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
      options.withCipherPreference(TlsCipherPreference.TLS_CIPHER_PQ_DEFAULT).withVerifyPeer(true);
      tls = new TlsContext(options);
    }
  }

  /** Makes a client of its own for each client of the SDK, which closes it with itself. */
  static final class Builder implements SdkHttpClient.Builder<Builder> {

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new CrtHttpClient();
    }
  }

  /**
   * The connections to one service. The last one that had an answer is kept for the next request:
   * to hand it to the manager and back takes a fifth of the exchange.
   */
  private static final class Pool {

    private final String protocol;
    private final String host;
    private final int port;
    private final HttpClientConnectionManager connections;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();
    private volatile boolean closed;

    Pool(String protocol, String host, int port, HttpClientConnectionManager connections) {
      this.protocol = protocol;
      this.host = host;
      this.port = port;
      this.connections = connections;
    }

    boolean isOf(SdkHttpRequest request) {
      return port == request.port()
          && host.equals(request.host())
          && protocol.equals(request.protocol());
    }

    /** Returns the connection that is kept, unless there is none or it is of no use any more. */
    @Nullable HttpClientConnection take(Duration longestIdle) {
      Kept last = kept.getAndSet(null);
      if (last == null) {
        return null;
      }
      HttpClientConnection connection = last.connection;
      if (System.nanoTime() - last.since < longestIdle.toNanos() && connection.isOpen()) {
        return connection;
      }
      connection.shutdown();
      connection.close();
      return null;
    }

    /** Takes a connection back, which is whole. */
    void keep(HttpClientConnection connection) {
      if (!kept.compareAndSet(null, new Kept(connection, System.nanoTime()))) {
        connection.close();
      }
      if (closed) {
        closeKept();
      }
    }

    /** Closes connections that are not in use, and each of the others after its answer. */
    void close() {
      closed = true;
      closeKept();
      connections.close();
    }

    private void closeKept() {
      Kept last = kept.getAndSet(null);
      if (last != null) {
        last.connection.close();
      }
    }
  }

  /**
   * A connection without a request.
   *
   * @param since in terms of {@link System#nanoTime()}
   */
  private record Kept(HttpClientConnection connection, long since) {}

  private synchronized Pool pool(SdkHttpRequest request) {
    for (Pool pool : pools) {
      if (pool.isOf(request)) {
        return pool;
      }
    }
    String protocol = request.protocol();
    String host = request.host();
    int port = request.port();
    HttpClientConnectionManagerOptions options =
        new HttpClientConnectionManagerOptions()
            .withClientBootstrap(bootstrap)
            .withSocketOptions(sockets)
            .withUri(URI.create(protocol + "://" + host + ":" + port))
            .withMaxConnections(CONNECTIONS)
            .withMaxConnectionIdleInMilliseconds(longestIdle.toMillis());
    HttpClientConnectionManager connections;
    if (protocol.equals("https")) {
      try (TlsConnectionOptions secured =
          new TlsConnectionOptions(tls).withServerName(host).withTimeoutMs(MILLIS_TO_CONNECT)) {
        connections = HttpClientConnectionManager.create(options.withTlsConnectionOptions(secured));
      }
    } else {
      connections = HttpClientConnectionManager.create(options);
    }
    Pool pool = new Pool(protocol, host, port, connections);
    pools.add(pool);
    return pool;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Exchange(request);
  }

  @Override
  public String clientName() {
    return "AwsCommonRuntime";
  }

  /** Closes connections that are not in use, and each of the others after its answer. */
  @Override
  public synchronized void close() {
    pools.forEach(Pool::close);
    tls.close();
    sockets.close();
    bootstrap.close();
    resolver.close();
    eventLoop.close();
  }

  /** One request and its answer, which comes on the thread of the event loop. */
  private final class Exchange implements ExecutableHttpRequest, HttpStreamResponseHandler {

    private final HttpExecuteRequest request;
    private final Pool pool;
    private final SdkHttpFullResponse.Builder head = SdkHttpResponse.builder();
    private final List<byte[]> body = new ArrayList<>(1);
    private final CompletableFuture<SdkHttpResponse> answered = new CompletableFuture<>();

    /** There from sending the request to the end of its answer; guarded by this. */
    private @Nullable HttpClientConnection connection;

    Exchange(HttpExecuteRequest request) {
      this.request = request;
      this.pool = pool(request.httpRequest());
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      long end = System.nanoTime() + Deadline.atMost(LONGEST).toNanos();
      HttpRequest message = message(request);
      if (!sendOverKept(message)) {
        sendOverAcquired(message, end);
      }
      try {
        SdkHttpResponse answer = await(answered, end);
        return HttpExecuteResponse.builder().response(answer).responseBody(content()).build();
      } catch (InterruptedIOException e) {
        abort();
        throw e;
      }
    }

    /** Returns whether there was a connection for the request. */
    private boolean sendOverKept(HttpRequest message) {
      HttpClientConnection kept = pool.take(longestIdle);
      if (kept == null) {
        return false;
      }
      try {
        send(message, kept);
        return true;
      } catch (IOException e) {
        // The server has closed it just now: any other one will do.
        return false;
      }
    }

    private void sendOverAcquired(HttpRequest message, long end) throws IOException {
      CompletableFuture<HttpClientConnection> acquired = pool.connections.acquireConnection();
      try {
        send(message, await(acquired, end));
      } catch (InterruptedIOException e) {
        // It may still come, and would be in use for good.
        var _ = acquired.thenAccept(HttpClientConnection::close);
        throw e;
      }
    }

    private synchronized void send(HttpRequest message, HttpClientConnection open)
        throws IOException {
      connection = open;
      try {
        open.makeRequest(message, this).activate();
      } catch (CrtRuntimeException | IllegalStateException e) {
        connection = null;
        open.close();
        throw new IOException("The connection was closed", e);
      }
    }

    @Override
    public synchronized void abort() {
      if (connection != null) {
        connection.shutdown();
      }
    }

    @Override
    public void onResponseHeaders(HttpStream stream, int status, int block, HttpHeader[] headers) {
      if (block == HEADERS) {
        head.statusCode(status);
        for (HttpHeader header : headers) {
          head.appendHeader(header.getName(), header.getValue());
        }
      }
    }

    @Override
    public int onResponseBody(HttpStream stream, byte[] bytes) {
      body.add(bytes);
      return bytes.length;
    }

    @Override
    public void onResponseComplete(HttpStream stream, int error) {
      synchronized (this) {
        if (connection != null) {
          stream.close();
          if (error == CRT.AWS_CRT_SUCCESS && head.statusCode() < SERVER_ERROR) {
            pool.keep(connection);
          } else {
            connection.shutdown();
            connection.close();
          }
          connection = null;
        }
      }
      if (error == CRT.AWS_CRT_SUCCESS) {
        answered.complete(head.build());
      } else {
        answered.completeExceptionally(new HttpException(error));
      }
    }

    private @Nullable AbortableInputStream content() {
      if (body.isEmpty()) {
        return null;
      }
      byte[] whole = body.getFirst();
      if (body.size() > 1) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        body.forEach(joined::writeBytes);
        whole = joined.toByteArray();
      }
      return AbortableInputStream.create(new ByteArrayInputStream(whole));
    }
  }

  /**
   * Returns what comes of the future, if it comes in time.
   *
   * @param end in terms of {@link System#nanoTime()}
   */
  private static <T> T await(CompletableFuture<T> future, long end) throws IOException {
    try {
      return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw (IOException) new SocketTimeoutException("It did not come in time").initCause(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The wait was interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Returns the path as it is sent, which is the one to be signed. */
  static String path(SdkHttpRequest request) {
    return request.encodedPath().isEmpty() ? "/" : request.encodedPath();
  }

  private static HttpRequest message(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest head = request.httpRequest();
    List<HttpHeader> headers = new ArrayList<>(head.numHeaders());
    head.forEachHeader((name, values) -> {
      for (String value : values) {
        headers.add(new HttpHeader(name, value));
      }
    });
    String path = path(head);
    Optional<String> query = head.encodedQueryParameters();
    HttpRequestBodyStream body = null;
    if (request.contentStreamProvider().isPresent()) {
      try (InputStream content = request.contentStreamProvider().get().newStream()) {
        body = new Body(ByteBuffer.wrap(content.readAllBytes()));
      }
    }
    return new HttpRequest(
        head.method().name(),
        query.isPresent() ? path + "?" + query.get() : path,
        headers.toArray(new HttpHeader[0]),
        body);
  }

  /** What is sent after the headers. */
  private record Body(ByteBuffer bytes) implements HttpRequestBodyStream {

    @Override
    public boolean sendRequestBody(ByteBuffer buffer) {
      int sent = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice(bytes.position(), sent));
      bytes.position(bytes.position() + sent);
      return !bytes.hasRemaining();
    }

    @Override
    public boolean resetPosition() {
      bytes.rewind();
      return true;
    }

    @Override
    public long getLength() {
      return bytes.capacity();
    }
  }
}
