package dev.callrecords.admin;

import dev.callrecords.domain.CallId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Set of seen ids with their places, in a temporary file to bound the heap. An id takes 24 bytes of
 * it, as the first 128 bits of its SHA-256 and its place, in a table of open addressing that is at
 * most half full.
 */
final class SeenIds implements AutoCloseable {

  private static final long FIRST_SLOTS = 1 << 16;
  private static final int SLOT_BYTES = 24;

  private Table table;

  /**
   * Creates a table without ids.
   *
   * @throws LocalFileException when there can be no temporary file
   */
  SeenIds() {
    try {
      table = new Table(FIRST_SLOTS);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Notes an id.
   *
   * @param place not 0
   * @return the place that it was noted at before, or 0 when it is new
   * @throws LocalFileException when the disk is full
   */
  long add(CallId id, long place) {
    try {
      if (table.used * 2 >= table.slots) {
        enlarge();
      }
      ByteBuffer hash = ByteBuffer.wrap(sha256(id.value().getBytes(StandardCharsets.US_ASCII)));
      return table.add(hash.getLong(), hash.getLong(), place);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void enlarge() throws IOException {
    Table smaller = table;
    table = new Table(smaller.slots * 2);
    try {
      smaller.copyTo(table);
    } finally {
      smaller.close();
    }
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

  /** The hash table in a file. Not memory-mapped: on a full disk that would crash the process. */
  private static final class Table {

    private final FileChannel channel;
    private final long slots;
    private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    private long used;

    Table(long slots) throws IOException {
      this.slots = slots;
      this.channel =
          FileChannel.open(
              Files.createTempFile("call-ids-", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** A place of 0 marks a free slot. */
    long add(long high, long low, long place) throws IOException {
      for (long index = high & (slots - 1); ; index = (index + 1) & (slots - 1)) {
        read(index);
        long there = slot.getLong(16);
        if (there == 0) {
          slot.clear().putLong(high).putLong(low).putLong(place).flip();
          for (long at = index * SLOT_BYTES; slot.hasRemaining(); ) {
            at += channel.write(slot, at);
          }
          used++;
          return 0;
        }
        if (slot.getLong(0) == high && slot.getLong(8) == low) {
          return there;
        }
      }
    }

    /** Reads a slot; behind the end of the file all are free. */
    private void read(long index) throws IOException {
      slot.clear();
      long at = index * SLOT_BYTES;
      int count = 0;
      while (slot.hasRemaining() && count >= 0) {
        count = channel.read(slot, at + slot.position());
      }
      if (slot.hasRemaining()) {
        slot.putLong(16, 0);
      }
    }

    void copyTo(Table larger) throws IOException {
      for (long index = 0; index < slots; index++) {
        read(index);
        if (slot.getLong(16) != 0) {
          larger.add(slot.getLong(0), slot.getLong(8), slot.getLong(16));
        }
      }
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private static LocalFileException failure(IOException e) {
    return new LocalFileException(
        "The ids of this import cannot be kept in %s (make room there, or name another folder: export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR)"
            .formatted(System.getProperty("java.io.tmpdir")),
        e);
  }
}
