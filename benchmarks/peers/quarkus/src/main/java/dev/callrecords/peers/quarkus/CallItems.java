package dev.callrecords.peers.quarkus;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the items of {@code docs/storage.md}. */
@Singleton
class CallItems {

  private final ObjectMapper mapper;

  CallItems(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  List<CallDocument.Segment> segments(Map<String, AttributeValue> item) {
    AttributeValue segments = Objects.requireNonNull(item.get("segments"));
    if (segments.b() == null) {
      return segments.l().stream()
          .map(AttributeValue::m)
          .map(segment ->
              new CallDocument.Segment(
                  required(segment, "speaker"),
                  required(segment, "text"),
                  number(segment, "start_time"),
                  number(segment, "end_time")))
          .toList();
    }
    try (InputStream json = new GZIPInputStream(segments.b().asInputStream())) {
      return mapper.readValue(json, new TypeReference<List<CallDocument.Segment>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.s();
  }

  static String required(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name)).s();
  }

  static Map<String, AttributeValue> map(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name)).m();
  }

  static Map<String, String> texts(Map<String, AttributeValue> map) {
    return map.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().s()));
  }

  static BigDecimal number(Map<String, AttributeValue> item, String name) {
    return new BigDecimal(Objects.requireNonNull(item.get(name)).n());
  }
}
