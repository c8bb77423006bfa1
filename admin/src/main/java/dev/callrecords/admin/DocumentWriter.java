package dev.callrecords.admin;

import dev.callrecords.admin.AudioFiles.AudioFile;
import dev.callrecords.admin.RecordFormat.Imported;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Writes the calls of documents, with their audio, over what is stored of them.
 *
 * <p>What a document is silent about, its recording or its {@code delete_after}, stays as stored.
 */
final class DocumentWriter {

  private static final int MOST_ATTEMPTS = 10;

  private final CallWriter calls;
  private final RecordingWriter recordings;
  private final TenantId tenant;
  private final boolean revive;
  private final boolean dryRun;
  private final @Nullable RecordingFetcher fetcher;

  DocumentWriter(CallWriter calls, RecordingWriter recordings, Importer.Settings settings) {
    this.calls = calls;
    this.recordings = recordings;
    this.tenant = settings.tenant();
    this.revive = settings.revive();
    this.dryRun = settings.dryRun();
    this.fetcher = settings.fetcher();
  }

  /** What was read, with the audio to put in; null when there is none. */
  record Entry(Imported imported, @Nullable AudioFile audio) {

    CallDocument document() {
      return imported.document();
    }
  }

  /** The result for a document that could be written. */
  sealed interface Outcome {

    /**
     * It is in.
     *
     * @param note what the operator must know of it; null for nothing
     */
    record Written(@Nullable String note) implements Outcome {}

    /**
     * It is in, without the audio that was to be fetched.
     *
     * @param reason why, as the end of a sentence
     */
    record NotFetched(String reason) implements Outcome {}

    /** Its call was erased, and is left so. */
    record LeftErased() implements Outcome {}
  }

  /**
   * Writes calls without audio in one transaction, on condition that none of them exists.
   *
   * @return those of the entries that are in, which are none when something is stored
   */
  List<Entry> writeNew(List<Entry> entries) {
    if (dryRun) {
      return List.of();
    }
    List<Entry> simple = new ArrayList<>();
    List<CallItems> items = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.audio() == null
          && entry.document() instanceof CallDocument.Live live
          && !live.linksRecording()
          && !waitsForAudio(entry)
          && !(live.call().recording() instanceof Recording.Available)) {
        try {
          items.add(CallItems.of(tenant, live.call(), live.deleteAfter()));
          simple.add(entry);
        } catch (InvalidCallException e) {
          // Reported when it is retried alone.
        }
      }
    }
    try {
      return !simple.isEmpty() && calls.putNew(tenant, items) ? simple : List.of();
    } catch (DynamoDbException e) {
      if (isValidation(e)) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Writes one call; in a dry run, checks that it could be.
   *
   * @throws InvalidCallException when it cannot be stored, or not over what is stored
   */
  Outcome write(Entry entry) throws InvalidCallException {
    try {
      return switch (entry.document()) {
        case CallDocument.Live live when entry.imported().isPartial() -> writePartial(live, entry);
        case CallDocument.Live live -> writeLive(live, entry.audio(), false);
        case CallDocument.Erased erased -> writeErased(erased);
      };
    } catch (DependencyException e) {
      throw new InvalidCallException(
          "", "is stored in a form that cannot be read: " + e.getMessage());
    } catch (DynamoDbException e) {
      if (!isValidation(e)) {
        throw e;
      }
      throw new InvalidCallException("", "is not what DynamoDB takes: " + reason(e));
    }
  }

  /** Returns what DynamoDB says, without what the SDK says of it. */
  private static String reason(DynamoDbException e) {
    if (e instanceof TransactionCanceledException cancelled) {
      return cancelled.cancellationReasons().stream()
          .flatMap(reason -> Stream.ofNullable(reason.message()))
          .distinct()
          .collect(Collectors.joining("; "));
    }
    return e.awsErrorDetails().errorMessage();
  }

  private static boolean isValidation(DynamoDbException e) {
    if (e instanceof TransactionCanceledException cancelled) {
      return cancelled.cancellationReasons().stream()
          .anyMatch(reason -> "ValidationError".equals(reason.code()));
    }
    return e.awsErrorDetails() != null
        && "ValidationException".equals(e.awsErrorDetails().errorCode());
  }

  /** Returns whether there is audio to fetch. */
  private boolean waitsForAudio(Entry entry) {
    return fetcher != null
        && entry.audio() == null
        && entry.document() instanceof CallDocument.Live live
        && live.call().recording() == Recording.Unplayable.PENDING;
  }

  /** Writes a call over what is stored, and fetches its audio. */
  private Outcome writePartial(CallDocument.Live live, Entry entry) throws InvalidCallException {
    if (dryRun || fetcher == null || !waitsForAudio(entry) || hasRecording(live)) {
      return writeLive(live, entry.audio(), true);
    }
    String url = entry.imported().recordingUrl();
    RecordingFetcher.Outcome fetched =
        url == null
            ? new RecordingFetcher.Outcome.Failed("its document has no link to its audio")
            : fetcher.fetch(url);
    return switch (fetched) {
      case RecordingFetcher.Outcome.Fetched(AudioFile audio) -> {
        try {
          yield writeLive(live, audio, true);
        } finally {
          RecordingFetcher.delete(audio.path());
        }
      }
      case RecordingFetcher.Outcome.Failed(String reason) ->
          switch (writeLive(live, null, true)) {
            case Outcome.LeftErased erased -> erased;
            case Outcome.Written _, Outcome.NotFetched _ -> new Outcome.NotFetched(reason);
          };
    };
  }

  /** Returns whether no audio is missing. The call has it, or lost it on purpose. */
  private boolean hasRecording(CallDocument.Live live) {
    CallItem.State state = calls.read(tenant, live.id()).state().orElse(null);
    return state != null
        && (StoredCall.isErased(state, Instant.now())
            ? !revive
            : CallMerge.keepsRecording(state.recording()));
  }

  private Outcome writeLive(CallDocument.Live live, @Nullable AudioFile audio, boolean isPartial)
      throws InvalidCallException {
    for (int attempt = 1; ; attempt++) {
      StoredCall stored = calls.read(tenant, live.id());
      CallItem.State state = stored.state().orElse(null);
      boolean erased = state != null && StoredCall.isErased(state, Instant.now());
      if (erased && !revive) {
        return new Outcome.LeftErased();
      }
      if (erased) {
        state = null;
      }
      Call whole = isPartial && state != null ? merged(live.call()) : live.call();
      boolean keeps =
          isPartial
              && audio == null
              && state != null
              && CallMerge.keepsRecording(state.recording());
      Recording recording =
          keeps && state != null ? state.recording() : recording(live, audio, state);
      Call call = whole.withRecording(recording);
      Instant deleteAfter =
          live.deleteAfter() != null || state == null ? live.deleteAfter() : state.deleteAfter();
      if (dryRun) {
        CallItems.of(tenant, call, deleteAfter);
        return new Outcome.Written(note(live, audio, state));
      }
      if (replace(stored, CallItems.of(tenant, call, deleteAfter), attempt)) {
        return new Outcome.Written(note(live, audio, state));
      }
    }
  }

  private Call merged(Call partial) {
    return calls
        .find(tenant, partial.id())
        .map(stored -> CallMerge.of(stored, partial))
        .orElse(partial);
  }

  /** Returns the note for a recording of which the document has only a link. */
  private static @Nullable String note(
      CallDocument.Live live, @Nullable AudioFile audio, CallItem.@Nullable State state) {
    if (!live.linksRecording() || live.statesRecording() || audio != null) {
      return null;
    }
    if (state == null || state.recording() == Recording.Unplayable.NONE) {
      return "recording_url cannot be put in, and no recording is stored: the call now says that it"
          + " was never recorded; put its audio beside it and import it again";
    }
    return "recording_url cannot be put in: the recording stays as stored, "
        + state.recording().status();
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
          dryRun
              ? RecordingWriter.key(tenant, live.id(), audio.format())
              : recordings.put(
                  tenant, live.id(), audio.format(), RequestBody.fromFile(audio.path()));
      return available.at(key, audio.size());
    }
    if (!live.statesRecording()) {
      if (state != null && state.recording() == Recording.Unplayable.UNKNOWN) {
        throw new InvalidCallException(
            "recording", "is stored in a state that this version does not know: say what it is");
      }
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

  /** Writes a tombstone; an import erases no call that is there. */
  private Outcome writeErased(CallDocument.Erased erased) throws InvalidCallException {
    for (int attempt = 1; ; attempt++) {
      StoredCall stored = calls.read(tenant, erased.id());
      CallItem.State state = stored.state().orElse(null);
      if (state != null && !StoredCall.isErased(state, Instant.now())) {
        throw new InvalidCallException(
            "deleted_at", "says that the call is erased, and it is there: use the command erase");
      }
      if (state != null && state.deletedAt() != null) {
        return new Outcome.Written(null);
      }
      if (dryRun
          || replace(
              stored, CallWriter.tombstone(tenant, erased.id(), erased.deletedAt()), attempt)) {
        return new Outcome.Written(null);
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
}
