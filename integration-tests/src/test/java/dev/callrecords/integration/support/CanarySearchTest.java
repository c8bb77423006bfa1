package dev.callrecords.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.admin.CallGenerator;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The canary search finds canaries in all output, and reports missing output. */
final class CanarySearchTest {

  private static final Canaries CANARIES = Canaries.all();

  /** A canary of each kind, as it would stand in a log. */
  private static final Map<String, String> PLANTED =
      Map.ofEntries(
          Map.entry("phone-number", "{\"failure\":\"No such number: +16045550123\"}"),
          Map.entry("api-key", "java.lang.IllegalStateException: crk_" + "a".repeat(43)),
          Map.entry("link-token", "GET /l/crl_" + "a".repeat(43)),
          Map.entry("bearer", "authorization=[Bearer eyJhbGciOi]"),
          Map.entry("link", "https://127.0.0.1/x.wav?X-Amz-Expires=60&X-Amz-Signature=0a1b"),
          Map.entry("recording-key", "NoSuchKey: recordings/some-tenant/some-call.wav"),
          Map.entry("path", "{\"route\":\"GET /v1/calls/some-call\"}"),
          Map.entry("call-id", "{\"call\":\"" + SampleCalls.COMPLETED + "\"}"),
          Map.entry("agent-id", "Agent 550e8400-e29b-41d4-a716-446655440000"),
          Map.entry("metadata", "{customer_id=AttributeValue(S=cust_123)}"),
          Map.entry("name", "Hello, this is Sarah"),
          Map.entry("text", "your appointment tomorrow"),
          Map.entry("marker", "\tat canary (Unknown Source)"),
          Map.entry("session-token", "token+/= of A"),
          Map.entry("client", "203.0.113.7"),
          Map.entry("secret-key", "secretAccessKey=locallocal"),
          Map.entry(
              "said",
              "[Segment[speaker=agent, text=Könnten Sie mir bitte Ihre Kundennummer"
                  + " nennen?, startTime=1]]"));

  /** Classes that may open streams and start processes without a search, with the reason. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "support/ClassData.java", "what it prints is seen only where it fails",
          "admin/DiskFullTest.java", "disks are mounted, and a launcher ends before its program",
          "docs/ApiDocTest.java", "the programs of the document print what the API answers",
          "support/CloudChoice.java", "Docker says whether it has an image",
          "admin/TlsServer.java", "what makes a key knows of no call",
          "aws/AwsClientsTlsTest.java", "what asks knows of no call",
          "lambda/AllocationTest.java", "a log that is kept would be counted as allocated",
          "runtime/SnapshotTest.java", "jcmd says where it wrote a heap",
          "template/OperationsDocumentTest.java",
              "the AWS CLI says what it thinks of a command line",
          "template/TemplateWiringTest.java", "handlers are made, and asked nothing");

  @TempDir private Path root;

  private Path log;

  @BeforeEach
  void makeOutput() throws IOException {
    log = write(SearchedOutput.PLACE + "/functions-1.txt", "a\n{\"status\":200}\n");
    write("functions/target/surefire-reports/TEST-a.FirstTest.xml", "<testsuite/>");
    write(
        "functions/target/surefire-reports/dev.callrecords.lambda.RequestLogTest-output.txt", "{}");
    write("functions/src/test/java/a/FirstTest.java", "");
    for (String source : List.of("local-server", "bash", "command-line")) {
      write(SearchedOutput.PLACE + "/" + source + "-1.txt", "nothing\n");
    }
  }

  private Path write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, content);
  }

  private List<String> search(boolean all) throws IOException {
    CanarySearch search = new CanarySearch(root, CANARIES);
    search.search(all);
    return search.complaints();
  }

  static List<String> kinds() {
    List<String> kinds = new ArrayList<>(CANARIES.kinds());
    kinds.add("said");
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void search_plantedInALog_isFoundAndNotShown(String kind) throws IOException {
    assertThat(PLANTED).as("an example of each kind").containsKey(kind);
    String planted = PLANTED.getOrDefault(kind, "");
    Files.writeString(log, "fine\n" + planted + "\nfine\n");

    assertThat(search(true))
        .anyMatch(line ->
            line.startsWith(
                SearchedOutput.PLACE + "/functions-1.txt:2 holds a canary (" + kind + ")"))
        .noneMatch(line -> line.contains(planted));
  }

  @Test
  void search_callIdOfAFault_isFoundOnlyOutsideOfItsMember() throws IOException {
    String id = SampleCalls.COMPLETED.toString();
    Files.writeString(log, "{\"call_id\":\"" + id + "\",\"fault\":\"RecordCorrupt\"}\n");
    assertThat(search(true)).isEmpty();

    Files.writeString(log, "{\"failure\":\"No item " + id + "\"}\n");
    assertThat(search(true)).singleElement().asString().contains("call-id");
  }

  /** Failures show what tests compared; their reports are searched like everything else. */
  @Test
  void search_plantedInAReport_isFound() throws IOException {
    write(
        "functions/target/surefire-reports/TEST-a.FirstTest.xml",
        "<testsuite>\n<error>expected: \"+16045550123\"</error>");

    assertThat(search(false)).singleElement().asString().contains("TEST-a.FirstTest.xml:2");
  }

  @Test
  void search_nothingPlanted_isContentAndSaysHowMuchItRead() throws IOException {
    CanarySearch search = new CanarySearch(root, CANARIES);

    search.search(true);

    assertThat(search.complaints()).isEmpty();
    assertThat(search.summary()).contains("6 files, 7 lines, ").endsWith("; none found.");
  }

  @Test
  void search_noOutput_isAComplaint() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }

    assertThat(search(false)).singleElement().asString().contains("no output to search");
  }

  @Test
  void search_missingReportOrLog_isAComplaintWhenAllTestsRan() throws IOException {
    write("functions/src/test/java/a/SecondTest.java", "");
    Files.writeString(log, "");

    assertThat(search(true))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("TEST-a.SecondTest.xml is missing"),
            line -> assertThat(line).contains(SearchedOutput.PLACE + "/functions... is missing"));
    assertThat(search(false)).isEmpty();
  }

  @Test
  void search_greetingOfTheLocalServer_isNoLogButWhatFollowsIs() throws IOException {
    String key = "crk_" + "a".repeat(43);
    write(
        SearchedOutput.PLACE + "/local-server-1.txt",
        """
        http://127.0.0.1:3000/#key=%s
          AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=locallocal AWS_REGION=us-east-1
          curl -s -H 'Authorization: Bearer %s' http://127.0.0.1:3000/v1/calls/some-call
        Requests are logged below.
        {"key":"%s"}
        """
            .formatted(key, key, key));

    assertThat(search(true)).singleElement().asString().contains(":5 holds", "api-key");
  }

  /** Otherwise the search would be blind for what is made by them. */
  @Test
  void builders_allTexts_holdACanary() {
    CallGenerator generator = new CallGenerator(7);
    Stream<Call> made =
        Stream.of(
            Calls.call(Calls.newId(), Calls.transcript(2, "Short.")),
            Calls.call(Calls.newId(), Calls.available("recordings/acme-dental/x.wav")));
    Stream<Call> generated =
        LongStream.range(0, 500).mapToObj(index -> generator.call(index, true));
    Stream.of(made, Canaries.samples().stream(), generated)
        .flatMap(calls -> calls)
        .forEach(call ->
            textsOf(call)
                .forEach((what, text) ->
                    assertThat(CANARIES.in(text)).as("%s: %s", what, text).isNotEmpty()));
    assertThat(ids()).allSatisfy(id -> assertThat(CANARIES.in(id.value())).isNotEmpty());
  }

  private static Stream<CallId> ids() {
    return Stream.concat(
        Stream.of(Calls.newId(), SampleCalls.ERASED), Canaries.samples().stream().map(Call::id));
  }

  /** Returns what a call holds of what people said and typed, by what it is. */
  private static Map<String, String> textsOf(Call call) {
    Map<String, String> texts = new TreeMap<>();
    put(texts, "agent_id", call.agentId());
    put(texts, "from_number", call.fromNumber());
    put(texts, "to_number", call.toNumber());
    put(texts, "call_summary", call.summary());
    if (!call.metadata().isEmpty()) {
      texts.put("metadata", call.metadata().toString());
    }
    if (call.recording() instanceof Recording.Available available) {
      put(texts, "recording.key", available.key());
    }
    call.transcript().segments().stream()
        .limit(10)
        .forEach(segment -> texts.put("text at " + segment.startTime(), segment.text()));
    return texts;
  }

  private static void put(Map<String, String> texts, String name, @Nullable String text) {
    if (text != null) {
      texts.put(name, text);
    }
  }

  /** New output is searched, or somebody says here why not. */
  @Test
  void sources_streamsAndProcesses_areSearchedOrNamedHere() throws IOException {
    List<String> makers = new ArrayList<>();
    makers.addAll(makersIn("integration-tests/src/test/java/dev/callrecords/integration"));
    makers.addAll(makersIn("functions/src/test/java/dev/callrecords"));

    List<String> expected = new ArrayList<>(OTHERS.keySet());
    expected.addAll(
        List.of(
            "support/SearchedOutput.java",
            "support/ChildProcess.java",
            "support/Shell.java",
            "lambda/Log.java"));
    assertThat(new TreeSet<>(makers)).isEqualTo(new TreeSet<>(expected));
  }

  private static List<String> makersIn(String sources) throws IOException {
    Path folder = Repository.path(sources);
    List<String> makers = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        String text = Files.readString(file);
        if (!name.equals("support/CanarySearchTest.java")
            && Stream.of(
                    "new PrintStream(",
                    "new ProcessBuilder(",
                    "nullOutputStream()",
                    "setOut(",
                    "setErr(")
                .anyMatch(text::contains)) {
          makers.add(name);
        }
      }
    }
    return makers;
  }
}
