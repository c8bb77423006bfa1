package dev.callrecords.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The page that shows and plays calls: a document and its assets.
 *
 * <p>The name of an asset holds the hash of its content, so browsers keep it for good. All is read,
 * named and compressed when this is created, which is before a snapshot is taken.
 */
public final class Page {

  /** The document's address, beside which no other one serves it. */
  private static final String DOCUMENT = "/";

  private static final String ASSETS = "/assets/";

  /** In an order in which each refers only to those before it. */
  private static final List<String> FILES =
      List.of(
          "icon.svg",
          "page.css",
          "numbers.mjs",
          "format.mjs",
          "words.mjs",
          "dom.mjs",
          "api.mjs",
          "fault.mjs",
          "player.mjs",
          "timeline.mjs",
          "transcript.mjs",
          "about.mjs",
          "call.mjs",
          "list.mjs",
          "main.mjs",
          "index.html");

  /** So many digits of a hash: 64 bits, to tell versions of a file apart. */
  private static final int HASH_DIGITS = 16;

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "svg", "image/svg+xml",
          "css", "text/css; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "html", "text/html; charset=utf-8");

  private final Map<String, File> files = new LinkedHashMap<>();
  private final String policy;

  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  private record File(String contentType, byte[] plain, byte[] compressed) {}

  /**
   * Creates the page.
   *
   * @param recordings the origin that links to recordings lead to, such as {@code
   *     https://bucket.s3.eu-central-1.amazonaws.com}
   */
  public Page(String recordings) {
    // Captions are at a blob: URL, as they were fetched with a key.
    this.policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self';"
            + " media-src blob: %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                .formatted(recordings)
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    Map<String, String> hashedNames = new LinkedHashMap<>();
    for (String name : FILES) {
      byte[] content = withHashedNames(resource(name), hashedNames);
      String type = name.substring(name.lastIndexOf('.') + 1);
      File file = new File(CONTENT_TYPES.getOrDefault(type, ""), content, gzip(content));
      if (type.equals("html")) {
        files.put(DOCUMENT, file);
      } else {
        String hashed = name.replace("." + type, "." + hash(content) + "." + type);
        hashedNames.put(name, hashed);
        files.put(ASSETS + hashed, file);
      }
    }
  }

  /** Returns the paths of the document and of all assets. */
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /**
   * Returns the answer to a GET of a path; empty when there is no file.
   *
   * @param acceptsGzip whether the client takes gzip
   */
  public Optional<Answer> answer(String path, boolean acceptsGzip) {
    return Optional.ofNullable(files.get(path))
        .map(file -> {
          Map<String, String> headers = new LinkedHashMap<>();
          headers.put("Content-Type", file.contentType());
          headers.put(
              "Cache-Control",
              path.equals(DOCUMENT) ? "no-store" : "public, max-age=31536000, immutable");
          headers.put("Content-Security-Policy", policy);
          headers.put("Cross-Origin-Resource-Policy", "same-origin");
          headers.put("Referrer-Policy", "no-referrer");
          headers.put("Vary", "Accept-Encoding");
          headers.put("X-Content-Type-Options", "nosniff");
          headers.put("X-Robots-Tag", "noindex");
          if (acceptsGzip) {
            headers.put("Content-Encoding", "gzip");
          }
          return new Answer(200, headers, acceptsGzip ? file.compressed() : file.plain(), null);
        });
  }

  /** Returns a file that refers to others by the names under which they are served. */
  private static byte[] withHashedNames(byte[] content, Map<String, String> hashedNames) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (Map.Entry<String, String> name : hashedNames.entrySet()) {
      text =
          text.replace("'./" + name.getKey() + "'", "'./" + name.getValue() + "'")
              .replace('"' + ASSETS + name.getKey() + '"', '"' + ASSETS + name.getValue() + '"');
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream("/page/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("The class path lacks /page/" + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("/page/" + name + " cannot be read", e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_DIGITS / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }
}
