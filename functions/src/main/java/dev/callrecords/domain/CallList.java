package dev.callrecords.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: the calls of a tenant in the order of their creation. */
public interface CallList {

  /** A direction in time. */
  enum Order {
    /** The newest call first. */
    DESC,
    /** The oldest call first. */
    ASC
  }

  /**
   * Which part of the list is wanted.
   *
   * @param after the position behind which it starts; null for the start of the list
   * @param limit how many calls at most, from 1
   */
  record Section(CallFilter filter, Order order, @Nullable String after, int limit) {}

  /**
   * A part of the list.
   *
   * @param calls may be fewer than wanted, and none, although more follow
   * @param last the position of the last call that was looked at, behind which to go on; 1 to 128
   *     characters of ASCII; null when no more follow
   */
  record Slice(List<ListedCall> calls, @Nullable String last) {

    /** Copies the calls. */
    public Slice {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Returns a part of a tenant's list. Deleted calls are not in it. Following the positions yields
   * every call that exists all the while exactly once.
   *
   * @throws DependencyException when the list cannot be read or holds what is no call
   */
  Slice read(TenantId tenant, Section section);
}
