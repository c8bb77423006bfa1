package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the roles of the template may do. */
final class TemplateRolesTest extends TemplateAssertions {

  private static final String LOGS_AND_TRACES =
      """
      - Effect: Allow
        Action: [logs:CreateLogStream, logs:PutLogEvents]
        Resource: !GetAtt %sLogGroup.Arn
      - Effect: Allow
        Action: [xray:PutTraceSegments, xray:PutTelemetryRecords]
        Resource: '*'
      """;

  private static final String TABLE =
      """
      - Effect: Allow
        Action: %s
        Resource: !GetAtt %s.Arn
      """;

  private static final String DECRYPT_VIA =
      """
      - Effect: Allow
        Action: kms:Decrypt
        Resource: !GetAtt DataKey.Arn
        Condition:
          StringEquals:
            kms:ViaService: !Sub %s.${AWS::Region}.amazonaws.com
      """;

  private static final String RECORDINGS =
      """
      - Effect: Allow
        Action: s3:GetObject
        Resource: !Sub ${RecordingsBucket.Arn}/recordings/*
      """;

  /** Everything at a store but these three changes it. */
  private static boolean isWrite(String action) {
    return action.matches("(dynamodb|s3):.*")
        && !Set.of("dynamodb:GetItem", "dynamodb:Query", "s3:GetObject").contains(action);
  }

  @Test
  void rolesAreThoseOfTheFunctionsAndOneForDeployments() {
    Set<String> roles = new TreeSet<>(Set.of("DeploymentRole"));
    FUNCTIONS.forEach(name -> roles.add(name + "Role"));
    assertThat(resources("AWS::IAM::Role").keySet()).isEqualTo(roles);
  }

  @Test
  void authorizerReadsApiKeysAndNothingElse() {
    assertThat(statementsOf("Authorize"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("Authorize")
                        + TABLE.formatted("dynamodb:GetItem", "ApiKeysTable")
                        + DECRYPT_VIA.formatted("dynamodb"))));
  }

  @Test
  void getCallQueriesCallsAndReadsRecordingsForItsLinks() {
    assertThat(statementsOf("GetCall"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("GetCall")
                        + TABLE.formatted("dynamodb:Query", "CallsTable")
                        + DECRYPT_VIA.formatted("dynamodb")
                        + RECORDINGS
                        + DECRYPT_VIA.formatted("s3"))));
  }

  @Test
  void presignRecordingGetsOneItemAndReadsRecordingsForItsLinks() {
    assertThat(statementsOf("PresignRecording"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("PresignRecording")
                        + TABLE.formatted("dynamodb:GetItem", "CallsTable")
                        + DECRYPT_VIA.formatted("dynamodb")
                        + RECORDINGS
                        + DECRYPT_VIA.formatted("s3"))));
  }

  @Test
  void transcriptQueriesCallsAndNothingElse() {
    assertThat(statementsOf("Transcript"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("Transcript")
                        + TABLE.formatted("dynamodb:Query", "CallsTable")
                        + DECRYPT_VIA.formatted("dynamodb"))));
  }

  @Test
  void listCallsQueriesTheIndexesAndNoTable() {
    assertThat(statementsOf("ListCalls"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("ListCalls")
                        + """
                        - Effect: Allow
                          Action: dynamodb:Query
                          Resource:
                            - !Sub ${CallsTable.Arn}/index/calls-by-time
                            - !Sub ${CallsTable.Arn}/index/calls-by-from-number
                            - !Sub ${CallsTable.Arn}/index/calls-by-to-number
                        """
                        + DECRYPT_VIA.formatted("dynamodb"))));
  }

  @Test
  void linksQueriesCallsAndWritesLinksWithoutReadingAny() {
    assertThat(statementsOf("Links"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("Links")
                        + TABLE.formatted("dynamodb:Query", "CallsTable")
                        + TABLE.formatted("[dynamodb:PutItem, dynamodb:UpdateItem]", "LinksTable")
                        + """
                        - Effect: Allow
                          Action: dynamodb:Query
                          Resource: !Sub ${LinksTable.Arn}/index/links-by-call
                        """
                        + DECRYPT_VIA.formatted("dynamodb"))));
  }

  @Test
  void openLinkUpdatesLinksQueriesCallsAndReadsRecordingsForItsLinks() {
    assertThat(statementsOf("OpenLink"))
        .isEqualTo(
            items(
                yaml(
                    LOGS_AND_TRACES.formatted("OpenLink")
                        + TABLE.formatted("dynamodb:Query", "CallsTable")
                        + TABLE.formatted("dynamodb:UpdateItem", "LinksTable")
                        + DECRYPT_VIA.formatted("dynamodb")
                        + RECORDINGS
                        + DECRYPT_VIA.formatted("s3"))));
  }

  /** What one function trusts, another must not write. Links are the exception. */
  @Test
  void noRoleWritesAnythingButLinks() {
    for (String name : FUNCTIONS) {
      Set<String> written = new TreeSet<>();
      for (JsonNode statement : statementsOf(name)) {
        if (texts(statement.path("Action")).stream().anyMatch(TemplateRolesTest::isWrite)) {
          written.addAll(references(statement.path("Resource")));
        }
      }
      boolean ofLinks = Set.of("Links", "OpenLink").contains(name);
      assertThat(written).as(name).isEqualTo(ofLinks ? Set.of("LinksTable") : Set.of());
    }
  }

  @Test
  void deploymentsReadAlarmsAndMoveAliasesOfTheseFunctions() {
    StringBuilder functions = new StringBuilder();
    for (String name : FUNCTIONS) {
      functions.append(
          """
              - !GetAtt %1$sFunction.Arn
              - !Sub ${%1$sFunction.Arn}:*
          """
              .formatted(name));
    }
    assertThat(statementsOf("Deployment"))
        .isEqualTo(
            items(
                yaml(
                    """
                    - Effect: Allow
                      Action: cloudwatch:DescribeAlarms
                      Resource: !Sub arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*
                    - Effect: Allow
                      Action: [lambda:GetAlias, lambda:GetProvisionedConcurrencyConfig, lambda:UpdateAlias]
                      Resource:
                    """
                        + functions)));
  }

  @Test
  void noActionHasAWildcard() {
    for (String role : resources("AWS::IAM::Role").keySet()) {
      for (JsonNode statement : statementsOf(role.replace("Role", ""))) {
        assertThat(statement.has("NotAction") || statement.has("NotResource")).isFalse();
        assertThat(texts(statement.path("Action"))).isNotEmpty().noneMatch(it -> it.contains("*"));
      }
    }
  }

  @Test
  void onlyTracesAreWrittenToWhatHasNoName() {
    for (String role : resources("AWS::IAM::Role").keySet()) {
      for (JsonNode statement : statementsOf(role.replace("Role", ""))) {
        if (texts(statement.path("Resource")).contains("*")) {
          assertThat(texts(statement.path("Action"))).allMatch(it -> it.startsWith("xray:"));
        }
      }
    }
  }

  @Test
  void noRoleReachesTheLedgerOfErasuresOrItsKey() {
    for (String role : resources("AWS::IAM::Role").keySet()) {
      for (JsonNode statement : statementsOf(role.replace("Role", ""))) {
        assertThat(references(statement)).as(role).doesNotContain("LedgerKey");
        if (references(statement.path("Resource")).contains("RecordingsBucket")) {
          assertThat(statement.path("Resource"))
              .as(role)
              .isEqualTo(yaml("!Sub ${RecordingsBucket.Arn}/recordings/*"));
        }
      }
    }
  }

  @Test
  void noRoleReadsBothApiKeysAndCalls() {
    for (String name : FUNCTIONS) {
      Set<String> tables = new TreeSet<>();
      statementsOf(name).forEach(it -> tables.addAll(references(it.path("Resource"))));
      tables.retainAll(Set.of("ApiKeysTable", "CallsTable"));
      assertThat(tables).as(name).hasSize(1);
    }
  }

  @Test
  void everyDecryptionGoesThroughAService() {
    Set<String> services = new TreeSet<>();
    for (String name : FUNCTIONS) {
      for (JsonNode statement : statementsOf(name)) {
        if (texts(statement.path("Action")).stream().anyMatch(it -> it.startsWith("kms:"))) {
          Matcher service =
              Pattern.compile("(\\w+)\\.\\$\\{AWS::Region}\\.amazonaws\\.com")
                  .matcher(statement.at("/Condition/StringEquals/kms:ViaService/Fn::Sub").asText());
          assertThat(service.matches()).as(name).isTrue();
          services.add(service.group(1));
        }
      }
    }
    assertThat(services).containsExactly("dynamodb", "s3");
  }

  @Test
  void everyRoleHasOneInlinePolicyAndTheBoundaryOfTheParameter() {
    for (String name : rolesWithoutSuffix()) {
      JsonNode role = properties(name + "Role");
      assertThat(names(role))
          .containsExactlyInAnyOrder(
              "Description", "PermissionsBoundary", "AssumeRolePolicyDocument", "Policies");
      assertThat(role.path("PermissionsBoundary"))
          .isEqualTo(
              yaml("!If [HasPermissionsBoundary, !Ref PermissionsBoundaryArn, !Ref AWS::NoValue]"));
      assertThat(role.path("Policies")).hasSize(1);
      assertThat(role.at("/Policies/0/PolicyName").asText()).isEqualTo(name);
      assertThat(names(role.at("/Policies/0/PolicyDocument")))
          .containsExactlyInAnyOrder("Version", "Statement");
      assertThat(role.at("/Policies/0/PolicyDocument/Version").asText()).isEqualTo("2012-10-17");
    }
  }

  @Test
  void onlyTheServiceThatNeedsARoleMayTakeIt() {
    for (String name : rolesWithoutSuffix()) {
      assertThat(properties(name + "Role").path("AssumeRolePolicyDocument"))
          .isEqualTo(
              yaml(
                  """
                  Version: '2012-10-17'
                  Statement:
                    - Effect: Allow
                      Principal:
                        Service: %s.amazonaws.com
                      Action: sts:AssumeRole
                  """
                      .formatted(name.equals("Deployment") ? "codedeploy" : "lambda")));
    }
  }

  @Test
  void everyStatementSaysWhatItIsFor() {
    for (String name : rolesWithoutSuffix()) {
      for (JsonNode statement :
          properties(name + "Role").at("/Policies/0/PolicyDocument/Statement")) {
        assertThat(statement.path("Sid").asText()).matches("[A-Z][A-Za-z]+");
      }
    }
  }

  private List<String> rolesWithoutSuffix() {
    List<String> names = new ArrayList<>(FUNCTIONS);
    names.add("Deployment");
    return names;
  }

  private List<JsonNode> statementsOf(String name) {
    return statements(properties(name + "Role").at("/Policies/0/PolicyDocument"));
  }
}
