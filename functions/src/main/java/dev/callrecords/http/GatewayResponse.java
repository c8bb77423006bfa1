package dev.callrecords.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Turns answers into what the gateway takes from a function: all headers, content encoding, JSON.
 */
public final class GatewayResponse {

  /** Lambda hands on no more than 6 MB from a function. */
  private static final int MAX_BYTES = 6 * 1024 * 1024;

  /** Compressing less costs more than it saves. */
  private static final int MIN_BYTES_TO_COMPRESS = 1024;

  private static final String CONTENT_ENCODING = "Content-Encoding";

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
  public static ByteArrayOutputStream write(Answer answer, GatewayRequest request) {
    byte[] body = answer.body() == null ? new byte[0] : answer.body();
    // What is compressed already is not compressed again.
    boolean compressed =
        !answer.headers().containsKey(CONTENT_ENCODING) && compresses(body, request);
    APIGatewayV2HTTPResponse response = head(answer, request, compressed);
    ByteArrayOutputStream written = write(response, compressed ? gzip(body) : body);
    if (!fits(written) && !compressed) {
      response.setIsBase64Encoded(true);
      return write(response, body);
    }
    return written;
  }

  private static ByteArrayOutputStream write(APIGatewayV2HTTPResponse head, byte[] body) {
    return Json.writeToMemory(json -> {
      json.writeStartObject();
      json.writeNumberField("statusCode", head.getStatusCode());
      json.writeObjectFieldStart("headers");
      for (Map.Entry<String, String> header : head.getHeaders().entrySet()) {
        json.writeStringField(header.getKey(), header.getValue());
      }
      json.writeEndObject();
      json.writeFieldName("body");
      if (head.getIsBase64Encoded()) {
        json.writeBinary(body);
      } else {
        json.writeUTF8String(body, 0, body.length);
      }
      json.writeBooleanField("isBase64Encoded", head.getIsBase64Encoded());
      json.writeEndObject();
    });
  }

  /** Returns whether Lambda hands on such a response. */
  public static boolean fits(ByteArrayOutputStream response) {
    return response.size() <= MAX_BYTES;
  }

  /** Returns whether the body goes out compressed. */
  static boolean compresses(byte[] body, GatewayRequest request) {
    return request.acceptsGzip() && body.length > MIN_BYTES_TO_COMPRESS;
  }

  /** Returns everything but the body. */
  private static APIGatewayV2HTTPResponse head(
      Answer answer, GatewayRequest request, boolean compressed) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    ON_EVERY_ANSWER.forEach(headers::putIfAbsent);
    headers.put("X-Request-Id", request.requestId());
    if (compressed) {
      headers.put(CONTENT_ENCODING, "gzip");
    }
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(answer.status())
        .withHeaders(headers)
        .withIsBase64Encoded(headers.containsKey(CONTENT_ENCODING))
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
