package dev.callrecords.http;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that a client has already, by the {@code If-None-Match} header (RFC 9110, 13.1.2).
 *
 * @param any whether every version will do: {@code *}
 * @param tags the entity tags without quotes and without {@code W/}: the comparison is weak
 */
record IfNoneMatch(boolean any, Set<String> tags) {

  private static final IfNoneMatch NOTHING = new IfNoneMatch(false, Set.of());

  private static final Pattern TAG =
      Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7E\\x80-\\uFFFF]*)\"");

  /** Copies the tags. */
  IfNoneMatch {
    tags = Set.copyOf(tags);
  }

  /** Reads a header; what is no entity tag in it matches nothing. */
  static IfNoneMatch parse(String header) {
    if (header.isEmpty()) {
      return NOTHING;
    }
    if (header.strip().equals("*")) {
      return new IfNoneMatch(true, Set.of());
    }
    Set<String> tags = new HashSet<>();
    Matcher tag = TAG.matcher(header);
    while (tag.find()) {
      tags.add(tag.group(1));
    }
    return new IfNoneMatch(false, tags);
  }

  /** Returns whether the client has the version with this tag. */
  boolean matches(String tag) {
    return any || tags.contains(tag);
  }
}
