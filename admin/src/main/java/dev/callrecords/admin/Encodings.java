package dev.callrecords.admin;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what bytes are that are not JSON in UTF-8. */
final class Encodings {

  /** How many of the first bytes of a source tell what it is. */
  static final int HEAD_BYTES = 8;

  /** A format by its first bytes, in hexadecimal. */
  private record Format(String magic, String problem) {}

  /** In order of detection: the mark of UTF-32LE starts with that of UTF-16LE. */
  private static final List<Format> FORMATS =
      List.of(
          new Format("0000feff", inOther("UTF-32")),
          new Format("fffe0000", inOther("UTF-32")),
          new Format("feff", inOther("UTF-16")),
          new Format("fffe", inOther("UTF-16")),
          new Format("1f8b", "is gzip of gzip: unpack it once"),
          new Format("504b0304", "is a ZIP archive: unpack it first"),
          new Format("28b52ffd", "is compressed by zstd: unpack it first"),
          new Format("fd377a585a00", "is compressed by xz: unpack it first"),
          new Format("425a68", "is compressed by bzip2: unpack it first"));

  private Encodings() {}

  private static String inOther(String charset) {
    return "is %s, not UTF-8: convert it, for instance by iconv -f %s -t UTF-8"
        .formatted(charset, charset);
  }

  /** Returns the problem with a source's first bytes; empty for UTF-8 without a mark. */
  static Optional<String> problem(byte[] head) {
    String hex = HexFormat.of().formatHex(head);
    return FORMATS.stream()
        .filter(format -> hex.startsWith(format.magic()))
        .map(Format::problem)
        .findFirst()
        .or(() -> charsetWithoutMark(head).map(Encodings::inOther));
  }

  /**
   * Detects an encoding without a mark by the NUL bytes of the first characters. The first two
   * characters of JSON are ASCII.
   */
  private static Optional<String> charsetWithoutMark(byte[] head) {
    StringBuilder bytes = new StringBuilder();
    for (byte value : head) {
      bytes.append(value == 0 ? '0' : '1');
    }
    return Stream.of(
            Map.entry("00010001", "UTF-32BE"),
            Map.entry("10001000", "UTF-32LE"),
            Map.entry("0101", "UTF-16BE"),
            Map.entry("1010", "UTF-16LE"))
        .filter(entry -> bytes.indexOf(entry.getKey()) == 0)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * Returns the position of the first malformed UTF-8, or empty when there is none.
   *
   * @param whole whether they are all; otherwise the last character may be cut off
   */
  static Optional<Fault> fault(byte[] text, boolean whole) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0) {
        return Optional.of(nulBytes(text, i));
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(text);
    CharBuffer out = CharBuffer.allocate(8192);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, whole);
    } while (result.isOverflow());
    return result.isError()
        ? Optional.of(
            Fault.at(
                in.position(),
                "is not UTF-8: the byte 0x%02X cannot stand there; is it Latin-1, or broken?"
                    .formatted(text[in.position()])))
        : Optional.empty();
  }

  private static Fault nulBytes(byte[] text, int start) {
    int end = start;
    while (end < text.length && text[end] == 0) {
      end++;
    }
    return Fault.at(
        start,
        end - start == 1
            ? "has a NUL byte, such as a loss of power leaves behind: remove it"
            : "has %d NUL bytes, such as a loss of power leaves behind: remove them"
                .formatted(end - start));
  }
}
