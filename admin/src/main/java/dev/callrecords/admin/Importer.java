package dev.callrecords.admin;

import dev.callrecords.admin.AudioFiles.AudioFile;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Puts calls in.
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

  /** Calls that are written in one transaction: each is two items or more, of a hundred. */
  private static final int MOST_GROUP_CALLS = 10;

  private static final int MOST_GROUP_BYTES = 256 * 1024;

  private static final int MOST_ATTEMPTS = 10;
  private static final long DRAIN_SECONDS = 30;

  /** How to do it, apart from where from and where to. */
  public record Settings(
      TenantId tenant, @Nullable Path recordings, boolean revive, boolean dryRun, int workers) {}

  /** Is told what happens, by one thread at a time. */
  public interface Listener {

    /** A record has a fault. */
    void fault(Source source, long line, Fault fault);

    /** A call was erased, and is left so. */
    void leftErased(Source source, long line, CallDocument document);

    /** Progress was made. */
    void progress(Counts counts);
  }

  /**
   * How far an import has come.
   *
   * @param bytes read, before they are inflated
   * @param written in a dry run: that would be written
   */
  public record Counts(long bytes, long records, long written, long rejected, long leftErased) {}

  private record Task(
      Source source,
      RecordReader.RawRecord record,
      CallDocument document,
      @Nullable AudioFile audio) {}

  private final CallWriter calls;
  private final RecordingWriter recordings;
  private final Settings settings;
  private final @Nullable RejectsFile rejects;
  private final Listener listener;
  private final Semaphore slots;
  private final Semaphore waitingBytes = new Semaphore(MOST_WAITING_BYTES);
  private final int mostSlots;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong leftErased = new AtomicLong();

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
    this.calls = calls;
    this.recordings = recordings;
    this.settings = settings;
    this.rejects = rejects;
    this.listener = listener;
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
        read(source, seen, sources, new Group(workers));
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
    return new Counts(
        bytesRead.get(), records.get(), written.get(), rejected.get(), leftErased.get());
  }

  private boolean goesOn() {
    return !stopped && failure.get() == null;
  }

  private void read(Source source, SeenIds seen, List<Source> sources, Group group) {
    AudioFiles audio =
        new AudioFiles(settings.recordings() == null ? source.directory() : settings.recordings());
    long line = 1;
    try (InputStream in = source.open(bytesRead::addAndGet)) {
      RecordReader reader = new RecordReader(in, MOST_RECORD_BYTES);
      while (goesOn()) {
        RecordReader.RawRecord record = reader.next();
        if (record == null || !goesOn()) {
          break;
        }
        line = record.line();
        records.incrementAndGet();
        if (record.tooLong()) {
          refuseTooLong(source, record, reader);
          continue;
        }
        try {
          CallDocument document = CallDocument.parse(record.bytes());
          AudioFile file = document instanceof CallDocument.Live live ? find(live, audio) : null;
          checkNew(document, seen, source, line, sources);
          group.add(new Task(source, record, document, file));
        } catch (InvalidCallException e) {
          refuse(source, record, e.faults());
        }
      }
    } catch (IOException e) {
      // What was read of it was put in or refused; the rest is still there, in the source.
      synchronized (listener) {
        rejected.incrementAndGet();
        listener.fault(source, line, new Fault("", "cannot be read on: " + e.getMessage()));
      }
    }
    group.submit();
  }

  /** Returns the audio to put in with the call; null when there is none. */
  private static @Nullable AudioFile find(CallDocument.Live live, AudioFiles audio)
      throws InvalidCallException {
    boolean available = live.call().recording() instanceof Recording.Available;
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
          "recording.size", "is %d, and %s has %d bytes".formatted(size, file.path(), file.size()));
    }
    return file;
  }

  /** The first record of an id counts: which of two is meant, nobody here can know. */
  private static void checkNew(
      CallDocument document, SeenIds seen, Source source, long line, List<Source> sources)
      throws InvalidCallException {
    long place = line * sources.size() + sources.indexOf(source);
    long before = seen.add(document.id(), place);
    if (before != 0) {
      throw new InvalidCallException(
          "id",
          "is there already, in line %d of %s"
              .formatted(
                  before / sources.size(), sources.get((int) (before % sources.size())).name()));
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
    List<Task> left = new ArrayList<>(tasks);
    if (goesOn() && !settings.dryRun()) {
      left.removeAll(writeNew(tasks));
    }
    for (Task task : left) {
      if (goesOn()) {
        write(task);
      }
    }
  }

  /**
   * Writes the calls that bring no audio in one transaction, as if nothing were stored of them.
   *
   * @return the tasks that are done, which are none when something is stored
   */
  private List<Task> writeNew(List<Task> tasks) {
    List<Task> simple = new ArrayList<>();
    List<CallItems> items = new ArrayList<>();
    for (Task task : tasks) {
      if (task.audio() == null
          && task.document() instanceof CallDocument.Live live
          && !(live.call().recording() instanceof Recording.Available)) {
        try {
          items.add(CallItems.of(settings.tenant(), live.call(), live.deleteAfter()));
          simple.add(task);
        } catch (InvalidCallException e) {
          // It is refused when it is tried alone.
        }
      }
    }
    try {
      if (simple.isEmpty() || !calls.putNew(settings.tenant(), items)) {
        return List.of();
      }
    } catch (DynamoDbException e) {
      if (isValidation(e)) {
        return List.of();
      }
      throw e;
    }
    simple.forEach(_ -> countWritten());
    return simple;
  }

  private void countWritten() {
    synchronized (listener) {
      written.incrementAndGet();
      listener.progress(counts());
    }
  }

  private void write(Task task) {
    try {
      boolean done =
          switch (task.document()) {
            case CallDocument.Live live -> writeLive(live, task.audio());
            case CallDocument.Erased erased -> writeErased(erased);
          };
      if (done) {
        countWritten();
      } else {
        synchronized (listener) {
          leftErased.incrementAndGet();
          listener.leftErased(task.source(), task.record().line(), task.document());
        }
      }
    } catch (InvalidCallException e) {
      refuse(task.source(), task.record(), e.faults());
    } catch (DependencyException e) {
      refuse(
          task.source(),
          task.record(),
          List.of(new Fault("", "is stored in a form that cannot be read: " + e.getMessage())));
    } catch (DynamoDbException e) {
      if (!isValidation(e)) {
        throw e;
      }
      refuse(
          task.source(),
          task.record(),
          List.of(new Fault("", "is not what DynamoDB takes: " + e.getMessage())));
    }
  }

  private static boolean isValidation(DynamoDbException e) {
    if (e instanceof TransactionCanceledException cancelled) {
      return cancelled.cancellationReasons().stream()
          .anyMatch(reason -> "ValidationError".equals(reason.code()));
    }
    return e.awsErrorDetails() != null
        && "ValidationException".equals(e.awsErrorDetails().errorCode());
  }

  /** Returns whether the call is in; if not, it was erased and is left so. */
  private boolean writeLive(CallDocument.Live live, @Nullable AudioFile audio)
      throws InvalidCallException {
    TenantId tenant = settings.tenant();
    for (int attempt = 1; ; attempt++) {
      StoredCall stored = calls.read(tenant, live.id());
      CallItem.State state = stored.state().orElse(null);
      boolean erased = state != null && StoredCall.isErased(state, Instant.now());
      if (erased && !settings.revive()) {
        return false;
      }
      if (erased) {
        state = null;
      }
      Call call = live.call().withRecording(recording(live, audio, state));
      Instant deleteAfter =
          live.deleteAfter() != null || state == null ? live.deleteAfter() : state.deleteAfter();
      if (settings.dryRun()) {
        CallItems.of(tenant, call, deleteAfter);
        return true;
      }
      if (replace(stored, CallItems.of(tenant, call, deleteAfter), attempt)) {
        return true;
      }
    }
  }

  /** Returns the recording to store; audio is in the bucket when this returns. */
  private Recording recording(
      CallDocument.Live live, @Nullable AudioFile audio, CallItem.@Nullable State state)
      throws InvalidCallException {
    Recording stated = live.call().recording();
    if (audio != null) {
      Recording.Available available =
          stated instanceof Recording.Available given
              ? given
              : new Recording.Available(null, audio.format().contentType(), null, null);
      String key =
          settings.dryRun()
              ? RecordingWriter.key(settings.tenant(), live.id(), audio.format())
              : recordings.put(
                  settings.tenant(), live.id(), audio.format(), RequestBody.fromFile(audio.path()));
      return available.at(key, audio.size());
    }
    if (!live.statesRecording()) {
      return state == null ? stated : state.recording();
    }
    if (stated instanceof Recording.Available given) {
      if (state != null && state.recording() instanceof Recording.Available there) {
        return new Recording.Available(
            there.key(), given.contentType(), there.size(), given.duration());
      }
      throw new InvalidCallException(
          "recording.file", "is missing, there is no audio beside the call, and none is stored");
    }
    return stated;
  }

  /** Returns whether the tombstone is in; an import erases no call that is there. */
  private boolean writeErased(CallDocument.Erased erased) throws InvalidCallException {
    for (int attempt = 1; ; attempt++) {
      StoredCall stored = calls.read(settings.tenant(), erased.id());
      CallItem.State state = stored.state().orElse(null);
      if (state != null && !StoredCall.isErased(state, Instant.now())) {
        throw new InvalidCallException(
            "deleted_at", "says that the call is erased, and it is there: use the command erase");
      }
      if (state != null && state.deletedAt() != null) {
        return true;
      }
      if (settings.dryRun()
          || replace(
              stored,
              CallWriter.tombstone(settings.tenant(), erased.id(), erased.deletedAt()),
              attempt)) {
        return true;
      }
    }
  }

  private boolean replace(StoredCall stored, CallItems items, int attempt)
      throws InvalidCallException {
    if (calls.replace(stored, items)) {
      return true;
    }
    if (attempt == MOST_ATTEMPTS) {
      throw new InvalidCallException("", "is being written by others again and again");
    }
    return false;
  }

  private void refuse(Source source, RecordReader.RawRecord record, List<Fault> faults) {
    synchronized (listener) {
      rejected.incrementAndGet();
      for (Fault fault : faults) {
        long line = record.line() + FieldLines.offset(record.bytes(), fault.field());
        listener.fault(source, line, fault);
      }
      if (rejects != null) {
        rejects.append(out -> out.write(record.bytes()));
      }
      listener.progress(counts());
    }
  }

  private void refuseTooLong(Source source, RecordReader.RawRecord record, RecordReader reader) {
    synchronized (listener) {
      rejected.incrementAndGet();
      listener.fault(
          source,
          record.line(),
          new Fault("", "is too large: it takes more than %d bytes".formatted(MOST_RECORD_BYTES)));
      if (rejects != null) {
        rejects.append(out -> {
          out.write(record.bytes());
          reader.copyRest(out);
        });
      }
    }
  }
}
