package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {

  private static final String RECORDINGS = "https://bucket.s3.eu-central-1.amazonaws.com";
  private static final Page PAGE = new Page(RECORDINGS);
  private static final Pattern HASHED = Pattern.compile("/assets/(\\w+)\\.([0-9a-f]{16})\\.(\\w+)");

  /** All references to other files: in tags, and in imports. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"(/[^\"]+)\"|from '\\.(/[^']+)'");

  static List<String> paths() {
    return PAGE.paths();
  }

  private static byte[] body(String path, boolean acceptsGzip) {
    Answer answer = PAGE.answer(path, acceptsGzip).orElseThrow();
    return Objects.requireNonNull(answer.body());
  }

  private static String text(String path) {
    return new String(body(path, false), StandardCharsets.UTF_8);
  }

  @Test
  void answer_document_isNotKeptAndMayLoadOnlyTheseFilesAndRecordings() {
    assertThat(PAGE.answer("/", false).orElseThrow().headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Referrer-Policy", "no-referrer")
        .containsEntry("X-Robots-Tag", "noindex")
        .containsEntry(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; media-src blob: "
                + RECORDINGS
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                + " require-trusted-types-for 'script'; trusted-types 'none'")
        .doesNotContainKey("Content-Encoding");
  }

  @Test
  void answer_document_hasNoInlineScriptOrStyle() {
    assertThat(text("/"))
        .doesNotContainPattern("<style|style=|\\son\\w+=|<script(?![^>]*src=)")
        .doesNotContainPattern("https?:");
  }

  @Test
  void answer_everyAsset_isNamedByItsContentAndKeptForGood() throws NoSuchAlgorithmException {
    for (String path : paths().stream().filter(it -> !it.equals("/")).toList()) {
      MatchResult name = HASHED.matcher(path).results().findFirst().orElseThrow();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body(path, false));

      assertThat(HexFormat.of().formatHex(digest)).startsWith(name.group(2));
      assertThat(PAGE.answer(path, false).orElseThrow().headers())
          .containsEntry("Cache-Control", "public, max-age=31536000, immutable")
          .containsKey("Content-Security-Policy");
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void answer_everyFile_refersOnlyToFilesThatAreServed(String path) {
    List<String> references =
        REFERENCE
            .matcher(text(path))
            .results()
            .map(it -> it.group(1) != null ? it.group(1) : "/assets" + it.group(2))
            .toList();

    assertThat(paths()).containsAll(references);
    if (path.equals("/")) {
      // Each module is loaded at once, not one after the other as imports are found.
      assertThat(references)
          .containsExactlyInAnyOrderElementsOf(paths().subList(0, paths().size() - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void answer_gzipAccepted_isTheSameCompressed(String path) throws IOException {
    byte[] compressed = body(path, true);

    assertThat(PAGE.answer(path, true).orElseThrow().headers())
        .containsEntry("Content-Encoding", "gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
        .isEqualTo(body(path, false));
  }

  @Test
  void paths_all_areUnder60KBCompressed() {
    int bytes = paths().stream().mapToInt(path -> body(path, true).length).sum();

    System.out.printf("The page: %,d bytes, compressed%n", bytes);
    assertThat(bytes).isLessThan(60_000);
  }

  @Test
  void paths_all_areTheFilesOfTheFolder() throws URISyntaxException, IOException {
    Path folder = Path.of(Objects.requireNonNull(PageTest.class.getResource("/page")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          paths().stream()
              .map(path ->
                  path.equals("/") ? "index.html" : HASHED.matcher(path).replaceFirst("$1.$3"))
              .toList();

      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void paths_anotherBucket_areTheSame() {
    assertThat(new Page("http://127.0.0.1:9000").paths()).isEqualTo(paths());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/index.html",
        "/assets",
        "/assets/",
        "/assets/main.mjs",
        "/assets/../",
        "/page/main.mjs",
        "//"
      })
  void answer_anyOtherPath_isEmpty(String path) {
    assertThat(PAGE.answer(path, true)).isEmpty();
  }
}
