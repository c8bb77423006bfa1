package dev.callrecords.domain;

import dev.callrecords.domain.CallList.Order;
import dev.callrecords.domain.CallList.Section;
import dev.callrecords.domain.CallList.Slice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Use case: which calls there are, page by page. */
public final class ListCalls {

  /** How many calls a page may have. */
  public static final int MAX_LIMIT = 100;

  /** How many calls a page has when the caller does not say. */
  public static final int DEFAULT_LIMIT = 50;

  private final CallList calls;

  /** Creates the use case over a list of calls. */
  public ListCalls(CallList calls) {
    this.calls = calls;
  }

  /**
   * A page that is wanted.
   *
   * @param limit 1 to {@link #MAX_LIMIT}
   * @param cursor the one of the page before; null for the first page
   */
  public record Request(CallFilter filter, Order order, int limit, @Nullable String cursor) {}

  /** Result of the listing. */
  public sealed interface Outcome {

    /**
     * A page, which may have few calls or none although another one follows.
     *
     * @param nextCursor the cursor of the page that follows; null when it is the last one
     */
    record Page(List<ListedCall> calls, @Nullable String nextCursor) implements Outcome {

      /** Copies the calls. */
      public Page {
        calls = List.copyOf(calls);
      }
    }

    /** The cursor is malformed, or comes from another list. */
    record InvalidCursor() implements Outcome {}
  }

  /**
   * Lists calls of the caller's tenant.
   *
   * @throws DependencyException when something outside failed
   */
  public Outcome list(Caller caller, Request request) {
    ListCursor list = ListCursor.ofCalls(caller.tenant(), request.filter(), request.order());
    String cursor = request.cursor();
    String after = null;
    if (cursor != null) {
      Optional<String> position = list.read(cursor);
      if (position.isEmpty()) {
        return new Outcome.InvalidCursor();
      }
      after = position.get();
    }
    Section section = new Section(request.filter(), request.order(), after, request.limit());
    Slice slice = calls.read(caller.tenant(), section);
    String last = slice.last();
    return new Outcome.Page(slice.calls(), last == null ? null : list.write(last));
  }
}
