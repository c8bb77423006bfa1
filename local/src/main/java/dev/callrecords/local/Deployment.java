package dev.callrecords.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.admin.CallWriter;
import dev.callrecords.admin.Keys;
import dev.callrecords.admin.RecordingWriter;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.dynamodb.LinkItem;
import dev.callrecords.lambda.AuthorizeHandler;
import dev.callrecords.lambda.GetCallHandler;
import dev.callrecords.lambda.LinkSettings;
import dev.callrecords.lambda.LinksHandler;
import dev.callrecords.lambda.ListCallsHandler;
import dev.callrecords.lambda.OpenLinkHandler;
import dev.callrecords.lambda.OpenLinkSettings;
import dev.callrecords.lambda.PresignRecordingHandler;
import dev.callrecords.lambda.Settings;
import dev.callrecords.lambda.TranscriptHandler;
import dev.callrecords.lambda.Wiring;
import dev.callrecords.local.Table.Index;
import dev.callrecords.s3.S3RecordingSigner;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The resources of {@code template.yaml} in a stand-in of AWS. The handlers' clients are configured
 * as in Lambda.
 */
public final class Deployment implements AutoCloseable {

  private static final Duration POLL_DELAY = Duration.ofMillis(100);
  private static final int MAX_POLLS = 600;

  private final Template template;
  private final Cloud cloud;
  private final DynamoDbClient dynamoDb;
  private final DynamoDbClient dynamoDbUpload;
  private final S3Client s3;
  private final S3Client s3Upload;

  /** Creates the deployment; nothing is made yet. */
  public Deployment(Template template, Cloud cloud) {
    this.template = template;
    this.cloud = cloud;
    this.dynamoDb = cloud.dynamoDbClient();
    this.dynamoDbUpload = cloud.dynamoDbUploadClient();
    this.s3 = cloud.s3Client();
    this.s3Upload = cloud.s3UploadClient();
  }

  /**
   * Makes the tables and the bucket that are not there yet.
   *
   * @return whether any was made
   */
  public boolean createResources() {
    boolean made = false;
    List<String> tables = dynamoDbUpload.listTables().tableNames();
    for (Table table : template.tables()) {
      if (!tables.contains(table.name())) {
        create(table);
        made = true;
      } else {
        addIndexes(table);
      }
    }
    List<String> buckets =
        s3Upload.listBuckets().buckets().stream().map(bucket -> bucket.name()).toList();
    for (String bucket : template.buckets()) {
      if (!buckets.contains(bucket)) {
        s3Upload.createBucket(create -> create.bucket(bucket));
        made = true;
      }
    }
    return made;
  }

  private void create(Table table) {
    dynamoDbUpload.createTable(create ->
        create
            .tableName(table.name())
            .attributeDefinitions(attributes(table))
            .keySchema(schema(table.key()))
            .globalSecondaryIndexes(
                table.indexes().isEmpty()
                    ? null
                    : table.indexes().stream().map(Deployment::index).toList())
            .billingMode(BillingMode.PAY_PER_REQUEST));
    dynamoDbUpload.waiter().waitUntilTableExists(describe -> describe.tableName(table.name()));
    if (table.timeToLive() != null) {
      dynamoDbUpload.updateTimeToLive(update ->
          update
              .tableName(table.name())
              .timeToLiveSpecification(
                  specification -> specification.attributeName(table.timeToLive()).enabled(true)));
    }
  }

  /** Adds missing indexes, one at a time as DynamoDB requires. */
  private void addIndexes(Table table) {
    List<String> present =
        dynamoDbUpload
            .describeTable(describe -> describe.tableName(table.name()))
            .table()
            .globalSecondaryIndexes()
            .stream()
            .map(GlobalSecondaryIndexDescription::indexName)
            .toList();
    List<Index> indexes =
        new ArrayList<>(
            table.indexes().stream().filter(index -> present.contains(index.name())).toList());
    for (Index index : table.indexes()) {
      if (!present.contains(index.name())) {
        indexes.add(index);
        Table grown = new Table(table.name(), table.key(), table.timeToLive(), indexes);
        GlobalSecondaryIndexUpdate addition =
            GlobalSecondaryIndexUpdate.builder()
                .create(create ->
                    create
                        .indexName(index.name())
                        .keySchema(schema(index.key()))
                        .projection(index(index).projection()))
                .build();
        dynamoDbUpload.updateTable(update ->
            update
                .tableName(table.name())
                .attributeDefinitions(attributes(grown))
                .globalSecondaryIndexUpdates(addition));
        awaitIndexes(table);
      }
    }
  }

  private void awaitIndexes(Table table) {
    Waiter<DescribeTableResponse> waiter =
        Waiter.builder(DescribeTableResponse.class)
            .addAcceptor(
                WaiterAcceptor.successOnResponseAcceptor(described ->
                    described.table().globalSecondaryIndexes().stream()
                        .allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE)))
            .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(described -> true))
            .overrideConfiguration(settings ->
                settings
                    .maxAttempts(MAX_POLLS)
                    .backoffStrategyV2(BackoffStrategy.fixedDelay(POLL_DELAY)))
            .build();
    waiter.run(() -> dynamoDbUpload.describeTable(describe -> describe.tableName(table.name())));
  }

  private static GlobalSecondaryIndex index(Index index) {
    return GlobalSecondaryIndex.builder()
        .indexName(index.name())
        .keySchema(schema(index.key()))
        .projection(projection ->
            projection.projectionType(ProjectionType.INCLUDE).nonKeyAttributes(index.attributes()))
        .build();
  }

  private static List<KeySchemaElement> schema(Table.Key key) {
    List<KeySchemaElement> schema = new ArrayList<>();
    schema.add(element(key.hashKey(), KeyType.HASH));
    if (key.rangeKey() != null) {
      schema.add(element(key.rangeKey(), KeyType.RANGE));
    }
    return schema;
  }

  private static KeySchemaElement element(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /** Returns the attributes of all keys; each is a string. */
  private static List<AttributeDefinition> attributes(Table table) {
    return Stream.concat(Stream.of(table.key()), table.indexes().stream().map(Index::key))
        .flatMap(key -> schema(key).stream())
        .map(KeySchemaElement::attributeName)
        .distinct()
        .map(name ->
            AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build())
        .toList();
  }

  /** Returns the handler of a function, with its settings as the template gives them. */
  public RequestStreamHandler handler(String function, PrintStream log) {
    return handler(function, log, settings -> settings);
  }

  /**
   * Returns a function's handler with settings that the template does not allow. Tests need links
   * that live for two seconds.
   */
  public RequestStreamHandler handler(
      String function, PrintStream log, UnaryOperator<Settings> settings) {
    Map<String, String> variables = template.variables(function);
    String handler = template.handlerClass(function);
    if (handler.equals(AuthorizeHandler.class.getName())) {
      return new AuthorizeHandler(
          Wiring.authorize(dynamoDb, Settings.readKeysTable(variables)), log);
    }
    if (handler.equals(GetCallHandler.class.getName())) {
      return new GetCallHandler(
          Wiring.getCall(dynamoDb, signer(), settings.apply(Settings.read(variables))), log);
    }
    if (handler.equals(PresignRecordingHandler.class.getName())) {
      return new PresignRecordingHandler(
          Wiring.presignRecording(dynamoDb, s3, signer(), settings.apply(Settings.read(variables))),
          log);
    }
    if (handler.equals(LinksHandler.class.getName())) {
      return new LinksHandler(
          Wiring.links(dynamoDb, LinkSettings.read(variables), Clock.systemUTC(), log), log);
    }
    if (handler.equals(OpenLinkHandler.class.getName())) {
      OpenLinkSettings declared = OpenLinkSettings.read(variables);
      OpenLinkSettings other =
          new OpenLinkSettings(settings.apply(declared.signing()), declared.linksTable());
      return new OpenLinkHandler(
          Wiring.openLink(dynamoDb, s3, signer(), other, Clock.systemUTC(), log), log);
    }
    if (handler.equals(ListCallsHandler.class.getName())) {
      return new ListCallsHandler(
          Wiring.listCalls(dynamoDb, Settings.readCallsTable(variables)), log);
    }
    if (handler.equals(TranscriptHandler.class.getName())) {
      return new TranscriptHandler(
          Wiring.getTranscript(dynamoDb, Settings.readCallsTable(variables)), log);
    }
    throw new IllegalStateException(
        "template.yaml names the handler "
            + handler
            + " for "
            + function
            + ", which is not known here: add it to Deployment.handler");
  }

  /** Returns a signer of links to the bucket of recordings. */
  public RecordingSigner signer() {
    return new S3RecordingSigner(
        recordingsBucket(),
        StandIns.REGION.id(),
        cloud.s3(),
        cloud.credentials(),
        Clock.systemUTC());
  }

  /** Returns the template. */
  public Template template() {
    return template;
  }

  /** Returns the DynamoDB client for writers. */
  public DynamoDbClient dynamoDb() {
    return dynamoDbUpload;
  }

  /** Returns the S3 client for writers. */
  public S3Client s3() {
    return s3Upload;
  }

  /** Returns the name of the table of calls. */
  public String callsTable() {
    return settings().callsTable();
  }

  /** Returns the name of the bucket of recordings. */
  public String recordingsBucket() {
    return settings().recordingsBucket();
  }

  /** Returns the name of the table of keys. */
  public String keysTable() {
    return Settings.readKeysTable(template.variables(template.authorizer()));
  }

  /** Returns the name of the table of shared links. */
  public String linksTable() {
    return template.tables().stream()
        .filter(table -> table.key().hashKey().equals(LinkItem.LINK_HASH))
        .map(Table::name)
        .findFirst()
        .orElseThrow();
  }

  /** Returns a writer of calls. */
  public CallWriter callWriter() {
    return new CallWriter(dynamoDbUpload, callsTable());
  }

  /** Returns a writer of recordings. */
  public RecordingWriter recordingWriter() {
    return new RecordingWriter(s3Upload, recordingsBucket());
  }

  /** Returns the keys. */
  public Keys keys() {
    return new Keys(dynamoDbUpload, keysTable(), Clock.systemUTC());
  }

  private Settings settings() {
    return Settings.read(template.variables(template.routes().getFirst().function()));
  }

  @Override
  public void close() {
    s3Upload.close();
    s3.close();
    dynamoDbUpload.close();
    dynamoDb.close();
  }
}
