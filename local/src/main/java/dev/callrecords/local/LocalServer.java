package dev.callrecords.local;

import com.sun.net.httpserver.HttpExchange;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.http.Page;
import dev.callrecords.local.HttpGateway.HttpAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ./local.sh}. */
public final class LocalServer implements AutoCloseable {

  /** The least that a disk has before it is worth a warning. */
  private static final long LOW_BYTES = 512L * 1024 * 1024;

  private final Cloud cloud;
  private final Deployment deployment;
  private final ApiKey key;
  private final HttpGateway gateway;

  private LocalServer(Cloud cloud, Deployment deployment, ApiKey key, HttpGateway gateway) {
    this.cloud = cloud;
    this.deployment = deployment;
    this.key = key;
    this.gateway = gateway;
  }

  /** Starts the server, prints sample commands, and serves until the process is terminated. */
  public static void main(String[] arguments) {
    try {
      LocalOptions options = LocalOptions.parse(List.of(arguments));
      if (options.help()) {
        System.out.print(LocalOptions.USAGE);
        return;
      }
      LocalServer server = start(options);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                server.close();
                System.out.println("Stopped.");
              }));
      System.out.print(server.greeting(options));
    } catch (LocalOptions.UsageException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      e.printStackTrace();
      // Threads of the servers already started would keep the process alive.
      System.exit(1);
    }
  }

  /**
   * Starts stand-ins, tables, bucket, sample calls and gateway.
   *
   * @throws LocalOptions.UsageException when the options cannot be met
   */
  static LocalServer start(LocalOptions options) {
    InetAddress address = options.address();
    checkPortsAndData(options);
    Template template = template(options);
    String contract = contract(options.template().resolveSibling("openapi.yaml"));
    Cloud cloud =
        EmbeddedCloud.start(
            address,
            options.dynamoDbPort(),
            options.s3Port(),
            options.data(),
            template.bucketCors());
    Deployment deployment = new Deployment(template, cloud);
    if (deployment.createResources()) {
      SampleCalls.putInto(deployment);
    }
    ApiKey key = key(deployment, options.data());
    Page page = new Page(cloud.s3().toString());
    ReferencePage reference = new ReferencePage(contract, key);
    try {
      HttpGateway gateway =
          HttpGateway.start(
              new InetSocketAddress(address, options.port()),
              template,
              function -> deployment.handler(function, System.out),
              exchange -> file(page, exchange).or(() -> reference.answer(exchange)),
              System.err);
      return new LocalServer(cloud, deployment, key, gateway);
    } catch (IOException e) {
      throw new LocalOptions.UsageException(taken(address, options.port(), "--port"));
    }
  }

  /** Returns a file of the page as the function that serves it at AWS answers. */
  private static Optional<HttpAnswer> file(Page page, HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return Optional.empty();
    }
    String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return page.answer(
            exchange.getRequestURI().getRawPath(), encodings != null && encodings.contains("gzip"))
        .map(file ->
            new HttpAnswer(
                file.status(),
                file.headers(),
                Objects.requireNonNullElse(file.body(), new byte[0])));
  }

  private static ApiKey key(Deployment deployment, @Nullable Path data) {
    try {
      return LocalKey.of(deployment.keys(), data);
    } catch (IOException e) {
      throw new LocalOptions.UsageException(
          "The API key cannot be kept in --data %s: %s".formatted(data, e.getMessage()));
    }
  }

  private static Template template(LocalOptions options) {
    try {
      return Template.read(options.template()).withAllowedOrigins(options.allowedOrigins());
    } catch (IOException e) {
      throw new LocalOptions.UsageException(
          "There is no template at " + options.template() + ". Say where it is with --template.");
    } catch (IllegalArgumentException e) {
      throw new LocalOptions.UsageException("--allowed-origins: " + e.getMessage());
    }
  }

  private static String contract(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LocalOptions.UsageException(
          "There is no " + file + ", which the reference shows. It belongs beside the template.");
    }
  }

  /** Checks ports and data first, to fail with a message instead of a stack trace. */
  private static void checkPortsAndData(LocalOptions options) {
    InetAddress address = options.address();
    // All three together, to detect a port given twice.
    try (ServerSocket _ = listen(address, options.port(), "--port");
        ServerSocket _ = listen(address, options.dynamoDbPort(), "--dynamodb-port");
        ServerSocket _ = listen(address, options.s3Port(), "--s3-port")) {
      if (options.data() != null) {
        Files.createDirectories(options.data());
        warnOfFullDisk(options.data());
      }
    } catch (IOException e) {
      throw new LocalOptions.UsageException(
          "--data %s is no folder, and none can be made there.".formatted(options.data()));
    }
  }

  private static void warnOfFullDisk(Path data) {
    long free = EmbeddedCloud.freeBytes(data);
    if (free < LOW_BYTES) {
      System.err.printf(
          "warning: the disk of --data %s has %d MB left; with less than %d, DynamoDB Local refuses"
              + " to write.%n",
          data, free >> 20, DurableDynamoDb.MIN_FREE_BYTES >> 20);
    }
  }

  private static ServerSocket listen(InetAddress address, int port, String option) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket;
    } catch (IOException e) {
      throw new LocalOptions.UsageException(taken(address, port, option));
    }
  }

  private static String taken(InetAddress address, int port, String option) {
    return "Port %d of %s cannot be listened on: stop what listens there, or choose another with %s."
        .formatted(port, address.getHostAddress(), option);
  }

  /** Returns where the API is. */
  String url() {
    return gateway.url();
  }

  private String greeting(LocalOptions options) {
    String call = url() + "/v1/calls/" + SampleCalls.COMPLETED;
    return """
    %s/#key=%s

    is the page to look at calls and listen to them, with the key of a tenant.

    Call Records on %s
      DynamoDB Local on %s, S3Proxy on %s
      AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_REGION=%s
      data %s

    The reference, in which every request can be tried:
      %s/docs

    A call, with the key of a tenant:
      curl -s -H 'Authorization: Bearer %s' %s

    A link to its recording:
      curl -s -H 'Authorization: Bearer %s' %s/recording

    The recording itself, to call.wav, which any player plays:
      curl -s "$(curl -s -H 'Authorization: Bearer %s' %s/recording | sed 's/.*"recording_url":"\\([^"]*\\)".*/\\1/')" -o call.wav

    Ctrl-C stops it. Requests are logged below.
    """
        .formatted(
            url(),
            key.reveal(),
            url(),
            cloud.dynamoDb(),
            cloud.s3(),
            StandIns.ACCESS_KEY_ID,
            StandIns.SECRET_ACCESS_KEY,
            StandIns.REGION,
            options.data() == null ? "in memory" : "in " + options.data(),
            url(),
            key.reveal(),
            call,
            key.reveal(),
            call,
            key.reveal(),
            call);
  }

  @Override
  public void close() {
    gateway.close();
    deployment.close();
    cloud.close();
  }
}
