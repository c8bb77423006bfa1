package dev.callrecords.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Transcript items, {@code sk = transcript#000}, {@code #001} and so on. Each holds consecutive
 * segments as a list of maps, or as the gzip of a JSON array.
 */
public final class TranscriptItem {

  /** What the sort keys of transcript items start with. */
  public static final String SORT_KEY_PREFIX = "transcript#";

  private static final Pattern SORT_KEY = Pattern.compile(SORT_KEY_PREFIX + "[0-9]{3}");
  private static final int MAX_ITEMS = 1000;

  private static final String SEGMENTS = "segments";
  private static final String SPEAKER = "speaker";
  private static final String TEXT = "text";
  private static final String START_TIME = "start_time";
  private static final String END_TIME = "end_time";

  /**
   * JSON size from which segments are compressed. Below, both forms cost one read unit, and plain
   * attributes are readable.
   */
  private static final int PLAIN_BYTES = 4 * 1024;

  /**
   * Maximum size of an item's segments. With keys and names it stays under 350 KB, well below
   * DynamoDB's 400 KB.
   */
  private static final int SEGMENTS_BYTES = 349 * 1024;

  /** Maximum size of a call's inflated segments; a larger call fits no response. */
  private static final int MAX_INFLATED_BYTES = 64 * 1024 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private TranscriptItem() {}

  /** Returns the sort key of the transcript item with this index, from 0 to 999. */
  public static String sortKey(int index) {
    // Pads to three digits; a formatter would load locale data.
    return SORT_KEY_PREFIX + Integer.toString(1000 + index).substring(1);
  }

  /** Returns whether a sort key is one of a transcript item. */
  static boolean isSortKey(String sortKey) {
    return SORT_KEY.matcher(sortKey).matches();
  }

  /** The bytes that the compressed items of one call may still inflate to. */
  static final class Allowance {

    private int bytes = MAX_INFLATED_BYTES;

    /** Inflates no further than the limit: a small item can inflate to gigabytes. */
    private byte[] inflate(SdkBytes compressed) throws IOException {
      try (InputStream inflated =
          new GZIPInputStream(new ByteArrayInputStream(compressed.asByteArrayUnsafe()))) {
        byte[] content = inflated.readNBytes(bytes + 1);
        bytes -= content.length;
        if (bytes < 0) {
          throw new DependencyException(
              Kind.TOO_LARGE, "The segments of a call inflate to more than any answer holds");
        }
        return content;
      }
    }
  }

  /** Adds the segments of one item to the list. */
  static void read(Attributes item, Allowance allowance, List<Segment> segments) {
    AttributeValue value = Attributes.required(SEGMENTS, item.values().get(SEGMENTS));
    switch (value.type()) {
      case L -> readPlain(value.l(), segments);
      case B -> readCompressed(value.b(), allowance, segments);
      default -> throw Attributes.unreadable(SEGMENTS, "a list or a binary");
    }
  }

  private static void readPlain(List<AttributeValue> values, List<Segment> segments) {
    for (AttributeValue value : values) {
      if (value.type() != AttributeValue.Type.M) {
        throw Attributes.unreadable(SEGMENTS, "a list of maps");
      }
      Attributes segment = new Attributes(value.m());
      segments.add(
          new Segment(
              segment.requiredText(SPEAKER),
              segment.requiredText(TEXT),
              segment.requiredNumber(START_TIME),
              segment.requiredNumber(END_TIME)));
    }
  }

  private static void readCompressed(SdkBytes bytes, Allowance allowance, List<Segment> segments) {
    try (JsonParser json = JSON.createParser(allowance.inflate(bytes))) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw Attributes.unreadable(SEGMENTS, "gzip of a JSON array");
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        segments.add(readSegment(json));
      }
      if (json.nextToken() != null) {
        throw Attributes.unreadable(SEGMENTS, "gzip of one JSON array");
      }
    } catch (IOException e) {
      throw new DependencyException(
          Kind.CORRUPT, "Attribute segments of an item is not gzip of a JSON array", e);
    }
  }

  private static Segment readSegment(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw Attributes.unreadable(SEGMENTS, "gzip of a JSON array of objects");
    }
    String speaker = null;
    String text = null;
    BigDecimal startTime = null;
    BigDecimal endTime = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case SPEAKER -> speaker = readText(json, name);
        case TEXT -> text = readText(json, name);
        case START_TIME -> startTime = readNumber(json, name);
        case END_TIME -> endTime = readNumber(json, name);
        default -> json.skipChildren();
      }
    }
    return new Segment(
        Attributes.required(SPEAKER, speaker),
        Attributes.required(TEXT, text),
        Attributes.required(START_TIME, startTime),
        Attributes.required(END_TIME, endTime));
  }

  private static String readText(JsonParser json, String name) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw Attributes.unreadable(name, "a string");
    }
    return Attributes.wellFormed(json.getText());
  }

  private static BigDecimal readNumber(JsonParser json, String name) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING ->
          Attributes.number(name, json.getText());
      default -> throw Attributes.unreadable(name, "a number");
    };
  }

  /**
   * Returns the items of a transcript; none without segments. They are plain below 4 KB of JSON,
   * otherwise compressed, each under 350 KB.
   *
   * @throws IllegalArgumentException when one segment alone is too large for an item, there are too
   *     many items, or a time is a number that DynamoDB cannot hold
   */
  public static List<Map<String, AttributeValue>> write(
      TenantId tenant, CallId id, List<Segment> segments) {
    List<AttributeValue> contents = new ArrayList<>();
    if (!segments.isEmpty()) {
      byte[] json = json(segments);
      if (json.length < PLAIN_BYTES) {
        contents.add(plain(segments));
      } else {
        addCompressed(segments, json, contents);
      }
    }
    if (contents.size() > MAX_ITEMS) {
      throw new IllegalArgumentException("The transcript needs more than 1000 items");
    }
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (AttributeValue content : contents) {
      Map<String, AttributeValue> item = new LinkedHashMap<>();
      item.put(CallItem.PARTITION_KEY, CallItem.text(CallItem.partitionKey(tenant, id)));
      item.put(CallItem.SORT_KEY, CallItem.text(sortKey(items.size())));
      item.put(SEGMENTS, content);
      items.add(item);
    }
    return items;
  }

  private static AttributeValue plain(List<Segment> segments) {
    return AttributeValue.fromL(
        segments.stream()
            .map(segment ->
                AttributeValue.fromM(
                    Map.of(
                        SPEAKER, CallItem.text(segment.speaker()),
                        TEXT, CallItem.text(segment.text()),
                        START_TIME, Numbers.write(segment.startTime()),
                        END_TIME, Numbers.write(segment.endTime()))))
            .toList());
  }

  private static void addCompressed(
      List<Segment> segments, byte[] json, List<AttributeValue> contents) {
    byte[] compressed = gzip(json);
    if (compressed.length <= SEGMENTS_BYTES) {
      contents.add(AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(compressed)));
      return;
    }
    if (segments.size() == 1) {
      throw new IllegalArgumentException("A segment is too large for an item of 350 KB");
    }
    int middle = segments.size() / 2;
    for (List<Segment> half :
        List.of(segments.subList(0, middle), segments.subList(middle, segments.size()))) {
      addCompressed(half, json(half), contents);
    }
  }

  private static byte[] json(List<Segment> segments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (Segment segment : segments) {
        json.writeStartObject();
        json.writeStringField(SPEAKER, segment.speaker());
        json.writeStringField(TEXT, segment.text());
        json.writeFieldName(START_TIME);
        json.writeNumber(Numbers.writeText(segment.startTime()));
        json.writeFieldName(END_TIME);
        json.writeNumber(Numbers.writeText(segment.endTime()));
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BestGzip gzip = new BestGzip(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  /** What is written once is read often, and its size is what a read costs. */
  private static final class BestGzip extends GZIPOutputStream {

    BestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
