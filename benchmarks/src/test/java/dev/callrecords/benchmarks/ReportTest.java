package dev.callrecords.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  @TempDir private Path folder;

  @Test
  void goal_ofAPeerThatIsMissing_saysWhy() {
    Report report = new Report(Group.WARM, "test");
    report.add("functions", "CPU", 1);
    report.notMeasured("Node.js", "there is no node\non this machine");

    assertThat(report.ratio(Way.FUNCTIONS, Way.NODE, "CPU"))
        .isEqualTo("not measured: there is no node on this machine");
    assertThat(report.table()).contains("not measured: Node.js: there is no node");
  }

  @Test
  void goals_writtenAndReadAgain_standInTheirRows() throws Exception {
    Report report = new Report(Group.WARM, "test");
    report.add("functions", "CPU", 1);
    report.add("functions", "CPU", 3);
    report.add("tutorial Java", "CPU", 2);
    report.add("tutorial Java", "CPU", 6);
    report.goal(Goal.WARM, report.ratio(Way.FUNCTIONS, Way.TUTORIAL, "CPU"));
    report.write(folder, "CPU");

    String table = Goal.table(Report.goals(folder));

    assertThat(table).contains("| 0.78; 0.62 | 0.65; 0.50 | 0.500 [0.500-0.500] |");
    assertThat(table).contains("not measured: run mvn -q -Pbenchmarks -Dgroup=cold |");
    assertThat(table).doesNotContain(Way.PREVIOUS.text());
    assertThat(Files.readString(folder.resolve("warm.svg")))
        .startsWith("<svg")
        .contains("functions");
  }

  @Test
  void goals_previousVersionMeasured_haveRowsOfIt() throws Exception {
    Report report = new Report(Group.WARM, "test");
    report.add("functions", "CPU", 3);
    report.add("previous version", "CPU", 2);
    report.goal(Goal.PREVIOUS_WARM, report.ratio(Way.FUNCTIONS, Way.PREVIOUS, "CPU"));
    report.write(folder, "CPU");

    String table = Goal.table(Report.goals(folder));

    assertThat(table)
        .contains("/ the previous version's | 1.15 |  | 1.500 [1.500-1.500] |")
        .contains("run mvn -q -Pbenchmarks -Dgroup=cold -Dprevious=FOLDER |");
    assertThat(table.lines()).hasSize(Goal.values().length + 2);
  }

  @Test
  void goals_fileWithAnUnknownGoal_areTheKnownOnes() throws Exception {
    Files.writeString(
        folder.resolve("warm.json"), "{\"goals\": {\"OTHER\": \"1\", \"WARM\": \"2\"}}");

    assertThat(Report.goals(folder)).isEqualTo(Map.of(Goal.WARM, "2"));
  }

  @Test
  void table_rowsThatMatchABaseline_haveRatiosToIt() {
    Report report = new Report(Group.GROWTH, "test");
    report.compare("CPU", Way.PREVIOUS, name -> name + ", previous version");
    report.add("1 min", "CPU", 3);
    report.add("1 min, previous version", "CPU", 2);

    assertThat(report.table())
        .contains("| CPU | / previous version |")
        .contains("| 1 min | 3 (3-3) | 1.500 [1.500-1.500] |")
        .contains("| 1 min, previous version | 2 (2-2) |  |");
  }
}
