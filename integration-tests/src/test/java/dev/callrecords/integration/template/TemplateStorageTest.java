package dev.callrecords.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.dynamodb.CallIndex;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.LinkItem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the template keeps what is stored: tables, buckets, logs and their key. */
final class TemplateStorageTest extends TemplateAssertions {

  private static final Set<String> KEPT =
      Set.of(
          "AWS::DynamoDB::Table",
          "AWS::KMS::Key",
          "AWS::Logs::LogGroup",
          "AWS::S3::Bucket",
          "AWS::S3::BucketPolicy",
          "AWS::SecretsManager::Secret");

  @Test
  void whatIsStoredOutlivesTheStack() {
    Set<String> kept = resources(KEPT::contains).keySet();
    assertThat(kept).hasSize(17);
    for (String logicalId : kept) {
      assertThat(names(resource(logicalId)))
          .as(logicalId)
          .containsExactlyInAnyOrder("Type", "DeletionPolicy", "UpdateReplacePolicy", "Properties");
      assertThat(resource(logicalId).path("DeletionPolicy").asText()).isEqualTo("Retain");
      assertThat(resource(logicalId).path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
    }
  }

  @Test
  void tablesAreThoseOfCallsApiKeysAndLinks() {
    assertThat(resources("AWS::DynamoDB::Table").keySet())
        .containsExactlyInAnyOrder("CallsTable", "ApiKeysTable", "LinksTable");
  }

  @Test
  void callsHaveTheKeysThatTheirItemsAreWrittenWith() {
    assertThat(withoutTags("CallsTable"))
        .isEqualTo(
            yaml(
                """
                AttributeDefinitions:
                  - AttributeName: %1$s
                    AttributeType: S
                  - AttributeName: %2$s
                    AttributeType: S
                  - AttributeName: list_pk
                    AttributeType: S
                  - AttributeName: list_sk
                    AttributeType: S
                  - AttributeName: from_pk
                    AttributeType: S
                  - AttributeName: to_pk
                    AttributeType: S
                KeySchema:
                  - AttributeName: %1$s
                    KeyType: HASH
                  - AttributeName: %2$s
                    KeyType: RANGE
                TimeToLiveSpecification:
                  AttributeName: %3$s
                  Enabled: true
                OnDemandThroughput:
                  MaxReadRequestUnits: !Ref CallsTableMaxReadUnits
                  MaxWriteRequestUnits: !Ref CallsTableMaxWriteUnits
                """
                    .formatted(CallItem.PARTITION_KEY, CallItem.SORT_KEY, CallItem.DELETE_AFTER)));
  }

  @Test
  void callsHaveTheIndexesThatListsReadAndNoOther() {
    StringBuilder indexes = new StringBuilder();
    for (CallIndex index : CallIndex.values()) {
      indexes.append(
          """
          - IndexName: %s
            KeySchema:
              - AttributeName: %s
                KeyType: HASH
              - AttributeName: list_sk
                KeyType: RANGE
            Projection:
              ProjectionType: INCLUDE
              NonKeyAttributes:
                - agent_id
                - call_summary
                - created_at
                - delete_after
                - deleted_at
                - direction
                - duration
                - ended_at
                - from_number
                - recording
                - sentiment
                - started_at
                - status
                - to_number
            OnDemandThroughput:
              MaxReadRequestUnits: !Ref CallsTableMaxReadUnits
              MaxWriteRequestUnits: !Ref CallsTableMaxWriteUnits
          """
              .formatted(index.indexName(), index.partitionKey()));
    }
    assertThat(properties("CallsTable").path("GlobalSecondaryIndexes"))
        .isEqualTo(yaml(indexes.toString()));
    assertThat(properties("ApiKeysTable").has("GlobalSecondaryIndexes")).isFalse();
  }

  @Test
  void apiKeysHaveTheKeyThatTheirItemsAreWrittenWith() {
    assertThat(withoutTags("ApiKeysTable"))
        .isEqualTo(
            yaml(
                """
                AttributeDefinitions:
                  - AttributeName: %1$s
                    AttributeType: S
                KeySchema:
                  - AttributeName: %1$s
                    KeyType: HASH
                OnDemandThroughput:
                  MaxReadRequestUnits: 1000
                  MaxWriteRequestUnits: 100
                """
                    .formatted(KeyItem.KEY_HASH)));
  }

  @Test
  void linksHaveTheKeysThatTheirItemsAreWrittenWith() {
    assertThat(withoutTags("LinksTable"))
        .isEqualTo(
            yaml(
                """
                AttributeDefinitions:
                  - AttributeName: %1$s
                    AttributeType: S
                  - AttributeName: %2$s
                    AttributeType: S
                  - AttributeName: created_at
                    AttributeType: S
                KeySchema:
                  - AttributeName: %1$s
                    KeyType: HASH
                TimeToLiveSpecification:
                  AttributeName: delete_after
                  Enabled: true
                OnDemandThroughput:
                  MaxReadRequestUnits: 1000
                  MaxWriteRequestUnits: 1000
                """
                    .formatted(LinkItem.LINK_HASH, LinkItem.CALL_PK)));
    assertThat(properties("LinksTable").path("GlobalSecondaryIndexes"))
        .isEqualTo(
            yaml(
                """
                - IndexName: %s
                  KeySchema:
                    - AttributeName: %s
                      KeyType: HASH
                    - AttributeName: created_at
                      KeyType: RANGE
                  Projection:
                    ProjectionType: INCLUDE
                    NonKeyAttributes:
                      - %s
                      - expires_at
                      - label
                      - last_opened_at
                      - opened
                      - opens
                      - %s
                  OnDemandThroughput:
                    MaxReadRequestUnits: 1000
                    MaxWriteRequestUnits: 1000
                """
                    .formatted(
                        LinkItem.BY_CALL,
                        LinkItem.CALL_PK,
                        LinkItem.CREATED_BY,
                        LinkItem.REVOKED_AT)));
  }

  /** A table without what all tables share. */
  private JsonNode withoutTags(String table) {
    ObjectNode own = properties(table).deepCopy();
    return own.remove(
        List.of(
            "Tags",
            "GlobalSecondaryIndexes",
            "BillingMode",
            "DeletionProtectionEnabled",
            "PointInTimeRecoverySpecification",
            "SSESpecification"));
  }

  @Test
  void tablesAreProtectedAgainstDeletion() {
    resources("AWS::DynamoDB::Table")
        .forEach((name, table) -> assertTrue(name, table.path("DeletionProtectionEnabled")));
  }

  @Test
  void tablesCanBeRestoredToAnySecondOfFiveWeeks() {
    resources("AWS::DynamoDB::Table")
        .forEach((name, table) ->
            assertThat(table.path("PointInTimeRecoverySpecification"))
                .as(name)
                .isEqualTo(
                    yaml(
                        """
                        PointInTimeRecoveryEnabled: true
                        RecoveryPeriodInDays: 35
                        """)));
  }

  @Test
  void tablesAreEncryptedWithTheKeyOfTheStack() {
    resources("AWS::DynamoDB::Table")
        .forEach((name, table) ->
            assertThat(table.path("SSESpecification"))
                .as(name)
                .isEqualTo(
                    yaml(
                        """
                        SSEEnabled: true
                        SSEType: KMS
                        KMSMasterKeyId: !GetAtt DataKey.Arn
                        """)));
  }

  @Test
  void tablesAreBilledByRequest() {
    resources("AWS::DynamoDB::Table")
        .forEach((name, table) ->
            assertThat(table.path("BillingMode").asText()).as(name).isEqualTo("PAY_PER_REQUEST"));
  }

  @Test
  void bucketsAreTheTwoOfRecordingsAndOfTheirLogs() {
    assertThat(resources("AWS::S3::Bucket").keySet())
        .containsExactlyInAnyOrder("RecordingsBucket", "AccessLogBucket");
    assertThat(names(properties("RecordingsBucket")))
        .containsExactlyInAnyOrder(
            "BucketEncryption",
            "CorsConfiguration",
            "LifecycleConfiguration",
            "LoggingConfiguration",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "Tags",
            "VersioningConfiguration");
    assertThat(names(properties("AccessLogBucket")))
        .containsExactlyInAnyOrder(
            "BucketEncryption",
            "LifecycleConfiguration",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "Tags");
  }

  @Test
  void bucketsArePrivateFourWays() {
    resources("AWS::S3::Bucket")
        .forEach((name, bucket) ->
            assertThat(bucket.path("PublicAccessBlockConfiguration"))
                .as(name)
                .isEqualTo(
                    yaml(
                        """
                        BlockPublicAcls: true
                        BlockPublicPolicy: true
                        IgnorePublicAcls: true
                        RestrictPublicBuckets: true
                        """)));
  }

  @Test
  void bucketsKnowNoAcls() {
    resources("AWS::S3::Bucket")
        .forEach((name, bucket) ->
            assertThat(bucket.path("OwnershipControls"))
                .as(name)
                .isEqualTo(yaml("Rules: [{ObjectOwnership: BucketOwnerEnforced}]")));
  }

  @Test
  void recordingsAreEncryptedWithTheKeyOfTheStack() {
    assertThat(properties("RecordingsBucket").path("BucketEncryption"))
        .isEqualTo(
            yaml(
                """
                ServerSideEncryptionConfiguration:
                  - BucketKeyEnabled: true
                    ServerSideEncryptionByDefault:
                      SSEAlgorithm: aws:kms
                      KMSMasterKeyID: !GetAtt DataKey.Arn
                """));
    // S3 delivers its logs to no bucket with another key.
    assertThat(properties("AccessLogBucket").path("BucketEncryption"))
        .isEqualTo(
            yaml(
                """
                ServerSideEncryptionConfiguration:
                  - ServerSideEncryptionByDefault:
                      SSEAlgorithm: AES256
                """));
  }

  @Test
  void recordingsKeepTheirOldVersionsForAMonthAndThenAreGone() {
    assertThat(properties("RecordingsBucket").path("VersioningConfiguration"))
        .isEqualTo(yaml("Status: Enabled"));
    assertThat(properties("RecordingsBucket").path("LifecycleConfiguration"))
        .isEqualTo(
            yaml(
                """
                Rules:
                  - Id: RemoveOldVersions
                    Status: Enabled
                    NoncurrentVersionExpiration:
                      NoncurrentDays: 30
                    ExpiredObjectDeleteMarker: true
                  - Id: RemoveUnfinishedUploads
                    Status: Enabled
                    AbortIncompleteMultipartUpload:
                      DaysAfterInitiation: 7
                """));
  }

  @Test
  void accessToRecordingsIsLoggedForAsLongAsOtherLogs() {
    assertThat(properties("RecordingsBucket").path("LoggingConfiguration"))
        .isEqualTo(
            yaml(
                """
                DestinationBucketName: !Ref AccessLogBucket
                LogFilePrefix: recordings/
                """));
    assertThat(properties("AccessLogBucket").path("LifecycleConfiguration"))
        .isEqualTo(
            yaml(
                """
                Rules:
                  - Id: RemoveOldLogs
                    Status: Enabled
                    ExpirationInDays: !Ref LogRetentionDays
                  - Id: RemoveUnfinishedUploads
                    Status: Enabled
                    AbortIncompleteMultipartUpload:
                      DaysAfterInitiation: 7
                """));
  }

  @Test
  void noPageOfAnotherOriginReadsRecordingsUnlessAParameterSaysSo() {
    assertThat(properties("RecordingsBucket").path("CorsConfiguration"))
        .isEqualTo(
            yaml(
                """
                !If
                  - HasAllowedOrigins
                  - CorsRules:
                      - AllowedOrigins: !Split [',', !Ref AllowedOrigins]
                        AllowedMethods: [GET]
                        AllowedHeaders: [range]
                        ExposedHeaders: [Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag]
                        MaxAge: 3600
                  - !Ref AWS::NoValue
                """));
  }

  @Test
  void recordingsAreRefusedOverUnsafeWaysAndErasuresAreNeverRemoved() {
    int longestLink = template.at("/Parameters/RecordingLinkMaxSeconds/MaxValue").asInt();
    assertThat(policyOf("RecordingsBucket"))
        .isEqualTo(
            items(
                yaml(
                    deny("RecordingsBucket", "Bool", "aws:SecureTransport", "false")
                        + deny("RecordingsBucket", "NumericLessThan", "s3:TlsVersion", "1.2")
                        + deny(
                            "RecordingsBucket",
                            "NumericGreaterThan",
                            "s3:signatureAge",
                            (longestLink + 60) + "000")
                        + OTHER_ENCRYPTION
                        + REMOVAL_OF_ERASURES)));
  }

  /**
   * Condition on the encryption header. {@code Null} false lets requests without it pass, which
   * {@code StringNotEquals} alone would deny.
   */
  private static final String OTHER_ENCRYPTION =
      """
      - Effect: Deny
        Principal: '*'
        Action: s3:PutObject
        Resource: !Sub ${RecordingsBucket.Arn}/*
        Condition:
          'Null':
            s3:x-amz-server-side-encryption: 'false'
          StringNotEquals:
            s3:x-amz-server-side-encryption-aws-kms-key-id: !GetAtt DataKey.Arn
      - Effect: Deny
        Principal: '*'
        Action: s3:PutObject
        Resource: !Sub ${RecordingsBucket.Arn}/*
        Condition:
          'Null':
            s3:x-amz-server-side-encryption-customer-algorithm: 'false'
      """;

  private static final String REMOVAL_OF_ERASURES =
      """
      - Effect: Deny
        Principal: '*'
        Action: [s3:DeleteObject, s3:DeleteObjectVersion]
        Resource: !Sub ${RecordingsBucket.Arn}/erasures/*
      """;

  @Test
  void ledgerHasAKeyThatNoUpdateMakesAnew() {
    assertThat(resources("AWS::SecretsManager::Secret").keySet()).containsExactly("LedgerKey");
    ObjectNode own = properties("LedgerKey").deepCopy();
    own.remove(List.of("Description", "Tags"));
    assertThat(own)
        .isEqualTo(
            yaml(
                """
                GenerateSecretString:
                  PasswordLength: 64
                  ExcludePunctuation: true
                KmsKeyId: !GetAtt DataKey.Arn
                """));
  }

  @Test
  void logsOfRecordingsAreWrittenByS3ForThisBucketOfThisAccountOnly() {
    assertThat(policyOf("AccessLogBucket"))
        .isEqualTo(
            items(
                yaml(
                    deny("AccessLogBucket", "Bool", "aws:SecureTransport", "false")
                        + """
                        - Effect: Allow
                          Principal:
                            Service: logging.s3.amazonaws.com
                          Action: s3:PutObject
                          Resource: !Sub ${AccessLogBucket.Arn}/recordings/*
                          Condition:
                            ArnLike:
                              aws:SourceArn: !GetAtt RecordingsBucket.Arn
                            StringEquals:
                              aws:SourceAccount: !Ref AWS::AccountId
                        """)));
  }

  private static String deny(String bucket, String operator, String key, String value) {
    return """
    - Effect: Deny
      Principal: '*'
      Action: s3:*
      Resource:
        - !GetAtt %1$s.Arn
        - !Sub ${%1$s.Arn}/*
      Condition:
        %2$s:
          %3$s: '%4$s'
    """
        .formatted(bucket, operator, key, value);
  }

  private List<JsonNode> policyOf(String bucket) {
    JsonNode policy = properties(bucket + "Policy");
    assertThat(names(policy)).containsExactlyInAnyOrder("Bucket", "PolicyDocument");
    assertThat(policy.path("Bucket")).isEqualTo(yaml("!Ref " + bucket));
    assertThat(policy.at("/PolicyDocument/Version").asText()).isEqualTo("2012-10-17");
    return statements(policy.path("PolicyDocument"));
  }

  @Test
  void keyTurnsEveryYearAndIsSlowToDie() {
    JsonNode key = properties("DataKey");
    assertThat(resources("AWS::KMS::Key").keySet()).containsExactly("DataKey");
    assertThat(names(key))
        .containsExactlyInAnyOrder(
            "Description", "EnableKeyRotation", "KeyPolicy", "PendingWindowInDays", "Tags");
    assertTrue("DataKey", key.path("EnableKeyRotation"));
    assertThat(key.path("PendingWindowInDays").asInt()).isEqualTo(30);
  }

  @Test
  void keyIsManagedByTheAccountAndUsedByServicesOnly() {
    JsonNode policy = properties("DataKey").path("KeyPolicy");
    assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
    assertThat(statements(policy))
        .isEqualTo(
            items(
                yaml(
                    """
                    - Effect: Allow
                      Principal: &account
                        AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
                      Action:
                        - kms:CancelKeyDeletion
                        - kms:CreateAlias
                        - kms:DeleteAlias
                        - kms:DescribeKey
                        - kms:DisableKey
                        - kms:DisableKeyRotation
                        - kms:EnableKey
                        - kms:EnableKeyRotation
                        - kms:GetKeyPolicy
                        - kms:GetKeyRotationStatus
                        - kms:ListGrants
                        - kms:ListKeyPolicies
                        - kms:ListKeyRotations
                        - kms:ListResourceTags
                        - kms:PutKeyPolicy
                        - kms:RevokeGrant
                        - kms:RotateKeyOnDemand
                        - kms:ScheduleKeyDeletion
                        - kms:TagResource
                        - kms:UntagResource
                        - kms:UpdateAlias
                        - kms:UpdateKeyDescription
                      Resource: '*'
                    - Effect: Allow
                      Principal: *account
                      Action:
                        - kms:Decrypt
                        - kms:Encrypt
                        - kms:GenerateDataKey
                        - kms:GenerateDataKeyWithoutPlaintext
                        - kms:ReEncryptFrom
                        - kms:ReEncryptTo
                      Resource: '*'
                      Condition:
                        StringEquals:
                          kms:ViaService:
                            - !Sub dynamodb.${AWS::Region}.amazonaws.com
                            - !Sub lambda.${AWS::Region}.amazonaws.com
                            - !Sub s3.${AWS::Region}.amazonaws.com
                            - !Sub secretsmanager.${AWS::Region}.amazonaws.com
                    - Effect: Allow
                      Principal: *account
                      Action: kms:CreateGrant
                      Resource: '*'
                      Condition:
                        Bool:
                          kms:GrantIsForAWSResource: 'true'
                    - Effect: Allow
                      Principal:
                        Service: !Sub logs.${AWS::Region}.amazonaws.com
                      Action:
                        - kms:Decrypt
                        - kms:DescribeKey
                        - kms:Encrypt
                        - kms:GenerateDataKey
                        - kms:GenerateDataKeyWithoutPlaintext
                        - kms:ReEncryptFrom
                        - kms:ReEncryptTo
                      Resource: '*'
                      Condition:
                        ArnLike:
                          kms:EncryptionContext:aws:logs:arn:
                            - !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${AWS::StackName}-*
                            - !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/vendedlogs/${AWS::StackName}/*
                    """)));
  }

  @Test
  void logsAreEncryptedAndKeptForTheDaysOfTheParameter() {
    Map<String, JsonNode> groups = resources("AWS::Logs::LogGroup");
    assertThat(groups.keySet())
        .containsExactlyInAnyOrder(
            "AuthorizeLogGroup",
            "GetCallLogGroup",
            "LinksLogGroup",
            "ListCallsLogGroup",
            "OpenLinkLogGroup",
            "PresignRecordingLogGroup",
            "TranscriptLogGroup",
            "ApiAccessLogGroup");
    groups.forEach((name, group) -> {
      ObjectNode own = group.deepCopy();
      own.remove(List.of("LogGroupName", "Tags"));
      assertThat(own)
          .as(name)
          .isEqualTo(
              yaml(
                  """
                  RetentionInDays: !Ref LogRetentionDays
                  KmsKeyId: !GetAtt DataKey.Arn
                  """));
    });
  }

  @Test
  void onlyTheAccessLogHasAName() {
    resources("AWS::Logs::LogGroup")
        .forEach((name, group) ->
            assertThat(group.has("LogGroupName"))
                .as(name)
                .isEqualTo(name.equals("ApiAccessLogGroup")));
    assertThat(properties("ApiAccessLogGroup").path("LogGroupName"))
        .isEqualTo(
            yaml(
                "!Join ['/', [/aws/vendedlogs, !Ref AWS::StackName,"
                    + " !Select [2, !Split ['/', !Ref AWS::StackId]]]]"));
  }

  private static void assertTrue(String name, JsonNode value) {
    assertThat(value.isBoolean() && value.booleanValue()).as(name).isTrue();
  }
}
