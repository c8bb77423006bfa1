package dev.callrecords.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of an import: each is understood completely or reported as a fault. */
final class ImportSourcesTest {

  @TempDir private Path folder;

  private static String call(String id) {
    return call(id, "");
  }

  private static String call(String id, String more) {
    return "{\"id\":\"%s\",\"status\":\"completed\",\"created_at\":\"2024-01-15T10:30:00Z\"%s}"
        .formatted(id, more);
  }

  private DryRun imported(byte[]... parts) throws IOException {
    return DryRun.of(Files.write(folder.resolve("calls"), join(parts)));
  }

  private DryRun imported(String text) throws IOException {
    return imported(text.getBytes(UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(text.getBytes(UTF_8));
    }
    return gzip.toByteArray();
  }

  private static void assertWritten(DryRun run, long written, String... faults) {
    assertThat(run.faults).containsExactly(faults);
    assertThat(run.rejected()).isEqualTo(faults.length);
    assertThat(run.written()).isEqualTo(written);
  }

  // Encodings

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 4096})
  void run_nulBytesBeforeARecord_areAFaultOfThatLine(int count) throws IOException {
    DryRun run =
        imported(
            (call("a") + "\n").getBytes(UTF_8),
            new byte[count],
            (call("b") + "\n" + call("c") + "\n").getBytes(UTF_8));

    assertWritten(
        run,
        2,
        "2: has %s, such as a loss of power leaves behind: remove %s (byte %d)"
            .formatted(
                count == 1 ? "a NUL byte" : count + " NUL bytes",
                count == 1 ? "it" : "them",
                call("a").length() + 2));
  }

  @Test
  void run_threeNulBytesAtTheStart_areNoUtf32() throws IOException {
    assertWritten(
        imported(new byte[3], (call("a") + "\n" + call("b")).getBytes(UTF_8)),
        1,
        "1: has 3 NUL bytes, such as a loss of power leaves behind: remove them (byte 1)");
  }

  @Test
  void run_nulBytesInsideARecord_areAFault() throws IOException {
    assertWritten(
        imported(call("a", ",\"agent_id\":\"\0\0\"") + "\n" + call("b")),
        1,
        "1: has 2 NUL bytes, such as a loss of power leaves behind: remove them (byte 80)");
  }

  @Test
  void run_nulBytesToTheEnd_areAFaultHoweverMany() throws IOException {
    assertWritten(
        imported((call("a") + "\n").getBytes(UTF_8), new byte[Importer.MOST_RECORD_BYTES + 1]),
        1,
        "2: has 16777216 NUL bytes, such as a loss of power leaves behind: remove them (byte 69)");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16LE, UTF-16LE, ''",
    "UTF-16BE, UTF-16BE, ''",
    "UTF-16LE, UTF-16, '\uFEFF'",
    "UTF-16BE, UTF-16, '\uFEFF'",
    "UTF-32LE, UTF-32LE, ''",
    "UTF-32BE, UTF-32BE, ''",
    "UTF-32LE, UTF-32, '\uFEFF'",
    "UTF-32BE, UTF-32, '\uFEFF'"
  })
  void run_otherUnicode_isNamedAndNothingGoesIn(String charset, String name, String mark)
      throws IOException {
    byte[] text = (mark + call("a") + "\n" + call("b") + "\n").getBytes(Charset.forName(charset));
    String fault =
        "1: is %s, not UTF-8: convert it, for instance by iconv -f %s -t UTF-8"
            .formatted(name, name);

    assertWritten(imported(text), 0, fault);
  }

  @Test
  void run_latin1_isAFaultOfEachRecord() throws IOException {
    String text = call("a", ",\"agent_id\":\"Zoé\"") + "\n" + call("b") + "\n";

    assertWritten(
        imported(text.getBytes(ISO_8859_1)),
        1,
        "1: is not UTF-8: the byte 0xE9 cannot stand there; is it Latin-1, or broken? (byte 82)");
  }

  @ParameterizedTest
  @CsvSource({"C0 80, C0", "ED A0 80, ED", "F8 88 80 80 80, F8", "E2 82, E2"})
  void run_bytesThatAreNoCharacter_areAFault(String hex, String first) throws IOException {
    byte[] start = "{\"id\":\"a\",\n\"agent_id\":\"".getBytes(US_ASCII);
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);

    assertWritten(
        imported(start, bytes, "\"}".getBytes(US_ASCII)),
        0,
        "2: is not UTF-8: the byte 0x%s cannot stand there; is it Latin-1, or broken? (byte %d)"
            .formatted(first, start.length + 1));
  }

  @Test
  void run_byteOrderMark_isSkippedBeforeAnyRecord() throws IOException {
    assertWritten(imported("\uFEFF" + call("a") + "\n\uFEFF" + call("b") + "\n"), 2);
  }

  @ParameterizedTest
  @CsvSource({
    "504B030414000000, is a ZIP archive: unpack it first",
    "28B52FFD04005801, is compressed by zstd: unpack it first",
    "FD377A585A000004, is compressed by xz: unpack it first",
    "425A683931415926, is compressed by bzip2: unpack it first"
  })
  void run_archive_isNamed(String head, String fault) throws IOException {
    assertWritten(imported(HexFormat.of().parseHex(head)), 0, "1: " + fault);
  }

  // Records that are no JSON

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"a\",}|is not one object of JSON: '}' cannot stand there (byte 11)",
        "no json|is not one object of JSON: 'n' cannot stand there (byte 1)",
        "{\"id\":\"a\"|is not one object of JSON: it ends before its object does (byte 10)",
        "{\"id\":é}|is not one object of JSON: 'é' cannot stand there (byte 8)",
        "{\"id\":\"\u0001\"}|is not one object of JSON: U+0001 cannot stand there (byte 8)",
        "{\"id\":1,\"id\":2}|has the name \"id\" twice in one object (byte 14)",
        "{\"id\":1,\"id\":{}}|has the name \"id\" twice in one object (byte 14)",
        "1 2|goes on after its end (byte 3)",
        "{\"id\":1e99999999999}|has a number whose exponent is out of all bounds (byte 7)"
      })
  void run_noJson_saysWhereInOurWords(String record, String fault) throws IOException {
    assertWritten(imported(record), 0, "1: " + fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "9"})
  void run_pastTheLimitsOfTheParser_isAFault(String kind) throws IOException {
    String record =
        kind.equals("[")
            ? "{\"id\":%s1%s}".formatted("[".repeat(1001), "]".repeat(1001))
            : "{\"id\":%s}".formatted("9".repeat(1001));

    DryRun run = imported(record + "\n" + call("b"));

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.faults)
        .singleElement()
        .asString()
        .startsWith("1: has a number of more than 1000 digits, or more than 1000 levels (byte ");
  }

  @Test
  void run_longName_isAFaultOfItsField() throws IOException {
    assertThat(imported(call("a", ",\"" + "k".repeat(50_001) + "\":1")).faults)
        .singleElement()
        .asString()
        .endsWith("k is no field of a call, and would be lost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483647", "1e-2147483647", "-1E+2147483648", "1e999999999"})
  void run_numberThatDynamoDbCannotHold_isAFaultOfItsField(String number) throws IOException {
    assertThat(imported(call("a", ",\"metadata\":{\"n\":" + number + "}")).faults)
        .containsExactly(
            "1: metadata.n must be a number of up to 38 digits, from 1E-130 to 9.9E+125");
  }

  // Arrays

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", ",", ",\n\n"})
  void run_arrayCutOffBetweenRecords_isAFault(String rest) throws IOException {
    String text = "[" + call("a") + ",\n" + call("b") + rest;

    DryRun run = imported(text);

    assertThat(run.written()).isEqualTo(2);
    assertThat(run.rejected()).isEqualTo(1);
    assertThat(run.faults)
        .containsExactly(
            "%d: ends before its array does: it is cut off, perhaps between two records (byte %d)"
                .formatted(text.chars().filter(c -> c == '\n').count() + 1, text.length() + 1));
  }

  @Test
  void run_arrayOfNothing_isWhole() throws IOException {
    assertWritten(imported(" [ ] \n"), 0);
    assertWritten(imported(""), 0);
  }

  @Test
  void run_arrayThatIsNoneThroughout_isAFaultAndItsRecordsGoIn() throws IOException {
    assertWritten(
        imported("[,%s%s,,%s\n,]\n%s\n".formatted(call("a"), call("b"), call("c"), call("d"))),
        4,
        "1: has a comma where a record should be (byte 2)",
        "1: has no comma before this record (byte 70)",
        "1: has a comma where a record should be (byte 138)",
        "2: has no record behind its last comma (byte 208)",
        "3: goes on behind the end of its array (byte 210)");
  }

  // Gzip

  @Test
  void run_gzipOfSeveralMembers_isReadToItsEnd() throws IOException {
    assertWritten(imported(gzip(call("a") + "\n"), gzip(""), gzip(call("b"))), 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 18, 27, 512, 100_000})
  void run_zeroBytesBehindGzip_areAFault(int zeros) throws IOException {
    byte[] first = gzip(call("a") + "\n");

    assertWritten(
        imported(first, new byte[zeros], gzip(call("b"))),
        1,
        "1: has something behind its gzip data that is no gzip, and was not read (byte %d)"
            .formatted(first.length + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void run_gzipMemberWithABrokenHeader_isAFault(int broken) throws IOException {
    byte[] first = gzip(call("a") + "\n");
    byte[] second = gzip(call("b") + "\n");
    second[broken] = (byte) 0xE7;

    DryRun run = imported(first, second, gzip(call("c")));

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.rejected()).isEqualTo(1);
    assertThat(run.faults)
        .singleElement()
        .asString()
        .contains("gzip data", "(byte " + (first.length + 1) + ")");
  }

  @Test
  void run_gzipThatIsBroken_putsInWhatIsBeforeAndIsAFault() throws IOException {
    byte[] first = gzip(call("a") + "\n");
    byte[] second = gzip(call("b") + "\n");
    second[second.length - 8] ^= 1;

    DryRun run = imported(first, second, gzip(call("c")));

    assertThat(run.written()).isEqualTo(2);
    assertThat(run.faults).singleElement().asString().contains("has broken gzip data (byte ");
  }

  @Test
  void run_gzipThatIsCutOff_isAFault() throws IOException {
    byte[] whole = join(gzip(call("a") + "\n"), gzip(call("b") + "\n"));

    for (int length = whole.length - 1; length > whole.length / 2; length--) {
      DryRun run = imported(Arrays.copyOf(whole, length));

      assertThat(run.written()).isBetween(1L, 2L);
      assertThat(run.rejected()).as("%d bytes", length).isPositive();
      assertThat(run.faults).last().asString().contains("gzip data", "(byte ");
    }
  }

  @Test
  void run_gzipOfOtherUnicodeOrOfGzip_isNamed() throws IOException {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(twice)) {
      out.write(gzip(call("a")));
    }
    ByteArrayOutputStream wide = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(wide)) {
      out.write(call("a").getBytes(UTF_16LE));
    }

    assertWritten(imported(twice.toByteArray()), 0, "1: is gzip of gzip: unpack it once");
    assertThat(imported(wide.toByteArray()).faults).singleElement().asString().contains("UTF-16LE");
  }

  @Test
  void run_fileThatCannotBeRead_isAFaultAndTheNextIsRead() throws IOException {
    Path good = Files.writeString(folder.resolve("good"), call("a"));

    DryRun run = DryRun.of(folder.resolve("missing"), folder, good);

    assertThat(run.written()).isEqualTo(1);
    assertThat(run.faults)
        .containsExactly(
            "1: cannot be opened: is it there, and may it be read?",
            "1: cannot be read on (byte 1): the disk, or the program before the pipe, failed");
  }

  // Timestamps

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+00:01"
      })
  void run_yearOutsideOfFourDigits_isAFault(String timestamp) throws IOException {
    String[] fields = {"created_at", "started_at", "ended_at", "delete_after"};

    for (String field : fields) {
      String record =
          "{\"id\":\"a\",\"status\":\"completed\",%s\"%s\":\"%s\"}"
              .formatted(
                  field.equals("created_at") ? "" : "\"created_at\":\"2024-01-15T10:30:00Z\",",
                  field,
                  timestamp);
      assertWritten(
          imported(record),
          0,
          "1: "
              + field
              + " must be a timestamp of ISO 8601 such as 2024-01-15T10:30:15Z, of the years 0000"
              + " to 9999 in UTC");
    }
    assertWritten(
        imported("{\"id\":\"a\",\"deleted_at\":\"" + timestamp + "\"}"),
        0,
        "1: deleted_at must be a timestamp of ISO 8601 such as 2024-01-15T10:30:15Z, of the years"
            + " 0000 to 9999 in UTC");
  }

  @Test
  void run_firstAndLastYear_goIn() throws IOException {
    assertWritten(
        imported(
            call(
                "a",
                ",\"started_at\":\"0000-01-01T00:00:00Z\","
                    + "\"ended_at\":\"9999-12-31T23:59:59.999999999Z\"")),
        1);
  }
}
