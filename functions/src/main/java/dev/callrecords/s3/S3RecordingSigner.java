package dev.callrecords.s3;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Signs links to recordings in an S3 bucket, with Signature Version 4 in the query.
 *
 * <p>A link dies with the credentials that signed it, whatever it says of itself, which the SDK's
 * presigner does not look at. So the credentials are taken once, and the link is signed with these
 * very ones and lives no longer than they do. The instant that it is signed at and the seconds that
 * it lives stand in it, and are what its end is made of.
 */
public final class S3RecordingSigner implements RecordingSigner {

  private static final Duration MIN_REMAINING = Duration.ofSeconds(60);

  /**
   * Lifetime of temporary credentials that do not say their end. Lambda's, without a snapshot, last
   * a good deal longer.
   */
  private static final Duration REMAINING_IF_UNKNOWN = Duration.ofMinutes(15);

  private final LinkSigner signer;
  private final AwsCredentialsProvider credentials;
  private final InstantSource clock;

  /**
   * Creates a signer for a bucket.
   *
   * @param region the bucket's, such as {@code eu-west-1}
   * @param endpoint of S3, such as {@code https://s3.eu-west-1.amazonaws.com}; without a path
   */
  public S3RecordingSigner(
      String bucket,
      String region,
      URI endpoint,
      AwsCredentialsProvider credentials,
      InstantSource clock) {
    this.signer = new LinkSigner(bucket, region, endpoint);
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public Optional<RecordingLink> sign(RecordingKey key, Terms terms) {
    AwsCredentials snapshot = credentialsThatLast();
    Instant now = clock.instant();
    Duration lifetime = Collections.min(List.of(terms.lifetime(), remaining(snapshot, now)));
    if (!lifetime.isPositive()) {
      throw new DependencyException(
          Kind.BUSY, "The signing credentials ended while they were used");
    }
    Instant signedAt = now.truncatedTo(ChronoUnit.SECONDS);
    if (terms.end() != null) {
      long secondsLeft = signedAt.until(terms.end(), ChronoUnit.SECONDS);
      if (secondsLeft <= 0) {
        return Optional.empty();
      }
      lifetime = Collections.min(List.of(lifetime, Duration.ofSeconds(secondsLeft)));
    }
    String url = signer.sign(key.value(), overrides(terms), snapshot, signedAt, lifetime);
    return Optional.of(new RecordingLink(url, signedAt.plus(lifetime), lifetime.toSeconds()));
  }

  private static SortedMap<String, String> overrides(Terms terms) {
    SortedMap<String, String> overrides = new TreeMap<>();
    overrides.put(
        "response-content-disposition",
        terms.disposition().name().toLowerCase(Locale.ROOT)
            + "; filename=\""
            + terms.fileName()
            + "\"");
    overrides.put("response-content-type", terms.contentType());
    overrides.put("response-cache-control", "private, no-store");
    return overrides;
  }

  /**
   * Returns the credentials. They are resolved again when they are about to end: the provider then
   * fetches new ones.
   */
  private AwsCredentials credentialsThatLast() {
    AwsCredentials snapshot = resolve();
    if (remaining(snapshot, clock.instant()).compareTo(MIN_REMAINING) < 0) {
      snapshot = resolve();
    }
    if (remaining(snapshot, clock.instant()).compareTo(MIN_REMAINING) < 0) {
      throw new DependencyException(
          Kind.BUSY, "The signing credentials end in less than 60 s, and no newer ones are there");
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

  private static Duration remaining(AwsCredentials snapshot, Instant now) {
    return snapshot
        .expirationTime()
        .map(end -> Duration.between(now, end).truncatedTo(ChronoUnit.SECONDS))
        .orElse(
            snapshot instanceof AwsSessionCredentials
                ? REMAINING_IF_UNKNOWN
                : Duration.ofSeconds(Long.MAX_VALUE));
  }
}
