package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Takes calls out, one line of JSON each, in the order asked for. Calls are read in parallel, and
 * only a bounded number of them is in memory.
 */
public final class Exporter {

  private static final int WORKERS = 8;

  private static final String TOO_LARGE =
      "its document takes more than the %d bytes that import reads; the API answers its transcript"
          .formatted(Importer.MOST_RECORD_BYTES);

  private final DynamoDbClient client;
  private final String table;
  private final CallStore calls;
  private final RecordingReader recordings;
  private final TenantId tenant;
  private final @Nullable Path directory;
  private final ExportForm form;

  /**
   * Creates an exporter.
   *
   * @param directory where audio is put; null for nowhere
   */
  public Exporter(
      DynamoDbClient client,
      String table,
      CallStore calls,
      RecordingReader recordings,
      TenantId tenant,
      @Nullable Path directory,
      ExportForm form) {
    this.client = client;
    this.table = table;
    this.calls = calls;
    this.recordings = recordings;
    this.tenant = tenant;
    this.directory = directory;
    this.form = form;
  }

  /** Is told of what could not be had, by one thread. */
  @FunctionalInterface
  public interface Listener {

    /** Something of a call, or the whole call, is not in the output. */
    void problem(CallId id, String problem);
  }

  /** What was done. */
  public record Counts(long written, long recordings, long problems) {}

  /** One call, taken out. */
  private record Taken(
      CallId id, Optional<CallDocument> document, boolean withAudio, Optional<String> problem) {}

  /**
   * Returns the ids of all calls of the tenant in scan order. Tombstones are included, expired
   * items are not.
   *
   * <p>The indexes lack erased calls, and those that were written without their attributes: this
   * reads the whole table.
   */
  public Iterator<CallId> allIds() {
    return CallIds.of(client, table, tenant, Clock.systemUTC()).iterator();
  }

  /**
   * Writes calls.
   *
   * @throws IOException when the output takes no more
   * @throws LocalFileException when a recording cannot be written
   */
  public Counts export(Iterator<CallId> ids, OutputStream out, Listener listener)
      throws IOException {
    long written = 0;
    long withAudio = 0;
    long problems = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      Deque<Future<Taken>> waiting = new ArrayDeque<>();
      try {
        while (ids.hasNext() || !waiting.isEmpty()) {
          while (ids.hasNext() && waiting.size() < WORKERS) {
            CallId id = ids.next();
            waiting.add(workers.submit(() -> take(id)));
          }
          Taken taken = get(waiting.remove());
          if (taken.document().isPresent()) {
            Optional<byte[]> document = form.write(taken.document().get());
            byte[] json = document.orElse(new byte[0]);
            if (document.isEmpty()) {
              problems++;
              listener.problem(taken.id(), "it is erased, which this form cannot say");
            } else if (json.length > Importer.MOST_RECORD_BYTES) {
              problems++;
              listener.problem(taken.id(), TOO_LARGE);
            } else {
              out.write(json);
              out.write('\n');
              written++;
            }
          }
          if (taken.withAudio()) {
            withAudio++;
          }
          if (taken.problem().isPresent()) {
            problems++;
            listener.problem(taken.id(), taken.problem().get());
          }
        }
      } finally {
        waiting.forEach(future -> future.cancel(false));
      }
    }
    out.flush();
    return new Counts(written, withAudio, problems);
  }

  private static Taken get(Future<Taken> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private Taken take(CallId id) {
    try {
      Optional<Call> call = calls.find(tenant, id, Consistency.STRONG);
      StoredCall stored = StoredCall.read(client, table, tenant, id);
      if (call.isPresent()) {
        return live(call.get(), stored.deleteAfter().orElse(null));
      }
      Optional<CallDocument> erased =
          stored
              .state()
              .map(CallItem.State::deletedAt)
              .map(deletedAt -> new CallDocument.Erased(id, deletedAt));
      return new Taken(
          id,
          erased,
          false,
          erased.isPresent() ? Optional.empty() : Optional.of("there is no such call"));
    } catch (DependencyException e) {
      if (e.kind() != DependencyException.Kind.CORRUPT
          && e.kind() != DependencyException.Kind.TOO_LARGE) {
        throw e;
      }
      return new Taken(id, Optional.empty(), false, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private Taken live(Call call, @Nullable Instant deleteAfter) {
    if (call.recording() == Recording.Unplayable.UNKNOWN) {
      return new Taken(
          call.id(),
          Optional.empty(),
          false,
          Optional.of("its recording is in a state that this version does not know"));
    }
    if (directory != null && call.recording() instanceof Recording.Available recording) {
      return withAudio(call, recording, deleteAfter, directory);
    }
    return new Taken(
        call.id(),
        Optional.of(new CallDocument.Live(call, true, null, deleteAfter)),
        false,
        Optional.empty());
  }

  private Taken withAudio(
      Call call, Recording.Available recording, @Nullable Instant deleteAfter, Path into) {
    Optional<RecordingKey> key = RecordingKey.parse(tenant, recording.key());
    Optional<AudioFormat> format = format(recording);
    if (key.isEmpty() || format.isEmpty()) {
      return withoutAudio(call, deleteAfter, "the key of its recording is not one to read");
    }
    String name = call.id() + "." + format.get().extension();
    OptionalLong size = recordings.read(key.get(), into.resolve(name));
    if (size.isEmpty()) {
      return withoutAudio(call, deleteAfter, "its recording is not in the bucket");
    }
    Call complete = call.withRecording(recording.at(key.get().value(), size.getAsLong()));
    return new Taken(
        call.id(),
        Optional.of(new CallDocument.Live(complete, true, name, deleteAfter)),
        true,
        Optional.empty());
  }

  private static Taken withoutAudio(Call call, @Nullable Instant deleteAfter, String problem) {
    return new Taken(
        call.id(),
        Optional.of(new CallDocument.Live(call, true, null, deleteAfter)),
        false,
        Optional.of(problem));
  }

  private static Optional<AudioFormat> format(Recording.Available recording) {
    return Optional.ofNullable(recording.key())
        .flatMap(AudioFormat::ofName)
        .or(() -> Optional.ofNullable(recording.contentType()).flatMap(AudioFormat::ofContentType));
  }
}
