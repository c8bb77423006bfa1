package dev.callrecords.integration.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** What came back over HTTP. */
public record Reply(HttpResponse<byte[]> response) {

  public int status() {
    return response.statusCode();
  }

  public byte[] body() {
    return response.body();
  }

  public String text() {
    return new String(body(), StandardCharsets.UTF_8);
  }

  /** Returns the body as text, inflated when it is compressed. */
  public String plainText() {
    return header("Content-Encoding").equals("gzip")
        ? new String(inflated(), StandardCharsets.UTF_8)
        : text();
  }

  public JsonNode json() {
    return Json.read(text());
  }

  /** Returns the body, which must be compressed, as it was before. */
  public byte[] inflated() {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body()))) {
      return gzip.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The body is not gzip", e);
    }
  }

  /** Returns the value of a header, or an empty string. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Returns all headers but those that differ from request to request. */
  public Map<String, List<String>> lastingHeaders() {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeAll(List.of("apigw-requestid", "date", "x-request-id"));
    return headers;
  }

  public String requestId() {
    return header("Apigw-Requestid");
  }

  /** Returns the code of the problem that the body holds. */
  public String problem() {
    return json().path("code").asText("none: " + text());
  }

  /** Returns the link that the body holds. */
  public URI link() {
    return URI.create(json().path("recording_url").textValue());
  }
}
