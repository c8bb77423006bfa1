package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers which ids came before, and where, in a temporary file: the heap does not grow with
 * their number. An id takes 24 bytes of it, as the first 128 bits of its SHA-256 and its place, in
 * a table of open addressing that is at most half full.
 */
final class SeenIds implements AutoCloseable {

  private static final long FIRST_SLOTS = 1 << 16;
  private static final long SLOT_BYTES = 24;

  private Table table = new Table(FIRST_SLOTS);

  /**
   * Notes an id.
   *
   * @param place not 0
   * @return the place that it was noted at before, or 0 when it is new
   */
  long add(CallId id, long place) {
    if (table.used * 2 >= table.slots) {
      Table larger = new Table(table.slots * 2);
      table.copyTo(larger);
      table.close();
      table = larger;
    }
    ByteBuffer hash = ByteBuffer.wrap(sha256(id.value().getBytes(StandardCharsets.US_ASCII)));
    return table.add(hash.getLong(), hash.getLong(), place);
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    table.close();
  }

  private static final class Table {

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long slots;
    private long used;

    Table(long slots) {
      this.slots = slots;
      try {
        Path file = Files.createTempFile("call-ids-", ".tmp");
        try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
          memory = channel.map(MapMode.READ_WRITE, 0, slots * SLOT_BYTES, arena);
        }
      } catch (IOException e) {
        throw new LocalFileException("The ids of this import cannot be noted in a file", e);
      }
    }

    /** A place of 0 marks a free slot. */
    long add(long high, long low, long place) {
      for (long slot = high & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
        long offset = slot * SLOT_BYTES;
        long there = memory.get(ValueLayout.JAVA_LONG, offset + 16);
        if (there == 0) {
          memory.set(ValueLayout.JAVA_LONG, offset, high);
          memory.set(ValueLayout.JAVA_LONG, offset + 8, low);
          memory.set(ValueLayout.JAVA_LONG, offset + 16, place);
          used++;
          return 0;
        }
        if (memory.get(ValueLayout.JAVA_LONG, offset) == high
            && memory.get(ValueLayout.JAVA_LONG, offset + 8) == low) {
          return there;
        }
      }
    }

    void copyTo(Table larger) {
      for (long offset = 0; offset < slots * SLOT_BYTES; offset += SLOT_BYTES) {
        long place = memory.get(ValueLayout.JAVA_LONG, offset + 16);
        if (place != 0) {
          larger.add(
              memory.get(ValueLayout.JAVA_LONG, offset),
              memory.get(ValueLayout.JAVA_LONG, offset + 8),
              place);
        }
      }
    }

    void close() {
      arena.close();
    }
  }
}
