package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Repository;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of {@code CONTRIBUTING.md} on words, as far as they can be checked. */
final class WordsTest {

  private static final Path ROOT = Repository.path("");

  /** Built, downloaded or generated files. */
  private static final Set<Path> EXCLUDED =
      Set.of(ROOT.resolve(".git"), ROOT.resolve(".ci/lint"), ROOT.resolve(".aws-sam"));

  /** The list of forbidden words, up to the next item. */
  private static final Pattern FORBIDDEN = Pattern.compile("Not: (?:(?!\\n- ).)*", Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
  private static final Pattern LINE_START = Pattern.compile("\\n\\s*\\*?");
  private static final Pattern INLINE_TAG =
      Pattern.compile("\\{@(\\w+)\\s+((?:[^{}]|\\{[^{}]*\\})*)\\}");
  private static final Pattern FIRST_SENTENCE_END =
      Pattern.compile("(?<=[.!?])\\s|<p>|<table>|(?:^|\\s)@[a-z]");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int MAX_WORDS = 15;

  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b[^{;]*?\\s(\\w+)\\(");
  private static final Pattern THREE_PARTS =
      Pattern.compile("[a-z][A-Za-z0-9]*_[A-Za-z0-9]+_[A-Za-z0-9]+");

  private static final Pattern DOCUMENT_TEST = Pattern.compile("/integration/(?:docs|template)/");

  private static final Map<String, String> TEXTS = new TreeMap<>();

  @BeforeAll
  static void readTextFiles() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            return EXCLUDED.contains(folder) || name.equals("target") || name.equals("node_modules")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              TEXTS.put(ROOT.relativize(file).toString(), Files.readString(file));
            } catch (CharacterCodingException e) {
              assertThat(file.toString()).as("not UTF-8").doesNotEndWith(".java");
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void texts_everyFile_haveNoForbiddenWord() {
    String list = first(FORBIDDEN, Repository.text("CONTRIBUTING.md"));
    List<String> phrases = QUOTED.matcher(list).results().map(it -> it.group(1)).toList();
    Pattern forbidden = anyOf(phrases);
    assertThat(phrases)
        .hasSizeGreaterThan(5)
        .allSatisfy(phrase -> {
          assertThat(phrase.replace(" ", "")).matches(forbidden);
          assertThat(phrase.replace(" ", "\n   * ")).matches(forbidden);
        });

    assertThat(TEXTS).hasSizeGreaterThan(400);
    assertThat(
            TEXTS.entrySet().stream()
                .flatMap(file ->
                    forbidden
                        .matcher(file.getValue().replace(list, ""))
                        .results()
                        .map(it -> file.getKey() + ": " + it.group())))
        .isEmpty();
  }

  @Test
  void javadoc_everyFirstSentence_hasAtMost15Words() {
    List<String> sentences = inJava(file -> true, JAVADOC).map(WordsTest::firstSentence).toList();

    assertThat(sentences).hasSizeGreaterThan(1000);
    assertThat(sentences.stream().filter(it -> SPACES.split(it).length > MAX_WORDS)).isEmpty();
  }

  /** Tests of documents and of the template state what holds. */
  @Test
  void testMethods_ofBehaviour_haveMethodConditionAndResult() {
    List<String> names = inJava(file -> !DOCUMENT_TEST.matcher(file).find(), TEST_METHOD).toList();

    assertThat(names).hasSizeGreaterThan(700);
    assertThat(names.stream().filter(THREE_PARTS.asMatchPredicate().negate())).isEmpty();
  }

  /** Returns the first group of all matches in Java files whose path is accepted. */
  private static Stream<String> inJava(Predicate<String> path, Pattern pattern) {
    return TEXTS.entrySet().stream()
        .filter(file -> file.getKey().endsWith(".java") && path.test(file.getKey()))
        .flatMap(file -> pattern.matcher(file.getValue()).results().map(it -> it.group(1)));
  }

  private static String firstSentence(String comment) {
    String text = LINE_START.matcher(comment).replaceAll(" ").strip();
    // A link shows the last of its words, code counts as one.
    String plain =
        INLINE_TAG.matcher(text).replaceAll(tag -> tag.group(1).equals("link") ? "link" : "code");
    return FIRST_SENTENCE_END.split(plain, 2)[0];
  }

  /** Returns a pattern for the phrases in prose, comments and camel case. */
  private static Pattern anyOf(List<String> phrases) {
    return Pattern.compile(
        phrases.stream()
            // An HTTP request without body is no person.
            .map(phrase -> phrase.replace(" ", "[\\s*#/]*") + "(?!\\()")
            .collect(Collectors.joining("|")),
        Pattern.CASE_INSENSITIVE);
  }

  private static String first(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).findFirst().orElseThrow();
  }
}
