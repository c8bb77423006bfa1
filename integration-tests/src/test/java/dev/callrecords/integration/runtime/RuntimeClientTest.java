package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Http;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.RuntimeApi;
import dev.callrecords.integration.support.RuntimeApi.Post;
import dev.callrecords.integration.support.RuntimeClient;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.local.SampleCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * The functions under AWS's runtime client in a child process. It has only the functions' class
 * path and is configured by its environment.
 */
@ExtendWith(StackExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
final class RuntimeClientTest {

  private final Stack stack;

  @TempDir private Path taskRoot;

  RuntimeClientTest(Stack stack) {
    this.stack = stack;
  }

  private ChildProcess start(RuntimeApi api, String function, Map<String, String> settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    AwsCredentials credentials = stack.cloud().credentials().resolveCredentials();
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    // As in Lambda: temporary credentials, which do not say when they end.
    environment.put("AWS_SESSION_TOKEN", "canary");
    environment.putAll(settings);
    return RuntimeClient.start(api, stack.template(), function, taskRoot, environment, List.of());
  }

  @Test
  void getCall_storedCall_answersTheContractAndLogsOneLine() throws Exception {
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client = start(api, "GetCallFunction", stack.variables("GetCallFunction"))) {
      api.send(Repository.text("events/get-call/completed.json"));

      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      JsonNode response = Json.read(post.body());
      assertThat(response.path("statusCode").intValue()).isEqualTo(200);
      JsonNode call = Json.read(response.path("body").textValue());
      assertThat(Json.without(call, "recording_url", "recording_url_expires_at"))
          .isEqualTo(Json.without(Json.resource("/contract/call.json"), "recording_url"));
      assertThat(Http.get(URI.create(call.path("recording_url").textValue())).body())
          .hasSize(139_244);
      assertThat(Instant.parse(call.path("recording_url_expires_at").textValue()))
          .isBefore(Instant.now().plus(Duration.ofMinutes(15)));

      String requestId =
          Json.read(Repository.text("events/get-call/completed.json"))
              .path("requestContext")
              .path("requestId")
              .textValue();
      JsonNode line = Json.read(client.awaitLine(requestId));
      assertThat(client.out().lines()).hasSize(1);
      assertThat(line.path("request_id").textValue()).isEqualTo(requestId);
      assertThat(line.path("cold_start").booleanValue()).isTrue();
      JsonNode metric = line.path("_aws").path("CloudWatchMetrics").path(0);
      assertThat(line.path("_aws").path("Timestamp").isIntegralNumber()).isTrue();
      assertThat(metric.path("Namespace").textValue()).isEqualTo("CallRecords");
      assertThat(metric.path("Metrics").path(0).path("Name").textValue()).isEqualTo("Requests");
      assertThat(metric.path("Dimensions").path(0)).hasSize(2);
      for (JsonNode dimension : metric.path("Dimensions").path(0)) {
        assertThat(line.path(dimension.textValue()).isTextual()).isTrue();
      }
      assertThat(line.path("Requests").intValue()).isEqualTo(1);

      // The same process goes on, and is warm.
      api.send(Repository.text("events/get-call/erased.json"));
      assertThat(Json.read(api.nextPost(client).body()).path("statusCode").intValue())
          .isEqualTo(404);
    }
  }

  @Test
  void presignRecording_storedRecording_answersALinkThatPlays() throws Exception {
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client =
            start(api, "PresignRecordingFunction", stack.variables("PresignRecordingFunction"))) {
      api.send(Repository.text("events/presign-recording/ready.json"));

      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      JsonNode link = Json.read(Json.read(post.body()).path("body").textValue());
      assertThat(Http.get(URI.create(link.path("recording_url").textValue())).body())
          .hasSize(139_244);
      // No longer than such credentials are sure to last.
      assertThat(link.path("expires_in").intValue()).isEqualTo(900);
    }
  }

  @Test
  void authorize_storedAndUnknownKey_allowsAndRefuses() throws Exception {
    String key = stack.key(SampleCalls.ACME_DENTAL).reveal();
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client =
            start(api, "AuthorizeFunction", stack.variables("AuthorizeFunction"))) {
      api.send("{\"version\":\"2.0\",\"identitySource\":[\"Bearer " + key + "\"]}");
      Post allowed = api.nextPost(client);
      api.send(Repository.text("events/authorize/unknown-key.json"));
      Post refused = api.nextPost(client);

      assertThat(allowed.what()).as(allowed.body()).isEqualTo("response");
      JsonNode context = Json.read(allowed.body()).path("context");
      assertThat(Json.read(allowed.body()).path("isAuthorized").booleanValue()).isTrue();
      assertThat(context.path("tenant_id").textValue()).isEqualTo("acme-dental");
      assertThat(context.path("scopes").textValue())
          .isEqualTo("calls:list calls:read links:write recordings:read");
      assertThat(Json.read(refused.body()).toString()).isEqualTo("{\"isAuthorized\":false}");
      assertThat(client.out()).doesNotContain(key);
    }
  }

  /** The gateway makes 500 of it, and asks again at the next request. */
  @Test
  void authorize_tableOutOfReach_isAnErrorAndTheProcessGoesOn() throws Exception {
    Map<String, String> settings = stack.variables("AuthorizeFunction");
    // A port that is taken and not listened to refuses connections.
    try (Socket closed = new Socket();
        RuntimeApi api = new RuntimeApi();
        ChildProcess client = startWithoutTable(api, settings, closed)) {
      api.send(Repository.text("events/authorize/unknown-key.json"));
      Post error = api.nextPost(client);
      api.send(Repository.text("events/authorize/no-key.json"));
      Post refused = api.nextPost(client);

      assertThat(error.what()).as(error.body()).isEqualTo("error");
      assertThat(Json.read(error.body()).path("errorType").textValue())
          .isEqualTo("java.lang.IllegalStateException");
      assertThat(error.body()).doesNotContain("crk_", Integer.toString(closed.getLocalPort()));
      assertThat(refused.what()).isEqualTo("response");
      assertThat(client.isAlive()).isTrue();
      JsonNode line = Json.read(client.awaitLine("DependencyBusy"));
      assertThat(line.path("level").textValue()).isEqualTo("ERROR");
      assertThat(line.path("status").intValue()).isEqualTo(500);
    }
  }

  private ChildProcess startWithoutTable(
      RuntimeApi api, Map<String, String> settings, Socket closed) throws IOException {
    closed.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    settings.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + closed.getLocalPort());
    return start(api, "AuthorizeFunction", settings);
  }

  @Test
  void init_withoutSettings_isAnErrorThatNamesThem() throws Exception {
    Map<String, String> settings = stack.variables("GetCallFunction");
    settings.remove("CALLS_TABLE");
    settings.remove("RECORDINGS_BUCKET");
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client = start(api, "GetCallFunction", settings)) {
      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("init/error");
      assertThat(client.out() + client.err() + post.body())
          .contains("CALLS_TABLE is not set", "RECORDINGS_BUCKET is not set");
    }
  }
}
