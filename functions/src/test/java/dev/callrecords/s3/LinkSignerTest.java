package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK's presigner is the measure of every link. */
final class LinkSignerTest {

  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
  private static final String KEY = "recordings/acme-dental/7f3d8e00.wav";
  private static final AwsCredentials STATIC = AwsBasicCredentials.create("AKID", "secret/+=");
  private static final AwsCredentials SESSION =
      AwsSessionCredentials.create("ASIA", "secret of a session", "token+/= of *a session*~");
  private static final SortedMap<String, String> OVERRIDES =
      new TreeMap<>(
          Map.of(
              "response-cache-control", "private, no-store",
              "response-content-disposition", "attachment; filename=\"7f_3-d.mp3\"",
              "response-content-type", "audio/mpeg"));

  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-west-1.amazonaws.com, eu-west-1, recordings-bucket",
    "https://s3.us-east-1.amazonaws.com, us-east-1, recordings-bucket",
    "https://s3.cn-north-1.amazonaws.com.cn, cn-north-1, recordings-bucket",
    "https://s3.eu-west-1.amazonaws.com, eu-west-1, recordings.example.com",
    "http://127.0.0.1:9000, us-east-1, recordings-bucket"
  })
  void sign_any_equalsThePresignedUrlOfTheSdk(URI endpoint, String region, String bucket) {
    LinkSigner signer = new LinkSigner(bucket, region, endpoint);
    for (AwsCredentials credentials : List.of(STATIC, SESSION)) {
      for (Duration lifetime : List.of(Duration.ofSeconds(61), Duration.ofDays(1))) {
        for (SortedMap<String, String> overrides :
            List.of(OVERRIDES, new TreeMap<>(OVERRIDES.headMap("response-content-type")))) {
          URI theirs = presign(endpoint, region, bucket, credentials, lifetime, overrides);
          Instant signedAt =
              LocalDateTime.parse(query(theirs).getOrDefault("X-Amz-Date", ""), AMZ_DATE)
                  .toInstant(ZoneOffset.UTC);

          URI ours =
              URI.create(
                  signer.sign(KEY, overrides, credentials, signedAt.plusMillis(999), lifetime));

          assertThat(ours.getScheme()).isEqualTo(theirs.getScheme());
          assertThat(ours.getAuthority()).isEqualTo(theirs.getAuthority());
          assertThat(ours.getRawPath()).isEqualTo(theirs.getRawPath());
          assertThat(query(ours)).isEqualTo(query(theirs));
        }
      }
    }
  }

  private static URI presign(
      URI endpoint,
      String region,
      String bucket,
      AwsCredentials credentials,
      Duration lifetime,
      Map<String, String> overrides) {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build()) {
      return URI.create(
          presigner
              .presignGetObject(presign ->
                  presign
                      .signatureDuration(lifetime)
                      .getObjectRequest(object ->
                          object
                              .bucket(bucket)
                              .key(KEY)
                              .responseCacheControl(overrides.get("response-cache-control"))
                              .responseContentDisposition(
                                  overrides.get("response-content-disposition"))
                              .responseContentType(overrides.get("response-content-type"))))
              .url()
              .toString());
    }
  }

  /** The percent-encoded parameters by name. */
  private static Map<String, String> query(URI link) {
    return Arrays.stream(link.getRawQuery().split("&"))
        .map(parameter -> parameter.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  @Test
  void sign_otherSecretOrOtherDay_isAnotherSignature() {
    LinkSigner signer =
        new LinkSigner("bucket", "eu-west-1", URI.create("https://s3.eu-west-1.amazonaws.com"));
    Instant late = Instant.parse("2024-01-15T23:59:59Z");
    AwsCredentials other = AwsBasicCredentials.create("AKID", "another secret");

    assertThat(
            Set.of(
                sign(signer, STATIC, late),
                sign(signer, other, late),
                sign(signer, STATIC, late.plusSeconds(1))))
        .hasSize(3);
    assertThat(sign(signer, STATIC, late)).isEqualTo(sign(signer, STATIC, late));
  }

  private static String sign(LinkSigner signer, AwsCredentials credentials, Instant signedAt) {
    return signer.sign(KEY, OVERRIDES, credentials, signedAt, Duration.ofDays(1));
  }
}
