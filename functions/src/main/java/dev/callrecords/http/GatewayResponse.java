package dev.callrecords.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Turns answers into what the gateway takes from a function: all headers, content encoding, JSON.
 */
public final class GatewayResponse {

  /** Lambda hands on no more than 6 MB from a function. */
  private static final int MOST_BYTES = 6 * 1024 * 1024;

  /** Compressing less costs more than it saves. */
  private static final int LEAST_BYTES_TO_COMPRESS = 1024;

  private static final Map<String, String> ON_EVERY_ANSWER =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "Strict-Transport-Security", "max-age=63072000; includeSubDomains",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer",
          "Vary", "Accept-Encoding");

  private GatewayResponse() {}

  /**
   * Returns the JSON that the function hands to the gateway. A body that JSON's own escapes make
   * too large goes in base64, which makes it a third larger, whatever it holds.
   */
  public static byte[] write(Answer answer, GatewayRequest request) {
    APIGatewayV2HTTPResponse response = response(answer, request);
    byte[] written = write(response);
    byte[] body = answer.body();
    if (!fits(written.length) && body != null && !response.getIsBase64Encoded()) {
      response.setBody(Base64.getEncoder().encodeToString(body));
      response.setIsBase64Encoded(true);
      return write(response);
    }
    return written;
  }

  private static byte[] write(APIGatewayV2HTTPResponse response) {
    return Json.write(json -> {
      json.writeStartObject();
      json.writeNumberField("statusCode", response.getStatusCode());
      json.writeObjectFieldStart("headers");
      for (Map.Entry<String, String> header : response.getHeaders().entrySet()) {
        json.writeStringField(header.getKey(), header.getValue());
      }
      json.writeEndObject();
      json.writeStringField("body", response.getBody());
      json.writeBooleanField("isBase64Encoded", response.getIsBase64Encoded());
      json.writeEndObject();
    });
  }

  /** Returns whether Lambda hands on a response of this many bytes. */
  public static boolean fits(int bytes) {
    return bytes <= MOST_BYTES;
  }

  /** Returns whether the body goes out compressed. */
  static boolean compresses(byte[] body, GatewayRequest request) {
    return request.acceptsGzip() && body.length > LEAST_BYTES_TO_COMPRESS;
  }

  private static APIGatewayV2HTTPResponse response(Answer answer, GatewayRequest request) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    ON_EVERY_ANSWER.forEach(headers::putIfAbsent);
    headers.put("X-Request-Id", request.requestId());
    byte[] body = answer.body() == null ? new byte[0] : answer.body();
    boolean compressed = compresses(body, request);
    if (compressed) {
      headers.put("Content-Encoding", "gzip");
    }
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(answer.status())
        .withHeaders(headers)
        .withBody(
            compressed
                ? Base64.getEncoder().encodeToString(gzip(body))
                : new String(body, StandardCharsets.UTF_8))
        .withIsBase64Encoded(compressed)
        .build();
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
