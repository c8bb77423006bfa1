package dev.callrecords.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items that other writers left behind, in the notation of {@link Items}. */
final class ItemFuzzTest {

  private static final Set<String> FIELDS =
      Arrays.stream(CallField.values()).map(CallField::text).collect(Collectors.toSet());
  private static final Set<String> ROW_FIELDS =
      Set.of(
          "id",
          "agent_id",
          "from_number",
          "to_number",
          "direction",
          "status",
          "duration",
          "sentiment",
          "call_summary",
          "recording_status",
          "started_at",
          "ended_at",
          "created_at");
  private static final Set<String> LINK_FIELDS =
      Set.of(
          "call_id",
          "recording_url",
          "expires_at",
          "expires_in",
          "content_type",
          "size",
          "duration");
  private static final Set<String> SEGMENT_FIELDS =
      Set.of("speaker", "text", "start_time", "end_time");
  private static final String[] FORMATS = {"json", "txt", "vtt", "srt", "csv"};

  /** What stands in attributes that the contract does not know. No input can guess it. */
  private static final String CANARY = "canary-2b9f6c50e7d1";

  private final Functions functions = new Functions(new Signer());

  @FuzzTest
  void call_anyItems_isAnswered(byte[] input) {
    Answer answer = ask(Function.CALL, input, Map.of());
    if (answer.status() == 200) {
      Law.holds(Json.names(answer.json()).equals(FIELDS), "a call has its fields and no others");
      checkSegments(answer.json());
    }
  }

  @FuzzTest
  void callWithoutTranscript_anyItems_isAnswered(byte[] input) {
    Answer answer = ask(Function.CALL, input, Map.of("fields", "id,metadata,recording_url"));
    if (answer.status() == 200) {
      Law.holds(
          Json.names(answer.json()).equals(Set.of("id", "metadata", "recording_url")),
          "a call has the chosen fields and no others");
    }
  }

  @FuzzTest
  void recording_anyItems_isAnswered(byte[] input) {
    Answer answer = ask(Function.RECORDING, input, Map.of());
    if (answer.status() == 200) {
      Law.holds(
          Json.names(answer.json()).equals(LINK_FIELDS), "a link has its fields and no others");
    }
  }

  @FuzzTest
  void list_anyItems_isAnswered(byte[] input) {
    Answer answer = ask(Function.LIST, input, Map.of());
    if (answer.status() == 200) {
      Law.holds(
          Json.names(answer.json()).equals(Set.of("calls", "has_more", "next_cursor")),
          "a page has its fields and no others");
      answer
          .json()
          .path("calls")
          .forEach(row ->
              Law.holds(Json.names(row).equals(ROW_FIELDS), "a row has its fields and no others"));
    }
  }

  @FuzzTest
  void transcript_anyItems_isAnswered(byte[] input) {
    String format = FORMATS[Math.floorMod(Arrays.hashCode(input), FORMATS.length)];
    Answer answer = ask(Function.TRANSCRIPT, input, Map.of("format", format));
    if (answer.status() == 200) {
      checkTranscript(format, answer);
    }
  }

  /** The input is the attribute, or unless it is gzip, the content to compress. */
  @FuzzTest
  void compressedSegments_any_areReadOrCorrupt(byte[] input) {
    boolean gzip = input.length > 1 && input[0] == 0x1f && input[1] == (byte) 0x8b;
    AttributeValue segments =
        gzip ? AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(input)) : Items.gzip(input);
    Map<String, AttributeValue> call = Samples.call().getFirst();
    functions.store(
        List.of(
            call,
            Map.of(
                "pk",
                Functions.PARTITION,
                "sk",
                AttributeValue.fromS("transcript#000"),
                "segments",
                segments)));

    Answer answer = functions.ask(Function.TRANSCRIPT, Event.request(Map.of(), Map.of()));

    if (answer.status() == 200) {
      checkTranscript("json", answer);
    } else {
      Law.holds(
          Set.of("record_corrupt", "record_too_large").contains(answer.code()),
          "what cannot be read is our fault");
    }
  }

  @FuzzTest
  void key_anyItem_letsInOrNot(byte[] input) {
    Map<String, AttributeValue> item =
        Items.read(new String(input, StandardCharsets.UTF_8)).getFirst();
    item.put("key_hash", AttributeValue.fromS(ApiKey.parse(Samples.KEY).orElseThrow().hash()));
    functions.store(List.of(item));
    try {
      boolean letIn = functions.letsIn(Event.authorization("Bearer " + Samples.KEY));
      Law.holds(!letIn || !item.containsKey("revoked_at"), "a revoked key is refused");
      Law.holds(!letIn || item.containsKey("tenant_id"), "a key without a tenant is refused");
    } catch (IllegalStateException e) {
      Law.holds(
          "The key could not be looked up".equals(e.getMessage()) && e.getCause() == null,
          "nothing of the item is in the exception");
    }
  }

  private Answer ask(Function function, byte[] input, Map<String, String> query) {
    List<Map<String, AttributeValue>> items =
        Items.ofCall(new String(input, StandardCharsets.UTF_8));
    items.forEach(ItemFuzzTest::addUnknown);
    if (function == Function.LIST && !items.isEmpty()) {
      items.getFirst().putIfAbsent("list_pk", AttributeValue.fromS(Functions.TENANT.value()));
      items.getFirst().putIfAbsent("list_sk", AttributeValue.fromS("2024-01-15T10:30:00.000Z#a"));
    }
    functions.store(items);
    Answer answer = functions.ask(function, Event.request(query, Map.of()));
    Law.holds(
        !answer.text().contains(CANARY) && !answer.headers().toString().contains(CANARY),
        "unknown attributes never leave");
    Law.holds(!functions.logText().contains(CANARY), "unknown attributes are not logged");
    return answer;
  }

  /** Adds attributes that the contract does not know, wherever it has names. */
  private static void addUnknown(Map<String, AttributeValue> item) {
    item.put("internal_note", AttributeValue.fromS(CANARY));
    item.computeIfPresent("recording", (name, value) -> withUnknown(value));
    item.computeIfPresent(
        "segments",
        (name, value) ->
            value.hasL()
                ? AttributeValue.fromL(value.l().stream().map(ItemFuzzTest::withUnknown).toList())
                : value);
  }

  private static AttributeValue withUnknown(AttributeValue value) {
    if (!value.hasM()) {
      return value;
    }
    Map<String, AttributeValue> more = new LinkedHashMap<>(value.m());
    more.put("internal_note", AttributeValue.fromM(Map.of("text", AttributeValue.fromS(CANARY))));
    return AttributeValue.fromM(more);
  }

  private static void checkTranscript(String format, Answer answer) {
    switch (format) {
      case "json" -> {
        Law.holds(
            Json.names(answer.json()).equals(Set.of("call_id", "transcript_segments")),
            "a transcript has its fields and no others");
        checkSegments(answer.json());
      }
      case "vtt" -> Law.holds(answer.text().startsWith("WEBVTT\n"), "captions are WebVTT");
      case "csv" ->
          Law.holds(
              answer.text().startsWith("speaker,text,start_time,end_time\r\n"),
              "a table has its head");
      default -> {}
    }
  }

  private static void checkSegments(JsonNode document) {
    for (JsonNode segment : document.path("transcript_segments")) {
      Law.holds(
          Json.names(segment).equals(SEGMENT_FIELDS)
              && segment.path("speaker").isTextual()
              && segment.path("text").isTextual()
              && segment.path("start_time").isNumber()
              && segment.path("end_time").isNumber(),
          "a segment has its fields and no others");
    }
  }
}
