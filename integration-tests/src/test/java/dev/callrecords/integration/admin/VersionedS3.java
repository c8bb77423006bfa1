package dev.callrecords.integration.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * S3 with versions, as far as erasing recordings needs it. It lists three versions a page and
 * deletes them. It takes any object, lists the keys that it took, knows none by HEAD, and answers
 * the same sound for each. A version is its key and id, of a delete marker its id starts with
 * {@code marker}.
 */
final class VersionedS3 implements AutoCloseable {

  private static final int PAGE = 3;
  private static final Pattern OBJECT =
      Pattern.compile("<Key>([^<]*)</Key><VersionId>([^<]*)</VersionId>");

  private final HttpServer server;

  /** What there is: {@code key version}. */
  final Set<String> versions = Collections.synchronizedSet(new TreeSet<>());

  /** The keys that were put. */
  final Set<String> put = new ConcurrentSkipListSet<>();

  /** The rights that the requests needed, such as {@code s3:PutObject}. */
  final Set<String> rights = new ConcurrentSkipListSet<>();

  /** When set, S3 keeps every version, as with a lock on it. */
  volatile boolean locked;

  /** When set, S3 takes no object. */
  volatile boolean refusesPuts;

  /** S3 fails for keys that start with this; null for none. */
  volatile @Nullable String failingPrefix;

  VersionedS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String right = right(exchange.getRequestMethod(), query);
      rights.add(right);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String failing = failingPrefix;
      if ((failing != null && parameter(query, "prefix").startsWith(failing))
          || (refusesPuts && right.equals("s3:PutObject"))) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      if (right.equals("s3:PutObject")) {
        put.add(exchange.getRequestURI().getPath().split("/", 3)[2]);
      }
      String answer =
          switch (right) {
            case "s3:ListBucket" -> listKeys(parameter(query, "prefix"));
            case "s3:ListBucketVersions" -> list(query);
            case "s3:DeleteObjectVersion" -> delete(request);
            case "s3:GetObject" -> "sound";
            default -> "";
          };
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String right(String method, String query) {
    return switch (method) {
      case "GET" -> {
        if (query.contains("versions")) {
          yield "s3:ListBucketVersions";
        }
        yield query.contains("list-type=2") ? "s3:ListBucket" : "s3:GetObject";
      }
      case "HEAD" -> "s3:GetObject";
      case "PUT" -> "s3:PutObject";
      case "POST" -> "s3:DeleteObjectVersion";
      default -> method + " " + query;
    };
  }

  private String listKeys(String prefix) {
    return put.stream()
        .filter(key -> key.startsWith(prefix))
        .map("<Contents><Key>%s</Key></Contents>"::formatted)
        .collect(
            Collectors.joining(
                "", "<ListBucketResult><IsTruncated>false</IsTruncated>", "</ListBucketResult>"));
  }

  private String list(String query) {
    String prefix = parameter(query, "prefix");
    String after = parameter(query, "key-marker") + " " + parameter(query, "version-id-marker");
    List<String> found =
        versions.stream()
            .filter(version -> version.startsWith(prefix) && version.compareTo(after) > 0)
            .toList();
    List<String> page = found.subList(0, Math.min(PAGE, found.size()));
    StringBuilder xml = new StringBuilder("<ListVersionsResult><IsTruncated>");
    xml.append(found.size() > PAGE).append("</IsTruncated>");
    if (found.size() > PAGE) {
      String[] last = page.getLast().split(" ", -1);
      xml.append("<NextKeyMarker>").append(last[0]).append("</NextKeyMarker>");
      xml.append("<NextVersionIdMarker>").append(last[1]).append("</NextVersionIdMarker>");
    }
    for (String version : page) {
      String[] parts = version.split(" ", -1);
      String element = parts[1].startsWith("marker") ? "DeleteMarker" : "Version";
      xml.append(
          "<%s><Key>%s</Key><VersionId>%s</VersionId></%s>"
              .formatted(element, parts[0], parts[1], element));
    }
    return xml.append("</ListVersionsResult>").toString();
  }

  private String delete(String request) {
    Matcher object = OBJECT.matcher(request);
    StringBuilder xml = new StringBuilder("<DeleteResult>");
    while (object.find()) {
      if (locked) {
        xml.append(
            "<Error><Key>%s</Key><VersionId>%s</VersionId><Code>AccessDenied</Code><Message>Locked</Message></Error>"
                .formatted(object.group(1), object.group(2)));
      } else {
        versions.remove(object.group(1) + " " + object.group(2));
      }
    }
    return xml.append("</DeleteResult>").toString();
  }

  private static String parameter(String query, String name) {
    return List.of(query.split("&", -1)).stream()
        .filter(parameter -> parameter.startsWith(name + "="))
        .map(parameter ->
            URLDecoder.decode(parameter.substring(name.length() + 1), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
