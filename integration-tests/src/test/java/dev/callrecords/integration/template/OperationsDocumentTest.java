package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.integration.support.ClassData;
import dev.callrecords.integration.support.NeedsTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the commands of {@code docs/deployment.md} and {@code docs/runbook.md} can be pasted.
 * Each block runs in bash; its AWS commands go to the real AWS CLI, which checks commands,
 * parameters and the forms of their values before it finds that the endpoint does not listen.
 */
final class OperationsDocumentTest {

  private static final int SECONDS = 300;

  /**
   * A fake {@code aws} that validates with the real CLI and answers like AWS. The endpoint is an
   * option, since versions before 1.29 and 2.13 do not read the variable and would ask AWS.
   */
  private static final String AWS =
      """
      #!/usr/bin/env bash
      words=$(sed -E 's/(--logical-resource-id|OutputKey==)[^ ]*( [^ -]+)?/\\1/' <<< "$*")
      known=$ACCEPTED/$(cksum <<< "$words" | tr ' ' -)
      if [ ! -e "$known" ]; then
        said=$("$REAL_AWS" --endpoint-url "$AWS_ENDPOINT_URL" "$@" 2>&1 < /dev/null) || true
        if ! grep -q 'Could not connect to the endpoint URL' <<< "$said"; then
          printf 'aws %s\\n%s\\n' "$*" "$said" >> "$REFUSED"
          exit 1
        fi
        touch "$known"
      fi
      case "$*" in
        *get-bucket-policy*) echo '{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}' ;;
        *) echo 'something-that-is-long-enough' ;;
      esac
      """;

  /** Asks the real command line, which checks its options before it finds no AWS. */
  private static final String CALLS =
      """
      #!/usr/bin/env bash
      status=0
      said=$("$JAVA" "@$JAVA_OPTIONS" dev.callrecords.admin.cli.Calls "$@" 2>&1 < /dev/null) || status=$?
      if [ "$status" != 3 ] || ! grep -q 'Unable to execute HTTP request' <<< "$said"; then
        printf 'calls.sh %s\n%s\n' "$*" "$said" >> "$REFUSED"
        exit 1
      fi
      """;

  /** Is not asked: SAM, Maven, Git and the local server may not do anything here. */
  private static final String OTHER = "#!/usr/bin/env bash\nexit 0\n";

  /** Remembers what the CLI has accepted; asking it takes a second or more. */
  @TempDir static Path accepted = Path.of("set by JUnit");

  @TempDir Path work;

  static Stream<String> blocks() {
    return new OperationsDocument().commands().stream();
  }

  @ParameterizedTest
  @NeedsTools({"aws", "openssl"})
  @MethodSource("blocks")
  void commandsAreAcceptedByTheCli(String block) throws IOException, InterruptedException {
    assertThat(run(block)).isEmpty();
  }

  @ParameterizedTest
  @NeedsTools("aws")
  @MethodSource("wrongBlocks")
  void wrongCommandsAreNot(String block) throws IOException, InterruptedException {
    assertThat(run(block)).containsAnyOf("aws ", "calls.sh ");
  }

  static Stream<String> wrongBlocks() {
    return Stream.of(
        "aws dynamodb delete-tabel --table-name x",
        "aws dynamodb delete-table --table-nme xxx",
        "aws dynamodb delete-item --table-name xxx --key '{\"pk\": {\"Z\": \"x\"}}'",
        "aws deploy update-deployment-group --application-name a --current-deployment-group-name b"
            + " --alarm-configuration enabeld=false",
        "./calls.sh restore --tenant t --form-table copy --all",
        "aws cloudformation describe-stacks --query 'Stacks[0'");
  }

  @Test
  @NeedsTools("aws")
  void policiesOfTheRunbookAreJson() throws IOException, InterruptedException {
    assertThat(run(block("cat > revoke-links.json"))).isEmpty();
    assertThat(TemplateFile.yaml(Files.readString(work.resolve("revoke-links.json"))))
        .isEqualTo(
            TemplateFile.yaml(
                """
                Version: '2012-10-17'
                Statement:
                  - Sid: RevokeLinks
                    Effect: Deny
                    Action: s3:GetObject
                    Resource: '*'
                    Condition:
                      DateLessThan:
                        aws:TokenIssueTime: '%s'
                """
                    .formatted(
                        find(
                            "\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z",
                            Files.readString(work.resolve("revoke-links.json"))))));
    assertThat(run(block("put-bucket-policy"))).isEmpty();
    assertThat(TemplateFile.yaml(Files.readString(work.resolve("after.json"))))
        .isEqualTo(
            TemplateFile.yaml(
                """
                Version: '2012-10-17'
                Statement:
                  - Sid: NoLinks
                    Effect: Deny
                    Principal: '*'
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::something-that-is-long-enough/*
                    Condition:
                      StringEquals:
                        s3:authType: REST-QUERY-STRING
                  - Effect: Deny
                """));
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  private static String block(String part) {
    return blocks().filter(block -> block.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void everyAlarmAndEveryParameterIsExplained() {
    String text = new OperationsDocument().text();
    TreeSet<String> names =
        new TreeSet<>(TemplateAssertions.names(TemplateFile.read().path("Parameters")));
    TemplateFile.read()
        .path("Resources")
        .properties()
        .forEach(resource -> {
          if (resource.getValue().path("Type").asText().equals("AWS::CloudWatch::Alarm")) {
            names.add(resource.getKey());
          }
        });
    assertThat(names).isNotEmpty().allMatch(name -> text.contains("`" + name + "`"));
  }

  @Test
  void costOfTheAlarms_isThatOfThoseInTheTemplate() {
    long alarms =
        TemplateFile.read()
            .path("Resources")
            .valueStream()
            .filter(resource -> resource.path("Type").asText().equals("AWS::CloudWatch::Alarm"))
            .count();

    assertThat(new OperationsDocument().text())
        .contains("%d alarms about %d.%d0".formatted(alarms, alarms / 10, alarms % 10));
  }

  @Test
  void whatTheCommandsNameIsInTheTemplate() {
    List<String> unknown = new ArrayList<>();
    var resources = TemplateFile.read().path("Resources");
    var outputs = TemplateFile.read().path("Outputs");
    for (String block : new OperationsDocument().commands()) {
      Matcher matcher =
          Pattern.compile("\\$\\((output|resource) \"?(\\w+|\\$\\{name}\\w+)").matcher(block);
      while (matcher.find()) {
        for (String function : TemplateAssertions.FUNCTIONS) {
          String name = matcher.group(2).replace("${name}", function);
          boolean known =
              matcher.group(1).equals("output")
                  ? outputs.has(name)
                  // Made by SAM, which names them so.
                  : resources.has(name.replace("FunctionDeploymentGroup", "Function"))
                      || name.equals("ServerlessDeploymentApplication");
          if (!known) {
            unknown.add(name);
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void documents_areShort() throws IOException {
    for (String name : List.of("deployment.md", "runbook.md")) {
      assertThat(Files.readAllLines(Path.of("..", "docs", name))).hasSizeLessThan(300);
    }
  }

  @Test
  void alarmsThatAreNamed_areInTheTemplate() {
    Matcher alarm = Pattern.compile("`(\\w+Alarm)`").matcher(new OperationsDocument().text());
    List<String> named = alarm.results().map(found -> found.group(1)).distinct().toList();

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(TemplateAssertions.names(TemplateFile.read().path("Resources"))).containsAll(named);
  }

  @Test
  void retained_areTheResourcesThatOutliveTheStack() throws IOException, InterruptedException {
    ObjectNode template = TemplateFile.read();
    Map<String, JsonNode> kept = new TreeMap<>();
    template
        .path("Resources")
        .properties()
        .forEach(resource -> {
          if (resource.getValue().path("DeletionPolicy").asText().equals("Retain")) {
            kept.put(resource.getKey(), resource.getValue());
          }
        });

    assertThat(run("retained > printed.yaml")).isEmpty();

    JsonNode printed = TemplateFile.yaml(Files.readString(work.resolve("printed.yaml")));
    Map<String, JsonNode> found = new TreeMap<>();
    printed
        .path("Resources")
        .properties()
        .forEach(resource -> found.put(resource.getKey(), resource.getValue()));
    assertThat(found).hasSizeGreaterThan(8).isEqualTo(kept);
    assertThat(TemplateAssertions.names(printed))
        .containsExactlyInAnyOrder(
            "AWSTemplateFormatVersion", "Description", "Parameters", "Conditions", "Resources");
    Set<String> known = new TreeSet<>(kept.keySet());
    known.addAll(TemplateAssertions.names(template.path("Parameters")));
    assertThat(TemplateAssertions.references(printed.path("Resources")))
        .allMatch(name -> name.startsWith("AWS::") || known.contains(name));
  }

  @Test
  void resourcesToImport_everyRetainedType_isIdentifiedByItsProperty()
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    TemplateFile.read()
        .path("Resources")
        .properties()
        .forEach(resource -> {
          if (resource.getValue().path("DeletionPolicy").asText().equals("Retain")) {
            lines.append(
                "%s\t%s\tits-name\n"
                    .formatted(resource.getKey(), resource.getValue().path("Type").asText()));
          }
        });
    Files.writeString(work.resolve("lines.tsv"), lines);

    assertThat(run("resources_to_import < lines.tsv > printed.json")).isEmpty();

    JsonNode printed = TemplateFile.yaml(Files.readString(work.resolve("printed.json")));
    assertThat(printed).hasSize((int) lines.chars().filter(unit -> unit == '\n').count());
    for (JsonNode entry : printed) {
      assertThat(TemplateAssertions.names(entry.path("ResourceIdentifier")))
          .as(entry.path("ResourceType").asText())
          .hasSize(1)
          .doesNotContain("");
      assertThat(entry.path("ResourceIdentifier").elements().next().asText()).isEqualTo("its-name");
    }
  }

  /** Runs a block after the first one of the document, and returns the CLI's errors. */
  private String run(String block) throws IOException, InterruptedException {
    Path tools = Files.createDirectories(work.resolve("tools"));
    write(tools.resolve("aws"), AWS);
    write(work.resolve("calls.sh"), CALLS);
    write(work.resolve("local.sh"), OTHER);
    for (String name : List.of("docs/stack.sh", "template.yaml")) {
      Path copy = work.resolve(name);
      Files.createDirectories(Objects.requireNonNull(copy.getParent()));
      Files.copy(Path.of("..").resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    // Of the block before the one that uses them.
    Files.writeString(work.resolve("retained.yaml"), "Resources: {}");
    Files.writeString(
        work.resolve("resources.json"),
        """
        [{"ResourceType": "A::B::C", "LogicalResourceId": "D", "ResourceIdentifier": {"E": "F"}}]
        """);
    for (String other : List.of("sam", "mvn", "git")) {
      write(tools.resolve(other), OTHER);
    }
    Path refused = work.resolve("refused");
    Files.deleteIfExists(refused);
    String script = blocks().findFirst().orElseThrow() + "set -euo pipefail\n" + block;
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script).directory(work.toFile()).redirectErrorStream(true);
    String path = builder.environment().getOrDefault("PATH", "");
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("PATH", tools + ":" + path);
    builder.environment().put("REAL_AWS", which("aws", path));
    builder
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.environment().put("JAVA_OPTIONS", javaOptions().toString());
    builder.environment().put("REFUSED", refused.toString());
    builder.environment().put("ACCEPTED", accepted.toString());
    builder.environment().put("AWS_REGION", "us-east-1");
    builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    builder.environment().put("AWS_ACCESS_KEY_ID", "none");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "none");
    builder.environment().put("AWS_MAX_ATTEMPTS", "1");
    builder.environment().put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    // For whatever asks the operator for something.
    builder.redirectInput(Files.writeString(work.resolve("typed"), "typed in\n").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    if (Files.exists(refused)) {
      return Files.readString(refused);
    }
    return process.exitValue() == 0 ? "" : "Ended with " + process.exitValue() + ": " + output;
  }

  /** Writes a file of options for Java. */
  private Path javaOptions() throws IOException {
    List<String> quoted = ClassData.options().stream().map(it -> '"' + it + '"').toList();
    return Files.write(work.resolve("java-options"), quoted);
  }

  private static void write(Path file, String script) throws IOException {
    Files.writeString(file, script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String which(String program, String path) {
    return Pattern.compile(":")
        .splitAsStream(path)
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElse("not there");
  }
}
