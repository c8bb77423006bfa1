package dev.callrecords.admin;

import dev.callrecords.admin.AudioFiles.AudioFile;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches recordings by the links in documents, which are not to be trusted.
 *
 * <p>Only https, redirects too, and only hosts with public addresses unless told otherwise; key
 * headers go to named hosts only. What broke off is fetched on from there where the server can.
 */
public final class RecordingFetcher implements AutoCloseable {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_FAILURES = 3;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient client;
  private final Rules rules;

  /**
   * What to send, and what to take.
   *
   * @param headers by name; never logged
   * @param headerHosts the hosts that are sent the headers, in lower case
   * @param allowsPrivate whether links may lead to addresses that are not public
   * @param maxBytes of one recording
   * @param timeout for one recording, with all redirects and attempts
   */
  public record Rules(
      Map<String, String> headers,
      Set<String> headerHosts,
      boolean allowsPrivate,
      long maxBytes,
      Duration timeout) {}

  /** The result of a fetch. */
  sealed interface Outcome {

    /**
     * It is here.
     *
     * @param file temporary: the caller deletes it
     */
    record Fetched(AudioFile file) implements Outcome {}

    /** It is not; the reason names no link. */
    record Failed(String reason) implements Outcome {}
  }

  /** A fetch that cannot succeed. The message is the reason. */
  private static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /**
   * Creates a fetcher.
   *
   * @param client that follows no redirects
   */
  public RecordingFetcher(HttpClient client, Rules rules) {
    this.client = client;
    this.rules = rules;
  }

  /**
   * Fetches a recording.
   *
   * @throws LocalFileException when it cannot be kept
   */
  Outcome fetch(String url) {
    Path file;
    try {
      file = Files.createTempFile("recording-", ".tmp");
    } catch (IOException e) {
      throw new LocalFileException("No recording can be kept among the temporary files", e);
    }
    boolean isKept = false;
    try {
      new Fetch(file).run(uri(url));
      AudioFile audio = audio(file);
      isKept = true;
      return new Outcome.Fetched(audio);
    } catch (RefusedException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new LocalFileException("A recording cannot be kept among the temporary files", e);
    } finally {
      if (!isKept) {
        delete(file);
      }
    }
  }

  /** Deletes a file that was fetched. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LocalFileException("The temporary file " + file + " cannot be deleted", e);
    }
  }

  private static URI uri(String url) throws RefusedException {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException _) {
      throw new RefusedException("its link is none");
    }
  }

  /** Returns what was fetched, if its first bytes are those of audio. */
  private static AudioFile audio(Path file) throws IOException, RefusedException {
    Optional<AudioFormat> format = AudioFormat.ofContent(file);
    if (format.isEmpty()) {
      throw new RefusedException("the answer is no .wav, .mp3, .ogg or .m4a");
    }
    if (!AudioContent.hasSound(file)) {
      throw new RefusedException("the answer is no more than the header of a recording");
    }
    return new AudioFile(file, format.get(), Files.size(file));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** One fetch, with its redirects and attempts. */
  private final class Fetch {

    private final Path file;
    private final long deadline = System.nanoTime() + rules.timeout().toNanos();
    private @Nullable String entityTag;
    private int failures;

    Fetch(Path file) {
      this.file = file;
    }

    void run(URI first) throws RefusedException, IOException {
      URI uri = first;
      for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        check(uri);
        HttpResponse<?> response = send(uri);
        if (response.statusCode() == OK || response.statusCode() == PARTIAL) {
          return;
        }
        String location = response.headers().firstValue("Location").orElse("");
        if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
          throw new RefusedException(
              "%s answered %d: has the link expired, or is a key needed?"
                  .formatted(uri.getHost(), response.statusCode()));
        }
        uri = uri.resolve(uri(location));
      }
      throw new RefusedException("its link leads from one address to the next");
    }

    private void check(URI uri) throws RefusedException {
      if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        throw new RefusedException(
            "its audio is not at an https address: copy it, and name the folder by --recordings");
      }
      if (rules.allowsPrivate()) {
        return;
      }
      try {
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
          if (isPrivate(address)) {
            throw new RefusedException(
                uri.getHost() + " has an address that is not public: --private-hosts allows that");
          }
        }
      } catch (UnknownHostException _) {
        throw new RefusedException(uri.getHost() + " has no address");
      }
    }

    /** Sends the request until there is an answer that another attempt would not change. */
    private HttpResponse<?> send(URI uri) throws RefusedException, IOException {
      Backoff backoff = new Backoff();
      while (true) {
        try {
          HttpResponse<?> response = attempt(uri);
          if (response.statusCode() != TOO_MANY && response.statusCode() < SERVER_ERROR) {
            return response;
          }
          failures++;
          if (failures == MAX_FAILURES) {
            return response;
          }
        } catch (ExecutionException e) {
          failures++;
          if (failures == MAX_FAILURES) {
            throw new RefusedException(
                "%s broke off, or sends more than %d bytes"
                    .formatted(uri.getHost(), rules.maxBytes()));
          }
        }
        if (!backoff.pause()) {
          throw new RefusedException("it was interrupted");
        }
      }
    }

    private HttpResponse<?> attempt(URI uri)
        throws RefusedException, IOException, ExecutionException {
      long there = entityTag == null ? 0 : Files.size(file);
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      if (there > 0 && entityTag != null) {
        request.header("Range", "bytes=" + there + "-").header("If-Range", entityTag);
      }
      if (rules.headerHosts().contains(uri.getHost().toLowerCase(Locale.ROOT))) {
        rules.headers().forEach(request::header);
      }
      CompletableFuture<HttpResponse<Path>> answer = client.sendAsync(request.build(), into(there));
      try {
        HttpResponse<Path> response =
            answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        boolean isOtherPart =
            response.statusCode() == PARTIAL && !continues(response.headers(), there);
        if (isOtherPart || response.statusCode() == NOT_SATISFIABLE) {
          entityTag = null;
          throw new ExecutionException(new IOException("Not the rest of what is here"));
        }
        return response;
      } catch (TimeoutException _) {
        answer.cancel(true);
        throw new RefusedException(
            "%s took longer than %d s".formatted(uri.getHost(), rules.timeout().toSeconds()));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        answer.cancel(true);
        throw new RefusedException("it was interrupted");
      }
    }

    private BodyHandler<Path> into(long there) {
      return info -> {
        long left = rules.maxBytes() - there;
        if (info.statusCode() == PARTIAL && continues(info.headers(), there)) {
          return BodySubscribers.limiting(
              BodySubscribers.ofFile(file, StandardOpenOption.APPEND), left);
        }
        if (info.statusCode() == OK) {
          entityTag =
              info.headers().firstValue("ETag").filter(tag -> tag.startsWith("\"")).orElse(null);
          return BodySubscribers.limiting(
              BodySubscribers.ofFile(
                  file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
              rules.maxBytes());
        }
        return BodySubscribers.replacing(file);
      };
    }

    private static boolean continues(HttpHeaders headers, long there) {
      return headers
          .firstValue("Content-Range")
          .filter(range -> range.startsWith("bytes " + there + "-"))
          .isPresent();
    }
  }

  /** Returns whether an address is not that of a public host. */
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = Byte.toUnsignedInt(bytes[0]);
    int second = Byte.toUnsignedInt(bytes[1]);
    boolean isSpecial =
        address instanceof Inet4Address
            ? first == 0
                || first >= 240
                || (first == 100 && second >= 64 && second < 128)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 192 && second == 0 && bytes[2] == 0)
            // Unique local addresses, and those that a gateway translates to any IPv4 address.
            : (first & 0xFE) == 0xFC || (first == 0 && second == 0x64);
    return isSpecial
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }

  /** Returns whether a request can have a header: the client sets some itself. */
  public static boolean isSettable(String name, String value) {
    try {
      HttpRequest.newBuilder(URI.create("https://localhost/")).header(name, value);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** Returns a client that follows no redirects. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }
}
