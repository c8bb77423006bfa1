package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentsGzipTest {

  private static final long PLENTY = 1 << 24;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 65_535, 65_536, 2_000_000})
  void write_anyLength_isGzipForAnyReaderAndForUs(int bytes) throws IOException {
    for (byte[] content : new byte[][] {noise(bytes), words(bytes)}) {
      byte[] gzip = SegmentsGzip.write(content);

      assertThat(inflated(gzip)).isEqualTo(content);
      assertThat(SegmentsGzip.read(gzip, PLENTY))
          .hasValueSatisfying(read -> assertThat(read.content()).isEqualTo(content));
    }
  }

  @Test
  void read_blocks_canStandInAnotherStream() throws IOException {
    byte[] content = words(100_000);
    byte[] gzip = SegmentsGzip.write(content);
    byte[] blocks = SegmentsGzip.read(gzip, PLENTY).orElseThrow().blocks();

    // The header, the blocks and the last block are the whole of it.
    assertThat(blocks).isEqualTo(Arrays.copyOfRange(gzip, 10, gzip.length - 10));
    assertThat(Arrays.copyOfRange(gzip, gzip.length - 10, gzip.length - 8)).containsExactly(3, 0);
  }

  @Test
  void read_gzipOfOthers_isEmpty() {
    byte[] content = words(100_000);

    assertThat(SegmentsGzip.read(Items.gzip(content, 1), PLENTY)).isEmpty();
    assertThat(SegmentsGzip.read(new byte[0], PLENTY)).isEmpty();
    assertThat(SegmentsGzip.read(content, PLENTY)).isEmpty();
  }

  @Test
  void read_twoMembers_isEmpty() {
    byte[] one = SegmentsGzip.write(words(1000));
    byte[] two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);

    assertThat(SegmentsGzip.read(two, PLENTY)).isEmpty();
  }

  @Test
  void read_anyByteChangedOrMissing_isEmptyOrTheSame() {
    byte[] content = words(300);
    byte[] gzip = SegmentsGzip.write(content);
    for (int i = 0; i < gzip.length; i++) {
      byte[] changed = gzip.clone();
      changed[i] ^= 1;
      SegmentsGzip.read(changed, PLENTY)
          .ifPresent(read -> assertThat(read.content()).isEqualTo(content));
      assertThat(SegmentsGzip.read(Arrays.copyOf(gzip, i), PLENTY)).isEmpty();
    }
  }

  /** What looks like our end is the content of a block that is the last itself. */
  @Test
  void read_lastBlockBeforeOurEnd_isEmpty() {
    byte[] content = {'[', ']', 0, 0, (byte) 0xff, (byte) 0xff};
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ByteBuffer gzip = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    gzip.put(SegmentsGzip.write(content), 0, 10);
    gzip.put((byte) 1).putShort((short) content.length).putShort((short) ~content.length);
    gzip.put(content).put((byte) 3).put((byte) 0);
    gzip.putInt((int) checksum.getValue()).putInt(content.length);

    assertThat(SegmentsGzip.read(Arrays.copyOf(gzip.array(), gzip.position()), PLENTY)).isEmpty();
  }

  @Test
  void read_moreThanAllowed_isEmpty() {
    byte[] gzip = SegmentsGzip.write(words(1000));

    assertThat(SegmentsGzip.read(gzip, 1000)).isPresent();
    assertThat(SegmentsGzip.read(gzip, 999)).isEmpty();
  }

  private static byte[] inflated(byte[] gzip) throws IOException {
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return stream.readAllBytes();
    }
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] words(int bytes) {
    Random random = new Random(7);
    StringBuilder words = new StringBuilder();
    while (words.length() < bytes) {
      words.append("word").append(random.nextInt(500)).append(' ');
    }
    return words.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
