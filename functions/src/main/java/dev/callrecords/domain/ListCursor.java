package dev.callrecords.domain;

import dev.callrecords.domain.CallList.Order;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cursors of lists: where a list goes on. Each belongs to what is listed and its order.
 *
 * <p>A cursor is base64url of a version, the order, a digest and the position. The digest tells a
 * cursor of another list, or one that was changed on its way; it protects nothing, and need not: a
 * cursor leads to what is the caller's own tenant's only.
 *
 * @param list what is listed, as the digest takes it
 */
record ListCursor(String list, Order order) {

  private static final String VERSION = "1";
  private static final int MAX_LENGTH = 256;
  private static final int MAX_POSITION_LENGTH = 128;
  private static final int DIGEST_LENGTH = 16;
  private static final int HEAD_LENGTH = VERSION.length() + 1 + DIGEST_LENGTH;

  /** Returns the cursors of a tenant's list of calls. */
  static ListCursor ofCalls(TenantId tenant, CallFilter filter, Order order) {
    return new ListCursor(
        joined(
            Stream.of(
                VERSION,
                order,
                tenant,
                filter.from(),
                filter.to(),
                filter.phoneNumber(),
                filter.direction(),
                filter.status(),
                filter.agentId(),
                filter.sentiment(),
                filter.minDuration(),
                filter.maxDuration())),
        order);
  }

  /** Returns the cursors of the list of a call's shared links. */
  static ListCursor ofLinks(TenantId tenant, CallId call) {
    return new ListCursor(joined(Stream.of(VERSION, "links", tenant, call)), Order.DESC);
  }

  /** Returns the cursor of a position in this list. */
  String write(String position) {
    byte[] place = position.getBytes(StandardCharsets.US_ASCII);
    byte[] cursor = new byte[HEAD_LENGTH + place.length];
    cursor[0] = (byte) VERSION.charAt(0);
    cursor[1] = (byte) order.name().charAt(0);
    System.arraycopy(digest(position), 0, cursor, 2, DIGEST_LENGTH);
    System.arraycopy(place, 0, cursor, HEAD_LENGTH, place.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  /** Returns the position of a cursor, or empty when it is none of this list. */
  Optional<String> read(String cursor) {
    if (cursor.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length <= HEAD_LENGTH || bytes.length > HEAD_LENGTH + MAX_POSITION_LENGTH) {
      return Optional.empty();
    }
    String position =
        new String(Arrays.copyOfRange(bytes, HEAD_LENGTH, bytes.length), StandardCharsets.US_ASCII);
    return Optional.of(position).filter(place -> write(place).equals(cursor));
  }

  private byte[] digest(String position) {
    return Arrays.copyOf(Sha256.digest(list + joined(Stream.of(position))), DIGEST_LENGTH);
  }

  /** Returns the values with their lengths. No two lists of values make the same text. */
  private static String joined(Stream<?> values) {
    return values
        .map(value -> value == null ? "-" : value.toString().length() + ":" + value)
        .collect(Collectors.joining());
  }
}
