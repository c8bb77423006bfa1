package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.EncodedSegments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyTest {

  @ParameterizedTest
  @CsvSource({"0, 0, 2", "1, 40, 3", "20000, 100000, 30000", "8192, 8192, 8192"})
  void bytes_andGzip_haveTheSegmentsWhereTheyBelong(int before, int between, int after)
      throws IOException {
    byte[] head = bytes("before", before);
    byte[] tail = bytes("behind", after);
    byte[] json = bytes("segments", between);
    byte[] written = concatenated(head, tail);
    byte[] whole = concatenated(concatenated(head, json), tail);

    Body body = Body.of(written, head.length, new EncodedSegments(json, blocks(json)));

    assertThat(body.length()).isEqualTo(whole.length);
    assertThat(body.bytes()).isEqualTo(whole);
    assertThat(body.text()).isEqualTo(new String(whole, StandardCharsets.US_ASCII));
    assertThat(inflated(body.gzip())).isEqualTo(whole);
  }

  @Test
  void gzip_ofNoSegments_isTheBytes() throws IOException {
    byte[] bytes = bytes("word", 100_000);

    assertThat(inflated(Body.of(bytes).gzip())).isEqualTo(bytes);
  }

  /** Blocks of another stream, as {@link EncodedSegments} asks for them. */
  private static byte[] blocks(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GZIPOutputStream gzip = new GZIPOutputStream(bytes, true);
    gzip.write(plain);
    gzip.flush();
    return Arrays.copyOfRange(bytes.toByteArray(), 10, bytes.size());
  }

  private static byte[] inflated(byte[] gzip) throws IOException {
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return stream.readAllBytes();
    }
  }

  private static byte[] bytes(String word, int count) {
    return word.repeat(count).substring(0, count).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concatenated(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
