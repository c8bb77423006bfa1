package dev.callrecords.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.StandIns;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.SampleCalls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
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
    environment.put("PATH", commandLine() + File.pathSeparator + System.getenv("PATH"));
    return environment;
  }

  /**
   * Returns a folder with an {@code aws} that cannot but talk to the stand-ins: a version as old as
   * Debian 12's does not read the endpoints' variables, and would talk to AWS.
   */
  private Path commandLine() throws IOException {
    String installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(folderOnPath -> Path.of(folderOnPath, "aws"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() ->
                new AssertionError(
                    "The AWS CLI runs the examples of docs/storage.md, and there is no aws on the"
                        + " PATH: apt-get install awscli, or pip install awscli"))
            .toString();
    Path wrapper = Files.createDirectories(folder.resolve("bin")).resolve("aws");
    Files.writeString(
        wrapper,
        """
        #!/usr/bin/env bash
        case $1 in
          dynamodb) endpoint=$AWS_ENDPOINT_URL_DYNAMODB ;;
          s3api) endpoint=$AWS_ENDPOINT_URL_S3 ;;
          *) echo "The examples use dynamodb and s3api only, not $1" >&2; exit 1 ;;
        esac
        exec '%s' --endpoint-url "$endpoint" "$@"
        """
            .formatted(installed));
    Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder.resolve("bin");
  }
}
