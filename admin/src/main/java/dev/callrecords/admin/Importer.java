package dev.callrecords.admin;

import dev.callrecords.admin.AudioFiles.AudioFile;
import dev.callrecords.admin.DocumentWriter.Entry;
import dev.callrecords.admin.RecordFormat.Imported;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Imports calls.
 *
 * <p>One thread reads, checks and refuses records in their order; workers write those that are
 * good, the recording first, then the items of the call at once. What waits for a worker is bounded
 * by number and by bytes, so that memory does not grow with what is read. Stopped at any moment,
 * each call is in or not, and the same import can be run again.
 */
public final class Importer {

  /** A longer record is refused: it would be days of talk. */
  static final int MOST_RECORD_BYTES = 16 * 1024 * 1024;

  /** A call in memory takes several times its bytes of JSON. */
  private static final int MOST_WAITING_BYTES = MOST_RECORD_BYTES;

  /** Calls per transaction: each takes at least two of its 100 items. */
  private static final int MOST_GROUP_CALLS = 10;

  private static final int MOST_GROUP_BYTES = 256 * 1024;

  private static final long DRAIN_SECONDS = 30;

  /**
   * How to do it, apart from where from and where to.
   *
   * @param fetcher of recordings that a document has a link to; null for none
   */
  public record Settings(
      TenantId tenant,
      RecordFormat format,
      @Nullable Path recordings,
      @Nullable RecordingFetcher fetcher,
      boolean revive,
      boolean dryRun,
      int workers) {

    /** Creates settings for calls in the form of the API. */
    public Settings(
        TenantId tenant, @Nullable Path recordings, boolean revive, boolean dryRun, int workers) {
      this(tenant, RecordFormat.CALL_DOCUMENT, recordings, null, revive, dryRun, workers);
    }
  }

  /** Is told what happens, by one thread at a time. */
  public interface Listener {

    /** A record has a fault. */
    void fault(Source source, long line, Fault fault);

    /** A call was erased, and is left so. */
    void leftErased(Source source, long line, CallDocument document);

    /** A call is in, and the operator must know something of it. */
    void note(Source source, long line, CallDocument document, String note);

    /** A call is in without its audio, which could not be fetched. */
    void notFetched(CallDocument document, String reason);

    /** Progress was made. */
    void progress(Counts counts);
  }

  /**
   * How far an import has come.
   *
   * @param bytes read, before they are inflated
   * @param written in a dry run: that would be written
   * @param notFetched of those that were written, the calls whose audio could not be fetched
   */
  public record Counts(
      long bytes, long records, long written, long rejected, long leftErased, long notFetched) {}

  private record Task(Source source, RecordReader.RawRecord record, Entry entry) {}

  private final DocumentWriter writer;
  private final Settings settings;
  private final ImportProgress progress;
  private final Semaphore slots;
  private final Semaphore waitingBytes = new Semaphore(MOST_WAITING_BYTES);
  private final int mostSlots;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  /**
   * Creates an importer.
   *
   * @param rejects where bad records go; null for nowhere
   */
  public Importer(
      CallWriter calls,
      RecordingWriter recordings,
      Settings settings,
      @Nullable RejectsFile rejects,
      Listener listener) {
    this.writer = new DocumentWriter(calls, recordings, settings);
    this.settings = settings;
    this.progress = new ImportProgress(listener, rejects);
    this.mostSlots = settings.workers() + 1;
    this.slots = new Semaphore(mostSlots);
  }

  /**
   * Puts all records of all sources in, those that can be.
   *
   * @throws LocalFileException when the rejects cannot be kept: nothing more was read then
   * @throws SdkException when AWS fails for good: nothing more was read then
   */
  public void run(List<Source> sources) {
    try (SeenIds seen = new SeenIds();
        ExecutorService workers = Executors.newFixedThreadPool(settings.workers())) {
      for (Source source : sources) {
        new SourceImport(source, sources, seen, new Group(workers)).run();
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /**
   * Begins no further call and waits until those begun are in.
   *
   * @return whether they are
   */
  public boolean stop() {
    stopped = true;
    try {
      return slots.tryAcquire(mostSlots, DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns how far it has come. */
  public Counts counts() {
    return progress.counts();
  }

  private boolean goesOn() {
    return !stopped && failure.get() == null;
  }

  /** The import of one source. */
  private final class SourceImport {

    private final Source source;
    private final List<Source> sources;
    private final SeenIds seen;
    private final Group group;
    private final AudioFiles audio;

    SourceImport(Source source, List<Source> sources, SeenIds seen, Group group) {
      this.source = source;
      this.sources = sources;
      this.seen = seen;
      this.group = group;
      this.audio =
          new AudioFiles(
              settings.recordings() == null ? source.directory() : settings.recordings());
    }

    void run() {
      long line = 1;
      try (InputStream in = source.open(progress::read)) {
        RecordReader reader = new RecordReader(in, MOST_RECORD_BYTES);
        RecordReader.Part part = reader.next();
        while (part != null && goesOn()) {
          line = part.line();
          switch (part) {
            case RecordReader.Damage(_, String problem) -> progress.damaged(source, line, problem);
            case RecordReader.RawRecord record -> take(record, reader);
          }
          part = goesOn() ? reader.next() : null;
        }
      } catch (IOException e) {
        progress.damaged(source, line, SourceException.of(e, 0).problem());
      }
      group.submit();
    }

    private void take(RecordReader.RawRecord record, RecordReader reader) {
      progress.record();
      if (record.tooLong()) {
        progress.refuseTooLong(source, record, reader);
        return;
      }
      try {
        Imported imported = settings.format().read(record.bytes());
        AudioFile file =
            imported.document() instanceof CallDocument.Live live
                ? find(live, imported.isPartial())
                : null;
        checkNew(imported, record.line());
        group.add(new Task(source, record, new Entry(imported, file)));
      } catch (InvalidCallException e) {
        progress.refuse(source, record, e.faults());
      }
    }

    /** Returns the audio to put in with the call; null when there is none. */
    private @Nullable AudioFile find(CallDocument.Live live, boolean isPartial)
        throws InvalidCallException {
      Recording stated = live.call().recording();
      boolean available =
          stated instanceof Recording.Available
              || (isPartial && stated == Recording.Unplayable.PENDING);
      AudioFile file = null;
      if (live.recordingFile() != null) {
        file = audio.named(live.recordingFile());
      } else if (available || !live.statesRecording()) {
        file = audio.ofCall(live.id());
      }
      if (file != null
          && live.call().recording() instanceof Recording.Available(_, _, Long size, _, _)
          && size != null
          && size != file.size()) {
        throw new InvalidCallException(
            "recording.size",
            "is %d, and %s has %d bytes".formatted(size, file.path(), file.size()));
      }
      return file;
    }

    /**
     * Rejects an id that came before: the first record of an id counts. Of partial calls each one
     * counts, once those before it are in.
     */
    private void checkNew(Imported imported, long line) throws InvalidCallException {
      long place = line * sources.size() + sources.indexOf(source);
      long before = seen.add(imported.document().id(), place);
      if (before != 0 && imported.isPartial()) {
        group.submit();
        slots.acquireUninterruptibly(mostSlots);
        slots.release(mostSlots);
      } else if (before != 0) {
        throw new InvalidCallException(
            "id",
            "is there already, in line %d of %s"
                .formatted(
                    before / sources.size(), sources.get((int) (before % sources.size())).name()));
      }
    }
  }

  /** The tasks that the next worker takes together. */
  private final class Group {

    private final ExecutorService workers;
    private List<Task> tasks = new ArrayList<>();
    private int bytes;

    Group(ExecutorService workers) {
      this.workers = workers;
    }

    void add(Task task) {
      int size = Math.max(1, task.record().bytes().length);
      if (bytes + size > MOST_GROUP_BYTES || tasks.size() == MOST_GROUP_CALLS) {
        submit();
      }
      if (!waitingBytes.tryAcquire(size)) {
        submit();
        waitingBytes.acquireUninterruptibly(size);
      }
      tasks.add(task);
      bytes += size;
    }

    void submit() {
      List<Task> together = tasks;
      int size = bytes;
      tasks = new ArrayList<>();
      bytes = 0;
      if (together.isEmpty()) {
        return;
      }
      slots.acquireUninterruptibly();
      workers.execute(() -> {
        try {
          write(together);
        } catch (RuntimeException e) {
          failure.compareAndSet(null, e);
        } finally {
          slots.release();
          waitingBytes.release(size);
        }
      });
    }
  }

  private void write(List<Task> tasks) {
    if (!goesOn()) {
      return;
    }
    List<Entry> done = writer.writeNew(tasks.stream().map(Task::entry).toList());
    for (Task task : tasks) {
      if (done.contains(task.entry())) {
        progress.written();
      } else if (goesOn()) {
        write(task);
      }
    }
  }

  private void write(Task task) {
    try {
      CallDocument document = task.entry().document();
      switch (writer.write(task.entry())) {
        case DocumentWriter.Outcome.Written(String note) -> {
          if (note != null) {
            progress.note(task.source(), task.record().line(), document, note);
          }
          progress.written();
        }
        case DocumentWriter.Outcome.NotFetched(String reason) ->
            progress.notFetched(document, reason);
        case DocumentWriter.Outcome.LeftErased() ->
            progress.leftErased(task.source(), task.record().line(), document);
      }
    } catch (InvalidCallException e) {
      progress.refuse(task.source(), task.record(), e.faults());
    }
  }
}
