package dev.callrecords.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.local.SampleCalls;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Verifies that all peers give the same answers, before anything is measured. */
final class Answers {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** A list of segments, and compressed segments; one of each at least. */
  private static final List<CallId> CALLS =
      List.of(SampleCalls.COMPLETED, Stage.callId(Stage.ORDINARY), Stage.callId(60));

  private Answers() {}

  /**
   * Compares the peers' answers with those of the functions, field by field.
   *
   * @throws BenchmarkException naming what differs
   */
  static void compare(List<Peer> peers, Stage stage, Path log) {
    Map<CallId, JsonNode> expected = new LinkedHashMap<>();
    for (Peer peer : peers) {
      try (RuntimeApi api = new RuntimeApi();
          Worker worker = Worker.start(peer, stage.environment(), List.of(), api, log)) {
        for (CallId id : CALLS) {
          JsonNode call = call(peer, api.invoke(stage.event(id)).answer());
          JsonNode first = expected.putIfAbsent(id, call);
          if (first != null) {
            check(peer, id, first, call);
          }
        }
        api.awaitNext();
        if (worker.cpuMillis() <= 0) {
          throw new BenchmarkException("The CPU time of " + peer.way().text() + " is not counted");
        }
      }
    }
  }

  private static JsonNode call(Peer peer, String answer) {
    try {
      JsonNode root = JSON.readTree(answer);
      if (root.path("statusCode").intValue() != 200) {
        throw new BenchmarkException(peer.way().text() + " answers " + answer);
      }
      ObjectNode call = (ObjectNode) JSON.readTree(root.path("body").textValue());
      // When the link ends is a matter of when it was made.
      call.remove("recording_url_expires_at");
      call.set("recording_url", link(URI.create(call.path("recording_url").textValue())));
      return call;
    } catch (JsonProcessingException e) {
      throw new BenchmarkException(peer.way().text() + " answers what is not JSON", e);
    }
  }

  /** Returns the stable parts of a link: no time, signature or bucket style. */
  private static ObjectNode link(URI link) {
    ObjectNode lasting = JSON.createObjectNode();
    lasting.put("object", link.getPath().substring(link.getPath().indexOf("recordings/")));
    for (String parameter : link.getRawQuery().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      if (parts[0].equals("X-Amz-Expires") || !parts[0].matches("(?i)x-.*")) {
        lasting.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return lasting;
  }

  private static void check(Peer peer, CallId id, JsonNode expected, JsonNode actual) {
    Set<String> names = new TreeSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    actual.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!expected.path(name).equals(Answers::compareNumbers, actual.path(name))) {
        throw new BenchmarkException(
            "%s answers another %s of call %s: %s instead of %s"
                .formatted(peer.way().text(), name, id, actual.path(name), expected.path(name)));
      }
    }
  }

  /** Numbers are the same by value, however they are written. */
  private static int compareNumbers(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
