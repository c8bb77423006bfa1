package dev.callrecords.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole events, byte by byte. The inputs to begin with are those of {@code events/} and those that
 * are committed here.
 */
final class EventFuzzTest {

  private static final JsonMapper LENIENT = new JsonMapper();

  private final Functions functions = new Functions(new Signer());

  EventFuzzTest() {
    functions.store(Samples.call());
  }

  /** Returns the files in {@code events/} of a function. */
  private static Stream<byte[]> files(String function) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../events", function))) {
      return files.sorted().toList().stream().map(EventFuzzTest::bytes);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> callEvents() throws IOException {
    return files("get-call");
  }

  static Stream<byte[]> recordingEvents() throws IOException {
    return files("presign-recording");
  }

  static Stream<byte[]> transcriptEvents() throws IOException {
    return files("transcript");
  }

  static Stream<byte[]> listEvents() throws IOException {
    return files("list-calls");
  }

  static Stream<byte[]> linksEvents() throws IOException {
    return files("links");
  }

  static Stream<byte[]> openEvents() throws IOException {
    return files("open-link");
  }

  static Stream<byte[]> authorizerEvents() throws IOException {
    return files("authorize");
  }

  @MethodSource("callEvents")
  @FuzzTest
  void call_anyEvent_isAnswered(byte[] event) {
    check(Function.CALL, event);
  }

  @MethodSource("recordingEvents")
  @FuzzTest
  void recording_anyEvent_isAnswered(byte[] event) {
    check(Function.RECORDING, event);
  }

  @MethodSource("transcriptEvents")
  @FuzzTest
  void transcript_anyEvent_isAnswered(byte[] event) {
    check(Function.TRANSCRIPT, event);
  }

  /** Every tenant has a list, and only that of its tenant has the call. */
  @MethodSource("listEvents")
  @FuzzTest
  void list_anyEvent_isAnswered(byte[] event) {
    Answer answer = functions.ask(Function.LIST, event);
    if (answer.text().contains(Functions.CALL_ID.value())) {
      JsonNode caller = read(event).at("/requestContext/authorizer/lambda");
      Law.holds(
          caller.path("tenant_id").asText().equals(Functions.TENANT.value()),
          "only the tenant of the call sees it");
    }
  }

  /** An event without the host that it came to is not the gateway's. */
  @MethodSource("linksEvents")
  @FuzzTest
  void links_anyEvent_isAnswered(byte[] event) {
    if (read(event).at("/requestContext/domainName").asText().matches("[a-z0-9.-]{1,255}")) {
      check(Function.LINKS, event);
    }
  }

  /** No link is stored, so none opens. */
  @MethodSource("openEvents")
  @FuzzTest
  void open_anyEvent_isNotFound(byte[] event) {
    Law.holds(
        functions.ask(Function.OPEN, event).status() == 404, "what is not stored is not found");
  }

  @MethodSource("authorizerEvents")
  @FuzzTest
  void authorizer_anyEventWithoutAGoodKey_isRefused(byte[] event) {
    Law.holds(!functions.letsIn(event), "without a stored key no caller is let in");
  }

  private void check(Function function, byte[] event) {
    Answer answer = functions.ask(function, event);
    JsonNode caller = read(event).at("/requestContext/authorizer/lambda");
    if (!caller.path("tenant_id").isTextual()
        || !caller.path("scopes").isTextual()
        || !caller.path("key_id").isTextual()) {
      Law.holds(answer.status() == 401, "an event without a caller is answered with 401");
    }
    if (answer.status() < 400) {
      Law.holds(
          caller.path("tenant_id").asText().equals(Functions.TENANT.value()),
          "only the tenant of the call sees it");
    }
  }

  private static JsonNode read(byte[] event) {
    try {
      JsonNode root = LENIENT.readTree(event);
      return root == null ? MissingNode.getInstance() : root;
    } catch (IOException e) {
      // No JSON, or no Unicode.
      return MissingNode.getInstance();
    }
  }
}
