package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.RuntimeApi;
import dev.callrecords.integration.support.RuntimeClient;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Classes loaded up to the first answer, by the JDK's log. Unlike time, they are the same on every
 * machine.
 */
@ExtendWith(StackExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
final class StartUpTest {

  /** Large parts that are not needed, by what stands in the names of their classes. */
  private static final List<String> UNWANTED =
      List.of(
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.databind.ser.",
          "com.fasterxml.jackson.databind.deser.",
          "com.fasterxml.jackson.databind.introspect.",
          "java.beans.",
          "java.util.logging.",
          "org.apache.",
          "ch.qos.logback.",
          "io.netty.",
          "software.amazon.awssdk.enhanced.",
          "software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient",
          "sun.net.www.protocol.https.",
          "sun.security.ssl.SSLContextImpl");

  /** What S3's client needs, and DynamoDB's does not. */
  private static final List<String> OF_S3 =
      List.of(
          "software.amazon.awssdk.services.s3.DefaultS3Client",
          "software.amazon.awssdk.services.s3.endpoints.");

  private final Stack stack;

  @TempDir private Path folder;

  StartUpTest(Stack stack) {
    this.stack = stack;
  }

  /** The last column is a little more than was measured. */
  @ParameterizedTest
  @CsvSource({
    "AuthorizeFunction, authorize/unknown-key.json, 4000",
    "GetCallFunction, get-call/gzip.json, 4150",
    "PresignRecordingFunction, presign-recording/ready.json, 4700",
    "TranscriptFunction, transcript/text.json, 4100"
  })
  void start_untilFirstAnswer_loadsNothingThatIsNotNeeded(String function, String event, int most)
      throws Exception {
    Path log = folder.resolve("classes.log");
    AwsCredentials credentials = stack.cloud().credentials().resolveCredentials();
    Map<String, String> environment = stack.variables(function);
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("AWS_SESSION_TOKEN", "canary");
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client =
            RuntimeClient.start(
                api,
                stack.template(),
                function,
                folder,
                environment,
                List.of("-Xlog:class+load:file=" + log))) {
      api.send(Repository.text("events/" + event));
      RuntimeApi.Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      List<String> classes =
          Files.readAllLines(log).stream()
              .map(line -> line.replaceFirst("^(\\[[^]]*])* ?", "").replaceFirst(" .*", ""))
              .toList();
      System.out.println(function + " loads " + classes.size() + " classes to its first answer");
      assertThat(classes).hasSizeBetween(2000, most);
      assertThat(classes)
          .filteredOn(name -> UNWANTED.stream().anyMatch(name::startsWith))
          .isEmpty();
      for (String prefix : OF_S3) {
        assertThat(classes.stream().anyMatch(name -> name.startsWith(prefix)))
            .as(prefix)
            .isEqualTo(function.equals("PresignRecordingFunction"));
      }
    }
  }
}
