package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items as our own and other writers make them. */
final class Items {

  static final AttributeValue NULL = AttributeValue.fromNul(true);

  private Items() {}

  /** Returns the item of the contract's call, which declares so many transcript items. */
  static Map<String, AttributeValue> call(int transcriptItems) {
    return new HashMap<>(CallItem.write(Samples.TENANT, Samples.call(), transcriptItems));
  }

  /** Returns the least that makes an item a call. */
  static Map<String, AttributeValue> minimalCall() {
    Map<String, AttributeValue> item = keys("call");
    item.put("status", AttributeValue.fromS("queued"));
    item.put("created_at", AttributeValue.fromS("2024-01-15T10:30:00Z"));
    return item;
  }

  static Map<String, AttributeValue> with(
      Map<String, AttributeValue> item, String name, AttributeValue value) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    changed.put(name, value);
    return changed;
  }

  static Map<String, AttributeValue> without(Map<String, AttributeValue> item, String name) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    changed.remove(name);
    return changed;
  }

  /** Returns a plain transcript item of one segment with this text. */
  static Map<String, AttributeValue> transcript(String index, String text) {
    Map<String, AttributeValue> item = keys("transcript#" + index);
    item.put("segments", AttributeValue.fromL(List.of(segment(text))));
    return item;
  }

  static AttributeValue segment(String text) {
    return AttributeValue.fromM(
        Map.of(
            "speaker", AttributeValue.fromS("agent"),
            "text", AttributeValue.fromS(text),
            "start_time", AttributeValue.fromN("0.5"),
            "end_time", AttributeValue.fromN("5.2")));
  }

  static Map<String, AttributeValue> keys(String sortKey) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", AttributeValue.fromS("acme-dental#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef"));
    item.put("sk", AttributeValue.fromS(sortKey));
    return item;
  }

  static byte[] gzip(String text) {
    return gzip(text.getBytes(StandardCharsets.UTF_8), 1);
  }

  /** Returns gzip of the same bytes, so many times over. */
  static byte[] gzip(byte[] plain, int times) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < times; i++) {
        gzip.write(plain);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static AttributeValue binary(byte[] bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
  }

  static void assertFails(Kind kind, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
