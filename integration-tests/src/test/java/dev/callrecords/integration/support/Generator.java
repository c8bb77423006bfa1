package dev.callrecords.integration.support;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes up calls and their parts by chance; the same seed makes the same. */
public final class Generator {

  private static final int MOST_METADATA_LEVELS = 30;

  private final Random random;

  private Generator(long seed) {
    this.random = new Random(seed);
  }

  /** Checks a property for this many seeds, and names the failing seed. */
  public static void forEach(int cases, Consumer<Generator> law) {
    for (long seed = 0; seed < cases; seed++) {
      try {
        law.accept(new Generator(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("With the seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns a whole number from 0, less than the bound. */
  int number(int bound) {
    return random.nextInt(bound);
  }

  public <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextInt(4) == 0 ? null : value.get();
  }

  /** Returns up to 30 signs from all of Unicode, but for halves of pairs. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      int sign =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x20 + random.nextInt(0x60);
            case 2 -> random.nextInt(Character.MIN_SURROGATE);
            default -> 0xE000 + random.nextInt(Character.MAX_CODE_POINT + 1 - 0xE000);
          };
      text.appendCodePoint(sign);
    }
    return text.toString();
  }

  /** Returns a number that DynamoDB holds, in any of the ways to write it. */
  BigDecimal decimal() {
    BigInteger digits = new BigInteger(1 + random.nextInt(126), random);
    int length = digits.toString().length();
    // From 1E-130 to 9.99E+125: the place of the last digit.
    int last = -130 + random.nextInt(125 + 130 + 2 - length);
    BigDecimal number = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), -last);
    boolean hasRoom = length < 30 && number.scale() > -90;
    return hasRoom ? number.setScale(number.scale() + random.nextInt(5)) : number;
  }

  /** Returns seconds from the start of a recording. */
  BigDecimal seconds() {
    return new BigDecimal(BigInteger.valueOf(random.nextInt(1_000_000)), random.nextInt(5));
  }

  Instant instant() {
    return Instant.ofEpochSecond(
        random.nextLong(4_102_444_800L), oneOf(List.of(0L, 500_000_000L, 123_000L, 7L)));
  }

  Map<String, @Nullable Object> metadata() {
    return map(1 + random.nextInt(MOST_METADATA_LEVELS));
  }

  private Map<String, @Nullable Object> map(int levels) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      // DynamoDB has no empty names in maps.
      map.put("m" + text(), value(i == 0 ? levels - 1 : random.nextInt(Math.min(levels, 3))));
    }
    return map;
  }

  private @Nullable Object value(int levels) {
    if (levels > 0) {
      if (random.nextBoolean()) {
        return map(levels);
      }
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        list.add(value(i == 0 ? levels - 1 : 0));
      }
      return list;
    }
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> decimal();
      default -> text();
    };
  }

  /** Returns segments in no order. */
  List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    // Some of them more than are kept in plain attributes.
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 200 : 6); i > 0; i--) {
      segments.add(
          new Segment(
              oneOf(List.of("agent", "caller", "ünal", "", "Ärztin", "ǆ")),
              text(),
              seconds(),
              seconds()));
    }
    return segments;
  }

  public Call call(CallId id, Recording recording) {
    List<Segment> segments = segments();
    return new Call(
        id,
        orNull(this::text),
        orNull(this::text),
        orNull(this::text),
        orNull(() -> oneOf(List.of("inbound", "outbound", text()))),
        oneOf(List.of("queued", "in-progress", "completed", text())),
        orNull(() -> (long) random.nextInt() & Integer.MAX_VALUE),
        recording,
        segments.isEmpty() && random.nextBoolean()
            ? Transcript.ofPlainText(text())
            : Transcript.of(segments),
        orNull(this::text),
        orNull(this::text),
        metadata(),
        orNull(this::instant),
        orNull(this::instant),
        instant());
  }

  /** Returns a recording in any state; if there is audio, then of this key. */
  public Recording recording(String key) {
    return switch (random.nextInt(5)) {
      case 0 -> Recording.Unplayable.PENDING;
      case 1 -> Recording.Unplayable.NONE;
      case 2 -> Recording.Unplayable.FAILED;
      case 3 -> Recording.Unplayable.DELETED;
      default -> new Recording.Available(key, orNull(this::text), orNull(() -> 1000L), null);
    };
  }
}
