package dev.callrecords.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.TenantId;
import dev.callrecords.s3.S3RecordingSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Recording keys as other writers leave them, up to the presigned link. */
final class RecordingKeyFuzzTest {

  private static final String PREFIX = "recordings/" + Functions.TENANT + "/";

  /** Tenants whose names begin alike. */
  private static final List<TenantId> OTHERS =
      List.of(new TenantId("acme"), new TenantId("acme-dental-2"), new TenantId("a"));

  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));

  private final Functions functions =
      new Functions(
          new S3RecordingSigner(
              "recordings-bucket",
              "eu-west-1",
              URI.create("https://s3.eu-west-1.amazonaws.com"),
              CREDENTIALS,
              Clock.systemUTC()));

  @FuzzTest
  void key_any_isSignedOnlyInTheTenantsPart(byte[] input) {
    String key = new String(input, StandardCharsets.UTF_8);
    Map<String, AttributeValue> call = new HashMap<>(Samples.call().getFirst());
    call.put(
        "recording",
        AttributeValue.fromM(
            Map.of("status", AttributeValue.fromS("available"), "key", AttributeValue.fromS(key))));
    functions.store(List.of(call));

    Answer answer = functions.ask(Function.RECORDING, Event.request(Map.of(), Map.of()));

    if (!maySign(key)) {
      Law.holds(answer.code().equals("recording_not_found"), "no other key is signed");
      return;
    }
    Law.holds(answer.status() == 200, "a good key is signed");
    Law.holds(
        OTHERS.stream().allMatch(other -> RecordingKey.parse(other, key).isEmpty()),
        "a key is of one tenant");
    URI link = URI.create(answer.json().path("recording_url").textValue());
    Law.holds(
        link.getHost().equals("recordings-bucket.s3.eu-west-1.amazonaws.com"),
        "the link leads to the bucket");
    Law.holds(link.getPath().equals("/" + key), "the link is one to this object");
    Law.holds(
        link.normalize().getPath().startsWith("/" + PREFIX),
        "the link stays in the tenant's part, whatever a client makes of dots");
  }

  private static boolean maySign(String key) {
    return key.startsWith(PREFIX)
        && key.length() > PREFIX.length()
        && !key.contains("..")
        && !key.contains("//")
        && List.of(key.split("/", -1)).stream().noneMatch("."::equals)
        && key.chars()
            .allMatch(sign ->
                (sign >= 'A' && sign <= 'Z')
                    || (sign >= 'a' && sign <= 'z')
                    || (sign >= '0' && sign <= '9')
                    || "._/-".indexOf(sign) >= 0);
  }
}
