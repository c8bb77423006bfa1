package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.http.Fault;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the template gives to operators: alarms, dashboard, canaries, tags. */
final class TemplateOperationsTest extends TemplateAssertions {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final String COMPARED =
      """
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: !If [HasAlarmTopic, [!Ref AlarmTopicArn], !Ref AWS::NoValue]
      OKActions: !If [HasAlarmTopic, [!Ref AlarmTopicArn], !Ref AWS::NoValue]
      """;

  /** What the operator looks at together. There is nothing to do about a call that is too large. */
  private static final Map<String, List<Fault>> ALARMS =
      Map.of(
          "AccessAlarm", List.of(Fault.CALLER_MISSING, Fault.RECORDING_KEY_REFUSED),
          "StoredCallAlarm", List.of(Fault.RECORD_CORRUPT, Fault.RECORDING_OBJECT_MISSING),
          "DependencyAlarm", List.of(Fault.DEPENDENCY_BUSY, Fault.DEPENDENCY_TIMEOUT),
          "InternalErrorAlarm", List.of(Fault.INTERNAL_ERROR));

  @Test
  void everyFunctionHasAnAlarmOfErrorsBehindItsAlias() {
    for (String name : FUNCTIONS) {
      assertThat(alarm(name + "ErrorsAlarm"))
          .isEqualTo(
              yaml(
                  """
                  Namespace: AWS/Lambda
                  MetricName: Errors
                  Dimensions:
                    - Name: FunctionName
                      Value: !Ref %1$sFunction
                    - Name: Resource
                      Value: !Sub ${%1$sFunction}:live
                  Statistic: Sum
                  Period: 60
                  EvaluationPeriods: 1
                  Threshold: 1
                  """
                          .formatted(name)
                      + COMPARED));
    }
  }

  @Test
  void throttlesOfAnyFunctionRaiseAnAlarm() {
    String functions =
        FUNCTIONS.stream()
            .map(name -> "FunctionName = '${%sFunction}'".formatted(name))
            .collect(Collectors.joining(" OR "));
    assertThat(alarm("ThrottlesAlarm"))
        .isEqualTo(
            yaml(
                """
                Metrics:
                  - Id: throttles
                    Expression: !Sub SELECT SUM(Throttles) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE %s
                    Period: 60
                    ReturnData: true
                EvaluationPeriods: 1
                Threshold: 1
                """
                        .formatted(functions)
                    + COMPARED));
  }

  @Test
  void slowRequestsRaiseAnAlarm() {
    assertThat(alarm("ApiLatencyAlarm"))
        .isEqualTo(
            yaml(
                """
                Namespace: AWS/ApiGateway
                MetricName: Latency
                Dimensions:
                  - Name: ApiId
                    Value: !Ref CallRecordsApi
                ExtendedStatistic: p99
                EvaluateLowSampleCountPercentile: ignore
                Period: 300
                EvaluationPeriods: 3
                Threshold: 3000
                """
                    + COMPARED.replace("GreaterThanOrEqualTo", "GreaterThan")));
  }

  @Test
  void serverErrorsOfTheGatewayRaiseAnAlarm() {
    assertThat(alarm("ApiServerErrorsAlarm"))
        .isEqualTo(
            yaml(
                """
                Namespace: AWS/ApiGateway
                MetricName: 5xx
                Dimensions:
                  - Name: ApiId
                    Value: !Ref CallRecordsApi
                Statistic: Sum
                Period: 300
                EvaluationPeriods: 1
                Threshold: 5
                """
                    + COMPARED));
  }

  @Test
  void refusedKeysRaiseAnAlarm() {
    assertThat(alarm("RefusalsAlarm"))
        .isEqualTo(
            yaml(
                """
                Namespace: CallRecords
                MetricName: Requests
                Dimensions:
                  - Name: route
                    Value: authorize
                  - Name: status_class
                    Value: 4xx
                Statistic: Sum
                Period: 300
                EvaluationPeriods: 1
                Threshold: 300
                """
                    + COMPARED));
  }

  @Test
  void manyUnknownLinksRaiseAnAlarm() {
    assertThat(alarm("UnknownLinksAlarm"))
        .isEqualTo(
            yaml(
                """
                Namespace: CallRecords
                MetricName: UnknownLinks
                Statistic: Sum
                Period: 300
                EvaluationPeriods: 1
                Threshold: 100
                """
                    + COMPARED));
    assertThat(resources("AWS::Logs::MetricFilter").keySet())
        .containsExactly("UnknownLinksMetricFilter");
    assertThat(properties("UnknownLinksMetricFilter"))
        .isEqualTo(
            yaml(
                """
                LogGroupName: !Ref OpenLinkLogGroup
                FilterPattern: '{ $.refused = "unknown" }'
                MetricTransformations:
                  - MetricNamespace: CallRecords
                    MetricName: UnknownLinks
                    MetricValue: '1'
                    Unit: Count
                """));
  }

  @Test
  void everyFaultThatTheFunctionsCountHasAnAlarmOverAllRoutes() {
    ALARMS.forEach((name, faults) -> {
      String where =
          faults.stream()
              .map(fault -> "fault = '%s'".formatted(fault.text()))
              .collect(Collectors.joining(" OR "));
      assertThat(alarm(name))
          .as(name)
          .isEqualTo(
              yaml(
                  """
                  Metrics:
                    - Id: faults
                      Expression: SELECT SUM(Faults) FROM SCHEMA("CallRecords", fault, route) WHERE %s
                      Period: 300
                      ReturnData: true
                  EvaluationPeriods: 1
                  Threshold: %d
                  """
                          .formatted(where, name.equals("DependencyAlarm") ? 5 : 1)
                      + COMPARED));
    });
    assertThat(ALARMS.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Fault.RECORD_TOO_LARGE)));
  }

  @Test
  void noAlarmIsWithoutATestAndEachSaysWhatItMeans() {
    Set<String> expected = new TreeSet<>(ALARMS.keySet());
    expected.addAll(
        List.of(
            "ApiLatencyAlarm",
            "ApiServerErrorsAlarm",
            "RefusalsAlarm",
            "ThrottlesAlarm",
            "UnknownLinksAlarm"));
    FUNCTIONS.forEach(name -> expected.add(name + "ErrorsAlarm"));
    Map<String, JsonNode> alarms = resources("AWS::CloudWatch::Alarm");
    assertThat(alarms.keySet()).isEqualTo(expected);
    alarms.forEach((name, alarm) ->
        assertThat(alarm.path("AlarmDescription").asText()).as(name).matches("[A-Z].{20,}[.?]"));
  }

  private JsonNode alarm(String logicalId) {
    ObjectNode alarm = properties(logicalId).deepCopy();
    alarm.remove("AlarmDescription");
    return alarm;
  }

  @Test
  void dashboardShowsEveryAlarmAndEveryFault() throws JsonProcessingException {
    JsonNode dashboard = properties("OperationsDashboard");
    assertThat(resources("AWS::CloudWatch::Dashboard").keySet())
        .containsExactly("OperationsDashboard");
    assertThat(names(dashboard)).containsExactlyInAnyOrder("DashboardName", "DashboardBody");
    assertThat(dashboard.path("DashboardName"))
        .isEqualTo(yaml("!Sub ${AWS::StackName}-${AWS::Region}"));
    String body = dashboard.path("DashboardBody").path("Fn::Sub").asText();
    JsonNode widgets = JSON.readTree(body).path("widgets");
    for (String alarm : resources("AWS::CloudWatch::Alarm").keySet()) {
      assertThat(texts(widgets.at("/0/properties/alarms"))).contains("${" + alarm + ".Arn}");
    }
    assertThat(body).contains("SEARCH('{CallRecords,fault,route} MetricName=\\\"Faults\\\"'");
    for (String name : FUNCTIONS) {
      assertThat(body).contains("SOURCE '${" + name + "LogGroup}'", "\"${" + name + "Function}\"");
    }
    for (JsonNode widget : widgets) {
      assertThat(widget.path("type").asText()).isIn("alarm", "metric", "log");
      assertThat(widget.at("/properties/title").asText()).isNotEmpty();
    }
  }

  @Test
  void everyFunctionIsReplacedByACanaryThatItsAlarmsTakeBack() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("DeploymentPreference"))
          .isEqualTo(
              yaml(
                  """
                  Type: Canary10Percent5Minutes
                  Role: !GetAtt DeploymentRole.Arn
                  Alarms:
                    - !Ref %sErrorsAlarm
                    - !Ref InternalErrorAlarm
                  """
                      .formatted(name)));
    }
  }

  @Test
  void whatCostsMoneyIsTaggedWithItsComponent() {
    Set<String> components = new LinkedHashSet<>();
    resources("AWS::Serverless::Function")
        .forEach((name, function) -> components.add(function.at("/Tags/Component").asText()));
    components.add(properties("CallRecordsApi").at("/Tags/Component").asText());
    Predicate<String> stored =
        Set.of(
                "AWS::DynamoDB::Table",
                "AWS::KMS::Key",
                "AWS::Logs::LogGroup",
                "AWS::S3::Bucket",
                "AWS::SecretsManager::Secret")
            ::contains;
    resources(stored)
        .forEach((name, resource) -> {
          assertThat(resource.path("Tags")).as(name).hasSize(1);
          assertThat(resource.at("/Tags/0/Key").asText()).as(name).isEqualTo("Component");
          components.add(resource.at("/Tags/0/Value").asText());
        });
    assertThat(components)
        .containsExactlyInAnyOrder(
            "authorize",
            "get-call",
            "links",
            "list-calls",
            "open-link",
            "presign-recording",
            "transcript",
            "api",
            "encryption",
            "ledger",
            "calls",
            "api-keys",
            "recordings",
            "logs");
  }
}
