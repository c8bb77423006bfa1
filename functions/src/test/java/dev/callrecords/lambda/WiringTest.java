package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.RecordingSigner;
import dev.callrecords.domain.Samples;
import dev.callrecords.domain.Scope;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.FakeDynamoDb;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.TranscriptItem;
import dev.callrecords.s3.S3RecordingSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The complete object graph, from bytes in to bytes out, over offline clients. */
final class WiringTest {

  private static final RecordingSigner SIGNER =
      new S3RecordingSigner(
          "recordings-bucket",
          "eu-west-1",
          URI.create("https://s3.eu-west-1.amazonaws.com"),
          StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
          Clock.systemUTC());
  private static final Settings SETTINGS =
      new Settings(
          "calls",
          "recordings-bucket",
          new LinkPolicy(Duration.ofMinutes(15)),
          "arn:aws:kms:eu-west-1:123456789012:key/stack");

  private final Log log = new Log();

  @Test
  void getCall_storedCall_isAnsweredWithALinkFromTheBucket() {
    List<Map<String, AttributeValue>> items =
        new ArrayList<>(List.of(CallItem.write(Samples.TENANT, Samples.call(), 1)));
    items.addAll(
        TranscriptItem.write(Samples.TENANT, Samples.CALL_ID, Samples.TRANSCRIPT.segments()));
    FakeDynamoDb table = new FakeDynamoDb(items);

    Response response =
        Response.of(
            new GetCallHandler(Wiring.getCall(table, SIGNER, SETTINGS), log.out()), new Event());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("transcript").asText()).isEqualTo(Samples.TRANSCRIPT_TEXT);
    assertThat(response.json().get("recording_url").asText())
        .startsWith("https://recordings-bucket.s3.eu-west-1.amazonaws.com/" + Samples.RECORDING_KEY)
        .contains("X-Amz-Expires=900");
    assertThat(table.queries()).extracting(QueryRequest::tableName).containsExactly("calls");
  }

  @Test
  void presignRecording_storedCall_isAnsweredWithTheObjectsSize() {
    FakeDynamoDb table =
        new FakeDynamoDb(List.of(CallItem.write(Samples.TENANT, Samples.call(), 1)));
    S3Client s3 = s3(HeadObjectResponse.builder().contentLength(139244L).build());

    Response response =
        Response.of(
            new PresignRecordingHandler(
                Wiring.presignRecording(table, s3, SIGNER, SETTINGS), log.out()),
            new Event().query("expires_in", "120"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().get("expires_in").asLong()).isEqualTo(120);
    assertThat(response.json().get("size").asLong()).isEqualTo(139244);
    assertThat(table.queries()).isEmpty();
  }

  @Test
  void presignRecording_objectOfAnotherKey_isNotFound() {
    FakeDynamoDb table =
        new FakeDynamoDb(List.of(CallItem.write(Samples.TENANT, Samples.call(), 1)));
    HeadObjectResponse head =
        HeadObjectResponse.builder()
            .contentLength(139244L)
            .ssekmsKeyId("arn:aws:kms:eu-west-1:123456789012:key/another")
            .build();

    assertThat(
            Response.of(
                    new PresignRecordingHandler(
                        Wiring.presignRecording(table, s3(head), SIGNER, SETTINGS), log.out()),
                    new Event())
                .status())
        .isEqualTo(404);
  }

  private static S3Client s3(HeadObjectResponse head) {
    return new S3Client() {
      @Override
      public HeadObjectResponse headObject(HeadObjectRequest request) {
        assertThat(request.bucket()).isEqualTo("recordings-bucket");
        return head;
      }

      @Override
      public String serviceName() {
        return "s3";
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void authorize_storedKey_isAllowed() {
    String key = "crk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
    FakeDynamoDb table =
        new FakeDynamoDb(
            List.of(
                KeyItem.write(
                    ApiKey.parse(key).orElseThrow().hash(),
                    Samples.TENANT,
                    Set.of(Scope.CALLS_READ),
                    "CRM",
                    Instant.EPOCH,
                    null)));

    assertThat(Wiring.authorize(table, "keys").authorize("Bearer " + key))
        .isInstanceOf(Authorize.Outcome.Allowed.class);
  }
}
