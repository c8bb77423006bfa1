package dev.callrecords.integration.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client that does nothing by itself: no redirects, no encodings. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Http() {}

  /**
   * Sends a request without body. An answer of the API is validated against {@code openapi.yaml}.
   *
   * @param headers names and values in turn
   */
  public static Reply send(String method, URI uri, String... headers) {
    return send(method, uri, BodyPublishers.noBody(), headers);
  }

  /** Sends a request with a body, as {@link #send(String, URI, String...)} does without. */
  public static Reply send(String method, URI uri, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      Reply reply = new Reply(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
      // The gateway's mark: links to recordings are no answers of the API.
      if (!reply.requestId().isEmpty()) {
        OpenApi.document().check(method, uri, reply);
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(method + " of " + uri.getPath() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public static Reply get(URI uri, String... headers) {
    return send("GET", uri, headers);
  }
}
