package dev.callrecords.dynamodb;

import static dev.callrecords.dynamodb.Items.NULL;
import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.with;
import static dev.callrecords.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@Timeout(30)
final class CallItemTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.9Z");

  @Test
  void partitionKey_anyCall_isTenantAndCallId() {
    assertThat(CallItem.partitionKey(new TenantId("acme"), new CallId("c_1")))
        .isEqualTo("acme#c_1");
  }

  @Test
  void write_contractsCall_hasTheContractsAttributes() {
    assertThat(CallItem.write(Samples.TENANT, Samples.call(), 1))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("pk", text("acme-dental#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef")),
                Map.entry("sk", text("call")),
                Map.entry("schema_version", number("2")),
                Map.entry("list_pk", text("acme-dental")),
                Map.entry(
                    "list_sk",
                    text("2024-01-15T10:30:00.000Z#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef")),
                Map.entry("from_pk", text("acme-dental#+16045551234")),
                Map.entry("to_pk", text("acme-dental#+14155551234")),
                Map.entry("transcript_items", number("1")),
                Map.entry("id", text("7f3d8e00-a1b2-4c3d-9e4f-567890abcdef")),
                Map.entry("agent_id", text("550e8400-e29b-41d4-a716-446655440000")),
                Map.entry("from_number", text("+16045551234")),
                Map.entry("to_number", text("+14155551234")),
                Map.entry("direction", text("outbound")),
                Map.entry("status", text("completed")),
                Map.entry("duration", number("125")),
                Map.entry("sentiment", text("positive")),
                Map.entry(
                    "call_summary",
                    text(
                        "Appointment confirmation call. Customer confirmed their dental appointment"
                            + " for tomorrow at 2pm.")),
                Map.entry(
                    "metadata",
                    map(
                        Map.of(
                            "customer_id", text("cust_123"),
                            "campaign", text("appointment_reminder")))),
                Map.entry("started_at", text("2024-01-15T10:30:15Z")),
                Map.entry("ended_at", text("2024-01-15T10:32:20Z")),
                Map.entry("created_at", text("2024-01-15T10:30:00Z")),
                Map.entry(
                    "recording",
                    map(
                        Map.of(
                            "status", text("available"),
                            "key", text(Samples.RECORDING_KEY),
                            "content_type", text("audio/wav"),
                            "size", number("139244"),
                            "duration", number("8.7"))))));
  }

  static Stream<Call> calls() {
    return Stream.of(
        Samples.call(),
        Samples.minimalCall(),
        Samples.call(
            new Recording.Available("k", null, null, null), Transcript.ofPlainText("As it is")),
        Samples.call(Recording.Unplayable.PENDING, Transcript.empty()),
        Samples.call(Recording.Unplayable.FAILED, Transcript.empty()),
        Samples.call(Recording.Unplayable.DELETED, Transcript.empty()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void read_whatWasWritten_isTheSameCall(Call call) {
    assertThat(
            CallItem.read(
                new Attributes(CallItem.write(Samples.TENANT, call, 0)),
                Samples.CALL_ID,
                call.transcript().segments()))
        .usingRecursiveComparison()
        .isEqualTo(call);
  }

  @Test
  void write_minimalCall_leavesOutWhatIsNotKnown() {
    assertThat(CallItem.write(Samples.TENANT, Samples.minimalCall(), 0))
        .containsOnlyKeys(
            "pk",
            "sk",
            "schema_version",
            "transcript_items",
            "id",
            "status",
            "metadata",
            "created_at",
            "recording",
            "list_pk",
            "list_sk");
  }

  @Test
  void write_plainTranscript_standsInTheItem() {
    Call call = Samples.call(Recording.Unplayable.NONE, Transcript.ofPlainText("As it is"));

    assertThat(CallItem.write(Samples.TENANT, call, 0))
        .containsEntry("transcript", text("As it is"));
  }

  @Test
  void write_unknownRecording_isRefused() {
    Call call = Samples.call(Recording.Unplayable.UNKNOWN, Transcript.empty());

    assertThatIllegalArgumentException().isThrownBy(() -> CallItem.write(Samples.TENANT, call, 0));
  }

  @Test
  void writeTombstone_anyCall_hasOnlyKeysTimeAndRecordingState() {
    Map<String, AttributeValue> tombstone =
        CallItem.writeTombstone(
            Samples.TENANT, Samples.CALL_ID, Instant.parse("2026-11-22T12:00:00Z"), null);

    assertThat(tombstone)
        .isEqualTo(
            Map.of(
                "pk", text("acme-dental#7f3d8e00-a1b2-4c3d-9e4f-567890abcdef"),
                "sk", text("call"),
                "deleted_at", text("2026-11-22T12:00:00Z"),
                "recording", map(Map.of("status", text("deleted")))));
    assertThat(CallItem.isDeleted(new Attributes(tombstone), NOW)).isTrue();
  }

  @Test
  void writeTombstone_recordingStillThere_namesItsKeyForTheWriterAlone() {
    Map<String, AttributeValue> tombstone =
        CallItem.writeTombstone(Samples.TENANT, Samples.CALL_ID, NOW, Samples.RECORDING_KEY);

    assertThat(CallItem.readRecording(new Attributes(tombstone)))
        .isEqualTo(Recording.Unplayable.DELETED);
    assertThat(CallItem.readState(tombstone))
        .isEqualTo(
            new CallItem.State(NOW, null, Recording.Unplayable.DELETED, Samples.RECORDING_KEY));
  }

  @Test
  void readState_call_isWhatAWriterMustKnow() {
    assertThat(CallItem.readState(with(Items.call(0), "delete_after", number("1795348800"))))
        .isEqualTo(
            new CallItem.State(
                null,
                Instant.parse("2026-11-22T12:00:00Z"),
                Samples.availableUntil(Instant.parse("2026-11-22T12:00:00Z")),
                Samples.RECORDING_KEY));
  }

  @Test
  void readState_minimalItem_isNothing() {
    assertThat(CallItem.readState(Items.minimalCall()))
        .isEqualTo(new CallItem.State(null, null, Recording.Unplayable.NONE, null));
  }

  @Test
  void keys_anyCall_areThoseOfItem() {
    assertThat(CallItem.keys(Samples.TENANT, Samples.CALL_ID)).isEqualTo(Items.keys("call"));
  }

  @Test
  void read_minimalItem_isACallOfNulls() {
    assertThat(read(Items.minimalCall()))
        .usingRecursiveComparison()
        .isEqualTo(Samples.minimalCall());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent_id",
        "from_number",
        "to_number",
        "direction",
        "duration",
        "sentiment",
        "call_summary",
        "started_at",
        "ended_at"
      })
  void read_optionalAbsentOrNull_isNull(String name) {
    String component =
        switch (name) {
          case "agent_id" -> "agentId";
          case "from_number" -> "fromNumber";
          case "to_number" -> "toNumber";
          case "call_summary" -> "summary";
          case "started_at" -> "startedAt";
          case "ended_at" -> "endedAt";
          default -> name;
        };

    for (Map<String, AttributeValue> item :
        List.of(without(Items.call(0), name), with(Items.call(0), name, NULL))) {
      assertThat(read(item)).hasFieldOrPropertyWithValue(component, null);
      assertThat(read(item))
          .usingRecursiveComparison()
          .ignoringFields(component)
          .isEqualTo(Samples.call(Samples.AVAILABLE, Transcript.empty()));
    }
  }

  @Test
  void read_metadataAbsentOrNull_isEmpty() {
    assertThat(read(without(Items.call(0), "metadata")).metadata()).isEmpty();
    assertThat(read(with(Items.call(0), "metadata", NULL)).metadata()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "created_at"})
  void read_requiredAbsentOrNull_isCorrupt(String name) {
    assertFails(Kind.CORRUPT, () -> read(without(Items.call(0), name)));
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), name, NULL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "agent_id",
        "from_number",
        "to_number",
        "direction",
        "status",
        "duration",
        "transcript",
        "sentiment",
        "call_summary",
        "metadata",
        "started_at",
        "ended_at",
        "created_at",
        "recording"
      })
  void read_wrongType_isCorrupt(String name) {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), name, AttributeValue.fromBool(true))));
    assertFails(
        Kind.CORRUPT, () -> read(with(Items.call(0), name, AttributeValue.fromSs(List.of("a")))));
  }

  @Test
  void read_unknownAttributes_doNotLeave() {
    Map<String, AttributeValue> item = new HashMap<>(Items.call(0));
    item.put("internal_cost", number("12.5"));
    item.put("carrier", map(Map.of("sid", text("CA1"))));
    item.put("blob", Items.binary(new byte[] {1}));

    assertThat(read(item)).usingRecursiveComparison().isEqualTo(read(Items.call(0)));
  }

  @Test
  void read_newerSchemaVersion_isReadAllTheSame() {
    assertThat(read(with(Items.call(0), "schema_version", number("7"))))
        .usingRecursiveComparison()
        .isEqualTo(read(Items.call(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-progress", "parked", "Completed", ""})
  void read_anyStatus_passesThroughUnchanged(String status) {
    assertThat(read(with(Items.call(0), "status", text(status))).status()).isEqualTo(status);
  }

  @Test
  void read_unknownDirectionAndSentiment_passThroughUnchanged() {
    Call call =
        read(
            with(with(Items.call(0), "sentiment", text("puzzled")), "direction", text("sideways")));

    assertThat(call.sentiment()).isEqualTo("puzzled");
    assertThat(call.direction()).isEqualTo("sideways");
  }

  @ParameterizedTest
  @ValueSource(strings = {"125", "125.0", "1.25e2", "+125"})
  void read_durationInAString_isANumber(String value) {
    assertThat(read(with(Items.call(0), "duration", text(value))).duration()).isEqualTo(125);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "125.5", " 125", "2 minutes", "1e999999999", "1e30", "NaN"})
  void read_durationThatIsNoWholeNumber_isCorrupt(String value) {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "duration", text(value))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"125.5", "9223372036854775808", "1e125", "1e-130"})
  void read_durationNumberThatIsNotWhole_isCorrupt(String value) {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "duration", number(value))));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-15T10:30:00Z, 2024-01-15T10:30:00Z",
    "2024-01-15T10:30:00.250Z, 2024-01-15T10:30:00.250Z",
    "2024-01-15T11:30:00+01:00, 2024-01-15T10:30:00Z",
    "2024-01-14T23:30:00-11:00, 2024-01-15T10:30:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
  })
  void read_timestampWithOffset_isThatInstant(String value, Instant instant) {
    assertThat(read(with(Items.call(0), "created_at", text(value))).createdAt()).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2024-01-15",
        "2024-01-15T10:30:00",
        "2024-13-15T10:30:00Z",
        "1705314600",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01",
        "-0001-12-31T23:59:59Z",
        "0000-01-01T00:00:00+00:01"
      })
  void read_timestampThatIsNone_isCorrupt(String value) {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "created_at", text(value))));
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "ended_at", text(value))));
  }

  @Test
  void read_epochSecondsAsTimestamp_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "created_at", number("1705314600"))));
  }

  @Test
  void read_idOfAnotherCall_isCorrupt() {
    assertFails(
        Kind.CORRUPT,
        () -> read(with(Items.call(0), "id", text("00000000-0000-0000-0000-000000000000"))));
  }

  @Test
  void read_idAbsentOrNull_isTheIdOfTheKey() {
    assertThat(read(without(Items.call(0), "id")).id()).isEqualTo(Samples.CALL_ID);
    assertThat(read(with(Items.call(0), "id", NULL)).id()).isEqualTo(Samples.CALL_ID);
  }

  @Test
  void read_plainTranscriptAndSegments_segmentsCount() {
    Map<String, AttributeValue> item = with(Items.call(1), "transcript", text("Old"));
    List<Segment> segments = Samples.TRANSCRIPT.segments();

    Transcript transcript =
        CallItem.read(new Attributes(item), Samples.CALL_ID, segments).transcript();

    assertThat(transcript.text()).isEqualTo(Samples.TRANSCRIPT_TEXT);
    assertThat(transcript.segments()).isEqualTo(segments);
  }

  @Test
  void read_plainTranscriptAlone_isServedAsItIs() {
    Transcript transcript =
        read(with(Items.call(0), "transcript", text("agent: hi\ncaller: ho"))).transcript();

    assertThat(transcript.text()).isEqualTo("agent: hi\ncaller: ho");
    assertThat(transcript.segments()).isEmpty();
  }

  @Test
  void read_namesOfMetadata_areSorted() {
    Map<String, AttributeValue> inner = new LinkedHashMap<>();
    inner.put("y", text("1"));
    inner.put("x", text("2"));
    Map<String, AttributeValue> metadata = new LinkedHashMap<>();
    metadata.put("b", map(inner));
    metadata.put("a", AttributeValue.fromL(List.of(map(inner))));

    assertThat(read(with(Items.call(0), "metadata", map(metadata))).metadata())
        .hasToString("{a=[{x=2, y=1}], b={x=2, y=1}}");
  }

  @Test
  void read_metadataOfEveryJsonType_isKept() {
    Map<String, AttributeValue> metadata = new HashMap<>();
    metadata.put("text", text(""));
    metadata.put("number", number("1.50"));
    metadata.put("yes", AttributeValue.fromBool(true));
    metadata.put("nothing", NULL);
    metadata.put("list", AttributeValue.fromL(List.of(number("1.0"), NULL, text("1.0"))));
    metadata.put("map", map(Map.of("deep", map(Map.of("deeper", number("100"))))));
    metadata.put("words", AttributeValue.fromSs(List.of("b", "a")));
    metadata.put("numbers", AttributeValue.fromNs(List.of("2.0", "1e2")));
    metadata.put("no_map", map(Map.of()));
    metadata.put("no_list", AttributeValue.fromL(List.of()));

    Map<String, @Nullable Object> read =
        read(with(Items.call(0), "metadata", map(metadata))).metadata();

    Map<String, @Nullable Object> expected = new HashMap<>();
    expected.put("text", "");
    expected.put("number", new BigDecimal("1.5"));
    expected.put("yes", true);
    expected.put("nothing", null);
    expected.put("list", Arrays.asList(BigDecimal.ONE, null, "1.0"));
    expected.put("map", Map.of("deep", Map.of("deeper", new BigDecimal("1E+2"))));
    expected.put("words", List.of("a", "b"));
    expected.put("numbers", List.of(new BigDecimal("2"), new BigDecimal("1E+2")));
    expected.put("no_map", Map.of());
    expected.put("no_list", List.of());
    assertThat(read).isEqualTo(expected);
  }

  static Stream<AttributeValue> notOfJson() {
    return Stream.of(
        Items.binary(new byte[] {1}),
        AttributeValue.fromBs(List.of(SdkBytes.fromByteArray(new byte[] {1}))),
        AttributeValue.builder().build());
  }

  @ParameterizedTest
  @MethodSource("notOfJson")
  void read_metadataThatJsonCannotSay_isCorrupt(AttributeValue value) {
    assertFails(Kind.CORRUPT, () -> read(with(Items.call(0), "metadata", map(Map.of("a", value)))));
    assertFails(
        Kind.CORRUPT,
        () ->
            read(
                with(
                    Items.call(0),
                    "metadata",
                    map(Map.of("a", AttributeValue.fromL(List.of(value)))))));
  }

  @Test
  void read_recordingAbsentOrNull_isNone() {
    assertThat(read(without(Items.call(0), "recording")).recording())
        .isEqualTo(Recording.Unplayable.NONE);
    assertThat(read(with(Items.call(0), "recording", NULL)).recording())
        .isEqualTo(Recording.Unplayable.NONE);
  }

  static Stream<Recording> states() {
    return Stream.of(
        new Recording.Available(null, null, null, null),
        Recording.Unplayable.PENDING,
        Recording.Unplayable.NONE,
        Recording.Unplayable.FAILED,
        Recording.Unplayable.DELETED,
        Recording.Unplayable.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("states")
  void read_recordingOfStatusAlone_isThatState(Recording state) {
    String status = state instanceof Recording.Unplayable ? state.toString() : "available";

    assertThat(
            read(withRecording(Map.of("status", text(status.toLowerCase(Locale.ROOT)))))
                .recording())
        .isEqualTo(state);
  }

  @Test
  void read_recordingOfOddForm_isStillRead() {
    assertThat(
            read(withRecording(
                    Map.of(
                        "status", text("available"),
                        "key", NULL,
                        "content_type", NULL,
                        "size", text("139244"),
                        "duration", text("8.70"),
                        "codec", text("pcm"))))
                .recording())
        .isEqualTo(new Recording.Available(null, null, 139244L, new BigDecimal("8.7")));
  }

  @ParameterizedTest
  @CsvSource({
    "1795348801, 2026-11-22T12:00:01Z",
    "1795348800.5, 2026-11-22T12:00:01Z",
    "1E125, 9999-12-31T23:59:59Z",
    "-1E125, 1970-01-01T00:00:00Z"
  })
  void read_deleteAfter_isTheEndOfTheRecording(String seconds, Instant end) {
    assertThat(
            CallItem.readRecording(
                new Attributes(with(Items.call(0), "delete_after", number(seconds)))))
        .isEqualTo(Samples.availableUntil(end));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "key", "content_type", "size", "duration"})
  void read_recordingAttributeOfWrongType_isCorrupt(String name) {
    Map<String, AttributeValue> recording = new HashMap<>();
    recording.put("status", text("available"));
    recording.put(name, AttributeValue.fromBool(true));

    assertFails(Kind.CORRUPT, () -> read(withRecording(recording)));
  }

  @Test
  void read_recordingWithoutStatus_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> read(withRecording(Map.of("key", text("k")))));
  }

  @ParameterizedTest
  @CsvSource({
    // Now is 1795348800 and a bit.
    "N, 1795348799, true",
    "N, 1795348800, true",
    "N, 1795348801, false",
    "S, 1795348800, true",
    "S, 1795348801, false",
    "N, 1795348800.5, false",
    "N, 0, true",
    "N, 1e125, false"
  })
  void isDeleted_deleteAfter_holdsFromThatSecondOn(String type, String value, boolean deleted) {
    AttributeValue deleteAfter = type.equals("N") ? number(value) : text(value);

    assertThat(
            CallItem.isDeleted(
                new Attributes(with(Items.call(0), "delete_after", deleteAfter)), NOW))
        .isEqualTo(deleted);
  }

  @Test
  void isDeleted_neitherTombstoneNorDeleteAfter_isFalse() {
    assertThat(CallItem.isDeleted(new Attributes(Items.call(0)), NOW)).isFalse();
    assertThat(
            CallItem.isDeleted(
                new Attributes(with(with(Items.call(0), "delete_after", NULL), "deleted_at", NULL)),
                NOW))
        .isFalse();
  }

  @Test
  void isDeleted_deleteAfterThatIsNoNumber_isCorrupt() {
    assertFails(
        Kind.CORRUPT,
        () ->
            CallItem.isDeleted(
                new Attributes(with(Items.call(0), "delete_after", text("never"))), NOW));
  }

  @Test
  void write_metadataOfEveryJsonType_isReadBackTheSame() {
    Map<String, @Nullable Object> metadata = new HashMap<>();
    metadata.put("text", "");
    metadata.put("number", new BigDecimal("1.5"));
    metadata.put("digits", new BigDecimal("12345678901234567890123456789012345678"));
    metadata.put("large", new BigDecimal("9E+125"));
    metadata.put("small", new BigDecimal("1E-130"));
    metadata.put("no", false);
    metadata.put("nothing", null);
    metadata.put("list", Arrays.asList(null, List.of(), Map.of("a", "b")));
    metadata.put("map", Collections.singletonMap("a", null));

    Map<String, AttributeValue> item =
        CallItem.write(Samples.TENANT, Samples.callWithMetadata(metadata), 0);

    assertThat(read(item).metadata()).isEqualTo(metadata);
  }

  /** UTF-8 cannot encode unpaired surrogates, and encoders differ in their replacement. */
  @Test
  void read_halfASurrogatePair_isTheReplacementCharacter() {
    AttributeValue half = text("a\uD83Db\uDE00");
    Map<String, AttributeValue> item = Items.call(0);
    for (String name :
        List.of(
            "agent_id",
            "from_number",
            "to_number",
            "direction",
            "status",
            "transcript",
            "sentiment",
            "call_summary")) {
      item = with(item, name, half);
    }
    AttributeValue metadata =
        map(
            Map.of(
                "n\uDE00",
                AttributeValue.fromL(List.of(half, map(Map.of("\uD83D", half)))),
                "set",
                AttributeValue.fromSs(List.of("\uD83D", "\uD83D\uDE00"))));
    AttributeValue recording =
        map(Map.of("status", text("available"), "key", half, "content_type", half));

    Call call = read(with(with(item, "metadata", metadata), "recording", recording));

    String whole = "a\uFFFDb\uFFFD";
    assertThat(call)
        .returns(whole, Call::agentId)
        .returns(whole, Call::fromNumber)
        .returns(whole, Call::toNumber)
        .returns(whole, Call::direction)
        .returns(whole, Call::status)
        .returns(whole, Call::sentiment)
        .returns(whole, Call::summary)
        .returns(new Recording.Available(whole, whole, null, null), Call::recording);
    assertThat(call.transcript().text()).isEqualTo(whole);
    assertThat(call.metadata())
        .isEqualTo(
            Map.of(
                "n\uFFFD",
                List.of(whole, Map.of("\uFFFD", whole)),
                "set",
                List.of("\uD83D\uDE00", "\uFFFD")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"123456789012345678901234567890123456789", "1e126", "1e-131", "1e999999999"})
  void write_metadataNumberThatDynamoDbCannotHold_isRefused(String number) {
    assertUnwritable(Map.of("a", new BigDecimal(number)));
    assertUnwritable(Map.of("a", List.of(Map.of("b", new BigDecimal(number)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567890123456789012345678901234567890", "1e126", "1e999999999"})
  void write_recordingDurationThatDynamoDbCannotHold_isRefused(String duration) {
    Call call =
        Samples.call(
            new Recording.Available("k", null, null, new BigDecimal(duration)), Transcript.empty());

    assertThatIllegalArgumentException().isThrownBy(() -> CallItem.write(Samples.TENANT, call, 0));
  }

  @Test
  void write_metadataWithAnEmptyName_isRefused() {
    assertUnwritable(Map.of("", "a"));
    assertUnwritable(Map.of("a", List.of(Map.of("b", Map.of("", "c")))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void write_metadataOfMoreThan30Levels_isRefused(boolean ofMaps) {
    Object value = "deep";
    for (int level = 2; level <= 30; level++) {
      value = ofMaps ? Map.of("a", value) : List.of(value);
    }
    Map<String, @Nullable Object> held = Map.of("a", value);

    assertThat(read(CallItem.write(Samples.TENANT, Samples.callWithMetadata(held), 0)).metadata())
        .isEqualTo(held);
    assertUnwritable(Map.of("a", ofMaps ? held : List.of(value)));
  }

  @Test
  void write_metadataOfOtherTypes_isRefused() {
    assertUnwritable(Map.of("a", 1.5));
    assertUnwritable(Map.of("a", Instant.EPOCH));
  }

  private static void assertUnwritable(Map<String, @Nullable Object> metadata) {
    Call call = Samples.callWithMetadata(metadata);

    assertThatIllegalArgumentException().isThrownBy(() -> CallItem.write(Samples.TENANT, call, 0));
  }

  private static Call read(Map<String, AttributeValue> item) {
    return CallItem.read(new Attributes(item), Samples.CALL_ID, List.of());
  }

  private static Map<String, AttributeValue> withRecording(Map<String, AttributeValue> recording) {
    return with(Items.call(0), "recording", map(recording));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(String value) {
    return AttributeValue.fromN(value);
  }

  private static AttributeValue map(Map<String, AttributeValue> values) {
    return AttributeValue.fromM(values);
  }
}
