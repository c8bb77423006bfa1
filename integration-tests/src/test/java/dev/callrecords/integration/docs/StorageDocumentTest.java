package dev.callrecords.integration.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Bash;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Reply;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.SampleCalls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The examples in {@code docs/storage.md} do what they say. */
@NeedsTools({"aws", "openssl"})
@ExtendWith(StackExtension.class)
final class StorageDocumentTest {

  private static final Pattern LAST_LINE = Pattern.compile("(\\S+)\\s*$");

  private final Stack stack;

  @TempDir private Path folder;

  StorageDocumentTest(Stack stack) {
    this.stack = stack;
  }

  @Test
  void examples_putACallAndMakeAKeyThatOpensIt() throws IOException {
    Map<String, String> environment = environment();

    String put = Bash.run(folder, environment, example("put one call"));
    String made = Bash.run(folder, environment, example("make one key"));

    Matcher key = LAST_LINE.matcher(made);
    assertThat(key.find()).isTrue();
    Api api = new Api(stack.url(), ApiKey.parse(key.group(1)).orElseThrow());
    Matcher id = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").matcher(put);
    assertThat(id.find()).isTrue();
    Reply reply = api.call(new CallId(id.group()));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    JsonNode call = reply.json();
    assertThat(call.path("status").textValue()).isEqualTo("completed");
    assertThat(call.path("transcript_segments")).hasSize(2);
    assertThat(call.path("transcript").textValue()).startsWith("Agent: ").contains("\n\nCaller: ");
    assertThat(call.path("duration").isIntegralNumber()).isTrue();
    assertThat(call.path("metadata").size()).isPositive();
    assertThat(Http.get(reply.link()).body()).isEqualTo(Files.readAllBytes(recording()));
    Reply recording = api.recording(new CallId(id.group()));
    assertThat(recording.status()).as(recording.text()).isEqualTo(200);
    assertThat(recording.json().path("size").longValue()).isEqualTo(Files.size(recording()));
  }

  /** Returns the fenced block of the document whose first line names it. */
  private static String example(String name) {
    Matcher block =
        Pattern.compile(
                "^```bash\\n(# docs/storage\\.md: " + Pattern.quote(name) + "\\n.*?)^```$",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Repository.text("docs/storage.md"));
    if (!block.find()) {
      throw new AssertionError("docs/storage.md has no example \"" + name + "\"");
    }
    // Nothing of the developer's own.
    return "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN\n" + block.group(1);
  }

  private static Path recording() {
    return Repository.path(
        "local/src/main/resources/samples/%s/%s.wav"
            .formatted(SampleCalls.ACME_DENTAL, SampleCalls.COMPLETED));
  }

  private Map<String, String> environment() throws IOException {
    Cloud cloud = stack.cloud();
    AwsCredentials credentials = cloud.credentials().resolveCredentials();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("CALLS_TABLE", stack.deployment().callsTable());
    environment.put("KEYS_TABLE", stack.deployment().keysTable());
    environment.put("RECORDINGS_BUCKET", stack.deployment().recordingsBucket());
    environment.put("RECORDING", recording().toString());
    environment.put("AWS_REGION", StandIns.REGION.id());
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString());
    environment.put("AWS_ENDPOINT_URL_S3", cloud.s3().toString());
    environment.put("AWS_CONFIG_FILE", folder.resolve("none").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
    return environment;
  }

  /**
   * Puts an {@code aws} on the path that ignores endpoint variables, as old versions do. Those are
   * versions before 1.29 and 2.13. It writes down what it is asked instead of asking AWS.
   */
  private Map<String, String> oldCommandLine() throws IOException {
    Path aws = Files.createDirectories(folder.resolve("bin")).resolve("aws");
    Files.writeString(
        aws,
        """
        #!/usr/bin/env bash
        cat > /dev/null
        printf '%s\n' "$*" >> "$ASKED"
        """);
    Files.setPosixFilePermissions(aws, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = environment();
    environment.put("ASKED", folder.resolve("asked").toString());
    environment.put("PATH", folder.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
    return environment;
  }

  @ParameterizedTest
  @ValueSource(strings = {"put one call", "make one key"})
  void examples_oldCommandLine_isToldTheEndpoint(String example) throws IOException {
    Map<String, String> environment = oldCommandLine();

    Bash.run(folder, environment, example(example));

    assertThat(Files.readAllLines(folder.resolve("asked")))
        .isNotEmpty()
        .allMatch(asked ->
            asked.startsWith("s3api --endpoint-url " + stack.cloud().s3() + " ")
                || asked.startsWith("dynamodb --endpoint-url " + stack.cloud().dynamoDb() + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"put one call", "make one key"})
  void examples_noStandIns_goToAws(String example) throws IOException {
    Map<String, String> environment = oldCommandLine();
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "");
    environment.put("AWS_ENDPOINT_URL_S3", "");
    environment.put("AWS_ENDPOINT_URL", "");

    Bash.run(folder, environment, example(example));

    assertThat(Files.readAllLines(folder.resolve("asked")))
        .isNotEmpty()
        .noneMatch(asked -> asked.contains("--endpoint-url"));
  }
}
