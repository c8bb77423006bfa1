package dev.callrecords.integration.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** CSV as a real spreadsheet reads it, LibreOffice. */
@NeedsTools("soffice")
@ExtendWith(StackExtension.class)
final class SpreadsheetTest {

  private static final TenantId TENANT = new TenantId("spreadsheets");
  private static final String TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
  private static final String TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

  /** Texts that become formulas only under one way of parsing CSV. */
  private static final List<String> HOSTILE =
      List.of(
          "=1+1",
          "\u0000=1+1",
          "\n=1+1",
          "\r\n\t =1+1",
          "a;=1+1;b",
          "a;\u0000=1+1;b",
          ";=1+1",
          "a\t=1+1",
          "a|=1+1|b",
          "a\n=1+1",
          "a\";=1+1;\"b",
          "a\r=1+1");

  /** What separates cells or means something in a formula, and what programs skip. */
  private static final String SIGNS =
      "=+-@\"'\u0000\u0001 \t\r\n;|,:1aZ{}\\\u00A0\uFEFF\u200B\u2028\u2029\u0085\u000B\u000C"
          + "\uFF1D#.()&\u001A\u007F\uFFFD\u00AD\u3000";

  private static final int GENERATED = 1000;

  /** Making one takes longer than reading a file. */
  @TempDir private static Path profile;

  @TempDir private Path folder;

  private final Stack stack;

  SpreadsheetTest(Stack stack) {
    this.stack = stack;
  }

  /** The separators are code points in the filter's notation: comma, semicolon, tab, bar. */
  @ParameterizedTest
  @ValueSource(strings = {"44", "59", "9", "124", "44/59/9"})
  void csv_hostileTextsAndSpeakers_becomeNoFormula(String separators) throws Exception {
    List<String> texts = Stream.concat(HOSTILE.stream(), generated().stream()).toList();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      segments.add(segment(i, texts.get(i), texts.get(texts.size() - 1 - i)));
    }
    Files.write(folder.resolve("call.csv"), csv(segments));
    // The same without any care, to see that the spreadsheet would compute it.
    Files.writeString(
        folder.resolve("careless.csv"),
        segments.stream()
            .map(segment -> quoted(segment.speaker()) + "," + quoted(segment.text()) + ",0,1\r\n")
            .collect(Collectors.joining()));

    convert(separators, "call.csv", "careless.csv");

    assertThat(formulas("careless")).isNotEmpty();
    assertThat(formulas("call")).isEmpty();
  }

  @Test
  void csv_otherTexts_areInTheirCellsAsTheyAre() throws Exception {
    List<String> texts =
        List.of(
            "Grüße, 日本語 \uD83D\uDE00",
            "Sure, +1 604 555 0100, or \"@home\"; a-b = c",
            "One\nTwo",
            "5% - or 6|7");
    List<Segment> segments =
        IntStream.range(0, texts.size()).mapToObj(i -> segment(i, "agent", texts.get(i))).toList();
    Files.write(folder.resolve("call.csv"), csv(segments));

    convert("44", "call.csv");

    NodeList rows = read("call").getElementsByTagNameNS(TABLE, "table-row");
    assertThat(rows.getLength()).isEqualTo(1 + texts.size());
    for (int i = 0; i < texts.size(); i++) {
      assertThat(cells((Element) rows.item(i + 1)))
          .containsExactly("agent", texts.get(i), i + ".5", Integer.toString(i + 1));
    }
  }

  private static List<String> generated() {
    Random random = new Random(20);
    return IntStream.range(0, GENERATED)
        .mapToObj(i ->
            random
                    .ints(1 + random.nextInt(8), 0, SIGNS.length())
                    .mapToObj(sign -> SIGNS.substring(sign, sign + 1))
                    .collect(Collectors.joining())
                + (random.nextBoolean() ? "=1+1" : ""))
        .toList();
  }

  private static Segment segment(int second, String speaker, String text) {
    return new Segment(
        speaker, text, new BigDecimal(second + ".5"), BigDecimal.valueOf(second + 1L));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private byte[] csv(List<Segment> segments) {
    CallId id = Calls.newId();
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Transcript.of(segments)));
    Reply reply =
        stack.api(TENANT).get("/v1/calls/" + id + "/transcript?consistent=true&format=csv");
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  /** Opens each file as UTF-8 with these separators, and saves it as flat XML. */
  private void convert(String separators, String... files) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "soffice",
                "-env:UserInstallation=" + profile.toUri(),
                "--headless",
                "--infilter=CSV:" + separators + ",34,76,1",
                "--convert-to",
                "fods"));
    command.addAll(List.of(files));
    try (ChildProcess process =
        ChildProcess.startAnswering("spreadsheet", folder, Map.of(), command)) {
      assertThat(process.exitCode()).as(process.err()).isZero();
    }
  }

  private Document read(String name) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(folder.resolve(name + ".fods").toFile());
  }

  private List<String> formulas(String name) throws Exception {
    NodeList cells = read(name).getElementsByTagNameNS(TABLE, "table-cell");
    assertThat(cells.getLength()).isGreaterThan(HOSTILE.size());
    return elements(cells)
        .map(cell -> cell.getAttributeNS(TABLE, "formula"))
        .filter(formula -> !formula.isEmpty())
        .toList();
  }

  /** Returns the texts of a row's cells, each as its lines. */
  private static List<String> cells(Element row) {
    return elements(row.getElementsByTagNameNS(TABLE, "table-cell"))
        .map(cell ->
            elements(cell.getElementsByTagNameNS(TEXT, "p"))
                .map(Element::getTextContent)
                .collect(Collectors.joining("\n")))
        .toList();
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }
}
