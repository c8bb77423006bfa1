package dev.callrecords.domain;

import dev.callrecords.domain.CallStore.Consistency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Use case: the shared links of a call, page by page. */
public final class ListLinks {

  private final CallStore calls;
  private final LinkStore links;

  /** Creates the use case over its ports. */
  public ListLinks(CallStore calls, LinkStore links) {
    this.calls = calls;
    this.links = links;
  }

  /** Result of the listing. */
  public sealed interface Outcome {

    /**
     * A page, the newest link first.
     *
     * @param nextCursor the cursor of the page that follows; null when it is the last one
     */
    record Page(List<SharedLink> links, @Nullable String nextCursor) implements Outcome {

      /** Copies the links. */
      public Page {
        links = List.copyOf(links);
      }
    }

    /** Why there is none. */
    enum NoPage implements Outcome {
      /** The tenant has no such call. */
      CALL_NOT_FOUND,
      /** The cursor is malformed, or comes from another list. */
      INVALID_CURSOR
    }
  }

  /**
   * Lists the links of a call of the caller's tenant.
   *
   * @param limit 1 to {@link ListCalls#MAX_LIMIT}
   * @param cursor the one of the page before; null for the first page
   * @throws DependencyException when something outside failed
   */
  public Outcome list(Caller caller, CallId id, int limit, @Nullable String cursor) {
    ListCursor list = ListCursor.ofLinks(caller.tenant(), id);
    Optional<String> position = cursor == null ? Optional.empty() : list.read(cursor);
    if (cursor != null && position.isEmpty()) {
      return Outcome.NoPage.INVALID_CURSOR;
    }
    if (calls.findWithoutTranscript(caller.tenant(), id, Consistency.STRONG).isEmpty()) {
      return Outcome.NoPage.CALL_NOT_FOUND;
    }
    LinkStore.Slice slice = links.list(caller.tenant(), id, position.orElse(null), limit);
    String last = slice.last();
    return new Outcome.Page(slice.links(), last == null ? null : list.write(last));
  }
}
