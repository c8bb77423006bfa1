package dev.callrecords.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Clients of DynamoDB that find one made-up item whatever they are asked for, in memory and in the
 * form in which DynamoDB answers.
 */
public final class SampleTable {

  /** The tenant of everything in the tables, which owns nothing. */
  public static final TenantId TENANT = new TenantId("nobody");

  /** The id of the call in the tables. */
  public static final CallId CALL = new CallId("sample");

  /** The key in the table of keys, which opens nothing elsewhere. */
  public static final ApiKey KEY = ApiKey.parse("crk_" + "0".repeat(43)).orElseThrow();

  /** So few that they are kept as plain attributes. */
  private static final int FEW_SEGMENTS = 12;

  /** So many that they are kept compressed. */
  private static final int MANY_SEGMENTS = 60;

  private static final Instant CREATED_AT = Instant.parse("2024-01-15T10:30:00.123Z");
  private static final JsonFactory JSON = new JsonFactory();

  private SampleTable() {}

  /** Returns a client that finds a call of a minute. */
  public static DynamoDbClient ofShortCall() {
    return of(items(FEW_SEGMENTS));
  }

  /** Returns a client that finds a call of some minutes. */
  public static DynamoDbClient ofLongCall() {
    return of(items(MANY_SEGMENTS));
  }

  /** Returns a client that finds a key of all scopes. */
  public static DynamoDbClient ofKey() {
    return of(
        List.of(
            KeyItem.write(
                KEY.hash(), TENANT, EnumSet.allOf(Scope.class), "Sample", CREATED_AT, null)));
  }

  private static DynamoDbClient of(List<Map<String, AttributeValue>> items) {
    return AwsClients.configure(DynamoDbClient.builder(), new CannedAnswers(answer(items))).build();
  }

  private static List<Map<String, AttributeValue>> items(int segments) {
    Call call = call(segments);
    List<Map<String, AttributeValue>> transcript =
        TranscriptItem.write(TENANT, CALL, call.transcript().segments());
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(CallItem.write(TENANT, call, transcript.size()));
    items.addAll(transcript);
    return items;
  }

  private static Call call(int segments) {
    List<Segment> transcript = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      transcript.add(
          new Segment(
              i % 2 == 0 ? "agent" : "caller",
              "The words of turn " + i + " of a call that nobody made, \u00e4 and \u20ac.",
              BigDecimal.valueOf(i * 42L, 1),
              BigDecimal.valueOf(i * 42L + 39, 1)));
    }
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("text", "words");
    metadata.put("number", new BigDecimal("4.5"));
    metadata.put("truth", true);
    metadata.put("nothing", null);
    metadata.put("list", Arrays.asList("one", BigDecimal.TWO, null));
    metadata.put("object", Map.of("name", "value"));
    return new Call(
        CALL,
        "agent",
        "+12025550100",
        "+12025550101",
        "inbound",
        "completed",
        60L,
        new Recording.Available(
            "recordings/" + TENANT + "/" + CALL + ".wav",
            "audio/wav",
            960_000L,
            new BigDecimal("60.5")),
        Transcript.of(transcript),
        "neutral",
        "Nobody called nobody.",
        metadata,
        CREATED_AT,
        CREATED_AT.plusSeconds(60),
        CREATED_AT);
  }

  /** Returns what is an answer to a GetItem, of the first item, and to a Query, of all. */
  private static byte[] answer(List<Map<String, AttributeValue>> items) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeFieldName("Item");
      write(json, items.getFirst());
      json.writeArrayFieldStart("Items");
      for (Map<String, AttributeValue> item : items) {
        write(json, item);
      }
      json.writeEndArray();
      json.writeNumberField("Count", items.size());
      json.writeNumberField("ScannedCount", items.size());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Map<String, AttributeValue> attributes)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
      json.writeFieldName(attribute.getKey());
      write(json, attribute.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, AttributeValue value) throws IOException {
    json.writeStartObject();
    json.writeFieldName(value.type().name().equals("NUL") ? "NULL" : value.type().name());
    switch (value.type()) {
      case S -> json.writeString(value.s());
      case N -> json.writeString(value.n());
      case B -> json.writeBinary(value.b().asByteArrayUnsafe());
      case BOOL -> json.writeBoolean(value.bool());
      case NUL -> json.writeBoolean(true);
      case SS -> json.writeArray(value.ss().toArray(String[]::new), 0, value.ss().size());
      case M -> write(json, value.m());
      case L -> {
        json.writeStartArray();
        for (AttributeValue element : value.l()) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case NS, BS, UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException("No item of ours has " + value.type());
    }
    json.writeEndObject();
  }
}
