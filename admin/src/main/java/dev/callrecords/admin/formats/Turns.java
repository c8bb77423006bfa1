package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a call, whose times a platform may know in part.
 *
 * <p>An unknown end is the start of the next turn that starts later, but at most the time that the
 * words take: 0.4 s each, 1 s at least. The last turn ends with the call at the latest.
 */
final class Turns {

  private static final BigDecimal SECONDS_PER_WORD = new BigDecimal("0.4");

  private final List<Raw> turns = new ArrayList<>();

  /** A turn as a platform tells it. Times are seconds of the recording, null if unknown. */
  private record Raw(
      String speaker,
      String text,
      @Nullable BigDecimal start,
      @Nullable BigDecimal end,
      JsonPointer origin) {}

  /** A turn with both of its times. */
  record Turn(String speaker, String text, BigDecimal start, BigDecimal end, JsonPointer origin) {}

  /** A turn whose end may be unknown. */
  private record Started(Raw turn, BigDecimal start) {}

  void add(
      String speaker,
      String text,
      @Nullable BigDecimal start,
      @Nullable BigDecimal end,
      Place origin) {
    turns.add(new Raw(speaker, text.strip(), start, end, origin.pointer()));
  }

  /**
   * Returns the turns by their start, to the millisecond.
   *
   * @param callEnd seconds from the start of the recording; null if unknown
   */
  List<Turn> complete(@Nullable BigDecimal callEnd) {
    List<Started> started = started();
    List<Turn> complete = new ArrayList<>();
    for (int i = 0; i < started.size(); i++) {
      Raw turn = started.get(i).turn();
      BigDecimal start = started.get(i).start();
      BigDecimal end = turn.end() == null ? end(started, i, callEnd) : turn.end();
      complete.add(
          new Turn(
              turn.speaker(), turn.text(), rounded(start), rounded(end.max(start)), turn.origin()));
    }
    return complete;
  }

  private List<Started> started() {
    List<Started> started = new ArrayList<>();
    BigDecimal free = BigDecimal.ZERO;
    for (int i = 0; i < turns.size(); i++) {
      Raw turn = turns.get(i);
      BigDecimal start = turn.start() == null ? start(i, free) : turn.start();
      start = start.max(BigDecimal.ZERO);
      started.add(new Started(turn, start));
      free = turn.end() == null ? start.add(spoken(turn.text())) : turn.end();
    }
    started.sort(Comparator.comparing(Started::start));
    return started;
  }

  /** Returns an estimate. It leaves the words time before a known end. */
  private BigDecimal start(int index, BigDecimal free) {
    Raw turn = turns.get(index);
    if (turn.end() != null) {
      return turn.end().subtract(spoken(turn.text())).max(free.min(turn.end()));
    }
    for (Raw later : turns.subList(index + 1, turns.size())) {
      if (later.start() != null) {
        return free.min(later.start());
      }
    }
    return free;
  }

  private static BigDecimal end(List<Started> started, int index, @Nullable BigDecimal callEnd) {
    BigDecimal start = started.get(index).start();
    BigDecimal end = start.add(spoken(started.get(index).turn().text()));
    for (Started later : started.subList(index + 1, started.size())) {
      if (later.start().compareTo(start) > 0) {
        return end.min(later.start());
      }
    }
    return callEnd == null ? end : end.min(callEnd);
  }

  private static BigDecimal spoken(String text) {
    return SECONDS_PER_WORD
        .multiply(BigDecimal.valueOf(text.split("\\s+").length))
        .max(BigDecimal.ONE);
  }

  private static BigDecimal rounded(BigDecimal seconds) {
    return seconds.setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
  }
}
