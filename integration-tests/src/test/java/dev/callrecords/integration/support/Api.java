package dev.callrecords.integration.support;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import java.net.URI;
import java.util.stream.Stream;

/**
 * The API as the holder of a key sees it.
 *
 * @param url where it is, such as {@code http://127.0.0.1:3000}
 */
public record Api(String url, ApiKey key) {

  /** Returns the answer for a path and query. */
  public Reply get(String path, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Authorization", "Bearer " + key.reveal()), Stream.of(headers))
            .toArray(String[]::new);
    return Http.get(URI.create(url + path), all);
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
