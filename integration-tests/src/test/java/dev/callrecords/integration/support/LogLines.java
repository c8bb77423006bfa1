package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What functions log: a line of JSON per request. */
public final class LogLines {

  /** Its name among the output that is searched. */
  static final String SOURCE = "functions";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = SearchedOutput.stream(SOURCE, bytes);

  /** Returns where to log to. */
  public PrintStream stream() {
    return stream;
  }

  /** Returns all lines. */
  public List<JsonNode> all() {
    return bytes.toString(StandardCharsets.UTF_8).lines().map(Json::read).toList();
  }

  /** Returns the only line of a route for a request. */
  public JsonNode of(Reply reply, String route) {
    List<JsonNode> found =
        all().stream()
            .filter(line -> line.path("request_id").asText().equals(reply.requestId()))
            .filter(line -> line.path("route").asText().equals(route))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " log lines of " + route + ", not one: " + found);
    }
    return found.getFirst();
  }

  /** Returns all that was logged so far. */
  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Returns all that was logged for a request. */
  public String textOf(Reply reply) {
    return String.join(
        "\n", text().lines().filter(line -> line.contains(reply.requestId())).toList());
  }
}
