package dev.callrecords.integration.support;

import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.CallGenerator;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.Segment;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Test data that no log may contain. It is the list in {@code canaries.txt}, and all that is said
 * in sample and generated calls.
 */
final class Canaries {

  private static final String LIST = "functions/src/test/resources/canaries.txt";
  private static final Path SAMPLES = Repository.path("local/src/main/resources/samples");

  /** So many generated calls say all that generated calls say. */
  private static final int GENERATED = 2000;

  /** All of its 2700 segments are made of the same few words. */
  private static final int SEGMENTS_OF_THREE_HOURS = 10;

  /** What JSON, XML or Java write otherwise than it was said. */
  private static final Pattern ESCAPED = Pattern.compile("[\"'\\\\&<>\\r\\n\\t]");

  private final List<Expression> expressions;
  private final Set<String> texts;

  private record Expression(String kind, Pattern pattern) {}

  /**
   * A canary in a text.
   *
   * @param kind what it is; the canary itself is not to be shown
   * @param start where it starts
   */
  record Sighting(String kind, int start) {}

  private Canaries(List<Expression> expressions, Set<String> texts) {
    this.expressions = expressions;
    this.texts = texts;
  }

  /** Returns all of them. */
  static Canaries all() {
    List<Expression> expressions =
        Repository.text(LIST)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(" +", 2))
            .map(parts -> new Expression(parts[0], Pattern.compile(parts[1])))
            .toList();
    Set<String> texts = new TreeSet<>();
    Stream.concat(samples().stream(), generated())
        .flatMap(Canaries::said)
        .map(Canaries::longestPlainPart)
        .forEach(texts::add);
    return new Canaries(expressions, texts);
  }

  /** Returns the sample calls that were not erased. */
  static List<Call> samples() {
    List<Call> calls = new ArrayList<>(List.of(SampleCalls.threeHours()));
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        if (CallDocument.parse(Files.readAllBytes(file)) instanceof CallDocument.Live live) {
          calls.add(live.call());
        }
      }
      return calls;
    } catch (IOException e) {
      throw new UncheckedIOException("The sample calls cannot be read", e);
    } catch (InvalidCallException e) {
      throw new IllegalStateException("A sample call is not valid", e);
    }
  }

  private static Stream<Call> generated() {
    CallGenerator generator = new CallGenerator(1);
    return LongStream.range(0, GENERATED).mapToObj(index -> generator.call(index, false));
  }

  private static Stream<String> said(Call call) {
    return Stream.concat(
        Stream.ofNullable(call.summary()),
        call.transcript().segments().stream().limit(SEGMENTS_OF_THREE_HOURS).map(Segment::text));
  }

  private static String longestPlainPart(String text) {
    return Arrays.stream(ESCAPED.split(text, -1))
        .map(String::strip)
        .max(Comparator.comparingInt(String::length))
        .orElseThrow();
  }

  /** Returns the kinds of the canaries of the list. */
  Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    expressions.forEach(expression -> kinds.add(expression.kind()));
    return kinds;
  }

  /** Returns the first canary of each expression and text in a text. */
  List<Sighting> in(String text) {
    List<Sighting> found = new ArrayList<>();
    for (Expression expression : expressions) {
      Matcher matcher = expression.pattern().matcher(text);
      if (matcher.find()) {
        found.add(new Sighting(expression.kind(), matcher.start()));
      }
    }
    for (String said : texts) {
      int start = text.indexOf(said);
      if (start >= 0) {
        found.add(new Sighting("said", start));
      }
    }
    return found;
  }
}
