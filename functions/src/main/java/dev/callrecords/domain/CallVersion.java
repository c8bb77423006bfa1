package dev.callrecords.domain;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A short text that stays the same as long as the answer to a question about a call does: a digest
 * over what is stored behind the chosen fields.
 *
 * <p>A link differs every time, so what counts of a recording is its stored state, and only where
 * the caller may hear it. The order of names in metadata does not count: no store keeps it.
 */
final class CallVersion {

  /**
   * Changes when the same stored call is answered differently by a later version of this software.
   */
  private static final int FORM = 2;

  private static final int BYTES = 16;

  private static final int MOST_BYTES_OF_NUMBER = 10;

  private final MessageDigest digest = Sha256.start();

  /** What is still to be digested, which is slow byte by byte. */
  private final ByteBuffer buffer = ByteBuffer.allocate(1024);

  private CallVersion() {}

  /**
   * Returns the version, 22 characters of base64url.
   *
   * @param mayHear whether the caller gets links to recordings
   */
  static String of(Call call, Selection selection, boolean mayHear) {
    CallVersion version = new CallVersion();
    version.add(FORM);
    if (selection.wantsLink()) {
      version.add(mayHear ? 1 : 0);
      if (mayHear) {
        version.add(call.recording());
      }
    }
    // All fields need no names: that would be a fifth of what there is to digest.
    boolean isPart = !selection.isEverything();
    version.add(isPart ? 1 : 0);
    for (CallField field : selection.fields()) {
      if (isPart) {
        version.add(field.text());
      }
      version.add(field, call);
    }
    version.flush();
    byte[] whole = version.digest.digest();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
  }

  private void add(CallField field, Call call) {
    switch (field) {
      case ID -> add(call.id().value());
      case AGENT_ID -> add(call.agentId());
      case FROM_NUMBER -> add(call.fromNumber());
      case TO_NUMBER -> add(call.toNumber());
      case DIRECTION -> add(call.direction());
      case STATUS -> add(call.status());
      case DURATION -> add(call.duration());
      case RECORDING_URL, RECORDING_URL_EXPIRES_AT -> {
        // Neither is stored; the recording's state was added.
      }
      // One follows from the other.
      case TRANSCRIPT, TRANSCRIPT_SEGMENTS -> add(call.transcript());
      case SENTIMENT -> add(call.sentiment());
      case CALL_SUMMARY -> add(call.summary());
      case METADATA -> addValue(call.metadata());
      case STARTED_AT -> add(call.startedAt());
      case ENDED_AT -> add(call.endedAt());
      case CREATED_AT -> add(call.createdAt());
    }
  }

  private void add(Recording recording) {
    add(recording.status());
    if (recording instanceof Recording.Available available) {
      add(available.key());
      add(available.contentType());
      add(available.size());
      addValue(available.duration());
    }
  }

  private void add(Transcript transcript) {
    List<Segment> segments = transcript.segments();
    add(segments.size());
    if (segments.isEmpty()) {
      add(transcript.text());
    }
    for (Segment segment : segments) {
      add(segment.speaker());
      add(segment.text());
      addNumber(segment.startTime());
      addNumber(segment.endTime());
    }
  }

  @SuppressWarnings("IfChainToSwitch") // A switch on types is slow the first time.
  private void addValue(@Nullable Object value) {
    if (value == null) {
      addType('z');
    } else if (value instanceof String text) {
      add(text);
    } else if (value instanceof Boolean bool) {
      addType('b');
      add(bool ? 1 : 0);
    } else if (value instanceof BigDecimal number) {
      addNumber(number);
    } else if (value instanceof List<?> list) {
      addType('l');
      add(list.size());
      list.forEach(this::addValue);
    } else if (value instanceof Map<?, ?> map) {
      addType('m');
      add(map.size());
      new TreeMap<>(map)
          .forEach((name, element) -> {
            add((String) name);
            addValue(element);
          });
    } else {
      throw new IllegalArgumentException("Not a value of JSON: " + value.getClass());
    }
  }

  private void addNumber(BigDecimal number) {
    addType('n');
    add(number.scale());
    addBytes(number.unscaledValue().toByteArray());
  }

  private void add(@Nullable Instant instant) {
    if (instant == null) {
      addType('z');
    } else {
      addType('t');
      add(instant.getEpochSecond());
      add(instant.getNano());
    }
  }

  private void add(@Nullable Long number) {
    if (number == null) {
      addType('z');
    } else {
      addType('i');
      add(number.longValue());
    }
  }

  private void add(@Nullable String text) {
    if (text == null) {
      addType('z');
    } else {
      addType('s');
      addBytes(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Adds bytes after their number, so that no two rows of values are the same row of bytes. */
  private void addBytes(byte[] added) {
    add(added.length);
    if (added.length > buffer.capacity()) {
      flush();
      digest.update(added);
      return;
    }
    makeRoom(added.length);
    buffer.put(added);
  }

  private void addType(char type) {
    makeRoom(1);
    buffer.put((byte) type);
  }

  /** Adds seven bits a byte, so that small numbers, which are most, take one. */
  private void add(long number) {
    makeRoom(MOST_BYTES_OF_NUMBER);
    long rest = number;
    while ((rest & ~0x7F) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private void makeRoom(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() {
    digest.update(buffer.flip());
    buffer.clear();
  }
}
