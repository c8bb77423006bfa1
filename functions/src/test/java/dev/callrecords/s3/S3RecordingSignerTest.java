package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import dev.callrecords.domain.Samples;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

final class S3RecordingSignerTest {

  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final RecordingKey KEY =
      RecordingKey.parse(Samples.TENANT, Samples.RECORDING_KEY).orElseThrow();
  private static final Duration DAY = Duration.ofDays(1);

  private static final URI ENDPOINT = URI.create("https://s3.eu-west-1.amazonaws.com");

  /** Hands out credentials one after the other, the last one for ever, and counts. */
  private static final class Credentials implements AwsCredentialsProvider {

    private final Deque<AwsCredentials> next;
    private int resolved;

    Credentials(AwsCredentials... credentials) {
      next = new ArrayDeque<>(List.of(credentials));
    }

    @Override
    public AwsCredentials resolveCredentials() {
      resolved++;
      return next.size() > 1 ? next.removeFirst() : next.getFirst();
    }
  }

  /** Credentials without a session token that say when they end. */
  private record Ending(
      String accessKeyId, String secretAccessKey, Optional<Instant> expirationTime)
      implements AwsCredentials {}

  @Test
  void sign_staticCredentials_livesAsLongAsAsked() {
    Credentials credentials = new Credentials(AwsBasicCredentials.create("AKIDSTATIC", "secret"));

    RecordingLink link = sign(credentials, Duration.ofMinutes(5));

    assertThat(link.expiresIn()).isEqualTo(300);
    assertThat(credentials.resolved).isEqualTo(1);
    assertThat(query(link))
        .containsEntry("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
        .containsEntry("X-Amz-Expires", "300")
        .containsEntry("X-Amz-SignedHeaders", "host")
        .doesNotContainKey("X-Amz-Security-Token");
    assertThat(query(link).get("X-Amz-Credential")).startsWith("AKIDSTATIC/");
  }

  @Test
  void sign_any_expiresWhenTheLinkItselfSays() {
    RecordingLink link = sign(new Credentials(session("A", Duration.ofHours(6))), DAY);

    assertThat(link.expiresAt()).isEqualTo(endOf(link));
    assertThat(link.expiresAt())
        .isBetween(Instant.now().plusSeconds(6 * 3600 - 20), Instant.now().plusSeconds(6 * 3600));
  }

  @Test
  void sign_any_isALinkToTheObject() {
    URI uri = URI.create(sign(new Credentials(session("A", DAY)), DAY).url());

    assertThat(uri.getScheme()).isEqualTo("https");
    assertThat(uri.getHost()).isEqualTo("recordings-bucket.s3.eu-west-1.amazonaws.com");
    assertThat(uri.getPath()).isEqualTo("/" + Samples.RECORDING_KEY);
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 75, 600, 900, 3599, 43200})
  void sign_credentialsEndSooner_linkEndsNoLaterThanThey(long seconds) {
    Instant end = Instant.now().plusSeconds(seconds).plusMillis(700);
    Credentials credentials = new Credentials(session("A", end));

    RecordingLink link = sign(credentials, DAY);

    assertThat(link.expiresAt()).isBeforeOrEqualTo(end).isAfter(end.minusSeconds(20));
    assertThat(link.expiresAt()).isEqualTo(endOf(link));
    assertThat(query(link)).containsEntry("X-Amz-Expires", Long.toString(link.expiresIn()));
    assertThat(credentials.resolved).isEqualTo(1);
  }

  @Test
  void sign_credentialsEndLater_livesAsLongAsAsked() {
    RecordingLink link = sign(new Credentials(session("A", DAY)), Duration.ofHours(1));

    assertThat(link.expiresIn()).isEqualTo(3600);
  }

  @Test
  void sign_longLivedCredentialsThatEnd_linkEndsNoLaterThanThey() {
    Instant end = Instant.now().plusSeconds(600);
    AwsCredentials ending = new Ending("A", "secret", Optional.of(end));

    assertThat(sign(new Credentials(ending), DAY).expiresAt()).isBeforeOrEqualTo(end);
  }

  @Test
  void sign_credentialsEndWhileTheyAreUsed_isBusy() {
    Instant now = Instant.now();
    Deque<Instant> times = new ArrayDeque<>(List.of(now, now.plusSeconds(61)));
    InstantSource clock = times::removeFirst;
    Credentials credentials = new Credentials(session("A", now.plusSeconds(61)));

    assertThatThrownBy(() -> signer(credentials, clock).sign(KEY, terms(DAY)))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
  }

  @Test
  void sign_sessionOfUnknownEnd_livesFifteenMinutesAtMost() {
    AwsSessionCredentials unknown = session("A", (Instant) null);

    assertThat(sign(new Credentials(unknown), DAY).expiresIn()).isEqualTo(900);
    assertThat(sign(new Credentials(unknown), Duration.ofSeconds(899)).expiresIn()).isEqualTo(899);
  }

  @Test
  void sign_session_isSignedWithTheVerySnapshotThatWasChecked() {
    // A second resolution for the signature would get the second one.
    Credentials credentials =
        new Credentials(session("FIRST", Duration.ofHours(1)), session("SECOND", DAY));

    RecordingLink link = sign(credentials, DAY);

    assertThat(query(link).get("X-Amz-Credential")).startsWith("FIRST/");
    assertThat(query(link)).containsEntry("X-Amz-Security-Token", "token+/= of FIRST");
    assertThat(credentials.resolved).isEqualTo(1);
  }

  @Test
  void sign_underAMinuteLeft_isAskedOnceMoreAndSignedWithTheNewOnes() {
    Credentials credentials =
        new Credentials(session("OLD", Duration.ofSeconds(59)), session("NEW", DAY));

    RecordingLink link = sign(credentials, Duration.ofHours(1));

    assertThat(link.expiresIn()).isEqualTo(3600);
    assertThat(query(link).get("X-Amz-Credential")).startsWith("NEW/");
    assertThat(credentials.resolved).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {59_999, 59_000, 1, 0, -1, -86_400_000})
  void sign_stillUnderAMinuteLeft_isBusyAfterTwoResolves(long milliseconds) {
    Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    Credentials credentials =
        new Credentials(session("OLD", clock.instant().plusMillis(milliseconds)));

    assertThatThrownBy(() -> signer(credentials, clock).sign(KEY, terms(DAY)))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
    assertThat(credentials.resolved).isEqualTo(2);
  }

  @Test
  void sign_aMinuteLeft_isSigned() {
    Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    Credentials credentials = new Credentials(session("A", clock.instant().plusSeconds(60)));

    RecordingLink link = signer(credentials, clock).sign(KEY, terms(DAY)).orElseThrow();

    assertThat(link.expiresIn()).isBetween(40L, 60L);
    assertThat(credentials.resolved).isEqualTo(1);
  }

  @Test
  void sign_noCredentials_isBusy() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials");
        };

    assertThatThrownBy(() -> sign(none, DAY))
        .isInstanceOfSatisfying(
            DependencyException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
  }

  @Test
  void sign_inline_overridesTypeDispositionAndCaching() {
    Terms terms = new Terms(DAY, null, Disposition.INLINE, "a.wav", "audio/wav");

    assertThat(query(signer(new Credentials(session("A", DAY))).sign(KEY, terms).orElseThrow()))
        .containsEntry("response-content-disposition", "inline; filename=\"a.wav\"")
        .containsEntry("response-content-type", "audio/wav")
        .containsEntry("response-cache-control", "private, no-store");
  }

  @Test
  void sign_attachment_isSavedUnderItsName() {
    Terms terms = new Terms(DAY, null, Disposition.ATTACHMENT, "7f3d.mp3", "audio/mpeg");

    assertThat(query(signer(new Credentials(session("A", DAY))).sign(KEY, terms).orElseThrow()))
        .containsEntry("response-content-disposition", "attachment; filename=\"7f3d.mp3\"")
        .containsEntry("response-content-type", "audio/mpeg");
  }

  @ParameterizedTest
  @CsvSource({
    "13:05:09.9, 13:05:10, 1",
    "13:05:09.0, 13:05:10, 1",
    "13:05:00.5, 13:05:10.9, 10",
    "13:05:00.0, 14:05:00, 3600",
    "13:05:00.0, 14:05:01, 3600",
    "13:05:00.0, 14:04:59, 3599"
  })
  void sign_recordingEnds_linkEndsNoLaterThanIt(LocalTime now, LocalTime end, long seconds) {
    RecordingLink link = signAt(now, end).orElseThrow();

    assertThat(link.expiresIn()).isEqualTo(seconds);
    assertThat(link.expiresAt()).isEqualTo(endOf(link)).isBeforeOrEqualTo(onADay(end));
  }

  @ParameterizedTest
  @CsvSource({"13:05:10, 13:05:10", "13:05:10.9, 13:05:10", "13:05:10, 13:05:10.5", "14:00, 13:00"})
  void sign_recordingHasEnded_isEmpty(LocalTime now, LocalTime end) {
    assertThat(signAt(now, end)).isEmpty();
  }

  private static Optional<RecordingLink> signAt(LocalTime now, LocalTime end) {
    Credentials credentials = new Credentials(AwsBasicCredentials.create("AKIDSTATIC", "secret"));
    return signer(credentials, () -> onADay(now))
        .sign(
            KEY,
            new Terms(Duration.ofHours(1), onADay(end), Disposition.INLINE, "a.wav", "audio/wav"));
  }

  private static Instant onADay(LocalTime time) {
    return time.atDate(LocalDate.of(2026, 11, 22)).toInstant(ZoneOffset.UTC);
  }

  private static RecordingLink sign(AwsCredentialsProvider credentials, Duration lifetime) {
    return signer(credentials).sign(KEY, terms(lifetime)).orElseThrow();
  }

  private static S3RecordingSigner signer(AwsCredentialsProvider credentials) {
    return signer(credentials, Clock.systemUTC());
  }

  private static S3RecordingSigner signer(AwsCredentialsProvider credentials, InstantSource clock) {
    return new S3RecordingSigner("recordings-bucket", "eu-west-1", ENDPOINT, credentials, clock);
  }

  private static Terms terms(Duration lifetime) {
    return new Terms(lifetime, null, Disposition.INLINE, "a.wav", "audio/wav");
  }

  private static AwsSessionCredentials session(String name, Duration left) {
    return session(name, Instant.now().plus(left));
  }

  private static AwsSessionCredentials session(String name, @Nullable Instant end) {
    return AwsSessionCredentials.builder()
        .accessKeyId(name)
        .secretAccessKey("secret of " + name)
        .sessionToken("token+/= of " + name)
        .expirationTime(end)
        .build();
  }

  private static Instant endOf(RecordingLink link) {
    Map<String, String> query = query(link);
    return dateOf(query).plusSeconds(Long.parseLong(query.getOrDefault("X-Amz-Expires", "")));
  }

  private static Instant dateOf(Map<String, String> query) {
    return LocalDateTime.parse(query.getOrDefault("X-Amz-Date", ""), AMZ_DATE)
        .toInstant(ZoneOffset.UTC);
  }

  private static Map<String, String> query(RecordingLink link) {
    return query(URI.create(link.url()));
  }

  private static Map<String, String> query(URI link) {
    return Arrays.stream(link.getRawQuery().split("&"))
        .map(parameter -> parameter.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
