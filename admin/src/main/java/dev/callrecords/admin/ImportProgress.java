package dev.callrecords.admin;

import dev.callrecords.admin.Importer.Counts;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what an import does, tells its listener, and keeps what it refuses. */
final class ImportProgress {

  private final Importer.Listener listener;
  private final @Nullable RejectsFile rejects;
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong leftErased = new AtomicLong();
  private final AtomicLong notFetched = new AtomicLong();

  ImportProgress(Importer.Listener listener, @Nullable RejectsFile rejects) {
    this.listener = listener;
    this.rejects = rejects;
  }

  Counts counts() {
    return new Counts(
        bytesRead.get(),
        records.get(),
        written.get(),
        rejected.get(),
        leftErased.get(),
        notFetched.get());
  }

  void read(long bytes) {
    bytesRead.addAndGet(bytes);
  }

  void record() {
    records.incrementAndGet();
  }

  void written() {
    synchronized (listener) {
      written.incrementAndGet();
      listener.progress(counts());
    }
  }

  void notFetched(CallDocument document, String reason) {
    synchronized (listener) {
      notFetched.incrementAndGet();
      listener.notFetched(document, reason);
      written();
    }
  }

  void note(Source source, long line, CallDocument document, String note) {
    synchronized (listener) {
      listener.note(source, line, document, note);
    }
  }

  void leftErased(Source source, long line, CallDocument document) {
    synchronized (listener) {
      leftErased.incrementAndGet();
      listener.leftErased(source, line, document);
    }
  }

  /** Reports a fault of the source outside of its records; its file stays. */
  void damaged(Source source, long line, String problem) {
    synchronized (listener) {
      rejected.incrementAndGet();
      listener.fault(source, line, new Fault("", problem));
    }
  }

  void refuse(Source source, RecordReader.RawRecord record, List<Fault> faults) {
    synchronized (listener) {
      rejected.incrementAndGet();
      faults.forEach(fault -> tell(source, record, fault));
      if (rejects != null) {
        rejects.append(out -> out.write(record.bytes()));
      }
      listener.progress(counts());
    }
  }

  void refuseTooLong(Source source, RecordReader.RawRecord record, RecordReader reader) {
    synchronized (listener) {
      rejected.incrementAndGet();
      tell(
          source,
          record,
          Encodings.fault(record.bytes(), false)
              .orElse(
                  Fault.at(
                      0,
                      "is too large: it takes more than %d bytes"
                          .formatted(Importer.MOST_RECORD_BYTES))));
      if (rejects != null) {
        rejects.append(out -> {
          out.write(record.bytes());
          reader.copyRest(out);
        });
      }
    }
  }

  private void tell(Source source, RecordReader.RawRecord record, Fault fault) {
    listener.fault(
        source,
        record.line() + FieldLines.offset(record.bytes(), fault),
        fault.offset() == Fault.UNKNOWN
            ? fault
            : new Fault(
                fault.field(),
                "%s (byte %d)".formatted(fault.problem(), record.offset() + fault.offset() + 1)));
  }
}
