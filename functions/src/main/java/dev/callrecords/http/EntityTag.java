package dev.callrecords.http;

import dev.callrecords.domain.CallField;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Selection;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Entity tag of a call or of a page of a transcript (RFC 9110, 8.8.3).
 *
 * <p>It is a 64-bit change detector over the bytes of the answer, not cryptographic: the Lambda
 * functions compile with C1 only, which has intrinsics for both checksums and none for SHA-256.
 *
 * @param weak whether answers of the same tag may differ in bytes
 * @param opaque 16 hex digits
 */
record EntityTag(boolean weak, String opaque) {

  /** Part of every tag: another value gives all answers another tag. */
  private static final String FORM = "1";

  private static final Pattern TAG =
      Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7E\\x80-\\uFFFF]*)\"");

  /**
   * Returns the weak tag of a call's answer. The link in it differs every time, so in its place
   * counts, where it is wanted, whether the caller may hear the recording and what is stored of it.
   */
  static EntityTag ofCall(
      Bodies.CallBody body, Selection selection, boolean mayHear, Recording recording) {
    Checksums checksums = new Checksums();
    if (selection.wantsLink()) {
      // A record's text holds all of its components.
      String state =
          selection.fields().contains(CallField.RECORDING_URL)
              + " "
              + selection.fields().contains(CallField.RECORDING_URL_EXPIRES_AT)
              + (mayHear ? " " + recording : "");
      checksums.add(state);
    }
    byte[] bytes = body.bytes();
    checksums.add(bytes, 0, body.linkStart());
    checksums.add(bytes, body.linkEnd(), bytes.length);
    return new EntityTag(true, checksums.digits());
  }

  /**
   * Returns the strong tag of a page of a transcript. That of compressed bytes also depends on the
   * Java version, because another one may compress to other bytes.
   *
   * @param compressed whether the page goes out compressed
   * @param plain the page before it is compressed
   */
  static EntityTag ofPage(TranscriptFormat format, int page, boolean compressed, byte[] plain) {
    String coding = compressed ? "gzip " + Runtime.version() : "identity";
    Checksums checksums = new Checksums();
    checksums.add(format + " " + page + " " + coding + "\n");
    checksums.add(plain, 0, plain.length);
    return new EntityTag(false, checksums.digits());
  }

  /** Returns the value of the {@code ETag} header. */
  String header() {
    return (weak ? "W/\"" : "\"") + opaque + "\"";
  }

  /**
   * Returns whether an {@code If-None-Match} header (RFC 9110, 13.1.2) has this tag. The answer is
   * 304 then. The comparison is weak, {@code *} is every tag, and what is no tag in the header
   * matches none.
   *
   * @param ifNoneMatch the header's value; empty when there is none
   */
  boolean matches(String ifNoneMatch) {
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    Matcher tag = TAG.matcher(ifNoneMatch);
    while (tag.find()) {
      if (tag.group(1).equals(opaque)) {
        return true;
      }
    }
    return false;
  }

  /** Two checksums of 32 bits over the same bytes. */
  private static final class Checksums {

    private final CRC32 crc32 = new CRC32();
    private final CRC32C crc32c = new CRC32C();

    Checksums() {
      add(FORM);
    }

    void add(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      add(bytes, 0, bytes.length);
    }

    void add(byte[] bytes, int start, int end) {
      crc32.update(bytes, start, end - start);
      crc32c.update(bytes, start, end - start);
    }

    String digits() {
      return HexFormat.of().toHexDigits(crc32.getValue() << Integer.SIZE | crc32c.getValue());
    }
  }
}
