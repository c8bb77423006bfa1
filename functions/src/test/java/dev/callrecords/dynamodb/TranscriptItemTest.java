package dev.callrecords.dynamodb;

import static dev.callrecords.domain.Samples.segment;
import static dev.callrecords.dynamodb.Items.NULL;
import static dev.callrecords.dynamodb.Items.assertFails;
import static dev.callrecords.dynamodb.Items.binary;
import static dev.callrecords.dynamodb.Items.gzip;
import static dev.callrecords.dynamodb.Items.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@Timeout(30)
final class TranscriptItemTest {

  private static final String ONE_SEGMENT =
      """
      [{"speaker":"agent","text":"Hello.","start_time":0.5,"end_time":5.2}]\
      """;

  @ParameterizedTest
  @CsvSource({
    "0, transcript#000",
    "7, transcript#007",
    "42, transcript#042",
    "999, transcript#999"
  })
  void sortKey_ofAnItem_isNumberedInThreeDigits(int index, String sortKey) {
    assertThat(TranscriptItem.sortKey(index)).isEqualTo(sortKey);
    assertThat(TranscriptItem.isSortKey(sortKey)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call",
        "transcript",
        "transcript#",
        "transcript#00",
        "transcript#0000",
        "transcript#٠٠٠",
        "transcript#00a",
        "Transcript#000",
        "transcript#000\n"
      })
  void isSortKey_anyOther_isFalse(String sortKey) {
    assertThat(TranscriptItem.isSortKey(sortKey)).isFalse();
  }

  @Test
  void write_noSegments_isNoItem() {
    assertThat(write(List.of())).isEmpty();
  }

  @Test
  void write_contractsTranscript_isOnePlainItem() {
    assertThat(write(List.of(segment("agent", "Hello.", "0.5", "5.2"))))
        .isEqualTo(
            List.of(
                with(
                    Items.keys("transcript#000"),
                    "segments",
                    AttributeValue.fromL(
                        List.of(
                            AttributeValue.fromM(
                                Map.of(
                                    "speaker", AttributeValue.fromS("agent"),
                                    "text", AttributeValue.fromS("Hello."),
                                    "start_time", AttributeValue.fromN("0.5"),
                                    "end_time", AttributeValue.fromN("5.2"))))))));
    assertThat(read(write(Samples.TRANSCRIPT.segments()))).isEqualTo(Samples.TRANSCRIPT.segments());
  }

  @ParameterizedTest
  @CsvSource({"4095, L", "4096, B"})
  void write_transcriptOf4KbAndMore_isCompressed(int bytes, AttributeValue.Type type) {
    int others = "[{\"speaker\":\"a\",\"text\":\"\",\"start_time\":0,\"end_time\":1}]".length();
    List<Segment> segments = List.of(segment("a", "x".repeat(bytes - others), "0", "1"));

    List<Map<String, AttributeValue>> items = write(segments);

    assertThat(items).hasSize(1);
    assertThat(segments(items.getFirst()).type()).isEqualTo(type);
    assertThat(read(items)).isEqualTo(segments);
  }

  @Test
  void write_nonAsciiText_isSizedInBytes() {
    List<Segment> segments = List.of(segment("agent", "é".repeat(2100), "0", "1"));

    assertThat(segments(write(segments).getFirst()).type()).isEqualTo(AttributeValue.Type.B);
  }

  @Test
  void write_manySegments_isSplitUnder350KbAndReadBackInOrder() {
    Random random = new Random(7);
    List<Segment> segments =
        IntStream.range(0, 1500)
            .mapToObj(i -> segment("agent", randomText(random, 700), i + ".5", i + 1 + ".25"))
            .toList();

    List<Map<String, AttributeValue>> items = write(segments);

    assertThat(items).hasSizeBetween(3, 8);
    for (int i = 0; i < items.size(); i++) {
      assertThat(items.get(i)).containsAllEntriesOf(Items.keys(TranscriptItem.sortKey(i)));
      assertThat(segments(items.get(i)).b().asByteArrayUnsafe().length).isBetween(1, 350 * 1024);
    }
    assertThat(read(items)).isEqualTo(segments);
  }

  @Test
  void write_itemsLargestPossible_areUnder350KbWithTheirKeys() {
    TenantId tenant = new TenantId("t".repeat(63));
    CallId id = new CallId("c".repeat(64));
    String noise = randomText(new Random(7), 400_000);
    int fits = 0;
    int tooLong = noise.length();
    while (tooLong - fits > 1) {
      int length = (fits + tooLong) / 2;
      List<Segment> segments = List.of(segment("agent", noise.substring(0, length), "0", "1"));
      try {
        assertThat(bytes(TranscriptItem.write(tenant, id, segments).getFirst()))
            .isLessThan(350 * 1024);
        fits = length;
      } catch (IllegalArgumentException e) {
        tooLong = length;
      }
    }

    assertThat(fits).isGreaterThan(400_000);
  }

  /** Returns what DynamoDB counts for a compressed item. */
  private static int bytes(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .mapToInt(attribute -> {
          AttributeValue value = attribute.getValue();
          int length =
              value.type() == AttributeValue.Type.B
                  ? value.b().asByteArrayUnsafe().length
                  : value.s().length();
          return attribute.getKey().length() + length;
        })
        .sum();
  }

  @Test
  void write_longButRepetitiveTranscript_isOneItem() {
    List<Segment> segments =
        IntStream.range(0, 2700)
            .mapToObj(
                i -> segment("caller", "Yes, I would like that very much.", i + ".1", i + ".9"))
            .toList();

    List<Map<String, AttributeValue>> items = write(segments);

    assertThat(items).hasSize(1);
    assertThat(read(items)).isEqualTo(segments);
  }

  @Test
  void write_segmentTooLargeForAnItem_isRefused() {
    List<Segment> segments =
        List.of(segment("agent", randomText(new Random(7), 600_000), "0", "1"));

    assertThatIllegalArgumentException().isThrownBy(() -> write(segments));
  }

  /**
   * Inside compressed segments DynamoDB would not validate the number, and no reader accepts it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"1234567890123456789012345678901234567890", "1e126", "1e999999999"})
  void write_timeThatCannotBeReadBack_isRefusedInBothForms(String time) {
    for (String text : List.of("Hello.", "Hello.".repeat(1000))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> write(List.of(segment("agent", text, time, "1"))));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> write(List.of(segment("agent", text, "0", time))));
    }
  }

  @Test
  void write_textOfAllScripts_isReadBackFromBothForms() {
    String text = "Grüße, 你好, 😀, \"quoted\", \\, \u0000, \u2028, \ttab\n";
    for (String shown : List.of(text, text.repeat(300))) {
      List<Segment> segments = List.of(segment("agent", shown, "0", "1"));

      assertThat(read(write(segments))).isEqualTo(segments);
    }
  }

  @Test
  void read_halfASurrogatePair_isTheReplacementCharacterInBothForms() {
    List<Segment> expected = List.of(segment("\uFFFDgent", "a\uFFFD\uD83D\uDE00", "0.5", "5.2"));

    assertThat(
            read(
                plain(
                    Map.of(
                        "speaker", AttributeValue.fromS("\uDE00gent"),
                        "text", AttributeValue.fromS("a\uD83D\uD83D\uDE00")))))
        .isEqualTo(expected);
    assertThat(
            read(
                binary(
                    gzip(
                        ONE_SEGMENT
                            .replace("agent", "\\uDE00gent")
                            .replace("Hello.", "a\\uD83D\\uD83D\\uDE00")))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "5.2, 5.2",
    "125, 125",
    "1.0, 1",
    "0.50, 0.5",
    "100, 100",
    "1e2, 100",
    "0, 0",
    "0.000, 0",
    "1E-7, 0.0000001"
  })
  void read_numbers_areInTheShortestFormInBothForms(String number, String expected) {
    for (AttributeValue segments :
        List.of(
            plain(Map.of("start_time", AttributeValue.fromN(number))),
            plain(Map.of("start_time", AttributeValue.fromS(number))),
            binary(gzip(ONE_SEGMENT.replace("0.5", number))),
            binary(gzip(ONE_SEGMENT.replace("0.5", "\"" + number + "\""))))) {
      assertThat(read(segments))
          .singleElement()
          .extracting(segment -> segment.startTime().toPlainString())
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e126",
        "1234567890123456789012345678901234567890",
        "0.1234567890123456789012345678901234567890"
      })
  void read_hostileNumber_isCorruptInBothForms(String number) {
    assertFails(Kind.CORRUPT, () -> read(plain(Map.of("end_time", AttributeValue.fromN(number)))));
    assertFails(Kind.CORRUPT, () -> read(plain(Map.of("end_time", AttributeValue.fromS(number)))));
    assertFails(Kind.CORRUPT, () -> read(binary(gzip(ONE_SEGMENT.replace("5.2", number)))));
    assertFails(
        Kind.CORRUPT, () -> read(binary(gzip(ONE_SEGMENT.replace("5.2", "\"" + number + "\"")))));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 5000, 5_000_000})
  void read_numberOfVeryManyDigits_isCorruptInBothForms(int digits) {
    String number = "9".repeat(digits);

    assertFails(Kind.CORRUPT, () -> read(plain(Map.of("end_time", AttributeValue.fromS(number)))));
    assertFails(Kind.CORRUPT, () -> read(binary(gzip(ONE_SEGMENT.replace("5.2", number)))));
  }

  static Stream<Map<String, AttributeValue>> unreadableSegments() {
    return Stream.of(
        Map.of("speaker", NULL),
        Map.of("speaker", AttributeValue.fromN("1")),
        Map.of("text", NULL),
        Map.of("text", AttributeValue.fromBool(true)),
        Map.of("start_time", NULL),
        Map.of("start_time", AttributeValue.fromS("soon")),
        Map.of("end_time", NULL),
        Map.of("end_time", AttributeValue.fromL(List.of())));
  }

  @ParameterizedTest
  @MethodSource("unreadableSegments")
  void read_plainSegmentThatLacksSomething_isCorrupt(Map<String, AttributeValue> changes) {
    assertFails(Kind.CORRUPT, () -> read(plain(changes)));
  }

  @Test
  void read_plainListOfOtherThings_isCorrupt() {
    assertFails(
        Kind.CORRUPT, () -> read(AttributeValue.fromL(List.of(AttributeValue.fromS("Hello.")))));
    assertFails(Kind.CORRUPT, () -> read(AttributeValue.fromL(List.of(NULL))));
  }

  @Test
  void read_unknownAttributesOfASegment_doNotLeave() {
    List<Segment> expected = List.of(segment("agent", "Hello.", "0.5", "5.2"));

    assertThat(read(plain(Map.of("confidence", AttributeValue.fromN("0.9"))))).isEqualTo(expected);
    assertThat(
            read(
                binary(
                    gzip(
                        ONE_SEGMENT.replace(
                            "[{",
                            "[{\"words\":[{\"text\":\"x\",\"start_time\":[9]}],\"null\":null,")))))
        .isEqualTo(expected);
  }

  @Test
  void read_emptyListInBothForms_isNoSegment() {
    assertThat(read(AttributeValue.fromL(List.of()))).isEmpty();
    assertThat(read(binary(gzip("[]")))).isEmpty();
    assertThat(read(binary(gzip(" [ ] \n")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{}",
        "\"text\"",
        "[",
        "[{",
        "[{\"speaker\":\"agent\"",
        "[1]",
        "[null]",
        "[[]]",
        "[{}]",
        "not json",
        """
        [{"speaker":"agent","text":"Hello.","start_time":0.5}]\
        """,
        """
        [{"speaker":"agent","text":"Hello.","end_time":0.5}]\
        """,
        """
        [{"speaker":"agent","start_time":0.5,"end_time":5.2}]\
        """,
        """
        [{"text":"Hello.","start_time":0.5,"end_time":5.2}]\
        """,
        """
        [{"speaker":null,"text":"Hello.","start_time":0.5,"end_time":5.2}]\
        """,
        """
        [{"speaker":1,"text":"Hello.","start_time":0.5,"end_time":5.2}]\
        """,
        """
        [{"speaker":"agent","text":["Hello."],"start_time":0.5,"end_time":5.2}]\
        """,
        """
        [{"speaker":"agent","text":"Hello.","start_time":null,"end_time":5.2}]\
        """,
        """
        [{"speaker":"agent","text":"Hello.","start_time":true,"end_time":5.2}]\
        """,
        """
        [{"speaker":"agent","text":"Hello.","start_time":{"n":1},"end_time":5.2}]\
        """,
        """
        [{"speaker":"agent","text":"Hello.","start_time":NaN,"end_time":5.2}]\
        """,
        // More after the array.
        "[] []",
        "[]x",
        "[],"
      })
  void read_compressedThatIsNoArrayOfSegments_isCorrupt(String json) {
    assertFails(Kind.CORRUPT, () -> read(binary(gzip(json))));
  }

  @Test
  void read_compressedInvalidUtf8_isCorrupt() {
    byte[] json = ONE_SEGMENT.replace("Hello.", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);

    assertFails(Kind.CORRUPT, () -> read(binary(gzip(json, 1))));
  }

  @Test
  void read_truncatedGzip_isCorruptWhereverItEnds() {
    byte[] whole = gzip(ONE_SEGMENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);

      assertFails(Kind.CORRUPT, () -> read(binary(cut)));
    }
  }

  @Test
  void read_gzipWithWrongChecksum_isCorrupt() {
    byte[] bytes = gzip(ONE_SEGMENT);
    bytes[bytes.length - 6] ^= 1;

    assertFails(Kind.CORRUPT, () -> read(binary(bytes)));
  }

  @Test
  void read_binaryThatIsNoGzip_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> read(binary(ONE_SEGMENT.getBytes(StandardCharsets.UTF_8))));
    assertFails(Kind.CORRUPT, () -> read(binary(new byte[64])));
  }

  @Test
  void read_secondArrayInASecondMember_isCorrupt() {
    byte[] one = gzip("[]");
    byte[] two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);

    assertFails(Kind.CORRUPT, () -> read(binary(two)));
  }

  @Test
  void read_compressedDeepNesting_isCorrupt() {
    assertFails(Kind.CORRUPT, () -> read(binary(gzip("[{\"x\":" + "[".repeat(1_000_000)))));
  }

  @Test
  void read_gzipOfSpaceWithoutEnd_isTooLarge() {
    assertBombIsTooLarge(" ".repeat(1 << 20));
  }

  @Test
  void read_gzipOfSegmentsWithoutEnd_isTooLarge() {
    String segment =
        """
        {"speaker":"","text":"","start_time":0,"end_time":0,"x":"%s"},\
        """
            .formatted(" ".repeat(900));
    assertBombIsTooLarge(segment.repeat(1 << 10));
  }

  private static void assertBombIsTooLarge(String megabyte) {
    byte[] bomb = concatenated(gzip("["), gzip(megabyte.getBytes(StandardCharsets.UTF_8), 80));

    assertThat(bomb.length).isLessThan(1 << 20);
    assertFails(Kind.TOO_LARGE, () -> read(binary(bomb)));
  }

  @Test
  void read_segmentsAbsentNullOrOfAnotherType_isCorrupt() {
    assertFails(
        Kind.CORRUPT,
        () ->
            TranscriptItem.read(
                new Attributes(Items.keys("transcript#000")),
                new TranscriptItem.Allowance(),
                new ArrayList<>()));
    assertFails(Kind.CORRUPT, () -> read(NULL));
    assertFails(Kind.CORRUPT, () -> read(AttributeValue.fromS(ONE_SEGMENT)));
    assertFails(Kind.CORRUPT, () -> read(AttributeValue.fromM(Map.of())));
  }

  @Test
  void read_severalItems_addsToTheList() {
    List<Segment> segments = new ArrayList<>();
    segments.add(segment("caller", "Hi.", "0", "0.4"));

    TranscriptItem.read(
        new Attributes(Map.of("segments", binary(gzip(ONE_SEGMENT)))),
        new TranscriptItem.Allowance(),
        segments);

    assertThat(segments)
        .containsExactly(
            segment("caller", "Hi.", "0", "0.4"), segment("agent", "Hello.", "0.5", "5.2"));
  }

  private static List<Map<String, AttributeValue>> write(List<Segment> segments) {
    return TranscriptItem.write(Samples.TENANT, Samples.CALL_ID, segments);
  }

  private static AttributeValue plain(Map<String, AttributeValue> changes) {
    Map<String, AttributeValue> segment = new HashMap<>(Items.segment("Hello.").m());
    segment.putAll(changes);
    return AttributeValue.fromL(List.of(AttributeValue.fromM(segment)));
  }

  private static List<Segment> read(AttributeValue segments) {
    return read(List.of(Map.of("segments", segments)));
  }

  private static List<Segment> read(List<Map<String, AttributeValue>> items) {
    List<Segment> segments = new ArrayList<>();
    TranscriptItem.Allowance allowance = new TranscriptItem.Allowance();
    items.forEach(item -> TranscriptItem.read(new Attributes(item), allowance, segments));
    return segments;
  }

  private static AttributeValue segments(Map<String, AttributeValue> item) {
    return Objects.requireNonNull(item.get("segments"));
  }

  private static String randomText(Random random, int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return Base64.getEncoder().encodeToString(noise);
  }

  private static byte[] concatenated(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
