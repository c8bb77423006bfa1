package dev.callrecords.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Links in memory, the newest first; positions are the ids of links. */
public final class FakeLinkStore implements LinkStore {

  private final List<SharedLink> links = new ArrayList<>();

  /** Returns the links, the newest first. */
  public List<SharedLink> links() {
    return links;
  }

  @Override
  public void put(SharedLink link) {
    links.addFirst(link);
  }

  @Override
  public Slice list(TenantId tenant, CallId call, @Nullable String after, int limit) {
    List<SharedLink> rest =
        links.stream()
            .filter(link -> link.tenant().equals(tenant) && link.callId().equals(call))
            .dropWhile(link -> after != null && !link.id().value().equals(after))
            .skip(after == null ? 0 : 1)
            .toList();
    return rest.size() <= limit
        ? new Slice(rest, null)
        : new Slice(rest.subList(0, limit), rest.get(limit - 1).id().value());
  }

  @Override
  public boolean revoke(TenantId tenant, CallId call, LinkId id, Instant now) {
    Optional<SharedLink> found =
        links.stream()
            .filter(link -> link.id().equals(id))
            .filter(link -> link.tenant().equals(tenant) && link.callId().equals(call))
            .findFirst();
    found
        .filter(link -> link.revokedAt() == null)
        .ifPresent(link -> links.set(links.indexOf(link), with(link, now, link.opened())));
    return found.isPresent();
  }

  @Override
  public Opening open(LinkId id, Instant now) {
    List<SharedLink> found = links.stream().filter(link -> link.id().equals(id)).toList();
    if (found.isEmpty()) {
      return Opening.Refused.UNKNOWN;
    }
    SharedLink link = found.getFirst();
    if (link.revokedAt() != null) {
      return Opening.Refused.REVOKED;
    }
    if (!now.isBefore(link.expiresAt())) {
      return Opening.Refused.EXPIRED;
    }
    SharedLink opened = with(link, null, link.opened() + 1);
    links.set(links.indexOf(link), opened);
    return new Opening.Opened(opened);
  }

  private static SharedLink with(SharedLink link, @Nullable Instant revokedAt, long opened) {
    return new SharedLink(
        link.id(),
        link.tenant(),
        link.callId(),
        link.opens(),
        link.label(),
        link.createdAt(),
        link.createdBy(),
        link.expiresAt(),
        revokedAt,
        opened,
        link.lastOpenedAt());
  }
}
