package dev.callrecords.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallId;
import org.junit.jupiter.api.Test;

final class SeenIdsTest {

  /** More than the first table holds: it grows twice. */
  private static final int IDS = 100_000;

  @Test
  void add_manyIdsTwice_findsEachOfThem() {
    try (SeenIds seen = new SeenIds()) {
      for (int i = 1; i <= IDS; i++) {
        assertThat(seen.add(new CallId("c" + i), i)).isZero();
      }
      for (int i = 1; i <= IDS; i++) {
        assertThat(seen.add(new CallId("c" + i), IDS + i)).isEqualTo(i);
      }
    }
  }
}
