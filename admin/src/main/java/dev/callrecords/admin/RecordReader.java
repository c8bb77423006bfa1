package dev.callrecords.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into JSON records, one at a time. It reads objects one per line, objects over
 * several lines, or one array of objects.
 *
 * <p>A record that is broken off does not take the next one with it: an object that is still open
 * at the end of its first line ends there when the next line starts with a brace. What is no object
 * is a record up to the end of its line. An array that is not one throughout is {@link Damage}, and
 * its records are read all the same.
 */
final class RecordReader {

  /** What the stream is made of. */
  sealed interface Part {

    /** Returns the line that it starts on, from 1. */
    long line();
  }

  /** Something between records that shows that one may be missing. */
  record Damage(long line, String problem) implements Part {}

  /**
   * A record as it stands in the stream.
   *
   * @param line the line that it starts on, from 1
   * @param offset the bytes of the stream before it
   * @param bytes without what separates it from the next one
   * @param tooLong whether it is longer than allowed: then this is only its start, and the rest is
   *     had by {@link #copyRest}
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  record RawRecord(long line, long offset, byte[] bytes, boolean tooLong) implements Part {}

  /** What has to come next in an array. */
  private enum Expected {
    FIRST_RECORD,
    COMMA,
    RECORD,
    ANY
  }

  private static final int END = -1;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private long bufferOffset;
  private int position;
  private int limit;
  private long line = 1;
  private boolean atStart = true;
  private boolean inArray;
  private boolean afterArray;
  private Expected expected = Expected.ANY;
  private @Nullable SourceException failure;

  // State of the current record.
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private boolean ended = true;
  private boolean isObject;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean broken;
  private long lineEnds;
  private boolean lineStart;

  RecordReader(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /**
   * Returns the next record or damage, or null at the end.
   *
   * @throws SourceException when the stream cannot be read on; what was read before has been
   *     returned
   */
  @Nullable Part next() throws SourceException {
    skipRest();
    Damage damage = skipBetween();
    if (damage != null) {
      return damage;
    }
    int first = peek();
    if (first == END) {
      if (failure != null) {
        throw failure;
      }
      return null;
    }
    long startLine = line;
    long startOffset = offset();
    isObject = first == '{';
    depth = 0;
    inString = false;
    escaped = false;
    broken = false;
    lineEnds = 0;
    lineStart = false;
    ended = false;
    record.reset();
    expected = Expected.ANY;
    copy(record, mostBytes);
    return new RawRecord(startLine, startOffset, trimmed(), !ended);
  }

  private void skipRest() {
    while (!ended) {
      record.reset();
      copy(record, buffer.length);
    }
  }

  /** Writes the rest of a record that is too long. */
  void copyRest(OutputStream out) throws IOException {
    while (!ended) {
      record.reset();
      copy(record, buffer.length);
      record.writeTo(out);
    }
  }

  private byte[] trimmed() {
    byte[] bytes = record.toByteArray();
    int length = bytes.length;
    while (ended && length > 0 && isSpace(bytes[length - 1])) {
      length--;
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Appends the record up to its end, or up to that many bytes. */
  private void copy(ByteArrayOutputStream out, int most) {
    while (out.size() < most) {
      int next = peek();
      if (next == END || (isObject ? startsAnother(next) : next == '\n')) {
        ended = true;
        return;
      }
      position++;
      out.write(next);
      lineStart = next == '\n';
      if (lineStart) {
        line++;
        lineEnds++;
        // JSON strings cannot contain a line break.
        broken |= inString;
        inString = false;
      } else if (isObject && endsObject(next) && !broken) {
        ended = true;
        expected = Expected.COMMA;
        return;
      }
    }
  }

  private boolean startsAnother(int next) {
    return lineStart && next == '{' && (broken || lineEnds == 1);
  }

  private boolean endsObject(int next) {
    if (escaped) {
      escaped = false;
    } else if (inString) {
      if (next == '\\') {
        escaped = true;
      } else if (next == '"') {
        inString = false;
      }
    } else if (next == '"') {
      inString = true;
    } else if (next == '{' || next == '[') {
      depth++;
    } else if (next == '}' || next == ']') {
      depth--;
      return depth == 0;
    }
    return false;
  }

  /** Returns the next fault between records, or null when there is none. */
  private @Nullable Damage skipBetween() {
    if (atStart) {
      atStart = false;
      skipByteOrderMark();
      skipSpace();
      if (peek() == '[') {
        inArray = true;
        expected = Expected.FIRST_RECORD;
        position++;
      }
    }
    while (true) {
      skipSpace();
      int next = peek();
      if (afterArray && next != END) {
        afterArray = false;
        return damage("goes on behind the end of its array");
      }
      if (!inArray) {
        return null;
      }
      Expected before = expected;
      switch (next) {
        case ',' -> {
          Damage damage =
              before == Expected.FIRST_RECORD || before == Expected.RECORD
                  ? damage("has a comma where a record should be")
                  : null;
          expected = Expected.RECORD;
          position++;
          if (damage != null) {
            return damage;
          }
        }
        case ']' -> {
          Damage damage =
              before == Expected.RECORD ? damage("has no record behind its last comma") : null;
          inArray = false;
          afterArray = true;
          position++;
          if (damage != null) {
            return damage;
          }
        }
        case END -> {
          inArray = false;
          return failure == null
              ? damage("ends before its array does: it is cut off, perhaps between two records")
              : null;
        }
        default -> {
          expected = Expected.ANY;
          return before == Expected.COMMA ? damage("has no comma before this record") : null;
        }
      }
    }
  }

  private Damage damage(String problem) {
    return new Damage(line, "%s (byte %d)".formatted(problem, offset() + 1));
  }

  private void skipByteOrderMark() {
    peek();
    if (limit - position >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            BYTE_ORDER_MARK,
            Arrays.copyOfRange(buffer, position, position + BYTE_ORDER_MARK.length))) {
      position += BYTE_ORDER_MARK.length;
    }
  }

  private void skipSpace() {
    for (int next = peek(); isSpace(next); next = peek()) {
      if (next == '\n') {
        line++;
      }
      position++;
    }
  }

  private long offset() {
    return bufferOffset + position;
  }

  private static boolean isSpace(int character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  /** Returns the next byte without taking it; a stream that fails has ended. */
  private int peek() {
    if (position == limit && failure == null) {
      bufferOffset += limit;
      try {
        limit = Math.max(in.read(buffer), 0);
      } catch (IOException e) {
        failure = SourceException.of(e, bufferOffset);
        limit = 0;
      }
      position = 0;
    }
    return position == limit ? END : buffer[position] & 0xFF;
  }
}
