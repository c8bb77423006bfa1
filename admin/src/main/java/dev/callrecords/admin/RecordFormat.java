package dev.callrecords.admin;

import org.jspecify.annotations.Nullable;

/** The form of the records that an import reads. */
@FunctionalInterface
public interface RecordFormat {

  /** The form of {@code GET /v1/calls/{call_id}}. */
  RecordFormat CALL_DOCUMENT = record -> Imported.whole(CallDocument.parse(record));

  /**
   * Returns the call that a record is.
   *
   * @param record JSON in UTF-8
   * @throws InvalidCallException naming everything that is wrong with it
   */
  Imported read(byte[] record) throws InvalidCallException;

  /**
   * A call as it was read.
   *
   * @param isPartial whether what it leaves out stays as stored; otherwise it replaces the whole
   *     call, except for a recording and a {@code delete_after} that it does not speak of
   * @param recordingUrl where its audio can be fetched; null where no record says
   */
  record Imported(CallDocument document, boolean isPartial, @Nullable String recordingUrl) {

    static Imported whole(CallDocument document) {
      return new Imported(document, false, null);
    }
  }
}
