package dev.callrecords.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties that functions have from {@code Globals}. */
final class TemplateGlobalsTest {

  @TempDir private Path folder;

  private Template template(String globals, String properties) throws IOException {
    String text =
        """
        Parameters:
          AllowedOrigins:
            Default: ''
        %s
        Resources:
          FirstFunction:
            Type: AWS::Serverless::Function
            Properties:
              Handler: First
        %s
          CallsTable:
            Type: AWS::DynamoDB::Table
            Properties:
              KeySchema: [{AttributeName: pk, KeyType: HASH}]
        """
            .formatted(globals.stripTrailing(), properties.indent(6).stripTrailing());
    return Template.read(Files.writeString(folder.resolve("template.yaml"), text));
  }

  @Test
  void variables_inGlobalsAndFunction_areMerged() throws IOException {
    Template template =
        template(
            """
            Globals:
              Function:
                Environment:
                  Variables:
                    JAVA_TOOL_OPTIONS: -XX:+Shared
                    LIMIT: '1'
            """,
            """
            Environment:
              Variables:
                LIMIT: '2'
                TABLE: !Ref CallsTable
            """);

    assertThat(template.variables("FirstFunction"))
        .isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-XX:+Shared", "LIMIT", "2", "TABLE", "CallsTable"));
    assertThat(template.variableNames("FirstFunction"))
        .containsExactlyInAnyOrder("JAVA_TOOL_OPTIONS", "LIMIT", "TABLE");
  }

  @Test
  void variables_inGlobalsOnly_areTheFunctions() throws IOException {
    Template template =
        template("Globals: {Function: {Environment: {Variables: {LIMIT: '1'}}}}", "Timeout: 3");

    assertThat(template.variables("FirstFunction")).isEqualTo(Map.of("LIMIT", "1"));
  }

  @Test
  void variables_withoutGlobals_areTheFunctions() throws IOException {
    Template template = template("", "Environment: {Variables: {LIMIT: '1'}}");

    assertThat(template.variables("FirstFunction")).isEqualTo(Map.of("LIMIT", "1"));
  }

  @Test
  void timeoutSeconds_inGlobals_isReplacedByTheFunctions() throws IOException {
    String globals = "Globals: {Function: {Timeout: 10}}";

    assertThat(template(globals, "MemorySize: 512").timeoutSeconds("FirstFunction")).isEqualTo(10);
    assertThat(template(globals, "Timeout: 3").timeoutSeconds("FirstFunction")).isEqualTo(3);
  }

  @Test
  void tables_withGlobals_areAsTheyStand() throws IOException {
    Template template = template("Globals: {Function: {KeySchema: []}}", "Timeout: 3");

    assertThat(template.tables())
        .isEqualTo(List.of(new Table("CallsTable", new Table.Key("pk", null), null, List.of())));
  }
}
