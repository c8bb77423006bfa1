package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The API and its functions, as the template declares them. */
final class TemplateTest extends TemplateAssertions {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The path of the only route without a key. */
  private static final String OPEN_PATH = "/l/{token}";

  @Test
  void templateIsOneThatSamTransforms() {
    assertThat(template.path("Transform").asText()).isEqualTo("AWS::Serverless-2016-10-31");
    assertThat(template.path("AWSTemplateFormatVersion").asText()).isEqualTo("2010-09-09");
    assertThat(names(template))
        .containsExactlyInAnyOrder(
            "AWSTemplateFormatVersion",
            "Transform",
            "Description",
            "Parameters",
            "Rules",
            "Conditions",
            "Globals",
            "Resources",
            "Outputs");
  }

  @Test
  void onlyKnownKindsOfResourcesExist() {
    Set<String> types = new TreeSet<>();
    template.path("Resources").forEach(resource -> types.add(resource.path("Type").asText()));
    assertThat(types)
        .containsExactlyInAnyOrder(
            "AWS::ApiGatewayV2::ApiMapping",
            "AWS::ApiGatewayV2::DomainName",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::DynamoDB::Table",
            "AWS::IAM::Role",
            "AWS::KMS::Key",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogGroup",
            "AWS::Logs::MetricFilter",
            "AWS::Route53::RecordSet",
            "AWS::S3::Bucket",
            "AWS::S3::BucketPolicy",
            "AWS::SecretsManager::Secret",
            "AWS::Serverless::Function",
            "AWS::Serverless::HttpApi");
  }

  @Test
  void everyReferenceLeadsToAParameterOrResource() {
    Set<String> known = new LinkedHashSet<>(names(template.path("Parameters")));
    known.addAll(names(template.path("Resources")));
    assertThat(references(template).stream().filter(name -> !name.startsWith("AWS::")))
        .isSubsetOf(known);
  }

  @Test
  void everyParameterIsUsed() {
    assertThat(references(template)).containsAll(names(template.path("Parameters")));
  }

  @Test
  void everyParameterHasADefaultThatItAccepts() {
    template
        .path("Parameters")
        .properties()
        .forEach(entry -> {
          JsonNode parameter = entry.getValue();
          String name = entry.getKey();
          assertThat(parameter.has("Default")).as(name).isTrue();
          String value = parameter.path("Default").asText();
          assertThat(parameter.path("Type").asText()).as(name).isIn("String", "Number");
          if (parameter.path("Type").asText().equals("Number")) {
            assertThat(parameter.path("Default").isNumber()).as(name).isTrue();
          }
          if (parameter.has("AllowedPattern")) {
            assertThat(value).as(name).matches(parameter.path("AllowedPattern").asText());
          }
          if (parameter.has("AllowedValues")) {
            assertThat(value).as(name).isIn(texts(parameter.path("AllowedValues")));
          }
          assertThat(parameter.path("Description").asText()).as(name).isNotEmpty();
        });
  }

  @Test
  void parametersOfTextAcceptWhatTheyAreForAndNothingElse() {
    accepts("AlarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms");
    refuses("AlarmTopicArn", "alarms", "arn:aws:sns:eu-west-1:123456789012:alarms.fifo");
    accepts("AllowedOrigins", "https://a.example.com", "https://a.example.com,http://localhost:80");
    refuses("AllowedOrigins", "*", "https://*", "https://a.example.com, https://b.example.com");
    accepts("DomainName", "calls.example.com");
    refuses("DomainName", "https://calls.example.com", "*.example.com", "localhost");
    accepts("CertificateArn", "arn:aws:acm:eu-west-1:123456789012:certificate/1-2");
    refuses("CertificateArn", "arn:aws:iam::123456789012:server-certificate/x");
    accepts("HostedZoneId", "Z0123456789ABCDEFGHIJ");
    refuses("HostedZoneId", "example.com");
    accepts(
        "PermissionsBoundaryArn",
        "arn:aws:iam::123456789012:policy/team/boundary",
        "arn:aws:iam::aws:policy/PowerUserAccess");
    refuses("PermissionsBoundaryArn", "boundary", "arn:aws:iam::123456789012:role/boundary");
    for (String name : List.of("AlarmTopicArn", "AllowedOrigins", "DomainName", "CertificateArn")) {
      assertThat(template.path("Parameters").path(name).path("ConstraintDescription").asText())
          .as(name)
          .startsWith("Must be empty or");
    }
  }

  private void accepts(String parameter, String... values) {
    assertThat(values).allMatch(value -> pattern(parameter).matcher(value).matches());
  }

  private void refuses(String parameter, String... values) {
    assertThat(values).noneMatch(value -> pattern(parameter).matcher(value).matches());
  }

  private Pattern pattern(String parameter) {
    return Pattern.compile(
        template.path("Parameters").path(parameter).path("AllowedPattern").asText("(?!)"));
  }

  @Test
  void parametersOfNumbersHaveTheirBounds() {
    assertThat(bounds("RecordingLinkMaxSeconds")).isEqualTo("86400 from 60 to 86400");
    assertThat(bounds("SharedLinkMaxSeconds")).isEqualTo("2592000 from 60 to 2592000");
    assertThat(bounds("ReservedConcurrency")).isEqualTo("0 from 0");
    assertThat(bounds("OpenLinkReservedConcurrency")).isEqualTo("0 from 0");
    assertThat(bounds("OpenLinkRateLimit")).isEqualTo("20 from 1");
    assertThat(bounds("OpenLinkBurstLimit")).isEqualTo("40 from 1");
    assertThat(bounds("ApiRateLimit")).isEqualTo("100 from 1");
    assertThat(bounds("ApiBurstLimit")).isEqualTo("200 from 1");
    assertThat(bounds("CallsTableMaxReadUnits")).isEqualTo("4000 from 1");
    assertThat(bounds("CallsTableMaxWriteUnits")).isEqualTo("4000 from 1");
    assertThat(bounds("LogRetentionDays")).isEqualTo("90");
    assertThat(template.at("/Parameters/LogRetentionDays/AllowedValues"))
        .isEqualTo(yaml("[7, 14, 30, 60, 90, 120, 150, 180, 365]"));
    assertThat(template.at("/Parameters/Architecture/AllowedValues"))
        .isEqualTo(yaml("[arm64, x86_64]"));
    assertThat(defaultOf("Architecture")).isEqualTo("arm64");
  }

  private String bounds(String name) {
    JsonNode parameter = template.path("Parameters").path(name);
    return parameter.path("Default").asText()
        + (parameter.has("MinValue") ? " from " + parameter.path("MinValue").asText() : "")
        + (parameter.has("MaxValue") ? " to " + parameter.path("MaxValue").asText() : "");
  }

  @Test
  void whatIsOptionalIsOffByDefault() {
    assertThat(template.path("Conditions"))
        .isEqualTo(
            yaml(
                """
                HasReservedConcurrency: !Not [!Equals [!Ref ReservedConcurrency, '0']]
                HasOpenLinkReservedConcurrency: !Not [!Equals [!Ref OpenLinkReservedConcurrency, '0']]
                HasPermissionsBoundary: !Not [!Equals [!Ref PermissionsBoundaryArn, '']]
                HasAlarmTopic: !Not [!Equals [!Ref AlarmTopicArn, '']]
                HasAllowedOrigins: !Not [!Equals [!Ref AllowedOrigins, '']]
                HasDomainName: !Not [!Equals [!Ref DomainName, '']]
                HasHostedZone: !And
                  - !Condition HasDomainName
                  - !Not [!Equals [!Ref HostedZoneId, '']]
                """));
    assertThat(
            List.of(
                defaultOf("PermissionsBoundaryArn"),
                defaultOf("AlarmTopicArn"),
                defaultOf("AllowedOrigins"),
                defaultOf("DomainName"),
                defaultOf("CertificateArn"),
                defaultOf("HostedZoneId")))
        .containsOnly("");
  }

  @Test
  void domainNameIsRefusedWithoutItsCertificate() {
    assertThat(template.path("Rules"))
        .isEqualTo(
            yaml(
                """
                DomainNameHasCertificate:
                  RuleCondition: !Not [!Equals [!Ref DomainName, '']]
                  Assertions:
                    - Assert: !Not [!Equals [!Ref CertificateArn, '']]
                      AssertDescription: DomainName needs CertificateArn.
                """));
  }

  @Test
  void domainNameSpeaksModernTlsAndLeadsToThisApi() {
    JsonNode expected =
        yaml(
            """
            ApiDomainName:
              Type: AWS::ApiGatewayV2::DomainName
              Condition: HasDomainName
              Metadata:
                cfn-lint:
                  config:
                    ignore_checks: [W1030]
              Properties:
                DomainName: !Ref DomainName
                DomainNameConfigurations:
                  - CertificateArn: !Ref CertificateArn
                    EndpointType: REGIONAL
                    SecurityPolicy: TLS_1_2
            ApiDomainMapping:
              Type: AWS::ApiGatewayV2::ApiMapping
              Condition: HasDomainName
              Properties:
                ApiId: !Ref CallRecordsApi
                DomainName: !Ref ApiDomainName
                Stage: !Ref CallRecordsApi.Stage
            ApiDomainRecord:
              Type: AWS::Route53::RecordSet
              Condition: HasHostedZone
              Properties:
                HostedZoneId: !Ref HostedZoneId
                Name: !Ref DomainName
                Type: A
                AliasTarget:
                  DNSName: !GetAtt ApiDomainName.RegionalDomainName
                  HostedZoneId: !GetAtt ApiDomainName.RegionalHostedZoneId
            """);
    expected
        .properties()
        .forEach(entry -> assertThat(resource(entry.getKey())).isEqualTo(entry.getValue()));
  }

  @Test
  void apiHasNoMoreThanIsLookedAtHere() {
    assertThat(resources("AWS::Serverless::HttpApi").keySet()).containsExactly("CallRecordsApi");
    assertThat(names(properties("CallRecordsApi")))
        .containsExactlyInAnyOrder(
            "Description",
            "Auth",
            "CorsConfiguration",
            "Tags",
            "DefaultRouteSettings",
            "RouteSettings",
            "AccessLogSettings");
  }

  @Test
  void everyRouteButTheOneOfSharedLinksAsksTheAuthorizer() {
    JsonNode auth = properties("CallRecordsApi").path("Auth");
    assertThat(names(auth)).containsExactlyInAnyOrder("DefaultAuthorizer", "Authorizers");
    assertThat(auth.path("DefaultAuthorizer").asText()).isEqualTo("ApiKeyAuthorizer");
    assertThat(names(auth.path("Authorizers"))).containsExactly("ApiKeyAuthorizer");
    for (JsonNode event : events()) {
      JsonNode own = event.at("/Properties/Auth");
      if (event.at("/Properties/Path").asText().equals(OPEN_PATH)) {
        assertThat(own).isEqualTo(yaml("Authorizer: NONE"));
      } else {
        assertThat(own.isMissingNode()).isTrue();
      }
    }
  }

  @Test
  void authorizerGetsTheAuthorizationHeaderAndIsAskedEveryMinute() {
    ObjectNode authorizer =
        properties("CallRecordsApi").at("/Auth/Authorizers/ApiKeyAuthorizer").deepCopy();
    authorizer.remove("FunctionArn");
    assertThat(authorizer)
        .isEqualTo(
            yaml(
                """
                AuthorizerPayloadFormatVersion: '2.0'
                EnableSimpleResponses: true
                Identity:
                  Headers: [Authorization]
                  ReauthorizeEvery: 60
                """));
  }

  @Test
  void authorizerIsNamedByTheArnOfItsAliasWrittenOut() {
    assertThat(properties("CallRecordsApi").at("/Auth/Authorizers/ApiKeyAuthorizer/FunctionArn"))
        .isEqualTo(
            yaml(
                "!Sub arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:"
                    + "${AuthorizeFunction}:live"));
  }

  @Test
  void gatewayMayCallTheAliasOfTheAuthorizerAndNothingMore() {
    assertThat(resources("AWS::Lambda::Permission").keySet())
        .containsExactly("AuthorizeFunctionPermission");
    assertThat(properties("AuthorizeFunctionPermission"))
        .isEqualTo(
            yaml(
                """
                Action: lambda:InvokeFunction
                FunctionName: !Ref AuthorizeFunction.Alias
                Principal: apigateway.amazonaws.com
                SourceArn: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${CallRecordsApi}/authorizers/*
                """));
  }

  @Test
  void noPageOfAnotherOriginMayCallUnlessAParameterSaysSo() {
    assertThat(properties("CallRecordsApi").path("CorsConfiguration"))
        .isEqualTo(
            yaml(
                """
                !If
                  - HasAllowedOrigins
                  - AllowOrigins: !Split [',', !Ref AllowedOrigins]
                    AllowMethods: [GET]
                    AllowHeaders: [authorization, if-none-match]
                    ExposeHeaders: [apigw-requestid, etag, link, retry-after, x-request-id]
                    MaxAge: 3600
                  - !Ref AWS::NoValue
                """));
  }

  @Test
  void onlyTheDocumentedRoutesExist() {
    assertThat(
            events().stream()
                .map(event ->
                    event.at("/Properties/Method").asText()
                        + " "
                        + event.at("/Properties/Path").asText()))
        .containsExactlyInAnyOrder(
            "GET /v1/calls",
            "GET /v1/calls/{call_id}",
            "GET /v1/calls/{call_id}/transcript",
            "GET /v1/calls/{call_id}/recording",
            "POST /v1/calls/{call_id}/links",
            "GET /v1/calls/{call_id}/links",
            "DELETE /v1/calls/{call_id}/links/{link_id}",
            "GET /l/{token}");
    for (JsonNode event : events()) {
      assertThat(names(event)).containsExactlyInAnyOrder("Type", "Properties");
      assertThat(event.path("Type").asText()).isEqualTo("HttpApi");
      Set<String> properties = names(event.path("Properties"));
      properties.remove("Auth");
      assertThat(properties)
          .containsExactlyInAnyOrder(
              "ApiId", "Method", "Path", "PayloadFormatVersion", "TimeoutInMillis");
      assertThat(event.at("/Properties/ApiId")).isEqualTo(yaml("!Ref CallRecordsApi"));
      assertThat(event.at("/Properties/PayloadFormatVersion").asText()).isEqualTo("2.0");
    }
  }

  @Test
  void gatewayWaitsLongerThanAnyFunctionRunsAndLessThanItsOwnLimit() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("Timeout").asInt()).as(name).isEqualTo(10);
    }
    for (JsonNode event : events()) {
      assertThat(event.at("/Properties/TimeoutInMillis").asInt()).isEqualTo(12_000);
    }
  }

  @Test
  void everyRouteIsThrottledAndMeasured() {
    assertThat(properties("CallRecordsApi").path("DefaultRouteSettings"))
        .isEqualTo(
            yaml(
                """
                ThrottlingRateLimit: !Ref ApiRateLimit
                ThrottlingBurstLimit: !Ref ApiBurstLimit
                DetailedMetricsEnabled: true
                """));
    assertThat(properties("CallRecordsApi").path("RouteSettings"))
        .isEqualTo(
            yaml(
                """
                GET /l/{token}:
                  ThrottlingRateLimit: !Ref OpenLinkRateLimit
                  ThrottlingBurstLimit: !Ref OpenLinkBurstLimit
                  DetailedMetricsEnabled: true
                """));
  }

  @Test
  void accessLogIsOneLineOfJsonThatNamesNoCallerAndNoCall() throws JsonProcessingException {
    JsonNode settings = properties("CallRecordsApi").path("AccessLogSettings");
    assertThat(settings.path("DestinationArn")).isEqualTo(yaml("!GetAtt ApiAccessLogGroup.Arn"));
    String format = settings.path("Format").asText();
    assertThat(format).doesNotContain("\n");
    assertThat(JSON.readTree(format))
        .isEqualTo(
            yaml(
                """
                requestId: $context.requestId
                time: $context.requestTime
                routeKey: $context.routeKey
                status: $context.status
                responseLatency: $context.responseLatency
                integrationStatus: $context.integrationStatus
                integrationError: $context.integrationErrorMessage
                authorizerError: $context.authorizer.error
                """));
  }

  @Test
  void onlyTheseFunctionsExistAndHaveNoMoreThanIsLookedAtHere() {
    assertThat(resources("AWS::Serverless::Function").keySet())
        .containsExactlyInAnyOrderElementsOf(
            FUNCTIONS.stream().map(name -> name + "Function").toList());
    assertThat(names(template.path("Globals"))).containsExactly("Function");
    for (String name : FUNCTIONS) {
      assertThat(names(function(name)))
          .as(name)
          .isSubsetOf(
              "Architectures",
              "AutoPublishAlias",
              "AutoPublishAliasAllProperties",
              "CodeUri",
              "DeploymentPreference",
              "Description",
              "Environment",
              "Events",
              "Handler",
              "KmsKeyArn",
              "LoggingConfig",
              "MemorySize",
              "ReservedConcurrentExecutions",
              "Role",
              "Runtime",
              "SnapStart",
              "Tags",
              "Timeout",
              "Tracing",
              "VersionDescription");
    }
  }

  @Test
  void everyFunctionRunsJava25OnTheProcessorOfTheParameter() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("Runtime").asText()).isEqualTo("java25");
      assertThat(function(name).path("Architectures")).isEqualTo(yaml("[!Ref Architecture]"));
      assertThat(function(name).path("CodeUri").asText()).isEqualTo("functions");
    }
  }

  @Test
  void everyFunctionHasItsMemoryWrittenDown() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("MemorySize").asInt()).as(name).isEqualTo(1024);
    }
  }

  @Test
  void everyFunctionReservesConcurrencyWhenTheParameterSaysSo() {
    for (String name : FUNCTIONS) {
      String parameter =
          name.equals("OpenLink") ? "OpenLinkReservedConcurrency" : "ReservedConcurrency";
      assertThat(function(name).path("ReservedConcurrentExecutions"))
          .isEqualTo(yaml("!If [Has%1$s, !Ref %1$s, !Ref AWS::NoValue]".formatted(parameter)));
    }
  }

  @Test
  void everyFunctionIsTraced() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("Tracing").asText()).isEqualTo("Active");
    }
  }

  @Test
  void everyFunctionIsCalledByTheAliasLiveOfASnapshot() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("SnapStart")).isEqualTo(yaml("ApplyOn: PublishedVersions"));
      assertThat(function(name).path("AutoPublishAlias").asText()).isEqualTo("live");
      assertThat(function(name).path("AutoPublishAliasAllProperties").isBoolean()).isTrue();
      assertThat(function(name).path("AutoPublishAliasAllProperties").asBoolean()).isTrue();
    }
  }

  @Test
  void everyFunctionLogsJsonFromInfoUpIntoItsGroup() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("LoggingConfig"))
          .isEqualTo(
              yaml(
                  """
                  LogFormat: JSON
                  ApplicationLogLevel: INFO
                  SystemLogLevel: INFO
                  LogGroup: !Ref %sLogGroup
                  """
                      .formatted(name)));
    }
  }

  @Test
  void variablesHoldNamesAndLimitsOnlyAndNeverASecret() {
    String dynamoDb = "!Sub https://dynamodb.${AWS::Region}.${AWS::URLSuffix}";
    String java = "JAVA_TOOL_OPTIONS: -XX:TieredStopAtLevel=1 -XX:+DisableExplicitGC -Xmn16m\n";
    String keys =
        """
        KEYS_TABLE: !Ref ApiKeysTable
        AWS_ENDPOINT_URL_DYNAMODB: %s
        """
            .formatted(dynamoDb);
    String calls =
        """
        CALLS_TABLE: !Ref CallsTable
        AWS_ENDPOINT_URL_DYNAMODB: %s
        """
            .formatted(dynamoDb);
    String links =
        calls
            + """
            RECORDINGS_BUCKET: !Ref RecordingsBucket
            RECORDING_LINK_MAX_SECONDS: !Ref RecordingLinkMaxSeconds
            AWS_ENDPOINT_URL_S3: !Sub https://s3.${AWS::Region}.${AWS::URLSuffix}
            """;
    assertThat(function("Authorize").path("Environment")).isEqualTo(variables(java + keys));
    assertThat(function("Transcript").path("Environment")).isEqualTo(variables(java + calls));
    assertThat(function("ListCalls").path("Environment")).isEqualTo(variables(java + calls));
    assertThat(function("GetCall").path("Environment")).isEqualTo(variables(java + links));
    assertThat(function("PresignRecording").path("Environment"))
        .isEqualTo(variables(java + links + "DATA_KEY_ARN: !GetAtt DataKey.Arn\n"));
    String sharedLinks = "LINKS_TABLE: !Ref LinksTable\n";
    assertThat(function("Links").path("Environment"))
        .isEqualTo(
            variables(
                java
                    + calls
                    + sharedLinks
                    + "SHARED_LINK_MAX_SECONDS: !Ref SharedLinkMaxSeconds\n"));
    assertThat(function("OpenLink").path("Environment"))
        .isEqualTo(variables(java + links + sharedLinks + "DATA_KEY_ARN: !GetAtt DataKey.Arn\n"));
  }

  private static JsonNode variables(String variables) {
    return JSON.createObjectNode().set("Variables", yaml(variables));
  }

  @Test
  void endpointsAreThePublicOnesOfTheRegion() {
    Map<String, String> frankfurt =
        Map.of("${AWS::Region}", "eu-central-1", "${AWS::URLSuffix}", "amazonaws.com");
    assertThat(endpoint("GetCall", "AWS_ENDPOINT_URL_DYNAMODB", frankfurt))
        .isEqualTo("https://dynamodb.eu-central-1.amazonaws.com");
    assertThat(endpoint("PresignRecording", "AWS_ENDPOINT_URL_S3", frankfurt))
        .isEqualTo("https://s3.eu-central-1.amazonaws.com");
  }

  private String endpoint(String function, String variable, Map<String, String> values) {
    String endpoint =
        function(function).at("/Environment/Variables/" + variable + "/Fn::Sub").asText();
    for (Map.Entry<String, String> value : values.entrySet()) {
      endpoint = endpoint.replace(value.getKey(), value.getValue());
    }
    return endpoint;
  }

  @Test
  void variablesAreEncryptedWithTheKeyOfTheStack() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("KmsKeyArn")).isEqualTo(yaml("!GetAtt DataKey.Arn"));
    }
  }

  @Test
  void everyFunctionHasItsRole() {
    for (String name : FUNCTIONS) {
      assertThat(function(name).path("Role")).isEqualTo(yaml("!GetAtt " + name + "Role.Arn"));
    }
  }

  @Test
  void everyHandlerIsAClassThatLambdaCanCallWithoutReflection()
      throws ReflectiveOperationException {
    for (String name : FUNCTIONS) {
      String handler = function(name).path("Handler").asText();
      assertThat(handler).isEqualTo("dev.callrecords.lambda." + name + "Handler");
      Class<?> type = Class.forName(handler);
      assertThat(type.getConstructor().getParameterCount()).isZero();
      assertThat(RequestStreamHandler.class).isAssignableFrom(type);
    }
  }

  @Test
  void everyVersionNamesTheParametersThatItDependsOn() {
    for (String name : FUNCTIONS) {
      ObjectNode version = function(name).deepCopy();
      JsonNode description = version.remove("VersionDescription");
      // Of the function as a whole, or around it: a version does not hold them.
      version.remove(List.of("ReservedConcurrentExecutions", "Events", "DeploymentPreference"));
      Set<String> parameters = new TreeSet<>(references(version));
      parameters.retainAll(names(template.path("Parameters")));
      assertThat(references(description)).as(name).isEqualTo(parameters);
    }
  }

  @Test
  void outputsNameWhatOperatorsNeedAndNothingSecret() {
    JsonNode expected =
        yaml(
            """
            ApiUrl: !If
              - HasDomainName
              - !Sub https://${DomainName}
              - !Sub https://${CallRecordsApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}
            DomainTarget: !GetAtt ApiDomainName.RegionalDomainName
            CallsTableName: !Ref CallsTable
            ApiKeysTableName: !Ref ApiKeysTable
            LinksTableName: !Ref LinksTable
            RecordingsBucketName: !Ref RecordingsBucket
            DataKeyArn: !GetAtt DataKey.Arn
            LedgerKeyArn: !Ref LedgerKey
            DashboardName: !Ref OperationsDashboard
            """);
    assertThat(names(template.path("Outputs")))
        .containsExactlyInAnyOrderElementsOf(names(expected));
    expected
        .properties()
        .forEach(entry -> {
          JsonNode output = template.path("Outputs").path(entry.getKey());
          assertThat(output.path("Value")).isEqualTo(entry.getValue());
          assertThat(output.path("Description").asText()).isNotEmpty();
        });
    assertThat(template.at("/Outputs/DomainTarget/Condition").asText()).isEqualTo("HasDomainName");
  }

  private List<JsonNode> events() {
    return resources("AWS::Serverless::Function").values().stream()
        .flatMap(function -> items(function.path("Events")).stream())
        .toList();
  }
}
