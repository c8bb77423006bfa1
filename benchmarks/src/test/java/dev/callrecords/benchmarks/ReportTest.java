package dev.callrecords.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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

    assertThat(table).contains("| 0.60; 0.65 | 0.45; 0.50 | 0.500 [0.500-0.500] |");
    assertThat(table).contains("not measured: run mvn -q -Pbenchmarks -Dgroup=cold |");
    assertThat(table.lines()).hasSize(Goal.values().length + 2);
    assertThat(Files.readString(folder.resolve("warm.svg")))
        .startsWith("<svg")
        .contains("functions");
  }
}
