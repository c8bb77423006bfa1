package dev.callrecords.s3;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/**
 * Signs links to recordings in an S3 bucket, with Signature Version 4 in the query.
 *
 * <p>A link dies with the credentials that signed it, whatever it says of itself, and the SDK's
 * presigner looks at neither that nor at what it wrote. So: the credentials are taken once, the
 * link is signed with these very ones and lives no longer than they do, and its end is read back
 * from the link.
 */
public final class S3RecordingSigner implements RecordingSigner {

  private static final Duration LEAST_LEFT = Duration.ofSeconds(60);

  /**
   * Temporary credentials that do not say when they end: Lambda's, without a snapshot, last a good
   * deal longer.
   */
  private static final Duration UNKNOWN_LEFT = Duration.ofMinutes(15);

  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final S3Presigner presigner;
  private final AwsCredentialsProvider credentials;
  private final String bucket;
  private final Clock clock;

  /** Creates a signer for a bucket. */
  public S3RecordingSigner(
      S3Presigner presigner, AwsCredentialsProvider credentials, String bucket, Clock clock) {
    this.presigner = presigner;
    this.credentials = credentials;
    this.bucket = bucket;
    this.clock = clock;
  }

  @Override
  public RecordingLink sign(RecordingKey key, Terms terms) {
    AwsCredentials snapshot = credentialsThatLast();
    Optional<Instant> end = snapshot.expirationTime();
    Duration lifetime = shorter(terms.lifetime(), left(snapshot));
    RecordingLink link = sign(key, terms, snapshot, lifetime);
    while (end.isPresent() && link.expiresAt().isAfter(end.get())) {
      // Time went by between the look at the clock and the signature.
      Duration excess = Duration.between(end.get(), link.expiresAt()).plusSeconds(1);
      lifetime = lifetime.minus(excess);
      if (!lifetime.isPositive()) {
        throw new DependencyException(
            Kind.BUSY, "The signing credentials ended while they were used");
      }
      link = sign(key, terms, snapshot, lifetime);
    }
    return link;
  }

  /**
   * Returns the credentials, asked for a second time when they are about to end: the provider then
   * fetches new ones.
   */
  private AwsCredentials credentialsThatLast() {
    AwsCredentials snapshot = resolve();
    if (left(snapshot).compareTo(LEAST_LEFT) < 0) {
      snapshot = resolve();
      if (left(snapshot).compareTo(LEAST_LEFT) < 0) {
        throw new DependencyException(
            Kind.BUSY,
            "The signing credentials end in less than 60 s, and no newer ones are there");
      }
    }
    return snapshot;
  }

  private AwsCredentials resolve() {
    try {
      return credentials.resolveCredentials();
    } catch (SdkException e) {
      throw AwsFailures.translate("Resolving credentials", e);
    }
  }

  private Duration left(AwsCredentials snapshot) {
    return snapshot
        .expirationTime()
        .map(end -> Duration.between(clock.instant(), end).truncatedTo(ChronoUnit.SECONDS))
        .orElse(
            snapshot instanceof AwsSessionCredentials
                ? UNKNOWN_LEFT
                : Duration.ofSeconds(Long.MAX_VALUE));
  }

  private RecordingLink sign(
      RecordingKey key, Terms terms, AwsCredentials snapshot, Duration lifetime) {
    GetObjectRequest object =
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(key.value())
            .responseContentDisposition(
                terms.disposition().name().toLowerCase(Locale.ROOT)
                    + "; filename=\""
                    + terms.fileName()
                    + "\"")
            .responseContentType(terms.contentType())
            .responseCacheControl("private, no-store")
            .overrideConfiguration(settings ->
                settings.credentialsProvider(StaticCredentialsProvider.create(snapshot)))
            .build();
    GetObjectPresignRequest request =
        GetObjectPresignRequest.builder()
            .getObjectRequest(object)
            .signatureDuration(lifetime)
            .build();
    String url = presigner.presignGetObject(request).url().toString();
    long expiresIn = Long.parseLong(parameter(url, "X-Amz-Expires"));
    Instant signedAt =
        LocalDateTime.parse(parameter(url, "X-Amz-Date"), AMZ_DATE).toInstant(ZoneOffset.UTC);
    return new RecordingLink(url, signedAt.plusSeconds(expiresIn), expiresIn);
  }

  private static String parameter(String url, String name) {
    return Arrays.stream(URI.create(url).getRawQuery().split("&"))
        .filter(parameter -> parameter.startsWith(name + "="))
        .map(parameter -> parameter.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("A signed link has " + name));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
