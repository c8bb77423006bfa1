package dev.callrecords.admin.cli;

import dev.callrecords.admin.Eraser;
import dev.callrecords.admin.Ledger;
import dev.callrecords.admin.RecordingEraser;
import dev.callrecords.admin.SharedLinks;
import dev.callrecords.admin.StandIns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Which account, tables and bucket a command works on. A name comes from its own option, else from
 * the stack's outputs, else from the environment.
 */
@SuppressWarnings("NullAway.Init") // Fields are set from the command line.
final class AwsOptions {

  private static final int ATTEMPTS = 10;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  /** How long nothing may move on a connection. */
  private static final Duration STALLED = Duration.ofSeconds(60);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--local", description = "Work on the stand-ins of ./local.sh.")
  private boolean local;

  @Option(
      names = "--dynamodb-port",
      paramLabel = "N",
      defaultValue = "" + StandIns.DYNAMODB_PORT,
      description = "With --local: the port of DynamoDB Local, default ${DEFAULT-VALUE}.")
  private int dynamoDbPort;

  @Option(
      names = "--s3-port",
      paramLabel = "N",
      defaultValue = "" + StandIns.S3_PORT,
      description = "With --local: the port of S3Proxy, default ${DEFAULT-VALUE}.")
  private int s3Port;

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description = "Take the names of tables and bucket from the outputs of this stack.")
  private @Nullable String stack;

  @Option(
      names = "--calls-table",
      paramLabel = "NAME",
      description = "Table of the calls; environment variable CALLS_TABLE.")
  private @Nullable String callsTable;

  @Option(
      names = "--keys-table",
      paramLabel = "NAME",
      description = "Table of the API keys; environment variable KEYS_TABLE.")
  private @Nullable String keysTable;

  @Option(
      names = "--links-table",
      paramLabel = "NAME",
      description = "Table of the shared links; environment variable LINKS_TABLE.")
  private @Nullable String linksTable;

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description = "Bucket of the recordings; environment variable RECORDINGS_BUCKET.")
  private @Nullable String bucket;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Profile of the AWS configuration; default: that of the AWS SDK.")
  private @Nullable String profile;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      description = "Region of AWS; default: that of the AWS SDK.")
  private @Nullable String region;

  private @Nullable Map<String, String> outputs;

  String callsTable() {
    return name(
        callsTable, "CallsTableName", "CALLS_TABLE", StandIns.CALLS_TABLE, "--calls-table NAME");
  }

  String keysTable() {
    return name(
        keysTable, "ApiKeysTableName", "KEYS_TABLE", StandIns.KEYS_TABLE, "--keys-table NAME");
  }

  String linksTable() {
    return name(linksTable, "LinksTableName", "LINKS_TABLE", StandIns.LINKS_TABLE, "--links-table");
  }

  /** Returns what addresses of the API begin with, without a slash at the end. */
  String apiUrl(@Nullable String given) {
    String url = name(given, "ApiUrl", "API_URL", StandIns.API_URL, "--api");
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  String bucket() {
    return name(
        bucket,
        "RecordingsBucketName",
        "RECORDINGS_BUCKET",
        StandIns.RECORDINGS_BUCKET,
        "--bucket NAME");
  }

  /** Returns the key of the ledger of erasures, from Secrets Manager. */
  String ledgerKey() {
    String secret =
        name(null, "LedgerKeyArn", "LEDGER_KEY_ARN", StandIns.LEDGER_KEY, "--ledger-key-file FILE");
    if (local) {
      return secret;
    }
    try (SecretsManagerClient client = configure(SecretsManagerClient.builder(), 0).build()) {
      return client.getSecretValue(get -> get.secretId(secret)).secretString();
    }
  }

  /** Returns the ARN of the caller. That of a role names its session. */
  String caller() {
    if (local) {
      return "local";
    }
    try (StsClient client = configure(StsClient.builder(), 0).build()) {
      return client.getCallerIdentity().arn();
    }
  }

  private String name(
      @Nullable String given, String output, String variable, String localName, String option) {
    if (given != null) {
      return given;
    }
    if (local) {
      return localName;
    }
    if (stack != null) {
      String value = outputs(stack).get(output);
      if (value == null) {
        throw usage("The stack " + stack + " has no output " + output + ": give " + option + ".");
      }
      return value;
    }
    String value = System.getenv(variable);
    if (value == null || value.isEmpty()) {
      throw usage(
          "No target: use --local, --stack NAME, %s, or the environment variable %s."
              .formatted(option, variable));
    }
    return value;
  }

  private Map<String, String> outputs(String stackName) {
    if (outputs == null) {
      try (CloudFormationClient client = configure(CloudFormationClient.builder(), 0).build()) {
        outputs =
            client.describeStacks(describe -> describe.stackName(stackName)).stacks().stream()
                .findFirst()
                .map(Stack::outputs)
                .orElseThrow(() -> SdkClientException.create("There is no stack " + stackName))
                .stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
      }
    }
    return outputs;
  }

  DynamoDbClient dynamoDb() {
    return configure(DynamoDbClient.builder(), dynamoDbPort).build();
  }

  S3Client s3() {
    return configure(S3Client.builder(), s3Port).build();
  }

  /** Returns what erases calls in the tables and the bucket. */
  Eraser eraser(DynamoDbClient dynamoDb, S3Client s3, Ledger ledger) {
    Clock clock = Clock.systemUTC();
    return new Eraser(
        dynamoDb,
        callsTable(),
        new RecordingEraser(s3, bucket()),
        new SharedLinks(dynamoDb, linksTable(), clock),
        ledger,
        clock);
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, int localPort) {
    builder
        .region(region())
        .credentialsProvider(credentials())
        // Not the functions' client: interrupting it leaves the outcome of a write unknown.
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECTION_TIMEOUT)
                .socketTimeout(STALLED))
        .overrideConfiguration(settings -> {
          // An operator can wait longer than a caller: retry often, unless AWS_MAX_ATTEMPTS is set.
          settings.retryStrategy(
              AwsRetryStrategy.standardRetryStrategy().toBuilder()
                  .maxAttempts(SdkSystemSetting.AWS_MAX_ATTEMPTS.getIntegerValue().orElse(ATTEMPTS))
                  .circuitBreakerEnabled(false)
                  .build());
          if (profile != null) {
            settings.defaultProfileName(profile);
          }
        });
    if (local) {
      URI endpoint = StandIns.endpoint(localPort);
      checkListening(endpoint);
      builder.endpointOverride(endpoint);
    }
    return builder;
  }

  /** Fails at once: the SDK would try for half a minute. */
  private static void checkListening(URI endpoint) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(endpoint.getHost(), endpoint.getPort()),
          (int) CONNECTION_TIMEOUT.toMillis());
    } catch (IOException e) {
      throw SdkClientException.create(
          "Nothing answers at " + endpoint + ": is ./local.sh running?", e);
    }
  }

  private Region region() {
    if (region != null) {
      return Region.of(region);
    }
    if (local) {
      return StandIns.REGION;
    }
    try {
      return DefaultAwsRegionProviderChain.builder()
          .profileFile(ProfileFile::defaultProfileFile)
          .profileName(profile)
          .build()
          .getRegion();
    } catch (SdkClientException e) {
      throw usage("No AWS region: use --region NAME or the variable AWS_REGION.");
    }
  }

  private AwsCredentialsProvider credentials() {
    return local
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(StandIns.ACCESS_KEY_ID, StandIns.SECRET_ACCESS_KEY))
        : DefaultCredentialsProvider.builder().profileName(profile).build();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
