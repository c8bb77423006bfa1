package dev.callrecords.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that {@code template.yaml} declares.
 *
 * @param timeToLive the name of its time-to-live attribute; null when it has none
 */
public record Table(String name, Key key, @Nullable String timeToLive, List<Index> indexes) {

  /**
   * The key of a table or of an index.
   *
   * @param hashKey the name of the hash key, a string
   * @param rangeKey the name of the range key, a string; null when there is none
   */
  public record Key(String hashKey, @Nullable String rangeKey) {}

  /**
   * An index of a table.
   *
   * @param attributes what it holds besides its own keys and the table's
   */
  public record Index(String name, Key key, List<String> attributes) {}
}
