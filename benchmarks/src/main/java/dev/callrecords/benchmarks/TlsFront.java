package dev.callrecords.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * TLS proxy in front of an HTTP server. Over plain HTTP, the client that is slowest at AWS would
 * win.
 */
final class TlsFront implements AutoCloseable {

  private final SSLServerSocket server;
  private final InetSocketAddress behind;

  /** Starts on a free port of the loopback address. */
  TlsFront(SSLContext context, URI behind) throws IOException {
    this.behind = new InetSocketAddress(behind.getHost(), behind.getPort());
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofPlatform().daemon().name("tls-front").start(this::accept);
  }

  /** Returns where it listens. */
  URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("tls-connection").start(() -> serve(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new BenchmarkException("The TLS front broke", e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket()) {
      upstream.setTcpNoDelay(true);
      upstream.connect(behind);
      Thread.ofPlatform().daemon().name("tls-answers").start(() -> copy(upstream, client));
      copy(client, upstream);
    } catch (IOException e) {
      throw new BenchmarkException("DynamoDB Local does not listen at " + behind, e);
    }
  }

  /** Copies until one side ends, and ends the other: DynamoDB Local closes what is idle. */
  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // A measured process was ended in the middle: that is how each of them ends.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new BenchmarkException("The TLS front does not close", e);
    }
  }
}
