package dev.callrecords.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into records of JSON, without holding more than one: objects one per line, objects
 * over several lines, or one array of objects.
 *
 * <p>A record that is broken off does not take the next one with it: an object that is still open
 * at the end of its first line ends there when the next line starts with a brace. What is no object
 * is a record up to the end of its line.
 */
final class RecordReader {

  /**
   * A record as it stands in the stream.
   *
   * @param line the line that it starts on, from 1
   * @param bytes without what separates it from the next one
   * @param tooLong whether it is longer than allowed: then this is only its start, and the rest is
   *     had by {@link #copyRest}
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  record RawRecord(long line, byte[] bytes, boolean tooLong) {}

  private static final int END = -1;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private long line = 1;
  private boolean atStart = true;
  private boolean inArray;
  private @Nullable IOException failure;

  // Of the record that is being read.
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
   * Returns the next record, or null at the end.
   *
   * @throws IOException when the stream cannot be read on; what was read before has been returned
   */
  @Nullable RawRecord next() throws IOException {
    if (!ended) {
      copyRest(OutputStream.nullOutputStream());
    }
    skipBetween();
    int first = peek();
    if (first == END) {
      if (failure != null) {
        throw failure;
      }
      return null;
    }
    long startLine = line;
    isObject = first == '{';
    depth = 0;
    inString = false;
    escaped = false;
    broken = false;
    lineEnds = 0;
    lineStart = false;
    ended = false;
    record.reset();
    copy(record, mostBytes);
    return new RawRecord(startLine, trimmed(), !ended);
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
        // No string of JSON goes on over the end of a line.
        broken |= inString;
        inString = false;
      } else if (isObject && endsObject(next) && !broken) {
        ended = true;
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

  private void skipBetween() {
    if (atStart) {
      atStart = false;
      peek();
      if (limit - position >= BYTE_ORDER_MARK.length
          && Arrays.equals(
              BYTE_ORDER_MARK,
              Arrays.copyOfRange(buffer, position, position + BYTE_ORDER_MARK.length))) {
        position += BYTE_ORDER_MARK.length;
      }
      skipSpace();
      if (peek() == '[') {
        inArray = true;
        position++;
      }
    }
    skipSpace();
  }

  private void skipSpace() {
    for (int next = peek(); next != END; next = peek()) {
      if (next == '\n') {
        line++;
      } else if (inArray && next == ']') {
        inArray = false;
      } else if (!isSpace(next) && !(inArray && next == ',')) {
        return;
      }
      position++;
    }
  }

  private static boolean isSpace(int character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  /** Returns the next byte without taking it; a stream that fails has ended. */
  private int peek() {
    if (position == limit && failure == null) {
      try {
        limit = Math.max(in.read(buffer), 0);
      } catch (IOException e) {
        failure = e;
        limit = 0;
      }
      position = 0;
    }
    return position == limit ? END : buffer[position] & 0xFF;
  }
}
