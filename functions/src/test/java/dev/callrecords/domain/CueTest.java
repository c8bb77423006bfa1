package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CueTest {

  @Test
  void of_segmentsOneAfterTheOther_areTheirTimes() {
    assertThat(Cue.of(Samples.TRANSCRIPT.segments()))
        .containsExactly(new Cue(500, 5200), new Cue(5800, 8300));
  }

  @Test
  void of_noSegments_isEmpty() {
    assertThat(Cue.of(List.of())).isEmpty();
  }

  @Test
  void of_overlap_endsWhereTheNextStarts() {
    assertThat(cues("0-10", "3-4", "9-12"))
        .containsExactly(new Cue(0, 3000), new Cue(3000, 4000), new Cue(9000, 12000));
  }

  @Test
  void of_noLength_isHalfASecond() {
    assertThat(cues("1-1", "5-4")).containsExactly(new Cue(1000, 1500), new Cue(5000, 5500));
  }

  @Test
  void of_noLengthAndNoRoom_isWhatThereIs() {
    assertThat(cues("1-1", "1.2-2")).containsExactly(new Cue(1000, 1200), new Cue(1200, 2000));
  }

  @Test
  void of_shortButWithLength_isAsItIs() {
    assertThat(cues("1-1.1")).containsExactly(new Cue(1000, 1100));
  }

  @Test
  void of_sameStart_shareTheTime() {
    assertThat(cues("0-3", "0-1", "0-0", "6-7"))
        .containsExactly(
            new Cue(0, 1000), new Cue(1000, 2000), new Cue(2000, 3000), new Cue(6000, 7000));
    assertThat(cues("0-9", "0-9", "4-5"))
        .containsExactly(new Cue(0, 2000), new Cue(2000, 4000), new Cue(4000, 5000));
  }

  @Test
  void of_moreSegmentsThanMilliseconds_startLater() {
    assertThat(cues("1-1", "1-1", "1-1", "1.001-2", "5-6"))
        .containsExactly(
            new Cue(1000, 1001),
            new Cue(1001, 1002),
            new Cue(1002, 1003),
            new Cue(1003, 2000),
            new Cue(5000, 6000));
  }

  @Test
  void of_beforeTheRecording_isAtItsStart() {
    assertThat(cues("-2--1", "0.5-1")).containsExactly(new Cue(0, 500), new Cue(500, 1000));
  }

  @Test
  void of_timesThatNoCallHas_stillNeitherOverlapNorOverflow() {
    List<Cue> cues =
        Cue.of(
            List.of(
                Samples.segment("a", "", "1E-130", "9E+125"),
                Samples.segment("a", "", "1E+100", "1E+101"),
                Samples.segment("a", "", "9E+125", "9E+125")));

    assertOrdered(cues);
    assertThat(cues).hasSize(3);
  }

  @RepeatedTest(200)
  void of_anySegments_neitherOverlapNorRunBackwards(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Segment> segments = new ArrayList<>();
    for (int i = random.nextInt(60); i >= 0; i--) {
      // Few different times, so that many meet.
      BigDecimal start = BigDecimal.valueOf(random.nextInt(-5, 40), random.nextInt(5));
      BigDecimal end = start.add(BigDecimal.valueOf(random.nextInt(-20, 60), random.nextInt(5)));
      segments.add(new Segment("agent", "Hi.", start, end));
    }
    List<Segment> ordered = Transcript.of(segments).segments();

    List<Cue> cues = Cue.of(ordered);

    assertThat(cues).hasSameSizeAs(ordered);
    assertOrdered(cues);
    for (int i = 0; i < cues.size(); i++) {
      // Late by what could not be shared out, never early.
      assertThat(cues.get(i).startMillis())
          .isGreaterThanOrEqualTo(Cue.millis(ordered.get(i).startTime()));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "5.2, 5200", "0.0004, 0", "0.0005, 1", "1E-130, 0", "3600, 3600000"})
  void millis_seconds_areRounded(BigDecimal seconds, long millis) {
    assertThat(Cue.millis(seconds)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "1, 1", "2, 1"})
  void create_timesThatNoPlayerTakes_areRefused(long start, long end) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Cue(start, end));
  }

  private static void assertOrdered(List<Cue> cues) {
    for (int i = 1; i < cues.size(); i++) {
      assertThat(cues.get(i).startMillis()).isGreaterThanOrEqualTo(cues.get(i - 1).endMillis());
    }
  }

  /** Returns the cues of segments that are given as their start and end. */
  private static List<Cue> cues(String... times) {
    List<Segment> segments = new ArrayList<>();
    for (String time : times) {
      String[] parts = time.split("(?<=[0-9])-", 2);
      segments.add(Samples.segment("agent", "Hi.", parts[0], parts[1]));
    }
    return Cue.of(segments);
  }
}
