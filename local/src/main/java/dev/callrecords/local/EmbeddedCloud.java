package dev.callrecords.local;

import dev.callrecords.admin.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local and S3Proxy in this virtual machine.
 *
 * <p>S3Proxy verifies signatures, which is what links are about. DynamoDB Local's own server
 * listens on all addresses of the machine; here its request handler sits behind a server that
 * listens on one.
 */
public final class EmbeddedCloud implements Cloud {

  private final Server dynamoDb;
  private final LocalDynamoDBRequestHandler dynamoDbHandler;
  private final S3Proxy s3;
  private final URI dynamoDbEndpoint;
  private final URI s3Endpoint;

  private EmbeddedCloud(
      Server dynamoDb,
      LocalDynamoDBRequestHandler dynamoDbHandler,
      S3Proxy s3,
      URI dynamoDbEndpoint,
      URI s3Endpoint) {
    this.dynamoDb = dynamoDb;
    this.dynamoDbHandler = dynamoDbHandler;
    this.s3 = s3;
    this.dynamoDbEndpoint = dynamoDbEndpoint;
    this.s3Endpoint = s3Endpoint;
  }

  /** Starts both on free loopback ports, with data in memory and without CORS. */
  public static EmbeddedCloud start() {
    return start(InetAddress.ofLiteral("127.0.0.1"), 0, 0, null, Cors.NONE);
  }

  /**
   * Starts both.
   *
   * @param address where they listen
   * @param dynamoDbPort 0 for any free one
   * @param s3Port 0 for any free one
   * @param data the folder that keeps what is put in; null for memory
   * @param cors which pages may read what S3Proxy answers
   * @throws IllegalStateException when they do not start
   */
  static EmbeddedCloud start(
      InetAddress address, int dynamoDbPort, int s3Port, @Nullable Path data, Cors cors) {
    try {
      LocalDynamoDBRequestHandler handler =
          data == null
              ? new LocalDynamoDBRequestHandler(0, true, null, true, false)
              : new DurableDynamoDb(folder(data, "dynamodb").toString(), () -> freeBytes(data));
      Server dynamoDb = new Server();
      ServerConnector connector = new ServerConnector(dynamoDb);
      connector.setHost(address.getHostAddress());
      connector.setPort(dynamoDbPort);
      dynamoDb.addConnector(connector);
      dynamoDb.setHandler(new DynamoDbFilter(new LocalDynamoDBServerHandler(handler, null)));
      dynamoDb.start();

      Properties properties = new Properties();
      if (data != null) {
        properties.setProperty("jclouds.filesystem.basedir", folder(data, "s3").toString());
      }
      S3Proxy s3 =
          S3Proxy.builder()
              .endpoint(uri(address, s3Port))
              .awsAuthentication(
                  AuthenticationType.AWS_V4, StandIns.ACCESS_KEY_ID, StandIns.SECRET_ACCESS_KEY)
              .ignoreUnknownHeaders(true)
              .corsRules(rules(cors))
              .blobStore(
                  BlobStores.create(
                      data == null ? "transient-nio2" : "filesystem-nio2", properties))
              .build();
      S3Filter.addTo(s3);
      s3.start();
      return new EmbeddedCloud(
          dynamoDb,
          handler,
          s3,
          uri(address, connector.getLocalPort()),
          uri(address, s3.getPort()));
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local and S3Proxy did not start", e);
    }
  }

  private static CrossOriginResourceSharing rules(Cors cors) {
    return new CrossOriginResourceSharing(
        // S3Proxy reads them as regular expressions.
        cors.origins().stream().map(Pattern::quote).toList(),
        cors.methods(),
        cors.requestHeaders(),
        cors.exposedHeaders(),
        "false");
  }

  /** Returns how much the disk of a folder still takes. */
  static long freeBytes(Path data) {
    try {
      return Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("The disk of " + data + " does not say what it takes", e);
    }
  }

  private static Path folder(Path data, String name) throws IOException {
    return Files.createDirectories(data.resolve(name)).toAbsolutePath();
  }

  private static URI uri(InetAddress address, int port) {
    return URI.create("http://" + address.getHostAddress() + ":" + port);
  }

  @Override
  public URI dynamoDb() {
    return dynamoDbEndpoint;
  }

  @Override
  public URI s3() {
    return s3Endpoint;
  }

  @Override
  public void close() {
    try {
      s3.stop();
      dynamoDb.stop();
      dynamoDbHandler.shutdown();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local and S3Proxy did not stop", e);
    }
  }
}
