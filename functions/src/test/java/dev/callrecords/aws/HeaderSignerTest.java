package dev.callrecords.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The SDK's own signer is slower, and the measure of every signature. */
final class HeaderSignerTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59.999Z");
  private static final AwsCredentialsIdentity SESSION =
      AwsSessionCredentials.create("AKIDSESSION", "secret/+=", "token/+==");
  private static final String BODY = "{\"TableName\":\"calls\",\"Key\":\"ü\"}";

  private final HeaderSigner signer = new HeaderSigner();

  @ParameterizedTest
  @CsvSource({
    "https://dynamodb.eu-west-1.amazonaws.com, eu-west-1",
    "https://dynamodb.eu-west-1.amazonaws.com/, eu-west-1",
    "https://123456789012.ddb.us-east-1.amazonaws.com, us-east-1",
    "https://dynamodb.cn-north-1.amazonaws.com.cn:443, cn-north-1",
    "http://127.0.0.1:8000, us-east-1",
    "https://127.0.0.1:8443/dynamodb/, us-east-1"
  })
  void sign_any_isWhatTheSdkSigns(URI endpoint, String region) {
    for (AwsCredentialsIdentity credentials :
        List.of(SESSION, AwsBasicCredentials.create("AKIDSTATIC", "secret"))) {
      for (String body : List.of(BODY, "{}", "")) {
        assertSignedAsTheSdkDoes(request(endpoint), region, credentials, body, NOW);
      }
      assertSignedAsTheSdkDoes(request(endpoint), region, credentials, null, NOW);
    }
  }

  @Test
  void sign_otherDaySecretOrRegion_isWhatTheSdkSigns() {
    URI endpoint = URI.create("https://dynamodb.eu-west-1.amazonaws.com");
    AwsCredentialsIdentity renewed =
        AwsSessionCredentials.create("AKIDSESSION", "other", "token/+==");

    assertSignedAsTheSdkDoes(request(endpoint), "eu-west-1", SESSION, BODY, NOW);
    assertSignedAsTheSdkDoes(request(endpoint), "eu-west-1", SESSION, BODY, NOW.plusSeconds(1));
    assertSignedAsTheSdkDoes(request(endpoint), "eu-west-1", renewed, BODY, NOW.plusSeconds(1));
    assertSignedAsTheSdkDoes(request(endpoint), "us-east-1", renewed, BODY, NOW.plusSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Amz-Optional", "x-amz-optional"})
  void sign_moreHeaders_signsThoseOfAmazon(String name) {
    SdkHttpRequest request =
        request(URI.create("https://dynamodb.eu-west-1.amazonaws.com")).toBuilder()
            .appendHeader(name, "one")
            .appendHeader(name, "two")
            .build();

    assertSignedAsTheSdkDoes(request, "eu-west-1", SESSION, BODY, NOW);
  }

  @Test
  void sign_signedRequest_isSignedAnew() {
    SdkHttpRequest request = request(URI.create("https://dynamodb.eu-west-1.amazonaws.com"));
    AwsCredentialsIdentity renewed = AwsSessionCredentials.create("AKIDNEXT", "other", "next");

    SdkHttpRequest once = sign(signer, request, "eu-west-1", SESSION, BODY, NOW);
    SdkHttpRequest again = sign(signer, once, "eu-west-1", renewed, BODY, NOW.plusSeconds(9));

    assertThat(again.headers())
        .isEqualTo(sign(signer, request, "eu-west-1", renewed, BODY, NOW.plusSeconds(9)).headers());
  }

  @Test
  void sign_noClock_isDatedNow() {
    SdkHttpRequest signed =
        signer
            .sign(
                SignRequest.builder(SESSION)
                    .request(request(URI.create("https://dynamodb.eu-west-1.amazonaws.com")))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .build())
            .request();

    Instant now = Instant.now();
    assertThat(signed.matchingHeaders("X-Amz-Date").getFirst())
        .isBetween(SignatureV4.dateTime(now.minusSeconds(20)), SignatureV4.dateTime(now));
  }

  @Test
  void sign_noRegion_isRefused() {
    SignRequest<AwsCredentialsIdentity> request =
        SignRequest.builder(SESSION)
            .request(request(URI.create("https://dynamodb.eu-west-1.amazonaws.com")))
            .build();

    assertThatThrownBy(() -> signer.sign(request)).hasMessageContaining("RegionName");
  }

  private void assertSignedAsTheSdkDoes(
      SdkHttpRequest request,
      String region,
      AwsCredentialsIdentity credentials,
      @Nullable String body,
      Instant instant) {
    // The SDK's signer signs nearly all that is there when it is called, and adds a digest.
    SdkHttpRequest others =
        request.toBuilder()
            .putHeader("User-Agent", "tests")
            .putHeader("Content-Length", "7")
            .putHeader("amz-sdk-request", "attempt=1; max=3")
            .build();
    SdkHttpRequest theirs =
        sign(AwsV4HttpSigner.create(), request, region, credentials, body, instant);
    String digest = theirs.firstMatchingHeader("x-amz-content-sha256").orElseThrow();

    SdkHttpRequest ours =
        sign(
            signer,
            others.toBuilder().putHeader("x-amz-content-sha256", digest).build(),
            region,
            credentials,
            body,
            instant);

    for (String name : List.of("Authorization", "Host", "X-Amz-Date", "X-Amz-Security-Token")) {
      assertThat(ours.matchingHeaders(name)).as(name).isEqualTo(theirs.matchingHeaders(name));
    }
    assertThat(digest).isEqualTo(Sha256.hex(bytes(body == null ? "" : body)));
  }

  private static SdkHttpRequest sign(
      HttpSigner<AwsCredentialsIdentity> signer,
      SdkHttpRequest request,
      String region,
      AwsCredentialsIdentity credentials,
      @Nullable String body,
      Instant instant) {
    return signer
        .sign(
            SignRequest.builder(credentials)
                .request(request)
                .payload(body == null ? null : ContentStreamProvider.fromByteArray(bytes(body)))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(instant, ZoneOffset.UTC))
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                .build())
        .request();
  }

  private static SdkHttpRequest request(URI endpoint) {
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.POST)
        .uri(endpoint)
        .putHeader("Content-Type", "application/x-amz-json-1.0")
        .putHeader("X-Amz-Target", "DynamoDB_20120810.Query")
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
