package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.NULL;
import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.minimalCall;
import static dev.callrecords.dynamodb.Items.with;
import static dev.callrecords.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Samples;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** By which attributes an item is in the indexes. */
final class CallIndexTest {

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-15T10:30:00Z, 2024-01-15T10:30:00.000Z",
    "2024-01-15T10:30:00.5Z, 2024-01-15T10:30:00.500Z",
    "2024-01-15T10:30:00.123456789Z, 2024-01-15T10:30:00.123Z",
    "2024-01-15T23:30:00-02:00, 2024-01-16T01:30:00.000Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void attributes_anyOffset_sortKeyIsInUtcWithMilliseconds(String createdAt, String time) {
    assertThat(CallIndex.attributes(with(minimalCall(), "created_at", text(createdAt))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "list_pk", text("acme-dental"),
                "list_sk", text(time + "#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef")));
  }

  @Test
  void attributes_numbers_areBesideTheTenant() {
    Map<String, AttributeValue> item =
        with(with(minimalCall(), "from_number", text("+1")), "to_number", text(""));

    assertThat(CallIndex.attributes(item))
        .containsEntry("from_pk", text("acme-dental#+1"))
        .containsEntry("to_pk", text("acme-dental#"));
  }

  @ParameterizedTest
  @CsvSource({"255, true", "256, false"})
  void attributes_longNumber_isInNoIndexOfNumbers(int length, boolean indexed) {
    Map<String, AttributeValue> attributes =
        CallIndex.attributes(with(minimalCall(), "to_number", text("7".repeat(length))));

    assertThat(attributes.containsKey("to_pk")).isEqualTo(indexed);
    assertThat(attributes).containsKey("list_pk");
  }

  @Test
  void attributes_tombstone_areNone() {
    assertThat(
            CallIndex.attributes(
                CallItem.writeTombstone(Samples.TENANT, Samples.CALL_ID, Instant.EPOCH, null)))
        .isEmpty();
    assertThat(CallIndex.attributes(with(minimalCall(), "deleted_at", text("2024-01-15"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2024-01-15", "+10000-01-01T00:00:00Z"})
  void attributes_unreadableTime_isCorrupt(String createdAt) {
    assertFails(
        Kind.CORRUPT,
        () -> CallIndex.attributes(with(minimalCall(), "created_at", text(createdAt))));
    assertFails(Kind.CORRUPT, () -> CallIndex.attributes(with(minimalCall(), "created_at", NULL)));
    assertFails(Kind.CORRUPT, () -> CallIndex.attributes(without(minimalCall(), "created_at")));
  }

  @Test
  void attributes_keyWithoutCallId_isCorrupt() {
    assertFails(
        Kind.CORRUPT, () -> CallIndex.attributes(with(minimalCall(), "pk", text("acme-dental"))));
    assertFails(
        Kind.CORRUPT,
        () -> CallIndex.attributes(with(minimalCall(), "pk", text("acme-dental#a b"))));
  }
}
