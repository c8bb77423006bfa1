package dev.callrecords.local;

import dev.callrecords.admin.StandIns;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code ./local.sh}.
 *
 * @param data the folder that keeps what is put in; null for memory
 * @param allowedOrigins web origins as the template's parameter has them; not checked here
 */
record LocalOptions(
    boolean help,
    InetAddress address,
    int port,
    int dynamoDbPort,
    int s3Port,
    @Nullable Path data,
    String allowedOrigins,
    Path template) {

  static final String USAGE =
      """
      Usage: ./local.sh [options]

      Serves the API of template.yaml on this machine, with DynamoDB Local and S3Proxy.

        --port N            port of the API, default 3000
        --bind ADDRESS      IPv4 address that the API and the stand-ins listen on, default 127.0.0.1
        --data DIR          keep what is put in, and the API key, across restarts; default: in memory
        --dynamodb-port N   port of DynamoDB Local, default 8000
        --s3-port N         port of S3Proxy, default 9000
        --allowed-origins https://app.example.com,http://127.0.0.1:8080
                            web origins, separated by commas, whose pages may call the API and
                            read recordings; default: none
        --template FILE     the template, default template.yaml
        --help              this text
      """;

  private static final String NO_ADDRESS =
      "Give --bind an IPv4 address of this machine, such as 127.0.0.1.";

  private static final int LARGEST_PORT = 65_535;

  /** What was asked for cannot be done; the message says what to do instead. */
  static final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  static LocalOptions parse(List<String> arguments) {
    boolean help = false;
    String bind = "127.0.0.1";
    int port = 3000;
    int dynamoDbPort = StandIns.DYNAMODB_PORT;
    int s3Port = StandIns.S3_PORT;
    Path data = null;
    String allowedOrigins = "";
    Path template = Path.of("template.yaml");
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--bind" -> bind = value(option, rest);
        case "--port" -> port = port(option, rest);
        case "--dynamodb-port" -> dynamoDbPort = port(option, rest);
        case "--s3-port" -> s3Port = port(option, rest);
        case "--data" -> data = Path.of(value(option, rest));
        case "--allowed-origins" -> allowedOrigins = value(option, rest);
        case "--template" -> template = Path.of(value(option, rest));
        default ->
            throw new UsageException("There is no option " + option + ".\n\n" + USAGE.strip());
      }
    }
    return new LocalOptions(
        help, address(bind), port, dynamoDbPort, s3Port, data, allowedOrigins, template);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException("Give " + option + " a value.\n\n" + USAGE.strip());
    }
    return rest.next();
  }

  private static int port(String option, Iterator<String> rest) {
    String value = value(option, rest);
    if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= LARGEST_PORT) {
      return Integer.parseInt(value);
    }
    throw new UsageException("Give " + option + " a port, 0 to 65535, 0 for any free one.");
  }

  private static InetAddress address(String text) {
    try {
      // Links are signed for the endpoint's host as written, and clients spell IPv6 addresses
      // differently.
      if (InetAddress.getByName(text) instanceof Inet4Address address) {
        return address;
      }
    } catch (UnknownHostException e) {
      throw new UsageException(NO_ADDRESS);
    }
    throw new UsageException(NO_ADDRESS);
  }
}
