package dev.callrecords.peers.tutorial;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.enhanced.dynamodb.AttributeConverter;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.EnhancedType;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads segments in both forms that {@code docs/storage.md} gives them: a list, or gzip of JSON.
 */
public final class SegmentsConverter implements AttributeConverter<List<Item.Segment>> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Called by the enhanced client. */
  public SegmentsConverter() {}

  @Override
  public List<Item.Segment> transformTo(AttributeValue value) {
    if (value.b() == null) {
      return value.l().stream().map(segment -> segment(segment.m())).toList();
    }
    try (InputStream json = new GZIPInputStream(value.b().asInputStream())) {
      return MAPPER.readValue(json, new TypeReference<List<Item.Segment>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Item.Segment segment(Map<String, AttributeValue> map) {
    return new Item.Segment(
        Objects.requireNonNull(map.get("speaker")).s(),
        Objects.requireNonNull(map.get("text")).s(),
        new BigDecimal(Objects.requireNonNull(map.get("start_time")).n()),
        new BigDecimal(Objects.requireNonNull(map.get("end_time")).n()));
  }

  @Override
  public AttributeValue transformFrom(List<Item.Segment> segments) {
    throw new UnsupportedOperationException("This function only reads");
  }

  @Override
  public EnhancedType<List<Item.Segment>> type() {
    return EnhancedType.listOf(Item.Segment.class);
  }

  @Override
  public AttributeValueType attributeValueType() {
    return AttributeValueType.L;
  }
}
