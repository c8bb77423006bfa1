package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.KeyRecord;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The samples are of the form in which items are written today. */
final class SampleTableTest {

  @Test
  void ofShortCall_itemsAreWrittenLikeThatToday() {
    assertThat(items(SampleTable.ofShortCall()))
        .isEqualTo(written(call(SampleTable.ofShortCall())));
  }

  /** Another version of gzip may make other bytes of the same segments. */
  @Test
  void ofLongCall_itemsAreWrittenLikeThatTodayButForTheBytesOfGzip() {
    List<Map<String, AttributeValue>> items = items(SampleTable.ofLongCall());
    List<Map<String, AttributeValue>> written = written(call(SampleTable.ofLongCall()));

    assertThat(items).hasSize(2);
    assertThat(items.getFirst()).isEqualTo(written.getFirst());
    assertThat(items.getLast()).containsOnlyKeys(written.getLast().keySet());
    assertThat(List.of(items.getLast(), written.getLast()))
        .extracting(item -> item.getOrDefault("segments", Items.NULL).type())
        .containsOnly(AttributeValue.Type.B);
  }

  @Test
  void ofCallInProgress_itemsAreWrittenLikeThatToday() {
    assertThat(items(SampleTable.ofCallInProgress()))
        .isEqualTo(written(call(SampleTable.ofCallInProgress())));
  }

  @Test
  void ofCallInProgress_hasItsRecordingPending() {
    Optional<Recording> recording =
        new DynamoDbCallStore(SampleTable.ofCallInProgress(), "calls", Clock.systemUTC(), () -> {})
            .findRecording(SampleTable.TENANT, SampleTable.CALL, Consistency.EVENTUAL);

    assertThat(recording).contains(Recording.Unplayable.PENDING);
  }

  @Test
  void ofKey_isGoodForEverything() {
    Optional<KeyRecord> key =
        new DynamoDbKeyStore(SampleTable.ofKey(), "keys").find(SampleTable.KEY.hash());

    assertThat(key)
        .contains(
            new KeyRecord(
                SampleTable.TENANT, Set.of(Scope.CALLS_READ, Scope.RECORDINGS_READ), null, false));
  }

  private static Call call(DynamoDbClient table) {
    return new DynamoDbCallStore(table, "calls", Clock.systemUTC(), () -> {})
        .find(SampleTable.TENANT, SampleTable.CALL, Consistency.EVENTUAL)
        .orElseThrow();
  }

  private static List<Map<String, AttributeValue>> items(DynamoDbClient table) {
    return table
        .query(QueryRequest.builder().tableName("calls").keyConditionExpression("any").build())
        .items();
  }

  private static List<Map<String, AttributeValue>> written(Call call) {
    List<Map<String, AttributeValue>> transcript =
        TranscriptItem.write(SampleTable.TENANT, call.id(), call.transcript().segments());
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(CallItem.write(SampleTable.TENANT, call, transcript.size()));
    items.addAll(transcript);
    return items;
  }
}
