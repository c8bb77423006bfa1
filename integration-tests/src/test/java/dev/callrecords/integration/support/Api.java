package dev.callrecords.integration.support;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;

/**
 * The API as the holder of a key sees it.
 *
 * @param url where it is, such as {@code http://127.0.0.1:3000}
 */
public record Api(String url, ApiKey key) {

  /** Returns the answer for a path and query. */
  public Reply get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  /** Returns the answer to a body of JSON. */
  public Reply post(String path, String json) {
    return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  /** Returns the answer to a deletion. */
  public Reply delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  private Reply send(String method, String path, BodyPublisher body, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Authorization", "Bearer " + key.reveal()), Stream.of(headers))
            .toArray(String[]::new);
    return Http.send(method, URI.create(url + path), body, all);
  }

  /** Returns the answer for a call. */
  public Reply call(CallId id) {
    return get("/v1/calls/" + id);
  }

  /** Returns the answer for a call's recording. */
  public Reply recording(CallId id) {
    return get("/v1/calls/" + id + "/recording");
  }
}
